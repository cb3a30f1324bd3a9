"""Works on a segment, a stretch of consecutive sections: its text chunks and its records."""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np

from kensaku.bits import Numbers, Occurrences, records
from kensaku.chunks import Written, as_json, write_chunk
from kensaku.facets import facet_keys
from kensaku.fold import fold, fold_text
from kensaku.frequent import Frequent
from kensaku.pages import Section
from kensaku.postings import occurrences
from kensaku.spool import Record, spooled


@dataclass(frozen=True)
class Segment:
    """What a segment has, in a folder: its text chunks, and the records of its grams and of its
    facets' values."""

    path: Path

    def texts(self) -> tuple[list[int], list[Written]]:
        """Return how many sections each text chunk has, and the chunks."""
        counts, files = json.loads((self.path / "texts.json").read_bytes())
        return counts, [Written(*file) for file in files]

    def grams(self) -> tuple[Numbers, Numbers]:
        """Return the numbers of its grams, ascending, and the bytes of each one's record."""
        return np.load(self.path / "grams.npy"), np.load(self.path / "sizes.npy")

    def facets(self) -> dict[str, int]:
        """Return its keys of facets with the bytes of each one's record, behind those of grams."""
        facets: dict[str, int] = json.loads((self.path / "facets.json").read_bytes())
        return facets

    def records(self) -> bytes | mmap:
        """Return all records."""
        path = self.path / "records"
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            return mmap(file.fileno(), 0, access=ACCESS_READ) if size else b""

    def by_key(self) -> dict[int | str, bytes]:
        """Return the records by gram's number and by facet's value."""
        numbers, sizes = self.grams()
        facets = self.facets()
        records = self.records()
        ends = list(accumulate([*sizes.tolist(), *facets.values()], initial=0))
        keys = [*numbers.tolist(), *facets]
        return {key: records[a:b] for key, (a, b) in zip(keys, pairwise(ends), strict=True)}


def differing(one: Segment, other: Segment) -> set[int | str]:
    """Return the numbers of the grams, and the facets' values, of which two segments have
    different records or only one has one."""
    records, others = one.by_key(), other.by_key()
    return {key for key in records.keys() | others.keys() if records.get(key) != others.get(key)}


def segments(
    sections: Sequence[Record], least: int, most: int, one_in: int
) -> Iterator[Sequence[Record]]:
    """Yield the sections of each segment, of ``most`` bytes of text at most, but one section at
    least. A segment of ``least`` bytes ends before a section that one ``one_in`` is by its
    address, so that what changes moves few boundaries."""
    begin = size = 0
    for place, section in enumerate(sections):
        ends = size >= least and section.address % one_in == 0
        if begin < place and (ends or size + section.size > most):
            yield sections[begin:place]
            begin, size = place, 0
        size += section.size
    if begin < len(sections):
        yield sections[begin:]


def text_chunks(sizes: Sequence[int], target: int) -> list[int]:
    """Return how many sections of these sizes go into each text chunk: as many as come to about
    ``target`` bytes on average (the same number makes a small manifest), fewer if they come to
    more than twice as many."""
    usual = max(1, round(target * len(sizes) / max(1, sum(sizes))))
    counts: list[int] = []
    room = 0
    for size in sizes:
        if size > room or not counts or counts[-1] == usual:
            counts.append(0)
            room = 2 * target
        counts[-1] += 1
        room -= size
    return counts


def write_segment(
    spool: Path,
    folder: Path,
    target: int,
    frequent: Frequent,
    named: tuple[int, str, Sequence[Record]],
) -> None:
    """Write the segment that has a number, a name and these sections into the folder of its name
    in ``folder``, whole or not at all; its text chunks have about ``target`` bytes."""
    number, name, stretch = named
    sections = list(spooled(spool, stretch))
    new = Path(tempfile.mkdtemp(dir=folder))
    counts = text_chunks([record.size for record in stretch], target)
    files, at = [], 0
    for place, count in enumerate(counts):
        content = as_json(_text_chunk(sections[at : at + count]))
        files.append(write_chunk(new, f"t{number}-{place}", content))
        at += count
    (new / "texts.json").write_text(json.dumps([counts, files]), "utf-8")
    _write_records(new, sections, frequent)
    new.replace(folder / name)


def _text_chunk(sections: list[Section]) -> dict[str, Any]:
    pages: dict[tuple[str, str], int] = {}
    rows = [
        [
            pages.setdefault((section.url, section.title), len(pages)),
            section.fragment,
            section.heading,
            section.author,
            section.date,
            section.kind,
            section.topics,
            section.text,
        ]
        for section in sections
    ]
    return {"pages": list(pages), "sections": rows}


def _write_records(folder: Path, sections: list[Section], frequent: Frequent) -> None:
    texts = [fold_text(section.text) for section in sections]
    headings = [len(fold(section.heading)) for section in sections]
    numbers, found = occurrences(texts, headings, frequent)
    grams, sizes = records(found, len(sections))
    np.save(folder / "grams.npy", numbers)
    np.save(folder / "sizes.npy", sizes)
    values = facet_keys(sections)
    facets, facet_sizes = records(_facet_occurrences(list(values.values())), len(sections))
    named = dict(zip(values, facet_sizes.tolist(), strict=True))
    (folder / "facets.json").write_text(json.dumps(named), "utf-8")
    (folder / "records").write_bytes(grams + facets)


def _facet_occurrences(lists: list[list[int]]) -> Occurrences:
    totals = np.array([len(ids) for ids in lists], np.int64)
    sections = np.array([section for ids in lists for section in ids], np.int64)
    return Occurrences(
        keys=np.cumsum(totals) - totals,
        sections=sections,
        counts=np.ones(len(sections), np.int64),
        headings=np.zeros(len(sections), bool),
        words=np.zeros(len(sections), bool),
        placed=np.zeros(len(lists), bool),
        positions=np.zeros(0, np.int64),
        latin=np.zeros(len(lists), bool),
        sides=np.zeros(0, np.int64),
    )
