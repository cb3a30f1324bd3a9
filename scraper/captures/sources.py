"""A page, folder, zip, WARC, WET or WACZ → the captures in it.

What a file is, its content tells, and its name only where the content is damaged. Folders are read
with all below them in the order of names; nothing is written, so a name in a zip is only a name. A
zip in a zip is not opened.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from scraper.captures.bounds import MAX_PAYLOAD, TOO_LARGE, Expansion, ExpansionError
from scraper.captures.payload import read_page, saved_url
from scraper.captures.warc import GZIP, Record, is_warc, read_records
from scraper.captures.zips import ZIP, read_zip
from scraper.errors import ContentError
from scraper.model import Capture

Report = Callable[[ContentError], object]

# What a page begins with, after the WHATWG's MIME Sniffing Standard, section 7.1, and <meta>.
_HTML = re.compile(
    rb"\s*<(?:!--|(?:!doctype|html|head|meta|script|iframe|h1|div|font|table|a"
    rb"|style|title|b|body|br|p)[\s>])",
    re.IGNORECASE,
)
_HEAD = 1024  # bytes are enough to tell
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MARKS = b"\xef\xbb\xbf\xff\xfe"  # the bytes of byte-order marks, UTF-8's too
_ZIP_NAMES = (".zip", ".wacz")
_WARC_NAMES = (".warc", ".warc.gz", ".wet", ".wet.gz")
_WACZ = ("datapackage", "indexes/", "logs/", "pages/")  # what is no WARC in a WACZ
_NO_FILE = "is not a file; save the page to a file first"


class Found(NamedTuple):
    """A capture, and the WARC record that it came in, None where it came in none."""

    capture: Capture
    record: Record | None


class Skipped(NamedTuple):
    """A file or record of a folder or container that holds no page, and why: ``NAME REASON``."""

    name: str
    reason: str


class _NotAPageError(Exception):
    """The message says why, as in ``Skipped``."""


def read_source(path: Path, report: Report, skip: Callable[[Skipped], object]) -> Iterator[Found]:
    """Yield what ``path`` holds, one at a time.

    ``report`` is called with what is damaged or cannot be read, and with a named file that is no
    page; ``skip`` with what is no page in a folder or container.
    """
    reader = _Reader(report, skip)
    return reader.read_folder(path) if path.is_dir() else reader.read_file(path)


def read_capture(path: Path) -> Capture:
    """Return a saved page or extracted text as a capture whose time is not known.

    The media type is text/html or text/plain, by the first bytes. Raises ContentError when the
    path is not a readable file, or the file is empty, binary or larger than MAX_PAYLOAD.
    """
    try:
        if path.is_dir():
            raise ContentError(path, None, "is a folder; name a file in it")
        if path.exists() and not path.is_file():
            raise ContentError(path, None, _NO_FILE)
        with path.open("rb") as file:
            return _read_page(file, str(path))
    except OSError as error:
        raise ContentError(path, None, f"cannot be read: {error.strerror}") from error
    except _NotAPageError as error:
        raise ContentError(path, None, str(error)) from error


class _Reader:
    def __init__(self, report: Report, skip: Callable[[Skipped], object]) -> None:
        self._report = report
        self._skip = skip

    def read_folder(self, folder: Path) -> Iterator[Found]:
        def unreadable(error: OSError) -> None:
            self._problem(_printable(error.filename), f"cannot be read: {error.strerror}")

        for place, folders, files in os.walk(folder, onerror=unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for file in (Path(place, name) for name in sorted(files)):
                name = _printable(str(file))
                if file.name.startswith(".") or file.is_symlink():
                    self._skip(Skipped(name, "is hidden or a symbolic link"))
                elif not file.is_file():
                    self._skip(Skipped(name, "is not a file"))
                else:
                    yield from self._read(file, name, self._skip_page)

    def read_file(self, path: Path) -> Iterator[Found]:
        if path.exists() and not path.is_file():
            self._problem(str(path), _NO_FILE)
        else:
            yield from self._read(path, str(path), self._problem)

    def _read(self, path: Path, name: str, refuse: Callable[[str, str], object]) -> Iterator[Found]:
        """What a file holds; ``refuse`` is called where it is a single page that cannot be used."""
        try:
            with path.open("rb") as file:
                start = file.read(_HEAD)
                if start.startswith(ZIP) or name.lower().endswith(_ZIP_NAMES):
                    yield from self._read_zip(path, name)
                elif is_warc(start) or name.lower().endswith(_WARC_NAMES):
                    yield from self._read_warc(file, name, Expansion(path.stat().st_size))
                else:
                    file.seek(0)
                    yield Found(_read_page(file, name), None)
        except _NotAPageError as error:
            refuse(name, str(error))
        except ExpansionError as error:
            self._problem(name, str(error))
        except OSError as error:
            self._problem(name, f"cannot be read: {error.strerror}")

    def _read_zip(self, path: Path, zip_name: str) -> Iterator[Found]:
        def damaged(name: str, message: str) -> None:
            self._problem(_join(zip_name, name) if name else zip_name, message)

        expansion = Expansion(path.stat().st_size)
        for entry in read_zip(path, expansion, damaged):
            name = _join(zip_name, entry.name)
            start = entry.file.read(_HEAD)
            if is_warc(start):
                yield from self._read_warc(entry.file, name, expansion)
            elif entry.name.startswith(_WACZ):
                continue
            elif _hidden(entry.name):
                self._skip_page(name, "is hidden")
            elif start.startswith(ZIP):
                self._skip_page(name, "is a zip in a zip; unpack it first")
            elif entry.whole:
                entry.file.seek(0)
                try:
                    yield Found(_read_page(entry.file, name), None)
                except _NotAPageError as error:
                    self._skip_page(name, str(error))

    def _read_warc(self, file: BinaryIO, warc: str, expansion: Expansion) -> Iterator[Found]:
        def damaged(offset: int, message: str) -> None:
            self._problem(f"{warc}#{offset}", message)

        for record in read_records(file, expansion, damaged):
            name = f"{warc}#{record.offset}"
            try:
                page = read_page(record, name)
                if isinstance(page, Capture):
                    _check(page.payload)
                    yield Found(page, record)
                elif page:
                    self._skip_page(name, page.reason)
            except _NotAPageError as error:
                self._skip_page(name, str(error))
            except ValueError as error:
                damaged(record.offset, f"left out: {error}")

    def _problem(self, name: str, message: str) -> None:
        self._report(ContentError(name, None, message))

    def _skip_page(self, name: str, reason: str) -> None:
        self._skip(Skipped(name, reason))


def _read_page(file: BinaryIO, name: str) -> Capture:
    payload = file.read(MAX_PAYLOAD + 1)
    _check(payload)
    head = payload[:_HEAD].lstrip(_MARKS).replace(b"\0", b"")
    html = bool(_HTML.match(head))
    return Capture(
        payload=payload,
        media_type="text/html" if html else "text/plain",
        name=name,
        url=saved_url(payload) if html else None,
    )


def _check(payload: bytes) -> None:
    """Raise _NotAPageError for what can be no page, and is not worth parsing."""
    if not payload:
        raise _NotAPageError("is empty; save the page again")
    if len(payload) > MAX_PAYLOAD:
        raise _NotAPageError(f"is {TOO_LARGE}")
    if payload.startswith(GZIP):
        raise _NotAPageError("is compressed, and no WARC; unpack it first")
    if b"\0" in payload and not payload.startswith(_UTF16_MARKS):
        raise _NotAPageError("is binary, not a saved page or text")


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in re.split(r"[/\\]", name))


def _join(container: str, name: str) -> str:
    return f"{container}/{_printable(name)}"


def _printable(name: str) -> str:
    """A name of a file as it may be shown: no control character of a terminal, no second line."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
