"""The archive: captures in WARC files, each written once and read as a stream.

Format: WARC/1.1 (ISO 28500:2017, https://iipc.github.io/warc-specifications/), every record a gzip
member of its own (annex A). What is known of a capture decides how it is recorded:

- It came in a WARC file: its record is kept as it was there, byte by byte, with the HTTP headers,
  WARC-Date, digests and identifier, so a ``response`` stays a response. Its WARC-Warcinfo-ID names
  a record of that file. Requests, metadata and what was no thread are not kept.
- Address and capture time known otherwise: a ``resource`` record (section 6.4), WARC-Target-URI the
  page's address, WARC-Date (section 5.4) the time of capture.
- Time not known, as for a file from someone's disk: WARC-Target-URI is ``file:///`` and the name of
  the file, as in the specification's example of a resource record (annex C). What was captured is
  then the file, and WARC-Date is when it was read here. So a ``file:`` record does not say when the
  page was taken from the web: its capture has no ``captured``, and a ``url`` only where the browser
  that saved the page wrote it into the page.

Text extracted from a page is a ``conversion`` record (section 6.8, as in WET files).
WARC-Payload-Digest is the payload's SHA-256 in hexadecimal, what ``sha256sum`` prints for the file.
"""

import hashlib
import io
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path, PurePath
from urllib.parse import quote

from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from scraper.captures.bounds import Expansion, ExpansionError
from scraper.captures.payload import NoPage, read_page, saved_url
from scraper.captures.warc import Record, gzip_member, read_records
from scraper.errors import ContentError
from scraper.files import new_file
from scraper.model import Capture

_SPECIFICATION = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_PROVENANCE = (
    "Imported with wsm import. Records that came in a WARC file are as they were there. Where "
    "WARC-Target-URI is a file: address, it is the name of the file that was imported, "
    "WARC-Payload-Digest is its SHA-256 and WARC-Date is the time of import: the page's own "
    "address and its time of capture were not recorded."
)


class CaptureFile:
    """The captures in a WARC file; it is read each time that they are asked for.

    ``damaged`` tells, once all of them were, whether something in the file could not be read.
    """

    def __init__(self, path: Path, report: Callable[[ContentError], object]) -> None:
        self.path = path
        self.damaged = False
        self._report = report

    def __iter__(self) -> Iterator[Capture]:
        for _, capture in read_file(self.path, self._note):
            if capture:
                yield capture

    def _note(self, problem: ContentError) -> None:
        self.damaged = True
        self._report(problem)


class Captures:
    """The captures of an archive, file by file."""

    def __init__(self, files: Sequence[CaptureFile]) -> None:
        self.files = files

    def __iter__(self) -> Iterator[Capture]:
        return chain.from_iterable(self.files)


def read_archive(folder: Path, report: Callable[[ContentError], object]) -> Captures:
    """The captures in the WARC files of a folder, file by file in the order of their names.

    A capture's ``name`` is ``FILE#OFFSET``; ``warcio extract FILE OFFSET`` prints its record.
    ``report`` is called with what cannot be read, and everything after it is still yielded.
    """
    return Captures([CaptureFile(path, report) for path in archive_files(folder)])


def archive_files(folder: Path) -> list[Path]:
    """The WARC files of an archive in the order of their names."""
    return sorted((*folder.glob("*.warc"), *folder.glob("*.warc.gz")))


def read_file(
    path: Path, report: Callable[[ContentError], object]
) -> Iterator[tuple[Record, Capture | None]]:
    """Yield each record of a WARC file, and the capture in it where it holds one."""

    def report_at(offset: int, message: str) -> None:
        report(ContentError(f"{path}#{offset}", None, message))

    try:
        with path.open("rb") as file:
            for record in read_records(file, Expansion(path.stat().st_size), report_at):
                try:
                    page = read_page(record, f"{path}#{record.offset}")
                except ValueError as error:
                    report_at(record.offset, f"left out: {error}")
                else:
                    yield record, None if isinstance(page, NoPage) else page
    except ExpansionError as error:
        report(ContentError(path, None, str(error)))
    except OSError as error:
        report(ContentError(path, None, f"cannot be read: {error.strerror}"))


def write_warc(path: Path, captures: Iterable[Capture | Record], imported: datetime) -> None:
    """Write captures to a new WARC file, whole or not at all; the same input gives the same bytes.

    Each is written as it comes, so their number is not bounded by memory. A record is copied. A
    capture has both ``url`` and ``captured`` or neither, or a ``url`` that stands in the page
    itself; the last part of ``name`` is the name of its file. Raises FileExistsError rather than
    change a file, and OSError.
    """
    fields = {
        "software": f"wsm-archive/{version('wsm-archive')} warcio/{version('warcio')}",
        "format": "WARC File Format 1.1",
        "conformsTo": _SPECIFICATION,
        "provenance": _PROVENANCE,
    }
    info = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
    with new_file(path) as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        headers = _headers("warcinfo", imported, info) | {"WARC-Filename": path.name}
        writer.write_record(_new_record(writer, headers, info, "application/warc-fields"))
        warcinfo_id = headers["WARC-Record-ID"]
        for capture in captures:
            if isinstance(capture, Record):
                file.write(gzip_member(capture.data))
                continue
            headers = _capture_headers(capture, imported) | {"WARC-Warcinfo-ID": warcinfo_id}
            charset = f"; charset={capture.label}" if capture.label else ""
            content_type = capture.media_type + charset
            writer.write_record(_new_record(writer, headers, capture.payload, content_type))


def _capture_headers(capture: Capture, imported: datetime) -> dict[str, str]:
    in_page = capture.captured is None and capture.url == saved_url(capture.payload)
    if (capture.url is None) != (capture.captured is None) and not in_page:
        raise ValueError(f"{capture.name}: address and capture time are known together or not")
    kind = "conversion" if capture.media_type == "text/plain" else "resource"
    file_name = os.fsencode(PurePath(capture.name).name)
    uri = f"file:///{quote(file_name, safe='')}"
    if capture.url and capture.captured:
        uri = capture.url
    headers = _headers(kind, capture.captured or imported, capture.payload, uri)
    return headers | {"WARC-Target-URI": uri, "WARC-Payload-Digest": headers["WARC-Block-Digest"]}


def _headers(kind: str, date: datetime, block: bytes, uri: str = "") -> dict[str, str]:
    day = date.astimezone(UTC).isoformat().replace("+00:00", "Z")
    digest = f"sha256:{hashlib.sha256(block).hexdigest()}"
    return {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {day} {uri} {digest}').urn}>",
        "WARC-Date": day,
        "WARC-Block-Digest": digest,
    }


def _new_record(
    writer: WARCWriter, headers: dict[str, str], block: bytes, content_type: str
) -> ArcWarcRecord:
    return writer.create_warc_record(
        headers.get("WARC-Target-URI", ""),
        headers["WARC-Type"],
        payload=io.BytesIO(block),
        length=len(block),
        warc_content_type=content_type,
        warc_headers_dict=headers,
    )
