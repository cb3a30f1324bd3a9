"""Reads the files of an index, each one once."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from kensaku.bits import read_gaps
from kensaku.chunks import inflated, read_chunk
from kensaku.facets import read_columns
from kensaku.grams import Entry, facet_key, read_gram_chunk


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
        self._folder = folder
        manifest = inflated(read_chunk(folder / "index.js", "index"))
        self._build = folder / manifest["folder"]
        self.total: int = manifest["sections"]
        self.kinds: list[str] = manifest["kinds"]
        self.synonyms: list[list[str]] = manifest["synonyms"]
        firsts, rests = manifest["grams"]
        self._gram_starts = [a + b for a, b in zip(firsts, rests.split("\n"), strict=False)]
        self.frequent = frozenset(manifest["frequent"])
        self._positions_chunk: int = manifest["positionsChunk"]
        self._columns_chunk: int = manifest["columnsChunk"]
        self._text_starts = [0, *accumulate(manifest["text"])]
        self.text_cost: float = manifest["bytes"]["t"] / max(1, len(manifest["text"]))
        years: list[tuple[int, int]] = manifest["years"]
        limits = pairwise([*years, (0, self.total)])
        self.years = {str(year): range(first, end) for (year, first), (_, end) in limits}
        self.first_dated: int = years[0][1] if years else self.total
        self._read: dict[str, Any] = {}

    def entry(self, key: str) -> Entry | None:
        """Return the lists of a gram or facet value, or None where no section has it."""
        number = bisect_right(self._gram_starts, key) - 1
        if number < 0:
            return None
        name = f"g{number}"
        if name not in self._read:
            self._read[name] = read_gram_chunk(self._content(name))
        found: Entry | None = self._read[name].get(key)
        return found

    def facet(self, field: str, value: str) -> set[int]:
        """Return the sections of a folded value of author, topic, kind or year."""
        if field == "year":
            return set(self.years.get(value, ()))
        entry = self.entry(facet_key(field, value))
        return set(read_gaps(entry.sections)) if entry else set()

    def positions(self, entry: Entry) -> bytes:
        """Return a 2-gram's list of positions."""
        names = self._positions_names(entry)
        for name in names:
            if name not in self._read:
                self._read[name] = self._content(name)
        begin = entry.positions_start % self._positions_chunk
        stream = b"".join(self._read[name] for name in names)
        return stream[begin : begin + entry.positions_size]

    def positions_cost(self, entry: Entry) -> float:
        """Return how many bytes are to be read for a list of positions, about."""
        missing = [name for name in self._positions_names(entry) if name not in self._read]
        return len(missing) * self._positions_chunk

    def missing_texts(self, sections: Iterable[int]) -> int:
        """Return how many text chunks are to be read for sections; ``text_cost`` bytes each."""
        names = {f"t{self._text_chunk(section)}" for section in sections}
        return len(names - self._read.keys())

    def _positions_names(self, entry: Entry) -> list[str]:
        first = entry.positions_start // self._positions_chunk
        last = (entry.positions_start + entry.positions_size - 1) // self._positions_chunk
        return [f"p{number}" for number in range(first, last + 1)]

    def _text_chunk(self, section: int) -> int:
        return bisect_right(self._text_starts, section) - 1

    def section(self, section: int) -> Found:
        """Return a section."""
        number = self._text_chunk(section)
        chunk = self._inflated(f"t{number}")
        page, fragment, heading, author, date, kind, topics, text = chunk["sections"][
            section - self._text_starts[number]
        ]
        url, title = chunk["pages"][page]
        address = f"{url}#{fragment}" if fragment else url
        return Found(address, title, heading, author, date, kind, topics, text)

    def columns(self, section: int) -> Columns:
        """Return what is counted of a section."""
        number, row = divmod(section, self._columns_chunk)
        name = f"c{number + 1}"
        if name not in self._read:
            columns = inflated(self._content(name))
            self._read[name] = read_columns(columns, self._inflated("c0"))
        return Columns(*self._read[name][row])

    def _inflated(self, name: str) -> Any:
        if name not in self._read:
            self._read[name] = inflated(self._content(name))
        return self._read[name]

    def _content(self, name: str) -> bytes:
        return read_chunk(self._build / f"{name}.js", name)
