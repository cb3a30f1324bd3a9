"""Reads the files of an index, each one once."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

from kensaku.chunks import read_chunk
from kensaku.errors import KensakuError
from kensaku.facets import read_columns
from kensaku.grams import chunk_name
from kensaku.records import Record, read_gram_chunk, read_record
from kensaku.words import may_go_on

VERSION = 4
USUAL = 6
"""About so many kilobytes are read for a key that the manifest does not say to be large."""


@dataclass(frozen=True, slots=True)
class Found:
    """A section as its text chunk gives it; ``url`` has its fragment."""

    url: str
    title: str
    heading: str
    author: str
    date: str
    kind: str
    topics: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """What is counted of one section."""

    author: str
    kind: str
    topics: list[str]


class Store:
    """An index on disk. Its methods raise KensakuError for a file that is missing or damaged."""

    def __init__(self, folder: Path) -> None:
        manifest = read_chunk(folder / "index.js", "index")
        if manifest["version"] != VERSION:
            raise KensakuError(f"{folder}: it is of another version; index again")
        self._build = folder / manifest["folder"]
        self.total: int = manifest["sections"]
        self.kinds: list[str] = manifest["kinds"]
        self.synonyms: list[list[str]] = manifest["synonyms"]
        firsts, rests = manifest["grams"]
        self._gram_starts = [a + b for a, b in zip(firsts, rests.split("\n"), strict=False)]
        self.frequent = frozenset(manifest["frequent"])
        self._large: dict[str, int] = dict(manifest["large"])
        self._columns: list[int] = manifest["columns"]
        sizes: list[list[int]] = manifest["text"]
        self._segments = [0, *accumulate(map(sum, sizes))]
        self._texts = [0, *accumulate(chain(*sizes))]
        self._text_names = [
            f"t{segment}-{number}"
            for segment, chunks in enumerate(sizes)
            for number in range(len(chunks))
        ]
        years: list[tuple[int, int]] = manifest["years"]
        limits = pairwise([*years, (0, self.total)])
        self.years = {str(year): range(first, end) for (year, first), (_, end) in limits}
        self.first_dated: int = years[0][1] if years else self.total
        self._read: dict[str, Any] = {}
        self._records: dict[tuple[str, int], Record] = {}

    def size(self, key: str) -> int:
        """Return how many kilobytes are read for a key, about."""
        return self._large.get(key, USUAL)

    def records(
        self, key: str, among: Iterable[int] | None, is_facet: bool = False
    ) -> Iterator[tuple[int, Record]]:
        """Yield the records of a gram or facet value, each with the id of its segment's first
        section: of all segments, or of those that have sections of ``among``."""
        number = bisect_right(self._gram_starts, key) - 1
        if number < 0:
            return
        name = chunk_name(self._gram_starts[number])
        chunk = self._file(name, read_gram_chunk)
        found: dict[int, bytes] = chunk.get(key, {})
        if among is not None:
            segments = {bisect_right(self._segments, section) - 1 for section in among}
            found = {segment: data for segment, data in found.items() if segment in segments}
        placed = len(key) > 1 and key not in self.frequent and not is_facet
        latin = not is_facet and may_go_on(key)
        for segment, data in found.items():
            first, end = self._segments[segment : segment + 2]
            if (key, segment) not in self._records:
                self._records[key, segment] = read_record(data, end - first, placed, latin)
            yield first, self._records[key, segment]

    def missing_texts(self, sections: Iterable[int]) -> int:
        """Return how many text chunks are to be read for sections."""
        names = {self._text_names[self._text_chunk(section)] for section in sections}
        return len(names - self._read.keys())

    def _text_chunk(self, section: int) -> int:
        return bisect_right(self._texts, section) - 1

    def section(self, section: int) -> Found:
        """Return a section."""
        number = self._text_chunk(section)
        chunk = self._file(self._text_names[number])
        page, fragment, heading, author, date, kind, topics, text = chunk["sections"][
            section - self._texts[number]
        ]
        url, title = chunk["pages"][page]
        address = f"{url}#{fragment}" if fragment else url
        return Found(address, title, heading, author, date, kind, topics, text)

    def columns(self, section: int) -> Columns:
        """Return what is counted of a section."""
        number = bisect_right(self._columns, section) - 1
        rows = self._file(f"c{number}", lambda content: read_columns(json.loads(content)))
        return Columns(*rows[section - self._columns[number]])

    def _file(self, name: str, decode: Callable[[bytes], Any] = json.loads) -> Any:
        if name not in self._read:
            self._read[name] = read_chunk(self._build / f"{name}.js", name, decode)
        return self._read[name]
