"""Finds the sections that a query asks for: candidates by grams, then verified."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from kensaku.bits import read_gaps, read_positions
from kensaku.fold import fold_text
from kensaku.grams import Entry
from kensaku.query import Query
from kensaku.store import Store

MOST_GRAMS = 6
FEW_TEXTS = 8
"""So many text chunks are read before the rest of a term's grams is."""

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


def grams(store: Store, term: str) -> list[str]:
    """Return the grams by which a folded term's candidates are found: at most six of its pieces,
    spread over it."""
    keys = [piece.key for piece in pieces(term, store.frequent)]
    if len(keys) > MOST_GRAMS:
        last = len(keys) - 1
        keys = [keys[i * last // (MOST_GRAMS - 1)] for i in range(MOST_GRAMS)]
    return list(dict.fromkeys(keys))


def matching(store: Store, query: Query) -> set[int]:
    """Return the sections that a query asks for, exactly."""
    found: set[int] | None = None
    for wanted in query.filters:
        if not wanted.excluded:
            ids = store.facet(wanted.field, wanted.value)
            found = ids if found is None else found & ids
    for term in query.terms:
        found = _candidates(store, grams(store, term.folded), found)
    if found is None:
        found = set(range(store.total))
    for wanted in query.filters:
        if wanted.excluded:
            found -= store.facet(wanted.field, wanted.value)
    for term in query.terms:
        found = _verified(store, term.folded, found)
    for term in query.excluded:
        found -= _verified(store, term.folded, _candidates(store, grams(store, term.folded), found))
    return found


def _candidates(store: Store, keys: Sequence[str], among: set[int] | None) -> set[int]:
    entries = [store.entry(key) for key in keys]
    present = [entry for entry in entries if entry is not None]
    if len(present) < len(entries):
        return set()
    for entry in sorted(present, key=lambda entry: entry.total):
        if among is not None and not among:
            break
        ids = set(read_gaps(entry.sections))
        among = ids if among is None else among & ids
    return among or set()


def _verified(store: Store, term: str, candidates: set[int]) -> set[int]:
    """The candidates that hold the term, by whichever costs fewer bytes."""
    parts = pieces(term, store.frequent)
    if len(parts) == 1:
        return candidates
    if store.missing_texts(candidates) <= FEW_TEXTS:
        return by_text(store, term, candidates)
    candidates = _candidates(store, [part.key for part in parts], candidates)
    if not candidates:
        return candidates
    starts: Starts = dict.fromkeys(candidates)
    cover = cheapest_cover(store, term)
    cover.sort(key=lambda part: store.positions_cost(part[1]), reverse=True)
    while store.missing_texts(starts) * store.text_cost > sum(
        store.positions_cost(entry) for _, entry in cover
    ):
        starts = narrowed(store, starts, *cover.pop())
        if not cover:
            return set(starts)
    return by_text(store, term, set(starts))


def by_text(store: Store, term: str, candidates: set[int]) -> set[int]:
    """Return the candidates that hold a folded term, by reading them."""
    return {section for section in candidates if term in fold_text(store.section(section).text)}


def narrowed(store: Store, starts: Starts, offset: int, entry: Entry) -> Starts:
    """Return where a term may start by section, of the ``starts`` known so far those that have a
    gram of the term in its place; None stands for everywhere."""
    left: Starts = {}
    sections = list(read_gaps(entry.sections))
    for section, positions in read_positions(store.positions(entry), sections):
        if section in starts:
            here = {position - offset for position in positions}
            known = starts[section]
            if both := here if known is None else here & known:
                left[section] = both
    return left


def cheapest_cover(store: Store, term: str) -> list[tuple[int, Entry]]:
    """Return the grams, with their offsets, that hold every character of a term for the fewest
    bytes of positions. All its pieces are in the index."""
    covers: list[tuple[float, int, list[tuple[int, Entry]]]] = [(0, 0, [])]
    for begin, end, key in pieces(term, store.frequent):
        entry = store.entry(key)
        assert entry is not None
        cost, _, before = min((c for c in covers if c[1] >= begin), key=lambda cover: cover[0])
        covers.append((cost + store.positions_cost(entry), end, [*before, (begin, entry)]))
    return covers[-1][2]
