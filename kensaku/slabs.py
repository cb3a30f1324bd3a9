"""Works on a stretch of consecutive sections at a time: their text chunks, and their grams."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kensaku.chunks import Written, deflated, write_chunk
from kensaku.fold import fold, fold_text
from kensaku.frequent import Frequent
from kensaku.pages import Section
from kensaku.postings import Run, write_runs
from kensaku.spool import Record, spooled


@dataclass(frozen=True)
class Slab:
    """Consecutive text chunks as lists of records, the number of the first one, and the id of its
    first section."""

    number: int
    first: int
    chunks: list[Sequence[Record]]


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


def slabs(records: Sequence[Record], counts: Sequence[int], least: int) -> Iterator[Slab]:
    """Yield slabs of at least ``least`` bytes of text; ``counts`` says what a text chunk holds."""
    at = size = 0
    slab = Slab(0, 0, [])
    for number, count in enumerate(counts, 1):
        slab.chunks.append(records[at : at + count])
        size += sum(record.size for record in slab.chunks[-1])
        at += count
        if size >= least or at == len(records):
            yield slab
            slab, size = Slab(number, at, []), 0


def write_slab(
    spool: Path, chunks: Path, runs: Path, frequent: Frequent, slab: Slab
) -> tuple[list[Written], list[Run]]:
    """Write the text chunks of a slab into ``chunks`` and the sorted grams into ``runs``."""
    files, texts, headings = [], [], []
    for number, records in enumerate(slab.chunks, slab.number):
        sections = list(spooled(spool, records))
        files.append(write_chunk(chunks, f"t{number}", deflated(_text_chunk(sections))))
        texts += [fold_text(section.text) for section in sections]
        headings += [len(fold(section.heading)) for section in sections]
    return files, write_runs(runs, slab.first, texts, headings, frequent)


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
