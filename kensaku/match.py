"""Finds the sections that a query asks for: candidates by grams, then verified."""

from kensaku.bits import read_gaps, read_positions
from kensaku.fold import fold_text
from kensaku.grams import Entry
from kensaku.query import Query
from kensaku.store import Store

MOST_GRAMS = 12


def grams(term: str) -> list[str]:
    """Return the grams by which a folded term's candidates are found: itself if it has one or two
    characters, else its bigrams, or twelve of them spread over it."""
    if len(term) <= 2:
        return [term]
    bigrams = [term[at : at + 2] for at in range(len(term) - 1)]
    if len(bigrams) > MOST_GRAMS:
        last = len(bigrams) - 1
        bigrams = [bigrams[i * last // (MOST_GRAMS - 1)] for i in range(MOST_GRAMS)]
    return list(dict.fromkeys(bigrams))


def matching(store: Store, query: Query) -> set[int]:
    """Return the sections that a query asks for, exactly."""
    found: set[int] | None = None
    for wanted in query.filters:
        if not wanted.excluded:
            ids = store.facet(wanted.field, wanted.value)
            found = ids if found is None else found & ids
    for term in query.terms:
        found = _candidates(store, term.folded, found)
    if found is None:
        found = set(range(store.total))
    for wanted in query.filters:
        if wanted.excluded:
            found -= store.facet(wanted.field, wanted.value)
    for term in query.terms:
        found = _verified(store, term.folded, found)
    for term in query.excluded:
        found -= _verified(store, term.folded, _candidates(store, term.folded, found))
    return found


def _candidates(store: Store, term: str, among: set[int] | None) -> set[int]:
    entries = [store.entry(gram) for gram in grams(term)]
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
    if len(term) <= 2 or not candidates:
        return candidates
    cover = cheapest_cover(store, term)
    chunks = {store.text_chunk(section) for section in candidates}
    if len(chunks) * store.text_cost <= sum(entry.positions_size for _, entry in cover):
        return by_text(store, term, candidates)
    return by_positions(store, cover, candidates)


def by_text(store: Store, term: str, candidates: set[int]) -> set[int]:
    """Return the candidates that hold a folded term, by reading them."""
    return {section for section in candidates if term in fold_text(store.section(section).text)}


def by_positions(store: Store, cover: list[tuple[int, Entry]], candidates: set[int]) -> set[int]:
    """Return the candidates in which all bigrams of a term's cover stand where it has them."""
    starts: dict[int, set[int]] = {}
    for number, (offset, entry) in enumerate(cover):
        sections = list(read_gaps(entry.sections))
        found: dict[int, set[int]] = {}
        for section, positions in read_positions(store.positions(entry), sections):
            if section in candidates and (not number or section in starts):
                here = {position - offset for position in positions}
                if both := here & starts[section] if number else here:
                    found[section] = both
        starts = found
    return set(starts)


def cheapest_cover(store: Store, term: str) -> list[tuple[int, Entry]]:
    """Return the bigrams, with their offsets, that hold every character of a term of three or
    more with the fewest bytes of positions; none if one is not in the index."""
    costs: list[int] = []
    steps: list[int] = []
    entries: list[Entry] = []
    for offset in range(len(term) - 1):
        entry = store.entry(term[offset : offset + 2])
        if entry is None:
            return []
        entries.append(entry)
        before = costs[-2:]
        step = 2 if len(before) == 2 and before[0] < before[1] else 1
        costs.append(entry.positions_size + (costs[-step] if costs else 0))
        steps.append(step)
    cover = []
    offset = len(entries) - 1
    while offset >= 0:
        cover.append((offset, entries[offset]))
        offset -= steps[offset]
    return cover[::-1]
