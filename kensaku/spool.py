"""Keeps the sections of a site on disk, and in memory what sorts and counts them."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from kensaku.pages import Section, instant, read_page


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept in memory of a section; ``size`` is the bytes of its text.

    ``offset`` and ``length`` say where the section is in the spool.
    """

    order: tuple[Any, ...]
    year: int
    author: str
    kind: str
    topics: tuple[str, ...]
    size: int
    offset: int
    length: int


def spool_sections(
    site: Path, spool: Path, map_: Callable[..., Iterable[list[tuple[Record, bytes]]]]
) -> list[Record]:
    """Read the pages below ``site`` with ``map_``, write their sections to ``spool``, and return
    their records in the order of their ids: by year as written, instant, address and place, those
    without a date first. Raises KensakuError for a page that cannot be used."""
    records: list[Record] = []
    offset = 0
    with spool.open("wb") as file:
        for sections in map_(partial(_read, site), _pages(site)):
            for record, data in sections:
                file.write(data)
                records.append(replace(record, offset=offset))
                offset += len(data)
    return sorted(records, key=lambda record: record.order)


def spooled(spool: Path, records: Sequence[Record]) -> Iterator[Section]:
    """Yield the sections of records."""
    with spool.open("rb") as file:
        for record in records:
            file.seek(record.offset)
            yield pickle.loads(file.read(record.length))  # noqa: S301 - written above


def _pages(site: Path) -> list[str]:
    paths = (path.relative_to(site) for path in site.rglob("*.html"))
    return sorted(p.as_posix() for p in paths if p.parts[0] != "kensaku" and p.name != "404.html")


def _read(site: Path, path: str) -> list[tuple[Record, bytes]]:
    sections = read_page((site / path).read_bytes(), path)
    return [_record(section, place) for place, section in enumerate(sections)]


def _record(section: Section, place: int) -> tuple[Record, bytes]:
    moment = instant(section.date) if section.date else None
    dated = (moment.year, moment.timestamp()) if moment else (0, 0.0)
    data = pickle.dumps(section)
    return Record(
        order=(*dated, section.url, place),
        year=dated[0],
        author=section.author,
        kind=section.kind,
        topics=section.topics,
        size=len(section.text.encode()),
        offset=0,
        length=len(data),
    ), data
