"""Keeps what a build made for the next one, which makes anew only what differs."""

import fcntl
import hashlib
import marshal
import os
import platform
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree  # type: ignore[import-untyped]

from kensaku.chunks import Written, link_chunks
from kensaku.spool import Page, Record

_STATE = "state"
_DIGEST_SIZE = 32
_OURS = re.compile(r"(sections|grams)-\d+|state\.new")
"""What a cache has besides ``state``, ``lock`` and ``segments``; other names are not ours."""


@dataclass
class State:
    """What a build knows of the files that it made.

    The sections of ``pages`` are in the spool number ``spool``, which ends at ``end``. The sample
    of sections with the digest ``sample`` has the grams ``frequent``, those of two characters,
    those of three, and so on. ``segments`` are names of folders, ``columns`` is the digest of what
    columns tell, ``grams`` the number of the folder of gram chunks, and ``chunks`` are their
    starts, each with its number of keys.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    spool: int = 0
    end: int = 0
    sample: bytes = b""
    frequent: list[list[int]] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)
    columns: bytes = b""
    grams: int = 0
    chunks: list[tuple[str, int]] = field(default_factory=list)
    files: list[Written] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)


class Cache:
    """A folder with the files of the last build that was finished, and those of the one at work.

    Files that ``state`` names are never changed, so that a run that is killed leaves them as they
    were.
    """

    def __init__(self, folder: Path, settings: str) -> None:
        self.folder = folder
        self._key = hashlib.sha256(f"{_maker()} {settings}".encode()).digest()
        self.state = self._load()
        self._clean()

    def spool(self, number: int) -> Path:
        """Return the file of sections that has a number."""
        return self.folder / f"sections-{number}"

    def segments(self) -> Path:
        """Return the folder of the folders of segments."""
        return self.folder / "segments"

    def grams(self, number: int) -> Path:
        """Return the folder of gram chunks that has a number."""
        return self.folder / f"grams-{number}"

    def place(self, new: Path) -> None:
        """Make the chunks of the last build be in the folder ``new``."""
        names: dict[str, list[str]] = {}
        for name, _, _ in self.state.files:
            of = name.split("-")[0] if name[0] == "t" else ""
            names.setdefault(of, []).append(name)
        link_chunks(self.grams(self.state.grams), new, names.get("", ()))
        for number, segment in enumerate(self.state.segments):
            link_chunks(self.segments() / segment, new, names[f"t{number}"])

    def forget(self) -> None:
        """Take what was kept for nothing."""
        (self.folder / _STATE).unlink(missing_ok=True)
        self.state = State()
        self._clean()

    def save(self, state: State) -> None:
        """Make ``state`` the one that the next run finds."""
        self.state = state
        pages = {
            path: (page.size, page.changed, [tuple(record) for record in page.records])
            for path, page in state.pages.items()
        }
        files = [tuple(file) for file in state.files]
        data = marshal.dumps([vars(state) | {"pages": pages, "files": files}, self._listing()])
        new = self.folder / f"{_STATE}.new"
        new.write_bytes(self._key + hashlib.sha256(data).digest() + data)
        new.replace(self.folder / _STATE)
        self._clean()

    def _load(self) -> State:
        try:
            file = (self.folder / _STATE).read_bytes()
        except OSError:
            return State()
        head, data = file[: 2 * _DIGEST_SIZE], file[2 * _DIGEST_SIZE :]
        if head != self._key + hashlib.sha256(data).digest():
            return State()
        values, listing = marshal.loads(data)  # noqa: S302 - ours, by its digest
        values["pages"] = {
            path: Page(size, changed, list(map(Record._make, records)))
            for path, (size, changed, records) in values["pages"].items()
        }
        values["files"] = list(map(Written._make, values["files"]))
        self.state = State(**values)
        spool = self.spool(self.state.spool)
        is_whole = spool.is_file() and spool.stat().st_size >= self.state.end
        return self.state if is_whole and self._listing() == listing else State()

    def _listing(self) -> dict[str, list[tuple[str, int, int]]]:
        """The files that the state names, with their sizes and times."""
        folders = [self.segments() / name for name in self.state.segments]
        listing = {}
        for folder in (*folders, self.grams(self.state.grams)):
            try:
                with os.scandir(folder) as entries:
                    stats = [(entry.name, entry.stat()) for entry in entries]
            except OSError:
                continue
            listing[folder.name] = sorted((name, s.st_size, s.st_mtime_ns) for name, s in stats)
        return listing

    def _clean(self) -> None:
        """Remove what the state does not name."""
        kept = {self.spool(self.state.spool), self.grams(self.state.grams)}
        kept |= {self.segments() / name for name in self.state.segments}
        ours = [path for path in self.folder.iterdir() if _OURS.fullmatch(path.name)]
        if self.segments().is_dir():
            ours += self.segments().iterdir()
        for path in ours:
            if path in kept and self.state.manifest:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


@contextmanager
def cache_in(folder: Path | None, spare: Path, settings: str) -> Iterator[Cache]:
    """Yield the cache in ``folder`` for builds with these settings, or one in ``spare`` if there
    is none or another process is at work in it."""
    spare.mkdir()
    if folder is None:
        yield Cache(spare, settings)
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            folder = spare
        yield Cache(folder, settings)


def _maker() -> str:
    """What the same pages and settings are made by into the same files."""
    code = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        code.update(path.read_bytes())
    return " ".join(
        (
            code.hexdigest(),
            platform.python_version(),
            unicodedata.unidata_version,
            np.__version__,
            ".".join(map(str, (*etree.LXML_VERSION, *etree.LIBXML_VERSION))),
        )
    )
