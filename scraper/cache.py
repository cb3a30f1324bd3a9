"""Remembers between runs what a capture became, so that unchanged captures are not read again."""

from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from scraper.files import write_generated

Value = TypeVar("Value", bound=BaseModel)


class _Stored(BaseModel, Generic[Value]):
    fingerprint: str
    values: dict[str, Value]


class Cache(Generic[Value]):
    """Values by key, in one JSON file, good for one ``fingerprint`` of the code that made them.

    A file that is missing, damaged or of another fingerprint counts as empty: a cache may always
    be deleted. Only keys that a run asked for or put in are kept.
    """

    def __init__(self, path: Path, model: type[Value], fingerprint: str) -> None:
        self._path = path
        self._stored = _Stored[model]  # type: ignore[valid-type]
        self._fingerprint = fingerprint
        self._known = self._load()
        self._kept: dict[str, Value] = {}

    def get(self, key: str) -> Value | None:
        """What an earlier run put under the key, or None."""
        value = self._known.get(key)
        if value is not None:
            self._kept[key] = value
        return value

    def put(self, key: str, value: Value) -> None:
        """Remember a value for later runs."""
        self._kept[key] = value

    def save(self) -> None:
        """Write the file, whole or not at all. Raises OSError."""
        stored = self._stored(fingerprint=self._fingerprint, values=self._kept)
        write_generated(self._path, stored.model_dump_json().encode())

    def _load(self) -> dict[str, Value]:
        try:
            stored = self._stored.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return {}
        return stored.values if stored.fingerprint == self._fingerprint else {}
