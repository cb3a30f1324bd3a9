"""Where each gram occurs in a segment: its texts' grams, sorted."""

from collections.abc import Sequence

import numpy as np

from kensaku.bits import Flags, Numbers, Occurrences
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
    totals = np.diff(pairs[keys], append=len(grams))
    sizes = frequent.lengths(numbers)
    placed = (sizes > 1) & ~frequent.holds(numbers)
    is_placed = np.repeat(placed, totals)
    latin, sides = _sides(codes, places, sizes, totals)
    is_latin = np.repeat(latin, totals)
    words = np.ones(len(pairs), bool)
    of_latin = is_latin[pairs]
    firsts = np.cumsum(counts[of_latin]) - counts[of_latin]
    words[of_latin] = np.logical_or.reduceat(sides == BEFORE | AFTER, firsts)
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


def _sides(
    codes: Numbers, places: Numbers, sizes: Numbers, totals: Numbers
) -> tuple[Flags, Numbers]:
    """Whether each gram, of so many characters and places, may be part of a longer word; and of
    those that may, at each place on which sides it is not."""
    is_part = parts(codes)
    firsts = places[np.cumsum(totals) - totals]
    latin = is_part[firsts] | is_part[firsts + sizes - 1]
    begins = places[np.repeat(latin, totals)]
    ends = begins + np.repeat(sizes[latin], totals[latin])
    is_bound = bounds(is_part)
    return latin, BEFORE * is_bound[begins] | AFTER * is_bound[ends]


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
