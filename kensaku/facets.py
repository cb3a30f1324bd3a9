"""What is counted of sections and filters them: keys and columns."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kensaku.fold import fold
from kensaku.grams import facet_key
from kensaku.pages import Section
from kensaku.spool import Record

_FIRST_KINDS = ("guide", "page", "post")
_FIRST_LETTER = ord(" ")
_LETTERS = 50_000  # all before the surrogates, which are no letters


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


def column_chunks(
    records: Sequence[Record], most: int, letters: int = _LETTERS
) -> Iterator[tuple[int, dict[str, tuple[list[Any], str]]]]:
    """Yield what the columns chunks hold, each with its first section; it has ``most`` sections,
    or fewer with no more values than there are ``letters``."""
    begin = 0
    values: set[object] = set()
    for place, record in enumerate(records):
        found: set[object] = {record.author, record.kind, record.topics}
        values |= found
        if place - begin == most or len(values) > letters:
            yield begin, _columns(records[begin:place])
            begin, values = place, found
    if records:
        yield begin, _columns(records[begin:])


def _columns(records: Sequence[Record]) -> dict[str, tuple[list[Any], str]]:
    """For author, kind and topics the values that there are, the most frequent first, and the
    place among them of each section's, as a letter: one string is read faster, and compresses
    better, than a list of numbers."""
    return {
        "author": _column([record.author for record in records]),
        "kind": _column([record.kind for record in records]),
        "topic": _column([tuple(sorted(record.topics)) for record in records]),
    }


def _column(values: Sequence[Any]) -> tuple[list[Any], str]:
    counts = Counter(values)
    kept = sorted(counts, key=lambda value: (-counts[value], value))
    letters = {value: chr(_FIRST_LETTER + place) for place, value in enumerate(kept)}
    return kept, "".join(map(letters.__getitem__, values))


def read_columns(columns: Mapping[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Return author, kind and topics of each of the sections of which ``columns`` told."""
    found = (
        [kept[ord(letter) - _FIRST_LETTER] for letter in letters]
        for kept, letters in (columns[field] for field in ("author", "kind", "topic"))
    )
    return list(zip(*found, strict=True))


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
