"""The archive → a WACZ file: its captures, an index of them, and a list of pages with their text.

Format: WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/). In it are the captures of threads
that are published, and the ``warcinfo`` records that describe them; nothing else of the archive. A
capture cannot be masked or cut without changing what was captured, so:

- A capture of a thread that was taken down, or of which one post was, is left out.
- The captures hold mail addresses as they were posted. The page list holds the published text, in
  which they are masked.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from scraper.captures.archive import archive_files, read_file
from scraper.captures.cdxj import cdxj_line, compress_index
from scraper.captures.payload import parse_date
from scraper.captures.warc import Record, gzip_member
from scraper.errors import ContentError
from scraper.files import new_file
from scraper.model import Capture, Thread
from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM
from scraper.publish import publish
from scraper.redaction import Redactions
from scraper.thread import parse_capture

DESCRIPTION = """\
Captures of threads of the forum, as they were taken, for replay with ReplayWeb.page or pywb. \
Captures hold mail addresses as they were posted: they are masked in the page list only. Captures \
of threads that were taken down, or of which a post was, are left out.
"""
"""What a WACZ says of itself; a command's help says the same."""

_INDEX = "index.cdx.gz"
_CHUNK = 2**20


class Export(NamedTuple):
    """How many captures are in the file, and how many were ``withheld`` for a take-down."""

    captures: int
    withheld: int


class _Kept(NamedTuple):
    """A record that goes into the file; what is published of it, where it is a capture."""

    record: Record
    capture: Capture | None = None
    thread: Thread | None = None


def write_wacz(
    path: Path,
    archive: Path,
    redactions: Redactions,
    report: Callable[[ContentError], object],
    *,
    profile: Profile = WSM,
    progress: Callable[[], object] = lambda: None,
) -> Export:
    """Write the archive's published captures to ``path``, whole or not at all.

    The same archive gives the same bytes: the file's date is that of its newest record.
    ``report`` is called with what cannot be read or is no thread, ``progress`` for each capture.
    Memory holds one page and the index. Raises ContentError when ``path`` does not end in
    ``.wacz`` or there is nothing to export, and OSError.
    """
    if path.suffix != ".wacz":
        raise ContentError(path, None, "a WACZ file is named *.wacz; give it such a name")
    run = _Writer(redactions, profile, report, progress)
    with new_file(path, replace=True) as file:
        with ZipFile(file, "w") as package:
            run.write(package, archive_files(archive))
        if not run.captures:
            raise ContentError(archive, None, "holds no capture that is published")
    return Export(run.captures, run.withheld)


class _Writer:
    def __init__(
        self,
        redactions: Redactions,
        profile: Profile,
        report: Callable[[ContentError], object],
        progress: Callable[[], object],
    ) -> None:
        self.captures = 0
        self.withheld = 0
        self._redactions = redactions
        self._profile = profile
        self._report = report
        self._progress = progress
        self._index: list[str] = []
        self._newest = datetime.min.replace(tzinfo=UTC)
        self._resources: list[dict[str, str | int]] = []

    def write(self, package: ZipFile, warcs: Iterable[Path]) -> None:
        with TemporaryFile() as pages:
            header = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
            pages.write(_json_line(header | {"hasText": True}))
            for warc in warcs:
                self._write_warc(package, warc, pages)
            pages.seek(0)
            self._add(package, "pages/pages.jsonl", iter(lambda: pages.read(_CHUNK), b""))
        index, second = compress_index(self._index, _INDEX)
        self._add(package, f"indexes/{_INDEX}", [index])
        self._add(package, "indexes/index.idx", [second])
        self._write_manifest(package)

    def _write_warc(self, package: ZipFile, warc: Path, pages: IO[bytes]) -> None:
        """Add what is published of a WARC file, under its name; nothing where that is nothing."""
        name = warc.name if warc.suffix == ".gz" else f"{warc.name}.gz"
        kept = self._published(warc)
        waiting = []  # warcinfo records, until a capture follows
        for first in kept:
            waiting.append(first)
            if first.capture:
                break
        else:
            return

        def members() -> Iterator[bytes]:
            offset = 0
            for records in (waiting, kept):
                for each in records:
                    member = gzip_member(each.record.data)
                    self._list(each, name, offset, len(member), pages)
                    offset += len(member)
                    yield member

        large = warc.stat().st_size > 2**30
        self._add(package, f"archive/{name}", members(), large=large)

    def _published(self, warc: Path) -> Iterator[_Kept]:
        for record, capture in read_file(warc, self._report):
            if capture is None:
                if record.headers.get("warc-type") == "warcinfo":
                    yield _Kept(record)
                continue
            self._progress()
            try:
                thread = parse_capture(capture, self._profile)
            except ContentError as error:
                self._report(error)
                continue
            if _withdrawn(thread, self._redactions):
                self.withheld += 1
            else:
                yield _Kept(record, capture, publish(thread, self._redactions))

    def _list(self, kept: _Kept, warc: str, offset: int, length: int, pages: IO[bytes]) -> None:
        """Enter a record into the index and the page list."""
        record, capture, thread = kept
        if not capture or not thread:
            return
        date = parse_date(record.headers["warc-date"])
        self._newest = max(self._newest, date)
        self.captures += 1
        self._index.append(cdxj_line(record, capture, warc, offset, length))
        pages.write(
            _json_line(
                {
                    "id": hashlib.sha256(f"{warc}#{offset}".encode()).hexdigest()[:16],
                    "url": record.headers["warc-target-uri"].strip("<>"),
                    "ts": _rfc3339(date),
                    "title": thread.title,
                    "text": _text(thread),
                    "size": len(capture.payload),
                }
            )
        )

    def _write_manifest(self, package: ZipFile) -> None:
        manifest = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": self._profile.name,
            "description": DESCRIPTION,
            "created": _rfc3339(self._newest),
            "modified": _rfc3339(self._newest),
            "software": f"wsm-archive/{version('wsm-archive')}",
            "resources": self._resources,
        }
        data = json.dumps(manifest, indent=2, ensure_ascii=False).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        package.writestr(_entry("datapackage.json"), data)
        package.writestr(_entry("datapackage-digest.json"), json.dumps(digest, indent=2))

    def _add(
        self, package: ZipFile, path: str, chunks: Iterable[bytes], *, large: bool = False
    ) -> None:
        """Add a file and its entry in the manifest."""
        digest = hashlib.sha256()
        size = 0
        with package.open(_entry(path), "w", force_zip64=large) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        name = path.rpartition("/")[2]
        entry: dict[str, str | int] = {"name": name.lower(), "path": path}
        self._resources.append(entry | {"hash": f"sha256:{digest.hexdigest()}", "bytes": size})


def _withdrawn(thread: Thread, redactions: Redactions) -> bool:
    """Whether the thread or a post of it is taken down, under any id that a capture gives it.

    With its address a thread is named by when its file was made, without by its first post: the
    two differ by a second at most (``parse_capture``).
    """
    opened = thread.messages[0].posted
    near = (opened + timedelta(seconds=seconds) for seconds in (-1, 0, 1))
    names = {thread.id, *(f"{time:%y%m%d%H%M%S}" for time in near)}
    return any(
        redactions.withdrawn(f"{name}-{message.number}")
        for name in names
        for message in thread.messages
    )


def _text(thread: Thread) -> str:
    posts = (
        f"{message.author} {message.posted:%Y-%m-%d %H:%M:%S}\n" + "\n".join(message.lines)
        for message in thread.messages
    )
    return "\n\n".join(posts)


def _entry(path: str) -> ZipInfo:
    """A zip entry that is the same each time. What is compressed already is stored, so that a
    reader can ask for a part of it."""
    entry = ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_STORED if path.endswith(".gz") else ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _json_line(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _rfc3339(date: datetime) -> str:
    return date.isoformat().replace("+00:00", "Z")
