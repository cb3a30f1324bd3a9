"""All keys of an index, in order: the grams and facets' values of all segments."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kensaku.bits import Numbers
from kensaku.frequent import CODE_BITS, FIRST_LONGER, Frequent

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SECOND = (1 << CODE_BITS) - 1


@dataclass(frozen=True)
class Keys:
    """Keys in order.

    ``numbers`` are those of grams of one and two characters; of other keys it is -1, less the
    place in ``others``. ``grams`` are the numbers of all grams, ascending, ``gram_places`` their
    places among the keys; ``facets`` are the places of facets' values.
    """

    numbers: Numbers
    others: list[str]
    grams: Numbers
    gram_places: Numbers
    facets: dict[str, int]

    def text(self, place: int) -> str:
        """Return the key at a place."""
        return key_text(int(self.numbers[place]), self.others)

    def part(self, begin: int, end: int) -> tuple[Numbers, list[str]]:
        """Return numbers and other keys from one place to before another."""
        numbers = self.numbers[begin:end].copy()
        is_other = numbers < 0
        others = [self.others[-1 - number] for number in numbers[is_other].tolist()]
        numbers[is_other] = -1 - np.arange(len(others))
        return numbers, others

    def sizes(self) -> Numbers:
        """Return how many bytes each key has."""
        first, second = self.numbers >> CODE_BITS, self.numbers & _SECOND
        sizes = 1 + (second > 0)
        for code in (first, second):
            for more in (0x80, 0x800, 0x10000):
                sizes += code >= more
        sizes[self.numbers < 0] = [len(key.encode()) for key in self.others]
        return np.asarray(sizes)

    def hashes(self) -> Numbers:
        """Return a number of each key that says nothing of its neighbours."""
        hashes = (self.numbers.astype(np.uint64) * _MIX >> np.uint64(32)).astype(np.int64)
        hashes[self.numbers < 0] = [zlib.crc32(key.encode()) for key in self.others]
        return hashes


def key_text(number: int, others: list[str]) -> str:
    """Return the key that has a number in ``Keys``."""
    if number < 0:
        return others[-1 - number]
    second = number & _SECOND
    return chr(number >> CODE_BITS) + (chr(second) if second else "")


def keys_of(grams: Iterable[Numbers], facets: Iterable[Iterable[str]], frequent: Frequent) -> Keys:
    """Return the keys of segments that have these grams and these facets' values."""
    every = np.concatenate([np.zeros(0, np.int64), *grams])
    every.sort()
    numbers = every[np.flatnonzero(np.diff(every, prepend=-1))]
    short = int(np.searchsorted(numbers, FIRST_LONGER))
    longer = [frequent.text(number) for number in numbers[short:].tolist()]
    values = sorted({key for found in facets for key in found})
    keys = longer + values
    order = sorted(range(len(keys)), key=keys.__getitem__)
    # Such a key stands behind the gram that its first two characters are.
    before = [ord(keys[place][0]) << CODE_BITS | ord(keys[place][1]) for place in order]
    at = np.searchsorted(numbers[:short], np.array(before, np.int64), side="right")
    ordered = np.insert(numbers[:short], at, -1 - np.arange(len(order)))
    places = np.empty(len(order), np.int64)
    places[order] = np.flatnonzero(ordered < 0)
    return Keys(
        ordered,
        [keys[place] for place in order],
        numbers,
        np.concatenate([np.flatnonzero(ordered >= 0), places[: len(longer)]]),
        dict(zip(values, places[len(longer) :].tolist(), strict=True)),
    )
