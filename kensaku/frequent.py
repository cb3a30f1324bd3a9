"""Grams longer than two characters: those that hold a gram too frequent to keep positions of.

A gram is a number: its first code point times 2^21, plus its second one, or nothing for a gram of
one code point. A gram of more is a frequent gram with a character on one side: in place of a code
point, a number that no character has, for the frequent gram and the side.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from kensaku.bits import Flags, Numbers

CODE_BITS = 21
BLOCK_END = 10
LONGEST = 8
FIRST_LONGER = 0x110000 << CODE_BITS
"""All numbers from this one on are grams of more than two characters."""


class Frequent:
    """Frequent grams; ``levels`` has the numbers of those of two characters, of three, and so on,
    each level ascending, and ``grams`` the grams in this order."""

    def __init__(self, levels: Sequence[Sequence[int]]) -> None:
        self.levels = [np.array(level, np.int64) for level in levels]
        self.grams: list[str] = []
        for level in levels:
            self.grams += [self.text(number) for number in level]

    def text(self, number: int) -> str:
        """Return the gram that has a number."""
        first, second = number >> CODE_BITS, number & ((1 << CODE_BITS) - 1)
        if number < FIRST_LONGER:
            return chr(first) + (chr(second) if second else "")
        which, at_end = divmod(first - (FIRST_LONGER >> CODE_BITS), 2)
        gram = self.grams[which]
        return chr(second) + gram if at_end else gram + chr(second)

    def lengths(self, numbers: Numbers) -> Numbers:
        """Return how many characters the grams of these numbers have."""
        lengths = 1 + ((numbers & ((1 << CODE_BITS) - 1)) > 0).astype(np.int64)
        longer = numbers >= FIRST_LONGER
        which = ((numbers[longer] - FIRST_LONGER) >> CODE_BITS) // 2
        lengths[longer] = 1 + np.array([len(gram) for gram in self.grams], np.int64)[which]
        return lengths

    def holds(self, numbers: Numbers) -> Flags:
        """Return which numbers are those of frequent grams."""
        return np.isin(numbers, np.concatenate([*self.levels, np.zeros(0, np.int64)]))


def frequent_levels(texts: Sequence[str], least: float) -> list[list[int]]:
    """Return the numbers of the grams that occur at least ``least`` times in folded texts: those
    of two characters, of three, and so on, up to ``LONGEST`` less one, each level ascending."""
    levels: list[list[int]] = []

    def most_frequent(length: int, numbers: Numbers) -> Numbers:
        found, counts = np.unique(numbers, return_counts=True)
        level = found[(counts >= least) & (length < LONGEST)]
        levels.append(level.tolist())
        return level

    for _ in longer_grams(code_points(texts), most_frequent):
        pass
    return levels


def code_points(texts: Sequence[str]) -> Numbers:
    """Return the code points of texts, a line feed after each."""
    joined = "".join(f"{text}\n" for text in texts)
    return np.frombuffer(joined.encode("utf-32-le"), np.uint32).astype(np.int64)


def longer_grams(
    codes: Numbers, level: Callable[[int, Numbers], Numbers]
) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield the numbers and places of the grams of two characters, of three, and so on.

    ``level`` is given a length and the numbers of the grams of this length, and returns the
    frequent ones, ascending. A gram of more than two characters begins or ends with a frequent
    one that has one character less.
    """
    in_block = codes != BLOCK_END
    places = np.flatnonzero(in_block[:-1] & in_block[1:])
    numbers = codes[places] << CODE_BITS | codes[places + 1]
    length, ids_before = 2, 0
    while len(places):
        yield numbers, places
        known = level(length, numbers)
        if not len(known):
            return
        ids = np.full(len(codes) + 1, -1)
        at = np.searchsorted(known, numbers)
        at[at == len(known)] = 0
        is_known = known[at] == numbers
        ids[places[is_known]] = ids_before + at[is_known]
        room = max(0, len(codes) - length)
        begins = (ids[:room] >= 0) & in_block[length:]
        ends = (ids[1 : room + 1] >= 0) & in_block[:room] & ~begins
        right, left = np.flatnonzero(begins), np.flatnonzero(ends)
        more = np.concatenate([2 * ids[right], 2 * ids[left + 1] + 1]) << CODE_BITS
        numbers = FIRST_LONGER + more + np.concatenate([codes[right + length], codes[left]])
        places = np.concatenate([right, left])
        ids_before += len(known)
        length += 1
