"""A WARC file in progress: what is on disk is whole records, whenever the process is killed.

The file is the only account of what was fetched. Records are appended and flushed to disk before
they count; when the file is opened again, what a kill left half-written is cut off.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from scraper.errors import ContentError
from scraper.fetch.records import Member, members


class Store:
    """An append-only WARC file, locked while it is open.

    ``name`` is what the file will be called when it is finished. ``records`` counts what it holds
    besides the warcinfo record.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        warcinfo: Callable[[str], bytes],
        found: Callable[[Member], object],
    ) -> None:
        """Open or make the file; ``found`` is called with each response record that it holds.

        Raises ContentError when another process has it open, and OSError.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.name, self.records = path, name, 0
        self._file = path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise ContentError(path, None, "in use; wait for the other wsm fetch to end") from error
        if self._recover(found) == 0:
            self._write(warcinfo(name))

    def _recover(self, found: Callable[[Member], object]) -> int:
        """Cut the file off after its last answer; returns its length."""
        self._file.seek(0)
        end = 0
        for member in members(self._file):
            kind = member.headers.get("warc-type")
            if kind == "warcinfo":
                self.name = Path(member.headers.get("warc-filename", self.name)).name
                end = member.end
            elif kind == "response":
                self.records += 1
                found(member)
                end = member.end
        self._file.truncate(end)
        return end

    def append(self, records: bytes) -> None:
        """Add records that end with a response; they are on disk when this returns."""
        self._write(records)
        self.records += 1

    def _write(self, records: bytes) -> None:
        with self._named():
            self._file.write(records)
            self._file.flush()
            os.fsync(self._file.fileno())

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Say of an error which file it is of: a write to a full disk says nothing of where."""
        try:
            yield
        except OSError as error:
            error.filename = str(self.path)
            raise

    def finish(self, folder: Path) -> Path | None:
        """Move the file into ``folder`` under its name; an empty one is removed and gives None.

        Raises ContentError rather than replace a file, and OSError.
        """
        if not self.records:
            self.path.unlink()
            return None
        target = folder / self.name
        if target.exists():
            raise ContentError(target, None, f"exists; move it away, {self.path} goes there")
        folder.mkdir(parents=True, exist_ok=True)
        self.path.replace(target)
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        return target

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._named():  # what could not be written is tried once more
            self._file.close()
