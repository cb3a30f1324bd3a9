"""What a key has in one segment, as a record: codes in bits, first bit highest, many at once.

Rice(k) of v is v >> k zeros, a one and the k low bits of v; Elias gamma of n is as many zeros as
n has bits after its first, then n. README.md, "Files", has the form of a record.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kensaku.grams import MANY

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_J_BITS = 4
_MOST_J = (1 << _J_BITS) - 1
_SIDES_BITS = 2
_WORD = 32
_VARINT = 7


class Occurrences(NamedTuple):
    """Where keys occur in a segment: in order of key, of section, and of position.

    ``keys`` is where each key's sections begin in ``sections``; no key is without. ``counts`` is
    how often it occurs there, ``headings`` whether in the heading, ``words`` whether as a whole
    word. ``placed`` tells of each key whether its positions are kept, and ``positions`` has those
    of all occurrences of such keys. ``latin`` tells of each key whether it may be part of a longer
    word, and ``sides`` has of the occurrences of those that are placed on which sides it is not:
    BEFORE, AFTER, both or none.
    """

    keys: Numbers
    sections: Numbers
    counts: Numbers
    headings: Flags
    words: Flags
    placed: Flags
    positions: Numbers
    latin: Flags
    sides: Numbers


def records(found: Occurrences, sections: int) -> tuple[bytes, Numbers]:
    """Return the records of all keys, joined, and the bytes of each, in a segment of so many
    sections."""
    keys, placed = found.keys, found.placed
    totals = np.diff(keys, append=len(found.sections))
    total_lengths = 2 * _bit_lengths(totals) - 1
    gaps, gap_lengths = _rice(
        _gaps(found.sections, keys), np.repeat(section_parameter(totals, sections), totals)
    )
    many = (found.counts >= MANY) & ~np.repeat(placed, totals)
    has_heading = np.logical_or.reduceat(found.headings, keys)
    has_many = np.logical_or.reduceat(many, keys)
    places = _Places(found, totals)
    has_words = found.latin & ~placed
    words = found.words & np.repeat(has_words, totals)

    heads = total_lengths + 1 + ~placed
    gaps_end = heads + np.add.reduceat(gap_lengths, keys)
    headings_end = gaps_end + has_heading * totals
    many_end = headings_end + has_many * totals
    bits = many_end + has_words * totals
    bits[placed] += places.lengths
    sizes = (bits + 7) // 8
    begin = 8 * (np.cumsum(sizes) - sizes)

    writer = _Writer(int(sizes.sum()))
    writer.put(begin + total_lengths, totals)
    writer.put((begin + total_lengths + 1)[has_heading])
    writer.put((begin + heads)[has_many])
    writer.put(_ends(gap_lengths, keys, begin + heads, totals), gaps)
    order = np.arange(1, len(found.sections) + 1)
    writer.put((order + np.repeat(begin + gaps_end - keys, totals))[found.headings])
    writer.put((order + np.repeat(begin + headings_end - keys, totals))[many])
    writer.put((order + np.repeat(begin + many_end - keys, totals))[words])
    places.write(writer, (begin + many_end)[placed])
    return writer.bytes(), sizes


def section_parameter(totals: Numbers, sections: int) -> Numbers:
    """Return the k by which the sections of keys are written that so many of them have."""
    return np.maximum(0, _bit_lengths(11 * sections // (16 * totals)) - 1)


def varints(numbers: Numbers) -> tuple[bytes, Numbers]:
    """Return unsigned numbers as LEB128, joined, and where each begins."""
    sizes = np.maximum(1, -(-_bit_lengths(numbers) // _VARINT))
    ends = np.cumsum(sizes)
    begins = ends - sizes
    joined = np.zeros(int(sizes.sum()), np.uint8)
    for place in range(int(sizes.max(initial=0))):
        which = np.flatnonzero(sizes > place)
        bits = numbers[which] >> _VARINT * place & ((1 << _VARINT) - 1)
        goes_on = (sizes[which] > place + 1) << _VARINT
        joined[begins[which] + place] = bits | goes_on
    return joined.tobytes(), begins


class _Places:
    """The positions of the placed keys: ``lengths`` is the bits of each key's."""

    def __init__(self, found: Occurrences, totals: Numbers) -> None:
        self._totals = totals[found.placed]
        self._counts = found.counts[np.repeat(found.placed, totals)]
        self._keys = np.cumsum(self._totals) - self._totals
        pairs = np.cumsum(self._counts) - self._counts
        self._pairs = pairs
        firsts = pairs[self._keys]
        values = _gaps(found.positions, pairs)
        self._j = _best(values, firsts)
        sizes = np.diff(firsts, append=len(values))
        self._codes, lengths = _rice(values, np.repeat(self._j, sizes))
        self._lengths = lengths
        self._count_lengths = 2 * _bit_lengths(self._counts) - 1
        if len(pairs):
            self._pair_lengths = np.add.reduceat(lengths, pairs) + self._count_lengths
            self._end = np.add.reduceat(self._pair_lengths, self._keys) + _J_BITS
        else:
            self._pair_lengths = self._end = np.zeros(0, np.int64)
        self._latin = found.latin[found.placed]
        self._sides = found.sides
        self._sizes = sizes[self._latin]
        self.lengths = self._end + _SIDES_BITS * sizes * self._latin

    def write(self, writer: "_Writer", begin: Numbers) -> None:
        """Write what begins at these bits."""
        firsts = np.cumsum(self._sizes) - self._sizes
        sides = (begin + self._end)[self._latin] - _SIDES_BITS * firsts
        order = np.arange(1, len(self._sides) + 1)
        writer.put(np.repeat(sides, self._sizes) + _SIDES_BITS * order, self._sides)
        begin = begin + _J_BITS
        writer.put(begin, self._j)
        ends = _ends(self._pair_lengths, self._keys, begin, self._totals)
        begins = ends - self._pair_lengths + self._count_lengths
        writer.put(begins, self._counts)
        writer.put(_ends(self._lengths, self._pairs, begins, self._counts), self._codes)


class _Writer:
    """Zeros, into which numbers are put by where they end."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._words = np.zeros(8 * size // _WORD + 2)  # exact: below 2^53

    def put(self, ends: Numbers, numbers: Numbers | None = None) -> None:
        """Put numbers of 32 bits at most, ones if none are given, so that they end before these
        bits; the bits that they need must be zeros."""
        last = ends - 1
        word = last // _WORD
        shift = _WORD - 1 - last % _WORD
        number = (1 << shift) if numbers is None else numbers << shift
        self._add(word + 1, number & ((1 << _WORD) - 1))
        if numbers is not None:
            self._add(word, number >> _WORD)

    def _add(self, words: Numbers, numbers: Numbers) -> None:
        self._words += np.bincount(words, numbers, len(self._words))

    def bytes(self) -> bytes:
        """All that was written."""
        return self._words[1:].astype(">u4").tobytes()[: self._size]


def _ends(lengths: Numbers, firsts: Numbers, begin: Numbers, totals: Numbers) -> Numbers:
    """Where codes of these lengths end, that follow one another from ``begin`` on in each group."""
    ends = np.cumsum(lengths)
    begins: Numbers = np.repeat(begin - (ends[firsts] - lengths[firsts]), totals)
    return ends + begins


def _gaps(numbers: Numbers, firsts: Numbers) -> Numbers:
    gaps = np.diff(numbers, prepend=-1) - 1
    gaps[firsts] = numbers[firsts]
    return gaps


def _rice(values: Numbers, k: Numbers) -> tuple[Numbers, Numbers]:
    """Codes as a number and a length with leading zeros."""
    one = 1 << k
    return one | (values & (one - 1)), (values >> k) + k + 1


def _best(values: Numbers, firsts: Numbers) -> Numbers:
    """The parameter that makes each list shortest, the lowest on a tie.

    The length is a convex function of it: n(j + 1) + sum(v >> j) grows by n and falls by
    sum(ceil((v >> j) / 2)), which only gets smaller.
    """
    best = np.zeros(len(firsts), np.int64)
    if not len(firsts):
        return best
    sizes = np.diff(firsts, append=len(values))
    while True:
        halved = values >> 1
        shorter = (np.add.reduceat(values - halved, firsts) > sizes) & (best < _MOST_J)
        if not shorter.any():
            return best
        best += shorter
        values = halved


def _bit_lengths(numbers: Numbers) -> Numbers:
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int64)
