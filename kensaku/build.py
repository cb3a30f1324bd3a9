"""Makes the files of an index in a cache: what the last build made is used where it still holds."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kensaku.cache import Cache, State
from kensaku.chunks import as_json, link_chunks, write_chunk
from kensaku.entries import (
    Entries,
    changed_keys,
    cut,
    entries_of,
    large,
    parts,
    same_chunks,
    write_gram_chunks,
)
from kensaku.facets import column_chunks, first_of_years, kinds_in_order
from kensaku.fold import fold_text
from kensaku.frequent import Frequent, frequent_levels
from kensaku.grams import chunk_name
from kensaku.segments import Segment, segments, write_segment
from kensaku.spool import Page, Record, copy_sections, read_pages, spooled, unchanged_pages
from kensaku.tasks import Map

HASH_LENGTH = 10
_SAMPLE = 8_000_000  # bytes of text in which frequent grams are counted


@dataclass(frozen=True)
class Sizes:
    """How much goes into a chunk and a segment, chosen by measurement (README.md).

    ``grams`` and ``text`` are bytes before compression, ``columns`` sections. A gram that occurs
    ``frequent`` times has longer grams in place of positions; of one that has more than ``large``
    bytes of records the manifest tells. A segment has up to ``segment`` bytes of text; when it has
    two fifths of it, it ends before a section that one in ``segment_ends`` is.
    """

    grams: int = 12_000
    text: int = 8_000
    columns: int = 49_152
    frequent: int = 160_000
    large: int = 16_000
    segment: int = 5_000_000
    segment_ends: int = 2_048


class Build:
    """One build of the index of a site."""

    def __init__(self, cache: Cache, map_: Map, sizes: Sizes) -> None:
        self._cache = cache
        self._map = map_
        self._sizes = sizes

    def run(self, site: Path) -> State:
        """Make all files, and the cache's state tell of them; return it. Raises KensakuError for
        a page that cannot be used, and DamagedError if what the cache has is not what it had."""
        before = self._cache.state
        pages, spool, end = self._read(site)
        if before.manifest and pages == before.pages:
            return before
        records = sorted(record for page in pages.values() for record in page.records)
        state = State(pages=pages, spool=spool, end=end)
        frequent = self._frequent(state, records)
        made = self._segments(state, records, frequent)
        if before.manifest and (state.segments, state.frequent) == (
            before.segments,
            before.frequent,
        ):
            state = replace(before, pages=pages, spool=spool, end=end, sample=state.sample)
            self._cache.save(state)
            return state
        self._columns(state, records)
        entries = self._grams(state, made, frequent)
        lines = sorted(f"{file.name} {file.digest}\n" for file in state.files)
        starts = [start for start, _ in state.chunks]
        state.manifest |= {
            "version": 4,
            "folder": hashlib.sha256("".join(lines).encode()).hexdigest()[:HASH_LENGTH],
            "sections": len(records),
            # Apart, these compress to half.
            "grams": ["".join(k[0] for k in starts), "\n".join(k[1:] for k in starts)],
            "frequent": sorted(frequent.grams),
            "large": large(entries, self._sizes.large),
            "kinds": kinds_in_order(records),
            "years": first_of_years(records),
            "bytes": {
                family: sum(file.size for file in state.files if file.name[0] == family)
                for family in "gtc"
            },
        }
        self._cache.save(state)
        return state

    def _read(self, site: Path) -> tuple[dict[str, Page], int, int]:
        """The pages, and the number and the end of the spool that has their sections."""
        before = self._cache.state
        spool, end = before.spool, before.end
        pages, changed = unchanged_pages(site, before.pages)
        live = sum(record.length for page in pages.values() for record in page.records)
        if end > 2 * live:
            old, spool = self._cache.spool(spool), spool + 1
            end = copy_sections(pages, old, self._cache.spool(spool))
        file = self._cache.spool(spool)
        return pages, spool, read_pages(site, pages, changed, file, end, self._map)

    def _frequent(self, state: State, records: Sequence[Record]) -> Frequent:
        """The grams that are frequent by what a part of the sections holds."""
        size = sum(record.size for record in records)
        one_in = size // _SAMPLE + 1
        part = [record for record in records if record.address % one_in == 0]
        state.sample = _digest(one_in, [], part)
        before = self._cache.state
        if state.sample == before.sample:
            state.frequent = before.frequent
        else:
            sections = spooled(self._cache.spool(state.spool), part)
            texts = [fold_text(section.text) for section in sections]
            state.frequent = frequent_levels(texts, self._sizes.frequent / one_in)
        return Frequent(state.frequent)

    def _segments(
        self, state: State, records: Sequence[Record], frequent: Frequent
    ) -> list[Segment]:
        sizes = self._sizes
        folder = self._cache.segments()
        folder.mkdir(exist_ok=True)
        known = set(self._cache.state.segments)
        new = []
        stretches = segments(records, least_of(sizes.segment), sizes.segment, sizes.segment_ends)
        for number, stretch in enumerate(stretches):
            name = _digest(number, state.frequent, stretch).hex()
            state.segments.append(name)
            if name not in known:
                new.append((number, name, stretch))
        spool = self._cache.spool(state.spool)
        for _ in self._map(partial(write_segment, spool, folder, sizes.text, frequent), new):
            pass
        made = [Segment(folder / name) for name in state.segments]
        texts = [segment.texts() for segment in made]
        state.files += [file for _, files in texts for file in files]
        state.manifest["text"] = [counts for counts, _ in texts]
        return made

    def _columns(self, state: State, records: Sequence[Record]) -> None:
        before = self._cache.state
        state.grams = before.grams + 1
        folder = self._cache.grams(state.grams)
        folder.mkdir()
        counted = [(record.author, record.kind, record.topics) for record in records]
        state.columns = hashlib.sha256(repr(counted).encode()).digest()
        if state.columns == before.columns:
            kept = [file for file in before.files if file.name[0] == "c"]
            link_chunks(self._cache.grams(before.grams), folder, [file.name for file in kept])
            state.files += kept
            state.manifest["columns"] = before.manifest["columns"]
            return
        state.manifest["columns"] = []
        for number, (begin, told) in enumerate(column_chunks(records, self._sizes.columns)):
            state.files.append(write_chunk(folder, f"c{number}", as_json(told)))
            state.manifest["columns"].append(begin)

    def _grams(self, state: State, made: Sequence[Segment], frequent: Frequent) -> Entries:
        before = self._cache.state
        entries = entries_of(made, frequent)
        chunks = cut(entries, least_of(self._sizes.grams), self._sizes.grams)
        state.chunks = [(chunk.start, chunk.end - chunk.begin) for chunk in chunks]
        same = [False] * len(chunks)
        if (len(before.segments), before.frequent) == (len(made), state.frequent):
            old = [Segment(self._cache.segments() / name) for name in before.segments]
            same = same_chunks(chunks, changed_keys(entries.keys, old, made), before.chunks)
        folder = self._cache.grams(state.grams)
        kept = [
            chunk_name(chunk.start) for chunk, is_same in zip(chunks, same, strict=True) if is_same
        ]
        link_chunks(self._cache.grams(before.grams), folder, kept)
        written = {file.name: file for file in before.files}
        state.files += [written[name] for name in kept]
        new = [chunk for chunk, is_same in zip(chunks, same, strict=True) if not is_same]
        for files in self._map(partial(write_gram_chunks, folder, made), parts(entries, new)):
            state.files += files
        return entries


def least_of(most: int) -> int:
    """How much a chunk or a segment has before it ends by what comes after it."""
    return most * 2 // 5


def _digest(number: int, frequent: list[list[int]], records: Sequence[Record]) -> bytes:
    digest = hashlib.sha256(f"{number} {frequent} ".encode())
    digest.update(b"".join(record.digest for record in records))
    return digest.digest()
