"""Saved pages and extracted text from disk → a new WARC file in the archive."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from scraper.archive import MAX_PAYLOAD, read_archive, write_warc
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.thread import parse_capture

# What a page begins with, after the WHATWG's MIME Sniffing Standard, section 7.1, and <meta>.
_HTML = re.compile(
    rb"\s*<(?:!--|(?:!doctype|html|head|meta|script|iframe|h1|div|font|table|a"
    rb"|style|title|b|body|br|p)[\s>])",
    re.IGNORECASE,
)
_HEAD = 1024  # bytes are enough to tell
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MARKS = b"\xef\xbb\xbf\xff\xfe"  # the bytes of byte-order marks, UTF-8's too


class Added(NamedTuple):
    """A file that is now in the archive, and the thread that is in it."""

    path: Path
    thread_id: str
    posts: int

    def __str__(self) -> str:
        plural = "" if self.posts == 1 else "s"
        return f"{self.path}: added, thread {self.thread_id} with {self.posts} post{plural}"


class Duplicate(NamedTuple):
    """A file with the same bytes as ``original``, a record of the archive or an earlier file."""

    path: Path
    original: str

    def __str__(self) -> str:
        return f"{self.path}: not added, the same bytes as {self.original}"


class ImportReport(NamedTuple):
    """What an import did. ``warc`` is the file it wrote, None when there was nothing to add."""

    added: tuple[Added, ...]
    duplicates: tuple[Duplicate, ...]
    problems: tuple[ContentError, ...]
    warc: Path | None


def import_files(paths: Iterable[Path], archive: Path, now: datetime) -> ImportReport:
    """Add the files that hold a thread to the archive, as one new WARC file named after ``now``.

    A file that cannot be used is among the report's problems and does not stop the others. Raises
    ContentError when the archive cannot be written; then nothing was added.
    """
    added: list[Added] = []
    duplicates: list[Duplicate] = []
    problems: list[ContentError] = []
    captures: list[Capture] = []
    names = {capture.sha256: capture.name for capture in read_archive(archive, problems.append)}
    for path in paths:
        try:
            capture = read_capture(path)
            if capture.sha256 in names:
                duplicates.append(Duplicate(path, names[capture.sha256]))
                continue
            thread = parse_capture(capture)
        except ContentError as error:
            problems.append(error)
        else:
            names[capture.sha256] = capture.name
            captures.append(capture)
            added.append(Added(path, thread.id, len(thread.messages)))
    warc = _write(captures, archive, now.replace(microsecond=0)) if captures else None
    return ImportReport(tuple(added), tuple(duplicates), tuple(problems), warc)


def read_capture(path: Path) -> Capture:
    """Return a saved page or extracted text as a capture whose address and time are not known.

    The media type is text/html or text/plain, by the first bytes. Raises ContentError when the
    path is not a readable file, or the file is empty, binary or larger than MAX_PAYLOAD.
    """
    try:
        if path.is_dir():
            raise ContentError(path, None, "is a folder; name the files in it")
        if path.exists() and not path.is_file():
            raise ContentError(path, None, "is not a file; save the page to a file first")
        with path.open("rb") as file:
            payload = file.read(MAX_PAYLOAD + 1)
    except OSError as error:
        raise ContentError(path, None, f"cannot be read: {error.strerror}") from error
    if not payload:
        raise ContentError(path, None, "is empty; save the page again")
    if len(payload) > MAX_PAYLOAD:
        limit = f"{MAX_PAYLOAD >> 20} MiB"
        raise ContentError(path, None, f"is larger than {limit}, so it is not a page of the forum")
    if b"\0" in payload and not payload.startswith(_UTF16_MARKS):
        raise ContentError(path, None, "is binary, not a saved page or text")
    head = payload[:_HEAD].lstrip(_MARKS).replace(b"\0", b"")
    media_type = "text/html" if _HTML.match(head) else "text/plain"
    return Capture(payload=payload, media_type=media_type, name=str(path))


def _write(captures: list[Capture], archive: Path, now: datetime) -> Path:
    stem = re.sub(r"[^A-Za-z0-9_]+", "-", Path(captures[0].name).stem)[:60].strip("-")
    warc = archive / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{stem or 'import'}.warc.gz"
    try:
        write_warc(warc, captures, now)
    except OSError as error:
        raise ContentError(warc, None, f"cannot be written: {error.strerror}") from error
    return warc
