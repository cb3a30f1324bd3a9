"""The archive: captures in WARC files, each written once and read as a stream.

Format: WARC/1.1 (ISO 28500:2017, https://iipc.github.io/warc-specifications/), every record a gzip
member of its own (annex A). What is known of a capture decides how it is recorded:

- Address and capture time known: WARC-Target-URI is the page's address, WARC-Date (section 5.4)
  the time of capture.
- Neither known, as for a file from someone's disk: WARC-Target-URI is ``file:///`` and the name of
  the file, as in the specification's example of a resource record (annex C). What was captured is
  then the file, and WARC-Date is when it was read here. So a ``file:`` record does not say when the
  page was taken from the web, and its capture has neither ``url`` nor ``captured``.

Text extracted from a page is a ``conversion`` record (section 6.8, as in WET files), a saved page a
``resource`` record (section 6.4). WARC-Payload-Digest is the payload's SHA-256 in hexadecimal, what
``sha256sum`` prints for the file. ``response`` records, as crawlers write them, are read too.
"""

import base64
import errno
import hashlib
import io
import os
import re
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple
from urllib.parse import quote

from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]
from warcio.limitreader import LimitReader  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader  # type: ignore[import-untyped]
from warcio.statusandheaders import (  # type: ignore[import-untyped]
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from scraper.errors import ContentError
from scraper.files import write_atomic
from scraper.model import Capture

MAX_PAYLOAD = 16 * 2**20
"""Bytes of the largest capture that is read or imported; a page of the forum has some thousands."""

_SPECIFICATION = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_PROVENANCE = (
    "Imported with wsm import. A record's WARC-Payload-Digest is the SHA-256 of the file that was "
    "imported. Where WARC-Target-URI is a file: address, it is that file's name and WARC-Date is "
    "the time of import: the page's own address and its time of capture were not recorded."
)

_MAX_HEADER = 2**16
_MAX_SEARCHES = 100  # in a row, for a record after damage: bounds what a hostile file can cost
_CHUNK = 2**14  # of gzip data, which inflates to 16 MiB at most
_MAX_RECORD = MAX_PAYLOAD + _MAX_HEADER
_CUT_SHORT = "cut short; get the file again"
_TOO_LARGE = f"larger than {MAX_PAYLOAD >> 20} MiB, so not a page of the forum"
_GZIP_MEMBER = b"\x1f\x8b\x08"
_WARC_RECORD = b"WARC/1."

_WARC_HEADERS = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES)
_HTTP_HEADERS = StatusAndHeadersParser(["HTTP/"])


class _Record(NamedTuple):
    offset: int
    headers: dict[str, str]  # names in lower case
    block: bytes


class _LostError(Exception):
    """No record can be read at ``offset``: the next one has to be searched for."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset


def read_archive(folder: Path, report: Callable[[ContentError], object]) -> Iterator[Capture]:
    """Yield the captures in the WARC files of a folder, file by file in the order of their names.

    A capture's ``name`` is ``FILE#OFFSET``; ``warcio extract FILE OFFSET`` prints its record.
    ``report`` is called with what cannot be read, and everything after it is still yielded.
    """
    for path in sorted((*folder.glob("*.warc"), *folder.glob("*.warc.gz"))):
        yield from _read_file(path, report)


def _read_file(path: Path, report: Callable[[ContentError], object]) -> Iterator[Capture]:
    def report_at(offset: int, message: str) -> None:
        report(ContentError(f"{path}#{offset}", None, message))

    try:
        with path.open("rb") as file:
            for record in _records(path, file, report_at):
                try:
                    capture = _capture(record, f"{path}#{record.offset}")
                except ValueError as error:
                    report_at(record.offset, f"left out: {error}")
                else:
                    if capture is not None:
                        yield capture
    except OSError as error:
        report(ContentError(path, None, f"cannot be read: {error.strerror}"))


def _records(path: Path, file: BinaryIO, report: Callable[[int, str], None]) -> Iterator[_Record]:
    """All whole records; ``report`` takes the offset of what is not, and what is wrong there."""
    start = file.read(len(_GZIP_MEMBER))
    if not start:
        report(0, "the file is empty; get it again or delete it")
    compressed = start == _GZIP_MEMBER or (path.suffix == ".gz" and start != _WARC_RECORD[:3])
    read, marker = (_gzip_records, _GZIP_MEMBER) if compressed else (_plain_records, _WARC_RECORD)
    offset: int | None = 0
    searches = 0
    while offset is not None:
        try:
            for record in read(file, offset):
                searches = 0
                yield record
        except _LostError as error:
            if searches == 0:
                report(error.offset, f"left out: {error}")
            if searches == _MAX_SEARCHES:
                report(error.offset, "no whole record found from here on; get the file again")
                return
            searches += 1
            offset = _find(file, marker, error.offset + 1)
        else:
            return


def _plain_records(file: BinaryIO, offset: int) -> Iterator[_Record]:
    file.seek(offset)
    while _skip_blank_lines(file):
        yield _parse_record(file, file.tell())


def _gzip_records(file: BinaryIO, offset: int) -> Iterator[_Record]:
    size = file.seek(0, io.SEEK_END)
    file.seek(offset)
    while (start := file.tell()) < size:
        try:
            data, whole = _inflate_member(file)
        except zlib.error as error:
            raise _LostError(start, "damaged; get the file again") from error
        except OverflowError as error:
            raise _LostError(start, _TOO_LARGE) from error
        stream = io.BytesIO(data)
        while _skip_blank_lines(stream):
            yield _parse_record(stream, start)
        if not whole:
            raise _LostError(start, _CUT_SHORT)


def _inflate_member(file: BinaryIO) -> tuple[bytes, bool]:
    """The gzip member at the file's position and whether it is whole; leaves the file at its end.

    Raises zlib.error when it is damaged and OverflowError when it is too large for a page.
    """
    inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
    data = bytearray()
    read = 0
    while not inflater.eof and (chunk := file.read(_CHUNK)):
        data += inflater.decompress(chunk)
        read += len(chunk)
        if max(len(data), read) > _MAX_RECORD:
            raise OverflowError
    file.seek(-len(inflater.unused_data), io.SEEK_CUR)
    return bytes(data), inflater.eof


def _skip_blank_lines(stream: BinaryIO) -> bool:
    """Move to the next record; False at the end."""
    while (byte := stream.read(1)) in (b"\r", b"\n"):
        pass
    if byte:
        stream.seek(-1, io.SEEK_CUR)
    return bool(byte)


def _parse_record(stream: BinaryIO, offset: int) -> _Record:
    """The record at the stream's position. Raises _LostError when it is not there as a whole."""
    try:
        head = _WARC_HEADERS.parse(LimitReader(stream, _MAX_HEADER))
    except StatusAndHeadersParserException as error:
        raise _LostError(offset, "no WARC record begins here; get the file again") from error
    headers = {name.lower(): value for name, value in head.headers}
    length = headers.get("content-length", "")
    if not re.fullmatch("[0-9]{1,15}", length):
        raise _LostError(offset, "the record's head is damaged or cut short; get the file again")
    if int(length) > MAX_PAYLOAD:
        raise _LostError(offset, _TOO_LARGE)
    block = stream.read(int(length))
    if len(block) < int(length):
        raise _LostError(offset, _CUT_SHORT)
    return _Record(offset, headers, block)


def _matches_digest(record: _Record) -> bool:
    """Whether the block is the one that was written, as far as the record can tell."""
    label = record.headers.get("warc-block-digest")
    if label is None and record.headers["warc-type"] != "response":
        label = record.headers.get("warc-payload-digest")  # the payload is the block
    algorithm, _, value = (label or "").partition(":")
    try:
        digest = hashlib.new(algorithm, record.block).digest()
    except (ValueError, TypeError):
        return True  # no digest, or of an algorithm that is not known here
    base32 = base64.b32encode(digest).decode()
    return value.lower() == digest.hex() or value.upper().rstrip("=") == base32.rstrip("=")


def _find(file: BinaryIO, marker: bytes, start: int) -> int | None:
    """The offset of the first marker at or after ``start``, or None."""
    file.seek(start)
    window = b""
    while chunk := file.read(2**20):
        window += chunk
        found = window.find(marker)
        if found >= 0:
            return file.tell() - len(window) + found
        window = window[-len(marker) :]
    return None


def _capture(record: _Record, name: str) -> Capture | None:
    """The page in a record; None when it holds none. Raises ValueError when it is unreadable."""
    headers = record.headers
    if headers.get("warc-type") not in ("conversion", "resource", "response"):
        return None
    if not _matches_digest(record):
        raise ValueError("the record does not match its digest; get the file again")
    if "warc-segment-number" in headers:
        raise ValueError("the page is split over several records, which is not supported")
    address = headers.get("warc-target-uri", "").strip("<>")
    known = address.lower().startswith(("http:", "https:"))
    page: tuple[bytes, str] | None = record.block, headers.get("content-type", "")
    if headers["warc-type"] == "response":
        page = _http_page(record.block) if known else None
    if page is None:
        return None
    return Capture(
        payload=page[0],
        media_type=page[1].partition(";")[0].strip().lower(),
        name=name,
        url=address if known else None,
        captured=_parse_date(headers.get("warc-date", "")) if known else None,
    )


def _http_page(block: bytes) -> tuple[bytes, str] | None:
    """The body and media type of an HTTP response (section 6.3); None when it is not a success."""
    stream = io.BytesIO(block)
    try:
        head = _HTTP_HEADERS.parse(stream)
    except (StatusAndHeadersParserException, EOFError) as error:
        raise ValueError("the HTTP response cannot be read") from error
    if head.statusline.split()[1:2] != ["200"]:
        return None
    if head.get_header("transfer-encoding", "").lower() == "chunked":
        stream = ChunkedDataReader(stream)
    body = stream.read()
    encoding = head.get_header("content-encoding", "identity")
    if encoding.lower() != "identity":
        raise ValueError(f"the page's content encoding '{encoding}' is not supported")
    return body, head.get_header("content-type", "")


def _parse_date(text: str) -> datetime | None:
    """A WARC-Date of any precision (section 5.4), a coarse one as its first instant."""
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def write_warc(path: Path, captures: Iterable[Capture], imported: datetime) -> None:
    """Write captures to a new WARC file, whole or not at all; the same input gives the same bytes.

    A capture has both ``url`` and ``captured`` or neither; then the last part of ``name`` is the
    name of its file. Raises FileExistsError rather than change a file, and OSError.
    """
    if path.exists():
        raise FileExistsError(errno.EEXIST, "it exists and is never changed", str(path))
    fields = {
        "software": f"wsm-archive/{version('wsm-archive')} warcio/{version('warcio')}",
        "format": "WARC File Format 1.1",
        "conformsTo": _SPECIFICATION,
        "provenance": _PROVENANCE,
    }
    info = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    headers = _headers("warcinfo", imported, info) | {"WARC-Filename": path.name}
    writer.write_record(_new_record(writer, headers, info, "application/warc-fields"))
    warcinfo_id = headers["WARC-Record-ID"]
    for capture in captures:
        headers = _capture_headers(capture, imported) | {"WARC-Warcinfo-ID": warcinfo_id}
        writer.write_record(_new_record(writer, headers, capture.payload, capture.media_type))
    write_atomic(path, buffer.getvalue())


def _capture_headers(capture: Capture, imported: datetime) -> dict[str, str]:
    if (capture.url is None) != (capture.captured is None):
        raise ValueError(f"{capture.name}: address and capture time are known together or not")
    kind = "conversion" if capture.media_type == "text/plain" else "resource"
    file_name = os.fsencode(PurePath(capture.name).name)
    uri = capture.url or f"file:///{quote(file_name, safe='')}"
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
