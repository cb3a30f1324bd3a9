"""Reads gram chunks, and records: what a key has in one segment."""

from itertools import accumulate, pairwise
from typing import NamedTuple

from kensaku.chunks import read_varint
from kensaku.grams import MANY
from kensaku.words import AFTER, BEFORE


class Record(NamedTuple):
    """The sections of a segment that have a key, by their numbers in it: all, those that have it
    in their heading, those that have it three times or more, those that have it as a whole word;
    and where they have it, with the sides on which no word goes on there. ``places`` is empty for
    keys whose places are not kept, and ``words`` for all others."""

    sections: list[int]
    heading: set[int]
    many: set[int]
    words: set[int]
    places: dict[int, dict[int, int]]


def read_gram_chunk(data: bytes) -> dict[str, dict[int, bytes]]:
    """Return the keys of a chunk (README.md, "Files"), each with its records by segment."""
    keys, at = read_varint(data, 0)
    key = b""
    heads: list[tuple[str, int]] = []
    sizes = []
    for _ in range(keys):
        shared, at = read_varint(data, at)
        length, at = read_varint(data, at)
        key = key[:shared] + data[at : at + length]
        records, at = read_varint(data, at + length)
        segment = -1
        for _ in range(records):
            gap, at = read_varint(data, at)
            size, at = read_varint(data, at)
            segment += gap + 1
            heads.append((key.decode(), segment))
            sizes.append(size)
    found: dict[str, dict[int, bytes]] = {}
    ends = accumulate(sizes, initial=at)
    for (text, segment), (begin, end) in zip(heads, pairwise(ends), strict=True):
        found.setdefault(text, {})[segment] = data[begin:end]
    return found


def read_record(data: bytes, size: int, placed: bool, latin: bool) -> Record:
    """Return what a record says of a segment of ``size`` sections; ``placed`` tells whether the
    key is one whose places are kept, ``latin`` whether it may be part of a longer word."""
    bits = _Bits(data)
    total = bits.gamma()
    has_heading = bits.number(1)
    has_many = not placed and bits.number(1)
    k = max(0, (11 * size // (16 * total)).bit_length() - 1)
    sections = bits.ascending(total, k)

    def marked() -> set[int]:
        return {section for section in sections if bits.number(1)}

    heading = marked() if has_heading else set()
    if not placed:
        many = marked() if has_many else set()
        return Record(sections, heading, many, marked() if latin else set(sections), {})
    j = bits.number(4)
    lists = [bits.ascending(bits.gamma(), j) for _ in sections]
    sides = [[bits.number(2) if latin else BEFORE | AFTER for _ in places] for places in lists]
    many = {section for section, places in zip(sections, lists, strict=True) if len(places) >= MANY}
    found = [dict(zip(*each, strict=True)) for each in zip(lists, sides, strict=True)]
    return Record(sections, heading, many, set(), dict(zip(sections, found, strict=True)))


class _Bits:
    """Reads codes, bits highest first: Rice(k) of v is v >> k zeros, a one and the k low bits of
    v; Elias gamma of n as many zeros as n has bits after its first, then n."""

    def __init__(self, data: bytes) -> None:
        self._bits = f"{int.from_bytes(data):0{8 * len(data)}b}"
        self._at = 0

    def number(self, width: int) -> int:
        self._at += width
        return int(self._bits[self._at - width : self._at] or "0", 2)

    def gamma(self) -> int:
        return self.number(2 * self._zeros() + 1)

    def ascending(self, count: int, k: int) -> list[int]:
        """Numbers by Rice(k) of each less the one before, less one."""
        last = -1
        found = []
        for _ in range(count):
            zeros = self._zeros()
            self._at += zeros + 1
            last += (zeros << k | self.number(k)) + 1
            found.append(last)
        return found

    def _zeros(self) -> int:
        return self._bits.index("1", self._at) - self._at
