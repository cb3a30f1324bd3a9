"""Where each gram occurs: sorted in runs small enough for memory, merged into lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kensaku.bits import Numbers, gap_lists, position_lists
from kensaku.frequent import BLOCK_END, CODE_BITS, LONGEST, Frequent, code_points, longer_grams

# A gram and a place in the run's text share the 64 bits of a number that sorts fast.
_PLACE_BITS = 64 - 2 * CODE_BITS
_MANY = 3


class Posting(NamedTuple):
    """A key of the index with its lists as bytes; a list that does not apply is empty."""

    key: bytes
    total: int
    sections: bytes
    heading: bytes
    many: bytes
    positions: bytes


@dataclass(frozen=True)
class Run:
    """The sorted occurrences of one stretch of text, on disk."""

    path: Path

    def array(self, name: str) -> Any:
        """Return one of the run's arrays, which stays on disk."""
        return np.load(self.path / f"{name}.npy", mmap_mode="r")


def write_runs(
    folder: Path, first: int, texts: Sequence[str], headings: Sequence[int], frequent: Frequent
) -> list[Run]:
    """Sort the grams of the folded texts of the sections ``first``, ``first + 1`` … into runs.

    ``headings`` is how long each text's heading is.
    """
    codes = code_points(texts)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
    sections = np.array([starts, headings])
    runs = []
    most = 1 << _PLACE_BITS
    for number, begin in enumerate(range(0, len(codes), most)):
        # The last grams of a run reach into the next one.
        keys, offsets, places = _sorted(codes[begin : begin + most + LONGEST], most, frequent)
        if not len(keys):
            continue
        run = Run(folder / f"{first:09}-{number:03}")
        run.path.mkdir(parents=True)
        for name, array in (
            ("keys", keys),
            ("offsets", offsets),
            ("places", places + begin),
            ("sections", sections),
            ("first", np.array(first)),
        ):
            np.save(run.path / f"{name}.npy", array)
        runs.append(run)
    return runs


def _sorted(codes: Numbers, most: int, frequent: Frequent) -> tuple[Any, Any, Any]:
    """The grams at the first ``most`` places, ascending; where each one's places begin, and their
    end; the places."""
    one = np.flatnonzero(codes != BLOCK_END)
    found = [(codes[one] << CODE_BITS, one)]
    levels = iter((*frequent.levels, np.zeros(0, np.int64)))
    found += longer_grams(codes, lambda *_: next(levels))
    parts = []
    for numbers, places in found:
        chosen = places < most
        number = numbers[chosen].astype(np.uint64) << np.uint64(_PLACE_BITS)
        parts.append(number | places[chosen].astype(np.uint64))
    grams = np.concatenate(parts)
    grams.sort()
    places = (grams & np.uint64((1 << _PLACE_BITS) - 1)).astype(np.int64)
    grams >>= np.uint64(_PLACE_BITS)
    offsets = np.flatnonzero(np.diff(grams, prepend=np.uint64(0)))
    return grams[offsets].astype(np.int64), np.append(offsets, len(grams)), places


def key_ranges(
    runs: Sequence[Run], most: int, low: int = 0, high: int = 1 << 2 * CODE_BITS
) -> list[tuple[int, int]]:
    """Return ranges of grams, low to high and the high one not in it, that cover what all runs
    have from ``low`` to before ``high`` and hold some ``most`` occurrences each, more only where
    one gram has them."""
    totals: Numbers = np.zeros(0, np.int64)
    keys: Numbers = np.zeros(0, np.int64)
    for run in runs:
        begin, end = np.searchsorted(run.array("keys"), [low, high])
        counts = np.diff(run.array("offsets")[begin : end + 1])
        every = np.concatenate([keys, run.array("keys")[begin:end]])
        keys, where = np.unique(every, return_inverse=True)
        totals = np.bincount(where, np.concatenate([totals, counts])).astype(np.int64)
    if not len(keys):
        return []
    group = (np.cumsum(totals) - 1) // most
    lows = keys[np.flatnonzero(np.diff(group, prepend=-1))].tolist()
    return list(zip(lows, [*lows[1:], int(keys[-1]) + 1], strict=True))


def merge(runs: Sequence[Run], frequent: Frequent, limits: tuple[int, int]) -> list[Posting]:
    """Return the postings of the grams from the first limit to before the second, in order of
    their numbers."""
    low, high = limits
    slices = [_slice(run, low, high) for run in runs]
    keys = np.unique(np.concatenate([part.keys for part in slices]))
    ranks = [np.searchsorted(keys, part.keys) for part in slices]
    totals = np.zeros(len(keys), np.int64)
    for rank, part in zip(ranks, slices, strict=True):
        totals[rank] += part.counts
    size = int(totals.sum())
    sections, positions = np.empty(size, np.int64), np.empty(size, np.int64)
    in_heading = np.empty(size, bool)
    # Runs are in the order of their text: each gram's places go behind those of the runs before.
    fill = np.cumsum(totals) - totals
    for rank, part in zip(ranks, slices, strict=True):
        begins = fill[rank] - (np.cumsum(part.counts) - part.counts)
        to = np.arange(len(part.sections)) + np.repeat(begins, part.counts)
        sections[to], positions[to], in_heading[to] = part.sections, part.positions, part.in_heading
        fill[rank] += part.counts
    return _postings(frequent, keys, totals, sections, positions, in_heading)


class _Slice(NamedTuple):
    keys: Numbers
    counts: Numbers
    sections: Numbers
    positions: Numbers
    in_heading: Any


def _slice(run: Run, low: int, high: int) -> _Slice:
    keys, offsets = run.array("keys"), run.array("offsets")
    begin, end = np.searchsorted(keys, [low, high])
    places = run.array("places")[offsets[begin] : offsets[end]]
    starts, headings = run.array("sections")
    local = np.searchsorted(starts, places, side="right") - 1
    positions = places - starts[local]
    counts = np.diff(offsets[begin : end + 1])
    sections = local + int(run.array("first"))
    return _Slice(keys[begin:end], counts, sections, positions, positions < headings[local])


def _postings(
    frequent: Frequent,
    keys: Numbers,
    totals: Numbers,
    sections: Numbers,
    positions: Numbers,
    in_heading: Any,
) -> list[Posting]:
    """The lists of grams whose occurrences stand in order of gram, section and position."""
    owner = np.repeat(np.arange(len(keys)), totals)
    changed = np.diff(sections, prepend=-1) != 0
    changed[np.cumsum(totals) - totals] = True
    pairs = np.flatnonzero(changed)
    counts = np.diff(pairs, append=len(sections))
    found, owners = sections[pairs], owner[pairs]
    placed = ((keys & ((1 << CODE_BITS) - 1)) > 0) & ~frequent.holds(keys)

    section_lists = _lists_of(found, owners, np.ones(len(pairs), bool))
    heading_lists = _lists_of(found, owners, in_heading[pairs])
    many_lists = _lists_of(found, owners, counts >= _MANY)
    chosen = placed[owners]
    place_lists = _positions_of(positions[placed[owner]], counts[chosen], owners[chosen])
    sizes = np.bincount(owners, minlength=len(keys)).tolist()
    return [
        Posting(
            frequent.text(key).encode(),
            sizes[rank],
            section_lists[rank],
            heading_lists.get(rank, b""),
            many_lists.get(rank, b""),
            place_lists.get(rank, b""),
        )
        for rank, key in enumerate(keys.tolist())
    ]


def _lists_of(sections: Numbers, owners: Numbers, chosen: Any) -> dict[int, bytes]:
    if not chosen.any():
        return {}
    names, starts = np.unique(owners[chosen], return_index=True)
    return dict(zip(names.tolist(), gap_lists(sections[chosen], starts), strict=True))


def _positions_of(positions: Numbers, counts: Numbers, owners: Numbers) -> dict[int, bytes]:
    if not len(counts):
        return {}
    names, starts = np.unique(owners, return_index=True)
    lists = position_lists(positions, np.cumsum(counts) - counts, starts, counts)
    return dict(zip(names.tolist(), lists, strict=True))
