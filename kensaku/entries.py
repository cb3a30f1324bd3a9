"""All keys of an index with their records in all segments, cut into gram chunks."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from mmap import mmap
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kensaku.bits import Flags, Numbers, varints
from kensaku.chunks import Written, write_chunk
from kensaku.frequent import Frequent
from kensaku.grams import FACET, chunk_name, gram_chunk, start_between
from kensaku.keys import Keys, key_text, keys_of
from kensaku.segments import Segment, differing

_LONGEST_START = 30
"""Characters: the name of a chunk's file is eight times as long at most, and 255 bytes may be."""
_ENDS_ONE_IN = 4
_HEAD = 8  # bytes that a key takes, besides itself and its records, at most
_RECORD_HEAD = 4
_TASK = 2_000_000


class Chunk(NamedTuple):
    """A gram chunk: the string that it begins at, and the places of its keys."""

    start: str
    begin: int
    end: int


class Part(NamedTuple):
    """Consecutive chunks and what they have: see Keys and Entries."""

    chunks: list[Chunk]
    numbers: Numbers
    others: list[str]
    begins: Numbers
    segments: Numbers
    offsets: Numbers
    sizes: Numbers


@dataclass(frozen=True)
class Entries:
    """Keys with their records, in order of key and segment.

    ``begins`` is where each key's records begin, and their end; of each record there is its
    segment, its place in the segment's file, and its bytes.
    """

    keys: Keys
    begins: Numbers
    segments: Numbers
    offsets: Numbers
    sizes: Numbers

    def totals(self, head: int) -> Numbers:
        """Return the bytes of each key's records, and ``head`` for each of them."""
        ends = np.append(0, np.cumsum(self.sizes + head))
        return np.diff(ends[self.begins])

    def part(self, chunks: list[Chunk]) -> Part:
        """Return what consecutive chunks have."""
        begin, end = chunks[0].begin, chunks[-1].end
        first, last = self.begins[begin], self.begins[end]
        return Part(
            [Chunk(chunk.start, chunk.begin - begin, chunk.end - begin) for chunk in chunks],
            *self.keys.part(begin, end),
            self.begins[begin : end + 1] - first,
            self.segments[first:last],
            self.offsets[first:last],
            self.sizes[first:last],
        )


def entries_of(segments: Sequence[Segment], frequent: Frequent) -> Entries:
    """Return the keys of segments."""
    grams = [segment.grams() for segment in segments]
    facets = [segment.facets() for segment in segments]
    keys = keys_of((numbers for numbers, _ in grams), facets, frequent)
    none = np.zeros(0, np.int64)
    places, sizes, offsets = [none], [none], [none]
    for (numbers, gram_sizes), values in zip(grams, facets, strict=True):
        at = keys.gram_places[np.searchsorted(keys.grams, numbers)]
        places.append(np.append(at, [keys.facets[key] for key in values]).astype(np.int64))
        sizes.append(np.append(gram_sizes, list(values.values())).astype(np.int64))
        offsets.append(np.cumsum(sizes[-1]) - sizes[-1])
    each = np.repeat(np.arange(len(segments)), [len(found) for found in sizes[1:]])
    every = np.concatenate(places)
    order = np.argsort(every, kind="stable")
    return Entries(
        keys,
        np.append(0, np.cumsum(np.bincount(every, minlength=len(keys.numbers)))),
        each[order],
        np.concatenate(offsets)[order],
        np.concatenate(sizes)[order],
    )


def cut(entries: Entries, least: int, most: int) -> list[Chunk]:
    """Return the chunks: of ``most`` bytes, but one key at least; one of ``least`` bytes ends
    before a key that one in four is by itself, so that what changes moves few boundaries."""
    keys = entries.keys
    count = len(keys.numbers)
    sizes = keys.sizes() + _HEAD + entries.totals(_RECORD_HEAD)
    ends = np.append(0, np.cumsum(sizes)).tolist()
    apt = [*np.flatnonzero(keys.hashes() % _ENDS_ONE_IN == 0).tolist(), count]
    chunks: list[Chunk] = []
    begin, start = 0, start_between("", keys.text(0)) if count else ""
    while begin < count:
        full = bisect_right(ends, ends[begin] + most) - 1
        enough = min(bisect_left(ends, ends[begin] + least), count)
        end = max(begin + 1, min(full, apt[bisect_left(apt, enough)]))
        after = ""
        while end < count:
            after = start_between(keys.text(end - 1), keys.text(end))
            if len(after) <= _LONGEST_START:
                break
            end += 1
        chunks.append(Chunk(start, begin, end))
        begin, start = end, after
    return chunks


def large(entries: Entries, least: int) -> list[tuple[str, int]]:
    """Return the grams that have more than ``least`` bytes of records, each with these in
    kilobytes, rounded up."""
    sizes = entries.totals(0)
    places = np.flatnonzero(sizes > least).tolist()
    named = [(entries.keys.text(place), -(-int(sizes[place]) // 1_000)) for place in places]
    return [(key, size) for key, size in named if not key.startswith(FACET)]


def parts(entries: Entries, chunks: Sequence[Chunk]) -> Iterator[list[Part]]:
    """Yield chunks with what they have, as many as make a task."""
    ends = np.append(0, np.cumsum(entries.sizes + _RECORD_HEAD))[entries.begins]
    task: list[Part] = []
    run: list[Chunk] = []
    size = 0
    for chunk in chunks:
        if run and run[-1].end != chunk.begin:
            task.append(entries.part(run))
            run = []
        run.append(chunk)
        size += ends[chunk.end] - ends[chunk.begin]
        if size >= _TASK:
            yield [*task, entries.part(run)]
            task, run, size = [], [], 0
    if run:
        yield [*task, entries.part(run)]


def same_chunks(
    chunks: Sequence[Chunk], changed: Flags, before: Sequence[tuple[str, int]]
) -> list[bool]:
    """Return which chunks are as they were, when those ``before`` had these starts and numbers of
    keys, and no other keys than ``changed`` have other records or are new."""
    known = dict(zip(before, _after([start for start, _ in before]), strict=True))
    sums = np.append(0, np.cumsum(changed))
    return [
        known.get((chunk.start, chunk.end - chunk.begin)) == after
        and sums[chunk.begin] == sums[chunk.end]
        for chunk, after in zip(chunks, _after([chunk.start for chunk in chunks]), strict=True)
    ]


def _after(starts: list[str]) -> list[str]:
    return [*starts[1:], ""][: len(starts)]


def changed_keys(keys: Keys, before: Sequence[Segment], now: Sequence[Segment]) -> Flags:
    """Return of which keys records differ between as many segments before and now."""
    changed = np.zeros(len(keys.numbers), bool)
    for one, other in zip(before, now, strict=True):
        if one != other:
            found = differing(one, other)
            numbers = np.array([key for key in found if isinstance(key, int)], np.int64)
            at = np.searchsorted(keys.grams, numbers)
            at[at == len(keys.grams)] = 0
            changed[keys.gram_places[at[keys.grams[at] == numbers]]] = True
            changed[[keys.facets[key] for key in found if key in keys.facets]] = True
    return changed


def write_gram_chunks(
    folder: Path, segments: Sequence[Segment], task: Sequence[Part]
) -> list[Written]:
    """Write the chunks of a task into a folder."""
    records = [segment.records() for segment in segments]
    return [
        write_chunk(folder, chunk_name(start), content)
        for part in task
        for start, content in _contents(part, records)
    ]


def _contents(part: Part, records: Sequence[bytes | mmap]) -> Iterator[tuple[str, bytes]]:
    texts = [key_text(number, part.others).encode() for number in part.numbers.tolist()]
    keys = list(zip(texts, _heads(part), strict=True))
    segments, offsets = part.segments.tolist(), part.offsets.tolist()
    ends = (part.offsets + part.sizes).tolist()
    rows = [
        records[segment][offset:end]
        for segment, offset, end in zip(segments, offsets, ends, strict=True)
    ]
    begins = part.begins.tolist()
    for start, begin, end in part.chunks:
        yield start, gram_chunk(keys[begin:end], rows[begins[begin] : begins[end]])


def _heads(part: Part) -> list[bytes]:
    """Return of each key the number of its records, and of each of these how many segments before
    its own have none, and its bytes."""
    firsts, counts = part.begins[:-1], np.diff(part.begins)
    heads = np.arange(len(counts)) + 2 * firsts
    rows = np.repeat(np.arange(len(counts)), counts) + 1 + 2 * np.arange(len(part.sizes))
    numbers = np.empty(len(counts) + 2 * len(part.sizes), np.int64)
    numbers[heads] = counts
    numbers[rows] = np.diff(part.segments, prepend=0) - 1
    numbers[rows[firsts]] = part.segments[firsts]
    numbers[rows + 1] = part.sizes
    joined, begins = varints(numbers)
    return [joined[begin:end] for begin, end in pairwise([*begins[heads].tolist(), len(joined)])]
