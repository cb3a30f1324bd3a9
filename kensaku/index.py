"""Builds the index of a site: reads its pages, writes the chunks, then puts them in place."""

import hashlib
import multiprocessing
import os
import re
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from heapq import merge as merged
from pathlib import Path
from threading import Thread
from typing import Any

from kensaku.chunks import Written, chunk, deflated, write_chunk
from kensaku.errors import KensakuError
from kensaku.facets import columns, facet_postings, first_of_years, kinds_in_order, names
from kensaku.fold import fold_text
from kensaku.frequent import FIRST_LONGER, Frequent, frequent_grams
from kensaku.grams import gram_chunks
from kensaku.postings import Posting, Run, key_ranges, merge
from kensaku.slabs import slabs, text_chunks, write_slab
from kensaku.spool import Record, spool_sections, spooled

_CLIENT = Path(__file__).parent / "client"
_NEW = ".new-"
_HASH_LENGTH = 10
_SAMPLE = 8_000_000  # bytes of text in which frequent grams are counted


@dataclass(frozen=True)
class Sizes:
    """How much goes into a chunk, chosen by measurement (README.md), and into a task.

    ``grams``, ``positions`` and ``text`` are bytes before escaping (of text, before compression),
    ``columns`` sections. A gram that occurs ``frequent`` times has longer grams in place of
    positions. A task sorts ``slab`` bytes of text or merges ``occurrences`` of grams.
    """

    grams: int = 6_000
    positions: int = 8_192
    text: int = 8_000
    columns: int = 2_048
    frequent: int = 160_000
    slab: int = 2_000_000
    occurrences: int = 1_500_000


@dataclass(frozen=True)
class Summary:
    """What an index holds: numbers of sections and of bytes in all files of each family."""

    sections: int
    text_bytes: int
    bytes: dict[str, int]


def build_index(
    site: Path,
    out: Path | None = None,
    synonyms: Sequence[Sequence[str]] = (),
    workers: int | None = None,
    sizes: Sizes | None = None,
    labels: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
) -> Summary:
    """Index the pages below ``site`` into ``out`` (``site/kensaku``), with ``workers`` processes,
    and put the client for browsers there.

    ``labels`` holds what readers of a language see for values of a facet:
    {"en": {"kind": {"post": "Posts"}}}.
    The files depend on the pages and these arguments alone, whatever ``workers`` is. An index that
    is there answers until the new one is whole, and after a failure. Raises KensakuError for a
    page that cannot be used, and OSError.
    """
    if not site.is_dir():
        raise KensakuError(f"{site}: there is no such folder; build the site first")
    out = out or site / "kensaku"
    out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=_NEW, dir=out))
    try:
        with _tasks(workers or os.cpu_count() or 1) as tasks:
            records = spool_sections(site, work / "sections", tasks)
            manifest = _Build(work, tasks, sizes or Sizes()).write(records)
        manifest["synonyms"] = [list(group) for group in synonyms]
        manifest["labels"] = {
            lang: {field: dict(words) for field, words in fields.items()}
            for lang, fields in (labels or {}).items()
        }
        folder = out / manifest["folder"]
        _place(work / "chunks", folder)
        for file in sorted(_CLIENT.iterdir()):
            shutil.copyfile(file, work / file.name).replace(out / file.name)
        manifest_file = work / "index.js"
        manifest_file.write_bytes(chunk("index", deflated(manifest)))
        manifest_file.replace(out / "index.js")
    finally:
        shutil.rmtree(work)
    for old in out.iterdir():
        if old != folder and (_is_build(old) or old.name.startswith(_NEW)):
            shutil.rmtree(old)
    return Summary(len(records), sum(r.size for r in records), manifest["bytes"])


def _is_build(path: Path) -> bool:
    return (
        re.fullmatch(f"[0-9a-f]{{{_HASH_LENGTH}}}", path.name) is not None
        and path.is_dir()
        and all(re.fullmatch(r"[gptc]\d+\.js", file.name) for file in path.iterdir())
    )


def _place(new: Path, folder: Path) -> None:
    """Move ``new`` to ``folder``. If it is there it has the same files, unless one is damaged."""
    if folder.exists():
        for file in new.iterdir():
            file.replace(folder / file.name)
    else:
        new.rename(folder)


@contextmanager
def _tasks(workers: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """Yield a ``map`` that may work in several processes, a few items ahead."""
    if workers == 1:
        yield map
        return
    with ProcessPoolExecutor(workers, initializer=_end_with_parent) as pool:

        def ordered(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
            ahead: deque[Future[Any]] = deque()
            for item in items:
                ahead.append(pool.submit(function, item))
                if len(ahead) > 4 * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()

        yield ordered


def _end_with_parent() -> None:
    """Let a worker end where the process it works for is killed: of itself it waits for ever."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


class _Build:
    """Writes the chunks of sections whose records are given in order."""

    def __init__(self, work: Path, tasks: Callable[..., Iterator[Any]], sizes: Sizes) -> None:
        self._work = work
        self._chunks = work / "chunks"
        self._chunks.mkdir()
        self._tasks = tasks
        self._sizes = sizes
        self._files: list[Written] = []

    def write(self, records: list[Record]) -> dict[str, Any]:
        """Write all chunks; return the manifest, without what the caller adds."""
        counts = text_chunks([record.size for record in records], self._sizes.text)
        frequent = self._frequent(records)
        runs = self._text(records, counts, frequent)
        self._columns(records)
        gram_starts = self._grams(runs, records, frequent)
        lines = sorted(f"{file.name} {file.digest}\n" for file in self._files)
        return {
            "version": 1,
            "folder": hashlib.sha256("".join(lines).encode()).hexdigest()[:_HASH_LENGTH],
            "sections": len(records),
            # Apart, these compress to half.
            "grams": ["".join(k[0] for k in gram_starts), "\n".join(k[1:] for k in gram_starts)],
            "frequent": sorted(frequent.grams),
            "positionsChunk": self._sizes.positions,
            "text": counts,
            "columnsChunk": self._sizes.columns,
            "kinds": kinds_in_order(records),
            "years": first_of_years(records),
            "bytes": {
                family: sum(file.size for file in self._files if file.name[0] == family)
                for family in "gptc"
            },
        }

    def _frequent(self, records: list[Record]) -> Frequent:
        """The grams that are frequent by what a part of the sections holds."""
        size = sum(record.size for record in records)
        part = records[:: size // _SAMPLE + 1]
        share = sum(record.size for record in part) / max(1, size)
        texts = [fold_text(section.text) for section in spooled(self._work / "sections", part)]
        return frequent_grams(texts, self._sizes.frequent * share)

    def _text(self, records: list[Record], counts: list[int], frequent: Frequent) -> list[Run]:
        folders = self._work / "sections", self._chunks, self._work / "runs"
        work = partial(write_slab, *folders, frequent)
        runs: list[Run] = []
        for files, more in self._tasks(work, slabs(records, counts, self._sizes.slab)):
            self._files += files
            runs += more
        return runs

    def _columns(self, records: list[Record]) -> None:
        size = self._sizes.columns
        named = names(records)
        self._write("c0", deflated(named))
        for number, begin in enumerate(range(0, len(records), size), 1):
            self._write(f"c{number}", deflated(columns(records[begin : begin + size], named)))

    def _grams(self, runs: list[Run], records: list[Record], frequent: Frequent) -> list[str]:
        def postings_in(low: int, high: int) -> Iterator[Posting]:
            ranges = key_ranges(runs, self._sizes.occurrences, low, high)
            for postings in self._tasks(partial(merge, runs, frequent), ranges):
                yield from postings

        longer = sorted(postings_in(FIRST_LONGER, 2 * FIRST_LONGER))
        grams = self._positions(merged(postings_in(0, FIRST_LONGER), longer))
        postings = merged(grams, facet_postings(records))
        starts = []
        for number, (start, content) in enumerate(gram_chunks(postings, self._sizes.grams)):
            starts.append(start)
            self._write(f"g{number}", content)
        return starts

    def _positions(self, postings: Iterable[Posting]) -> Iterator[Posting]:
        """Pass postings on while writing the stream of their positions, chunk by chunk."""
        size, number = self._sizes.positions, 0
        stream = bytearray()
        for posting in postings:
            stream += posting.positions
            while len(stream) >= size:
                self._write(f"p{number}", bytes(stream[:size]))
                del stream[:size]
                number += 1
            yield posting
        if stream:
            self._write(f"p{number}", bytes(stream))

    def _write(self, name: str, content: bytes) -> None:
        self._files.append(write_chunk(self._chunks, name, content))
