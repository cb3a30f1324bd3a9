"""Where each gram occurs in a segment: its texts' grams, sorted."""

from collections.abc import Sequence

import numpy as np

from kensaku.bits import Numbers, Occurrences
from kensaku.frequent import BLOCK_END, CODE_BITS, Frequent, code_points, longer_grams
from kensaku.words import AFTER, BEFORE, bounds, parts

_NUMBER_BITS = 64


def occurrences(
    texts: Sequence[str], headings: Sequence[int], frequent: Frequent
) -> tuple[Numbers, Occurrences]:
    """Return the numbers of the grams of folded texts, ascending, and where they occur.

    ``headings`` is how long each text's heading is.
    """
    lengths = np.array([len(text) + 1 for text in texts], np.int64)
    begins = np.cumsum(lengths) - lengths
    codes = code_points(texts)
    grams, places = _sorted(codes, frequent)
    section_of = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    sections = section_of[places].astype(np.int64)
    positions = places - begins[sections]

    new_gram = np.diff(grams, prepend=-1) != 0
    pairs = np.flatnonzero(new_gram | (np.diff(sections, prepend=-1) != 0))
    keys = np.flatnonzero(new_gram[pairs])
    counts = np.diff(pairs, append=len(grams))
    found = sections[pairs]
    numbers = grams[pairs[keys]]
    lengths = frequent.lengths(numbers)
    placed = (lengths > 1) & ~frequent.holds(numbers)
    totals = np.diff(keys, append=len(pairs))
    is_placed = np.repeat(np.repeat(placed, totals), counts)

    is_part = parts(codes)
    begins = places[pairs[keys]]
    latin = is_part[begins] | is_part[begins + lengths - 1]
    latin_pairs = np.repeat(latin, totals)
    is_latin = np.repeat(latin_pairs, counts)
    begins = places[is_latin]
    ends = begins + np.repeat(np.repeat(lengths, totals)[latin_pairs], counts[latin_pairs])
    is_bound = bounds(is_part)
    sides = BEFORE * is_bound[begins] | AFTER * is_bound[ends]
    words = np.ones(len(pairs), bool)
    firsts = np.cumsum(counts[latin_pairs]) - counts[latin_pairs]
    words[latin_pairs] = np.logical_or.reduceat(sides == BEFORE | AFTER, firsts)
    return numbers, Occurrences(
        keys=keys,
        sections=found,
        counts=counts,
        headings=positions[pairs] < np.array(headings, np.int64)[found],
        words=words,
        placed=placed,
        positions=positions[is_placed],
        latin=latin,
        sides=sides[is_placed[is_latin]],
    )


def _sorted(codes: Numbers, frequent: Frequent) -> tuple[Numbers, Numbers]:
    """The grams at all places, ascending, and their places, ascending for each."""
    levels = iter((*frequent.levels, np.zeros(0, np.int64)))
    one = _by_code(codes, np.flatnonzero(codes != BLOCK_END))
    found = [(codes[one] << CODE_BITS, one), *longer_grams(codes, lambda *_: next(levels))]
    numbers = np.concatenate([numbers for numbers, _ in found])
    places = np.concatenate([places for _, places in found])
    place_bits = _NUMBER_BITS - 2 * CODE_BITS
    if len(codes) >> place_bits:
        order = np.argsort(numbers, kind="stable")
        return numbers[order], places[order]
    # A gram and a place share a number, which sorts ten times as fast; two runs are but merged.
    grams = numbers.astype(np.uint64) << np.uint64(place_bits) | places.astype(np.uint64)
    grams[len(one) :].sort()
    grams.sort(kind="stable")
    places = (grams & np.uint64((1 << place_bits) - 1)).astype(np.int64)
    return (grams >> np.uint64(place_bits)).astype(np.int64), places


def _by_code(codes: Numbers, places: Numbers) -> Numbers:
    """Ascending places in order of their code points, 16 bits of which NumPy sorts by radix."""
    for shift in (0, 16):
        digits = (codes[places] >> shift).astype(np.uint16)
        places = places[np.argsort(digits, kind="stable")]
    return places
