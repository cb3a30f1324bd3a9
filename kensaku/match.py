"""Finds the sections that a query asks for, exactly, from where their grams are."""

from collections.abc import Collection
from typing import NamedTuple

from kensaku.fold import fold_text
from kensaku.grams import facet_key
from kensaku.query import Filter, Query, Term
from kensaku.store import USUAL, Store
from kensaku.words import AFTER, BEFORE, may_go_on

MOST_AT_ONCE = 8
"""So many pieces of a term are read before anything is known of it."""

FEW_TEXTS = 8
"""So many text chunks are read before the rest of a term's pieces is."""

Starts = dict[int, set[int] | None]


class Piece(NamedTuple):
    """A gram in a term, from ``begin`` to before ``end``."""

    begin: int
    end: int
    key: str


def pieces(term: str, frequent: Collection[str]) -> list[Piece]:
    """Return the grams of a folded term that say the most, in order: from each place on the
    shortest that is not frequent, without those that another one holds. The term alone if it is a
    key itself, if anything is."""
    found: list[Piece] = []
    for place in range(max(1, len(term) - 1)):
        begin, end = place, min(place + 2, len(term))
        while end - begin < len(term) and term[begin:end] in frequent:
            begin, end = (begin, end + 1) if end < len(term) else (begin - 1, end)
        while found and found[-1].begin >= begin:
            found.pop()
        if not found or found[-1].end < end:
            found.append(Piece(begin, end, term[begin:end]))
    return found


def cover(store: Store, term: str) -> list[Piece]:
    """Return pieces that hold every character of a folded term, for the fewest bytes."""
    every = pieces(term, store.frequent)
    costs: list[int] = []
    before: list[int] = []
    first = 0
    for number, piece in enumerate(every):
        while every[first].end < piece.begin:
            first += 1
        before.append(min(range(first, number), key=costs.__getitem__, default=-1))
        costs.append(store.size(piece.key) + (costs[before[number]] if number else 0))
    chosen = []
    number = len(every) - 1
    while number >= 0:
        chosen.append(every[number])
        number = before[number]
    return chosen[::-1]


def steps(store: Store, term: str) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces of a folded term's cover that are read first, none of them large but where
    all are, and the others, the largest last, which are read if need be."""
    parts = sorted(cover(store, term), key=lambda piece: store.size(piece.key))
    small = sum(store.size(piece.key) <= USUAL for piece in parts)
    first = max(1, min(small, MOST_AT_ONCE))
    return parts[:first], parts[first:]


def matching(store: Store, query: Query) -> set[int]:
    """Return the sections that a query asks for, exactly."""
    found: set[int] | None = None
    for wanted in query.filters:
        if not wanted.excluded:
            ids = _with_value(store, wanted)
            found = ids if found is None else found & ids
    for term in _in_turn(store, query.terms):
        found = having(store, term, found)
    if found is None:
        found = set(range(store.total))
    for wanted in query.filters:
        if wanted.excluded:
            found -= _with_value(store, wanted)
    for term in _in_turn(store, query.excluded):
        found -= having(store, term, found)
    return found


def having(store: Store, term: str, among: set[int] | None) -> set[int]:
    """Return the sections, all or those of ``among``, that hold a folded term."""
    first, rest = steps(store, term)
    starts: Starts | None = None if among is None else dict.fromkeys(among)
    for piece in first:
        starts = narrowed(store, starts, piece)
    for piece in rest:
        if store.missing_texts(starts or ()) <= FEW_TEXTS:
            return {section for section in starts or () if _holds(store, section, term)}
        starts = narrowed(store, starts, piece)
    return set(starts or ())


def whole(store: Store, term: str, among: set[int]) -> set[int]:
    """Return which of the sections that hold a folded term have it somewhere as a whole word."""
    if not may_go_on(term):
        return among
    starts: Starts | None = dict.fromkeys(among)
    for piece in cover(store, term):
        ends = piece.end == len(term)
        starts = narrowed(store, starts, piece, BEFORE * (not piece.begin) | AFTER * ends)
    return set(starts or ())


def narrowed(store: Store, starts: Starts | None, piece: Piece, sides: int = 0) -> Starts:
    """Return where a term may start by section, of the ``starts`` known so far those that have a
    piece of the term in its place; None stands for everywhere. On ``sides``, BEFORE and AFTER, no
    word goes on there."""
    left: Starts = {}
    for first, record in store.records(piece.key, starts):
        for number in record.sections:
            section = first + number
            if starts is not None and section not in starts:
                continue
            known = starts[section] if starts else None
            if number in record.places:
                here = {
                    place - piece.begin
                    for place, bound in record.places[number].items()
                    if bound & sides == sides
                }
                known = here if known is None else here & known
                if not known:
                    continue
            elif sides and number not in record.words:
                continue
            left[section] = known
    return left


def _holds(store: Store, section: int, term: str) -> bool:
    return term in fold_text(store.section(section).text)


def _in_turn(store: Store, terms: tuple[Term, ...]) -> list[str]:
    """The folded terms in the order in which they narrow the candidates: those of which nothing
    large is to be read first."""

    def largest(term: str) -> int:
        return max(store.size(piece.key) for piece in cover(store, term))

    return sorted((term.folded for term in terms), key=largest)


def _with_value(store: Store, wanted: Filter) -> set[int]:
    """The sections whose author, topic, kind or year is the one of a filter."""
    if wanted.field == "year":
        return set(store.years.get(wanted.value, ()))
    records = store.records(facet_key(wanted.field, wanted.value), None, is_facet=True)
    return {first + number for first, record in records for number in record.sections}
