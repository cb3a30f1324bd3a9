"""What is counted of sections and filters them: posting lists and columns."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kensaku.bits import gap_lists
from kensaku.fold import fold
from kensaku.grams import facet_key
from kensaku.postings import Posting
from kensaku.spool import Record

_FIRST_KINDS = ("guide", "page", "post")


def facet_postings(records: Sequence[Record]) -> list[Posting]:
    """Return the postings of authors, kinds and topics, in key order."""
    found: dict[str, list[int]] = {}
    for number, record in enumerate(records):
        keys = [facet_key("topic", fold(topic)) for topic in record.topics]
        keys.append(facet_key("kind", fold(record.kind)))
        if record.author:
            keys.append(facet_key("author", fold(record.author)))
        for key in dict.fromkeys(keys):
            found.setdefault(key, []).append(number)
    start = np.zeros(1, np.int64)
    return sorted(
        Posting(key.encode(), len(ids), gap_lists(np.array(ids), start)[0], b"", b"", b"")
        for key, ids in found.items()
    )


def columns(records: Sequence[Record]) -> dict[str, Any]:
    """Return the authors, kinds and topics of sections, each named once."""
    authors = sorted({record.author for record in records})
    kinds = sorted({record.kind for record in records})
    topics = sorted({topic for record in records for topic in record.topics})
    return {
        "authors": authors,
        "kinds": kinds,
        "topics": topics,
        "author": [authors.index(record.author) for record in records],
        "kind": [kinds.index(record.kind) for record in records],
        "topic": [[topics.index(topic) for topic in record.topics] for record in records],
    }


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
