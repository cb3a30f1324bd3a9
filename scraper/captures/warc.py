"""A WARC file → its records, whatever damage is between them.

Format: WARC/1.0 and 1.1 (ISO 28500:2017, https://iipc.github.io/warc-specifications/), plain or
with each record a gzip member of its own (annex A).
"""

import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from warcio.recordloader import ArcWarcRecordLoader  # type: ignore[import-untyped]
from warcio.statusandheaders import (  # type: ignore[import-untyped]
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from scraper.captures.bounds import MAX_PAYLOAD, Expansion

GZIP = b"\x1f\x8b\x08"
"""What a gzip member begins with (RFC 1952, section 2.3)."""

_PLAIN = b"WARC/"
_MAX_HEAD = 2**16
_MAX_BLOCK = MAX_PAYLOAD + _MAX_HEAD  # a payload and the HTTP headers before it
_MAX_MEMBER = _MAX_BLOCK + _MAX_HEAD
_MAX_SEARCHES = 100  # in a row, for a record after damage: bounds what a hostile file can cost
_CHUNK = 2**14  # of gzip data, which inflates to 16 MiB at most
_END = b"\r\n\r\n"  # of a record
_CUT_SHORT = "cut short; get the file again"
_SEVERAL = "several records in one gzip member; unpack the file with gunzip first"

_HEAD = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES)


class Record(NamedTuple):
    """A record. ``head`` are its bytes to the blank line, ``headers`` its fields with names in
    lower case, ``offset`` is where it begins in the file, or the gzip member that holds it.

    A block larger than any page is not read whole: then ``whole`` is False and ``block`` its
    beginning.
    """

    offset: int
    head: bytes
    headers: dict[str, str]
    block: bytes
    whole: bool

    @property
    def data(self) -> bytes:
        """The whole record as it stood in the file, uncompressed."""
        return self.head + self.block + _END


class _LostError(Exception):
    """No record can be read at ``offset``: the next one has to be searched for."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset


def is_warc(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a WARC, compressed or not."""
    if start.startswith(GZIP):
        try:
            start = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(start, len(_PLAIN))
        except zlib.error:
            return False
    return start.startswith(_PLAIN)


def read_records(
    file: BinaryIO, expansion: Expansion, report: Callable[[int, str], object]
) -> Iterator[Record]:
    """Yield the records of a seekable file in order.

    ``report`` takes the offset of what cannot be read and what is wrong there; every whole record
    after it is still yielded. Raises ExpansionError, and OSError as the file does.
    """
    file.seek(0)
    start = file.read(len(_PLAIN))
    if not start:
        report(0, "the file is empty; get it again or delete it")
        return
    plain = start == _PLAIN
    offset: int | None = 0
    searches = 0
    while offset is not None:
        try:
            file.seek(offset)
            for record in _plain_records(file) if plain else _gzip_records(file, expansion):
                searches = 0
                yield record
        except _LostError as error:
            if searches == 0:
                report(error.offset, f"left out: {error}")
            if searches == _MAX_SEARCHES:
                report(error.offset, "no whole record found from here on; get the file again")
                return
            searches += 1
            offset = find(file, _PLAIN if plain else GZIP, error.offset + 1)
        else:
            return


def gzip_member(data: bytes) -> bytes:
    """A record's bytes as a gzip member of its own, without a time: the same each time."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return deflater.compress(data) + deflater.flush()


def find(file: BinaryIO, marker: bytes, start: int) -> int | None:
    """The offset of the first marker at or after ``start``, or None."""
    file.seek(start)
    window = b""
    while chunk := file.read(2**20):
        window += chunk
        found = window.find(marker)
        if found >= 0:
            return file.tell() - len(window) + found
        window = window[1 - len(marker) :]
    return None


def _plain_records(file: BinaryIO) -> Iterator[Record]:
    while _skip_blank_lines(file):
        yield _parse_record(file, file.tell())


def _gzip_records(file: BinaryIO, expansion: Expansion) -> Iterator[Record]:
    while True:
        start = file.tell()
        try:
            data, size, ended = _inflate_member(file, expansion)
        except zlib.error as error:
            raise _LostError(start, "damaged; get the file again") from error
        if not size and file.tell() == start:
            return
        stream = io.BytesIO(data)
        while _skip_blank_lines(stream):
            yield _parse_record(stream, start, more=size - len(data))
        if not ended:
            raise _LostError(start, _CUT_SHORT)


def _inflate_member(file: BinaryIO, expansion: Expansion) -> tuple[bytes, int, bool]:
    """The beginning of the gzip member at the file's position, its whole size, and whether it has
    its end; leaves the file behind it. Raises zlib.error when it is damaged."""
    inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
    data = bytearray()
    size = 0
    while not inflater.eof and (chunk := file.read(_CHUNK)):
        piece = inflater.decompress(chunk)
        expansion.take(len(piece))
        size += len(piece)
        data += piece[: _MAX_MEMBER - len(data)]
    file.seek(-len(inflater.unused_data), io.SEEK_CUR)
    return bytes(data), size, inflater.eof


def _skip_blank_lines(stream: BinaryIO) -> bool:
    """Move to the next record; False at the end."""
    while (byte := stream.read(1)) in (b"\r", b"\n"):
        pass
    if byte:
        stream.seek(-1, io.SEEK_CUR)
    return bool(byte)


def _parse_record(stream: BinaryIO, offset: int, more: int = 0) -> Record:
    """The record at the stream's position. Raises _LostError when it is not there as a whole.

    ``more`` bytes follow the stream's end that were not kept.
    """
    head = _read_head(stream)
    try:
        fields = _HEAD.parse(io.BytesIO(head)).headers
    except (StatusAndHeadersParserException, EOFError) as error:
        raise _LostError(offset, "no WARC record begins here; get the file again") from error
    headers = {name.lower(): value for name, value in fields}
    length = headers.get("content-length", "")
    if not re.fullmatch("[0-9]{1,15}", length) or not head.endswith((b"\n\r\n", b"\n\n")):
        raise _LostError(offset, "the record's head is damaged or cut short; get the file again")
    block = stream.read(min(int(length), _MAX_BLOCK))
    rest = int(length) - len(block)
    missing = rest - _skip(stream, rest)
    if more and rest and (len(block) < _MAX_BLOCK or more > missing + len(_END)):
        raise _LostError(offset, _SEVERAL)
    if missing > more:
        raise _LostError(offset, _CUT_SHORT)
    return Record(offset, head, headers, block, whole=not rest)


def _read_head(stream: BinaryIO) -> bytes:
    """The bytes up to and with the first blank line, or as many as there can be."""
    head = b""
    while len(head) < _MAX_HEAD and (line := stream.readline(_MAX_HEAD)):
        head += line
        if line in (b"\r\n", b"\n") or not head.startswith(_PLAIN):
            break
    return head


def _skip(stream: BinaryIO, count: int) -> int:
    """Move on by at most ``count`` bytes; returns by how many."""
    here = stream.tell()
    there = min(here + count, stream.seek(0, io.SEEK_END))
    return stream.seek(there) - here
