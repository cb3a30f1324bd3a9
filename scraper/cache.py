"""Remembers between runs what a capture became, so that unchanged captures are not read again."""

from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from scraper.files import write_generated

Value = TypeVar("Value", bound=BaseModel)


class _Seen(BaseModel):
    """A file in the state in which it was read, and what was noted of it."""

    size: int
    modified: int  # nanoseconds
    noted: tuple[str, ...]


class _Stored(BaseModel, Generic[Value]):
    fingerprint: str
    values: dict[str, Value]
    files: dict[str, _Seen]


class Cache(Generic[Value]):
    """Values by key, and notes on files, in one JSON file, good for one ``fingerprint`` of the code
    that made them.

    A file that is missing, damaged or of another fingerprint counts as empty: a cache may always
    be deleted. Only keys and files that a run asked for or put in are kept.
    """

    def __init__(self, path: Path, model: type[Value], fingerprint: str) -> None:
        self._path = path
        self._stored = _Stored[model]  # type: ignore[valid-type]
        self._fingerprint = fingerprint
        self._known = self._load()
        self._kept = self._stored(fingerprint=fingerprint, values={}, files={})

    def get(self, key: str) -> Value | None:
        """What an earlier run put under the key, or None."""
        value = self._known.values.get(key)
        if value is not None:
            self._kept.values[key] = value
        return value

    def put(self, key: str, value: Value) -> None:
        """Remember a value for later runs."""
        self._kept.values[key] = value

    def noted(self, file: Path) -> tuple[str, ...] | None:
        """What an earlier run noted of the file; None where it noted nothing, or the file is not
        the same.

        It is by size and time of modification, as for git and make: to read ten thousand pages and
        their captures in order to find that nothing changed takes as long as all the rest.
        """
        seen = self._known.files.get(str(file))
        if seen is None or (seen.size, seen.modified) != _state(file):
            return None
        self._kept.files[str(file)] = seen
        return seen.noted

    def note(self, file: Path, *what: str) -> None:
        """Remember something of a file as it is now."""
        if state := _state(file):
            size, modified = state
            self._kept.files[str(file)] = _Seen(size=size, modified=modified, noted=what)

    def save(self) -> None:
        """Write the file, whole or not at all, unless it would be the same. Raises OSError."""
        if self._kept != self._known:
            write_generated(self._path, to_json(self._kept))

    def _load(self) -> _Stored[Value]:
        nothing = self._stored(fingerprint=self._fingerprint, values={}, files={})
        try:
            data = self._path.read_bytes()
            # The fingerprint comes first: what is of another need not be taken apart.
            good = data.startswith(to_json({"fingerprint": self._fingerprint})[:-1])
            return self._stored.model_validate_json(data) if good else nothing
        except (OSError, ValidationError):
            return nothing


def _state(file: Path) -> tuple[int, int] | None:
    """What tells that a file is the one that was read; None where there is none."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns
