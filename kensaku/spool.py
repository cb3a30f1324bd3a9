"""Keeps the sections of a site on disk, and in memory what sorts and counts them."""

import marshal
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from time import time_ns
from typing import NamedTuple

from kensaku.pages import Section, instant, read_page

_BATCH = 500_000  # bytes of HTML that are read at a time
_FORM = 2  # of marshal: the newest in which equal values have equal bytes
_DIGEST = 16
_TICK = 100_000_000  # nanoseconds, more than any file system's clock needs on Linux
_JUST_NOW = -1


class DamagedError(Exception):
    """What was kept from an earlier run is not what that run wrote."""


class Record(NamedTuple):
    """What is kept in memory of a section. Records sort as the sections' ids do: by year as
    written, instant, address and place in the page, those without a date first.

    ``address`` is the CRC-32 of its address, ``size`` the bytes of its text, ``digest`` that of all
    of it. ``offset`` and ``length`` say where it is in the spool.
    """

    year: int
    instant: float
    url: str
    place: int
    address: int
    size: int
    digest: bytes
    author: str
    kind: str
    topics: tuple[str, ...]
    offset: int
    length: int


class Page(NamedTuple):
    """A page's file when it was read, and its sections' records."""

    size: int
    changed: int
    records: list[Record]


def unchanged_pages(site: Path, known: dict[str, Page]) -> tuple[dict[str, Page], list[str]]:
    """Return the pages below ``site`` by path, of which those are as they are ``known`` that have
    the same size and time; and the paths of the others, whose sections are to be read.

    The time of a page that has just been written is not kept: it may be written again before the
    file system's clock ticks."""
    pages: dict[str, Page] = {}
    changed = []
    latest = time_ns() - _TICK
    for path, size, time in _files(site):
        before = known.get(path)
        if before and (before.size, before.changed) == (size, time):
            pages[path] = before
        else:
            pages[path] = Page(size, time if time < latest else _JUST_NOW, [])
            changed.append(path)
    return pages, changed


def read_pages(
    site: Path,
    pages: dict[str, Page],
    paths: Sequence[str],
    spool: Path,
    end: int,
    map_: Callable[..., Iterable[tuple[list[list[Record]], bytes]]],
) -> int:
    """Read the sections of the pages of these paths with ``map_`` into ``pages``, and into
    ``spool`` from ``end`` on; return where it ends. Raises KensakuError for a page that cannot be
    used."""
    batches = list(_batches(paths, pages))
    with spool.open("r+b" if end else "wb") as file:
        file.truncate(end)
        file.seek(end)
        for batch, (each, data) in zip(batches, map_(partial(_read, site), batches), strict=True):
            file.write(data)
            for path, records in zip(batch, each, strict=True):
                moved = [record._replace(offset=record.offset + end) for record in records]
                pages[path] = pages[path]._replace(records=moved)
            end += len(data)
    return end


def copy_sections(pages: dict[str, Page], spool: Path, new: Path) -> int:
    """Copy the sections of pages to a new spool; return where it ends."""
    end = 0
    with spool.open("rb") as old, new.open("wb") as file:
        for path, page in pages.items():
            moved = []
            for record in page.records:
                old.seek(record.offset)
                file.write(old.read(record.length))
                moved.append(record._replace(offset=end))
                end += record.length
            pages[path] = page._replace(records=moved)
    return end


def spooled(spool: Path, records: Sequence[Record]) -> Iterator[Section]:
    """Yield the sections of records. Raises DamagedError if one is not as it was."""
    with spool.open("rb") as file:
        for record in records:
            file.seek(record.offset)
            data = file.read(record.length)
            if _digest(data) != record.digest:
                raise DamagedError(spool)
            yield Section(*marshal.loads(data))  # noqa: S302 - ours, by its digest


def _files(site: Path) -> list[tuple[str, int, int]]:
    """The path, size and time of each page, in order of paths."""
    found = []
    folders = [""]
    while folders:
        folder = folders.pop()
        with os.scandir(site / folder) as entries:
            for entry in entries:
                path = folder + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if path != "kensaku":
                        folders.append(f"{path}/")
                elif path.endswith(".html") and entry.name != "404.html":
                    status = entry.stat()
                    found.append((path, status.st_size, status.st_mtime_ns))
    return sorted(found)


def _batches(paths: Sequence[str], pages: dict[str, Page]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for path in paths:
        batch.append(path)
        size += pages[path].size
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read(site: Path, paths: Sequence[str]) -> tuple[list[list[Record]], bytes]:
    """The records of the sections of each page, and the sections."""
    pages = []
    spool = bytearray()
    for path in paths:
        records = []
        for place, section in enumerate(read_page((site / path).read_bytes(), path)):
            data = marshal.dumps(tuple(section), _FORM)
            records.append(_record(section, place, data, len(spool)))
            spool += data
        pages.append(records)
    return pages, bytes(spool)


def _record(section: Section, place: int, data: bytes, offset: int) -> Record:
    moment = instant(section.date) if section.date else None
    return Record(
        year=moment.year if moment else 0,
        instant=moment.timestamp() if moment else 0.0,
        url=section.url,
        place=place,
        address=zlib.crc32(section.address.encode()),
        size=len(section.text.encode()),
        digest=_digest(data),
        author=section.author,
        kind=section.kind,
        topics=section.topics,
        offset=offset,
        length=len(data),
    )


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()
