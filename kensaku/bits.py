"""The lists' codes in bits, first bit highest: written by NumPy many at once, read one by one.

Rice(k) of v is v >> k zeros, a one and the k low bits of v; Elias gamma of n is as many zeros as
n has bits after its first, then n. A one ends each run of zeros, so the zeros that fill a list's
last byte are never mistaken for a code.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

_K_BITS = 5


def gap_lists(numbers: Numbers, starts: Numbers) -> list[bytes]:
    """Return the codes of ascending lists, which begin at ``starts`` in ``numbers``.

    Each is k in five bits, then Rice(k) of each gap less one; the first gap is from -1. No list
    is empty.
    """
    k, codes, lengths = _rice(_gaps(numbers, starts), starts)
    return _pack(*_with(codes, lengths, starts, k, _K_BITS), starts + np.arange(len(starts)))


def position_lists(
    positions: Numbers, pair_starts: Numbers, starts: Numbers, counts: Numbers
) -> list[bytes]:
    """Return the codes of lists of positions by section.

    ``pair_starts`` is where each section's ``counts`` positions begin in ``positions``,
    ``starts`` where each list begins in ``pair_starts``. Each list is k in five bits, then for
    each section Elias gamma of its count and Rice(k) of the gaps less one. Nothing is empty.
    """
    at = pair_starts[starts]
    k, codes, lengths = _rice(_gaps(positions, pair_starts), at)
    codes, lengths = _with(codes, lengths, pair_starts, counts, 2 * _bit_lengths(counts) - 1)
    at = at + starts
    return _pack(*_with(codes, lengths, at, k, _K_BITS), at + np.arange(len(at)))


def _gaps(numbers: Numbers, starts: Numbers) -> Numbers:
    gaps = np.diff(numbers, prepend=-1) - 1
    gaps[starts] = numbers[starts]
    return gaps


def _rice(values: Numbers, starts: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The k of each list, and each value's code as a number and a length with leading zeros."""
    k = _best_k(values, starts)
    widths = np.repeat(k, np.diff(starts, append=len(values)))
    return k, (1 << widths) | (values & ((1 << widths) - 1)), (values >> widths) + widths + 1


def _best_k(values: Numbers, starts: Numbers) -> Numbers:
    """The k that makes each list shortest, the lowest on a tie.

    The length is a convex function of k: n(k + 1) + sum(v >> k) grows by n and falls by
    sum(ceil((v >> k) / 2)), which only gets smaller.
    """
    sizes = np.diff(starts, append=len(values))
    k = np.zeros(len(starts), np.int64)
    while True:
        halved = values >> 1
        shorter = np.add.reduceat(values - halved, starts) > sizes
        if not shorter.any():
            return k
        k += shorter
        values = halved


def _bit_lengths(numbers: Numbers) -> Numbers:
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int64)


def _with(
    codes: Numbers, lengths: Numbers, at: Numbers, more: Numbers, more_lengths: Numbers | int
) -> tuple[Numbers, Numbers]:
    return np.insert(codes, at, more), np.insert(lengths, at, more_lengths)


def _pack(codes: Numbers, lengths: Numbers, starts: Numbers) -> list[bytes]:
    """The lists' bytes; each code stands at the end of its length, zeros before it."""
    sizes = (np.add.reduceat(lengths, starts) + 7) // 8
    ends = np.cumsum(lengths)
    list_ends = np.cumsum(sizes)
    padding = 8 * (list_ends - sizes) - (ends[starts] - lengths[starts])
    place = ends + np.repeat(padding, np.diff(starts, append=len(codes))) - 1
    stream = np.zeros(8 * int(list_ends[-1]), np.uint8)
    while len(codes):
        stream[place[(codes & 1).astype(bool)]] = 1
        codes = codes >> 1
        left = codes > 0
        codes, place = codes[left], place[left] - 1
    packed = np.packbits(stream).tobytes()
    return [packed[end - size : end] for size, end in zip(sizes, list_ends, strict=True)]


def read_gaps(data: bytes) -> Iterator[int]:
    """Yield the numbers of a list that ``gap_lists`` wrote."""
    reader = _Reader(data)
    k = reader.number(_K_BITS)
    last = -1
    while reader.more():
        last += reader.rice(k) + 1
        yield last


def read_positions(data: bytes, sections: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield each of a gram's sections with the positions that ``position_lists`` wrote."""
    reader = _Reader(data)
    k = reader.number(_K_BITS)
    for section in sections:
        last = -1
        places = []
        for _ in range(reader.gamma()):
            last += reader.rice(k) + 1
            places.append(last)
        yield section, places


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._bits = f"{int.from_bytes(data):0{8 * len(data)}b}"
        self._at = 0

    def more(self) -> bool:
        return self._bits.find("1", self._at) >= 0

    def number(self, width: int) -> int:
        self._at += width
        return int(self._bits[self._at - width : self._at] or "0", 2)

    def rice(self, k: int) -> int:
        one = self._bits.index("1", self._at)
        high, self._at = one - self._at, one + 1
        return high << k | self.number(k)

    def gamma(self) -> int:
        one = self._bits.index("1", self._at)
        width, self._at = one - self._at + 1, one
        return self.number(width)
