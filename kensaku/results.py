"""Puts the sections found in order, and shows each with an excerpt."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from kensaku.fold import FoldedText, display, fold, fold_text
from kensaku.match import steps, whole
from kensaku.query import Term
from kensaku.store import Columns, Found, Store
from kensaku.words import is_whole

SORTS = ("relevance", "newest", "oldest")
READ_FOR_RANK = 10
EXCERPT = 120
BEFORE = 40


def ordered(store: Store, found: set[int], terms: tuple[Term, ...], sort: str) -> list[int]:
    """Return the sections found, by ``sort``; see README.md, "Ranking"."""
    by_id = sorted(found)
    if sort != "relevance":
        undated = bisect_left(by_id, store.first_dated)
        dated = by_id[undated:]
        return (dated if sort == "oldest" else dated[::-1]) + by_id[:undated]
    if not found:
        return []
    rank = {kind: number for number, kind in enumerate(store.kinds)}
    ranks = {section: rank[known.kind] for section, known in _known(store, found).items()}
    first = by_id
    if len(found) > READ_FOR_RANK:
        heading = _everywhere(store, terms, "heading", found)
        words = found.intersection(*(whole(store, term.folded, found) for term in terms))
        many = _everywhere(store, terms, "many", found)
        first.sort(
            key=lambda id_: (id_ not in heading, id_ not in words, id_ not in many, ranks[id_])
        )
    read = {section: _closeness(store.section(section), terms) for section in first[:READ_FOR_RANK]}
    best = sorted(read, key=lambda id_: (*read[id_], ranks[id_], id_))
    return best + first[READ_FOR_RANK:]


def _everywhere(store: Store, terms: tuple[Term, ...], field: str, found: set[int]) -> set[int]:
    """The sections that all pieces of the terms have among their ``heading`` or ``many``."""
    left = found
    for term in terms:
        for piece in steps(store, term.folded)[0]:
            records = store.records(piece.key, left)
            left = left & {at + n for at, record in records for n in getattr(record, field)}
    return left


def _closeness(section: Found, terms: tuple[Term, ...]) -> tuple[bool, bool, bool, int]:
    heading, text = fold(section.heading), fold_text(section.text)
    places = [list(_places(text, term.folded)) for term in terms]
    return (
        not all(term.folded in heading for term in terms),
        not all(
            any(is_whole(text, place, place + len(term.folded)) for place in found)
            for term, found in zip(terms, places, strict=True)
        ),
        not all(display(term.typed) in section.text for term in terms),
        -sum(map(len, places)),
    )


def _places(text: str, term: str, first: int = 0) -> Iterator[int]:
    """Yield every place of a term from ``first`` on, overlapping ones too."""
    place = text.find(term, first)
    while place >= 0:
        yield place
        place = text.find(term, place + 1)


def result(section: Found, terms: tuple[Term, ...]) -> dict[str, Any]:
    """Return a section as it is shown: its address, what is known of it, an excerpt with the
    places of the terms in it, and where each term is."""
    heading = fold(section.heading)
    excerpt, marks = _excerpt(section, terms)
    return {
        "url": section.url,
        "title": section.title,
        "heading": section.heading,
        "excerpt": excerpt,
        "marks": marks,
        "author": section.author,
        "date": section.date,
        "kind": section.kind,
        "topics": section.topics,
        "why": [[term.typed, "heading" if term.folded in heading else "text"] for term in terms],
    }


def _excerpt(section: Found, terms: tuple[Term, ...]) -> tuple[str, list[list[int]]]:
    text, whole = section.text, FoldedText(section.text)
    body, body_place = 0, 0
    if section.heading and len(section.heading) < len(text):
        body, body_place = len(section.heading) + 1, whole.folded.index("\n") + 1
    words = [term.folded for term in terms]
    places = [place for word in words if (place := whole.folded.find(word, body_place)) >= 0]
    first_place = min(places, default=body_place)
    first = whole.span(first_place, first_place + 1)[0] if places else body
    begin = max(body, first - BEFORE)
    end = min(len(text), begin + EXCERPT)
    begin = max(body, end - EXCERPT)
    before = "…" if begin > body else ""
    after = "…" if end < len(text) else ""
    marks: list[list[int]] = []
    for start, stop in sorted(_spans(whole, words, first_place, end)):
        if marks and start <= marks[-1][1]:
            marks[-1][1] = max(marks[-1][1], min(stop, end))
        else:
            marks.append([start, min(stop, end)])
    shift = len(before) - begin
    return (
        before + text[begin:end].replace("\n", " ") + after,
        [[start + shift, stop + shift] for start, stop in marks],
    )


def _spans(text: FoldedText, words: list[str], first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the words are in the text, from a place on, those that begin before an end."""
    for word in words:
        for place in _places(text.folded, word, first):
            span = text.span(place, place + len(word))
            if span[0] >= end:
                break
            yield span


def facets(store: Store, found: set[int]) -> dict[str, list[list[Any]]]:
    """Return how many of the sections have each author, year, topic and kind."""
    authors: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    for known in _known(store, found).values():
        authors[known.author] += bool(known.author)
        kinds[known.kind] += 1
        topics.update(known.topics)
    years = [[year, sum(id_ in ids for id_ in found)] for year, ids in store.years.items()]
    return {
        "author": _counted(authors),
        "year": [[year, number] for year, number in years if number],
        "topic": _counted(topics),
        "kind": _counted(kinds),
    }


def _known(store: Store, found: set[int]) -> Mapping[int, Found | Columns]:
    """What is known of sections: by their text if these are no more than are read anyway."""
    read = store.section if len(found) <= READ_FOR_RANK else store.columns
    return {section: read(section) for section in found}


def _counted(counter: Counter[str]) -> list[list[Any]]:
    pairs = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
    return [[value, number] for value, number in pairs if number]
