"""What is counted of sections and filters them: keys and columns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kensaku.fold import fold
from kensaku.grams import facet_key
from kensaku.pages import Section
from kensaku.spool import Record

_FIRST_KINDS = ("guide", "page", "post")
_FIRST_LETTER = ord("A")


def facet_keys(sections: Sequence[Section]) -> dict[str, list[int]]:
    """Return the keys of authors, kinds and topics, each with the places of its sections."""
    found: dict[str, list[int]] = {}
    for place, section in enumerate(sections):
        keys = [facet_key("topic", fold(topic)) for topic in section.topics]
        keys.append(facet_key("kind", fold(section.kind)))
        if section.author:
            keys.append(facet_key("author", fold(section.author)))
        for key in dict.fromkeys(keys):
            found.setdefault(key, []).append(place)
    return dict(sorted(found.items()))


def names(records: Sequence[Record]) -> dict[str, list[str]]:
    """Return all authors, kinds and topics, each the most frequent first."""
    return {
        "authors": _by_frequency(record.author for record in records),
        "kinds": _by_frequency(record.kind for record in records),
        "topics": _by_frequency(topic for record in records for topic in record.topics),
    }


def _by_frequency(values: Iterable[str]) -> list[str]:
    counts = Counter(values)
    return sorted(counts, key=lambda value: (-counts[value], value))


def columns(records: Sequence[Record], named: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the place in ``named`` of each section's author and kind, and its topics as letters,
    from A for the first: one string compresses better than lists of numbers."""
    places = {
        field: {value: number for number, value in enumerate(values)}
        for field, values in named.items()
    }
    letter = {topic: chr(_FIRST_LETTER + place) for topic, place in places["topics"].items()}
    letters = {
        topics: "".join(sorted(letter[topic] for topic in topics))
        for topics in {record.topics for record in records}
    }
    return {
        "author": [places["authors"][record.author] for record in records],
        "kind": [places["kinds"][record.kind] for record in records],
        "topics": ",".join(letters[record.topics] for record in records),
    }


def read_columns(
    columns: Mapping[str, Any], named: Mapping[str, Sequence[str]]
) -> list[tuple[str, str, list[str]]]:
    """Return author, kind and topics of each of the sections of which ``columns`` told."""
    authors = [named["authors"][place] for place in columns["author"]]
    kinds = [named["kinds"][place] for place in columns["kind"]]
    topics = [
        [named["topics"][ord(letter) - _FIRST_LETTER] for letter in letters]
        for letters in columns["topics"].split(",")
    ]
    return list(zip(authors, kinds, topics, strict=True))


def kinds_in_order(records: Sequence[Record]) -> list[str]:
    """Return all kinds in the order in which results of equal rank stand."""
    kinds = {record.kind for record in records}
    first = [kind for kind in _FIRST_KINDS if kind in kinds]
    return first + sorted(kinds.difference(first))


def first_of_years(records: Sequence[Record]) -> list[tuple[int, int]]:
    """Return each year with the id of its first section."""
    years: dict[int, int] = {}
    for number, record in enumerate(records):
        if record.year:
            years.setdefault(record.year, number)
    return list(years.items())
