"""A zip file → the files in it, as streams; nothing is extracted under a name.

Format: APPNOTE.TXT 6.3.10 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). A file
without its directory, as one that was cut short, is read by the headers before each entry (section
4.3.7).
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, NamedTuple, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from scraper.captures.bounds import MAX_PAYLOAD, Expansion
from scraper.captures.warc import find

ZIP = b"PK\x03\x04"
"""What an entry of a zip file begins with, and so the file itself."""

_MAX_DIRECTORY = 16 * 2**20  # bytes: some 150,000 entries
_CHUNK = 2**16
_HEADER = struct.Struct("<4s5H3L2H")  # section 4.3.7
_UTF8 = 0x0800  # of the flags, section 4.4.4
_SIZES_FOLLOW = 0x0008
_ENCRYPTED = 0x0001
_DAMAGED = "damaged; get the file again"
_PACKED = "encrypted or compressed in a way that is not read here; pack it again without"


class Entry(NamedTuple):
    """A file in a zip: its name as it stands there, its content, and whether that is whole."""

    name: str
    file: BinaryIO
    whole: bool


class _Bounded(io.BufferedReader):
    """A file that is not read in pieces so large as only a hostile zip's directory is."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > _MAX_DIRECTORY:
            raise BadZipFile("it has too many files, or its directory is damaged")
        return super().read(size)


def read_zip(
    path: Path, expansion: Expansion, report: Callable[[str, str], object]
) -> Iterator[Entry]:
    """Yield the files in a zip, each usable until the next is asked for.

    ``report`` takes a file's name in the zip, empty for the zip itself, and what is wrong with it.
    Raises ExpansionError, and OSError.
    """
    with _Bounded(io.FileIO(path)) as file:
        try:
            archive = ZipFile(file)
        except (BadZipFile, ValueError, struct.error, NotImplementedError) as error:
            report("", f"{error}; what can be found is read; get it again".lower())
            yield from _salvage(file, expansion, report)
            return
        with archive:
            for info in archive.infolist():
                if not info.filename.endswith("/"):
                    yield from _read_entry(archive, info, expansion, report)


def _read_entry(
    archive: ZipFile, info: ZipInfo, expansion: Expansion, report: Callable[[str, str], object]
) -> Iterator[Entry]:
    name = _name(info.filename, utf8=bool(info.flag_bits & _UTF8))
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & _ENCRYPTED:
        report(name, f"left out: {_PACKED}")
        return
    with _spool() as content:
        whole = True
        try:
            with archive.open(info) as source:
                while chunk := source.read(_CHUNK):
                    expansion.take(len(chunk))
                    content.write(chunk)
        except (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError):
            report(name, _DAMAGED)
            whole = False
        content.seek(0)
        yield Entry(name, content, whole)


def _salvage(
    file: BinaryIO, expansion: Expansion, report: Callable[[str, str], object]
) -> Iterator[Entry]:
    at = find(file, ZIP, 0)
    while at is not None:
        file.seek(at)
        header = file.read(_HEADER.size)
        end = at + len(ZIP)
        if len(header) == _HEADER.size:
            _, _, flags, method, _, _, crc, size, _, name_size, extra_size = _HEADER.unpack(header)
            raw = file.read(name_size)
            extra = file.read(extra_size)
            utf8 = bool(flags & _UTF8)
            name = _name(raw.decode("utf-8" if utf8 else "cp437", "replace"), utf8=utf8)
            known = not flags & _SIZES_FOLLOW
            with _spool() as content:
                if flags & _ENCRYPTED or method not in (ZIP_STORED, ZIP_DEFLATED):
                    report(name, f"left out: {_PACKED}")
                    whole = False
                elif method == ZIP_DEFLATED:
                    found, whole = _inflate(file, content, expansion)
                    whole = whole and (found == crc or not known)
                else:
                    size = _zip64_size(extra) if size == 0xFFFFFFFF else size
                    whole = known and _copy(file, content, expansion, size) == crc
                if content.tell():
                    end = file.tell()
                    if not whole:
                        report(name, _DAMAGED)
                    content.seek(0)
                    yield Entry(name, content, whole)
        at = find(file, ZIP, end)


def _inflate(source: BinaryIO, content: BinaryIO, expansion: Expansion) -> tuple[int, bool]:
    """Inflate what the source's position begins; returns its CRC-32, and whether it has its end."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    crc = 0
    try:
        while not inflater.eof and (chunk := source.read(2**14)):
            piece = inflater.decompress(chunk)
            expansion.take(len(piece))
            crc = zlib.crc32(piece, crc)
            content.write(piece)
    except zlib.error:
        return crc, False
    source.seek(-len(inflater.unused_data), io.SEEK_CUR)
    return crc, inflater.eof


def _copy(source: BinaryIO, content: BinaryIO, expansion: Expansion, size: int) -> int:
    """Copy at most ``size`` bytes; returns their CRC-32."""
    crc = 0
    while size and (chunk := source.read(min(size, _CHUNK))):
        expansion.take(len(chunk))
        crc = zlib.crc32(chunk, crc)
        content.write(chunk)
        size -= len(chunk)
    return crc


def _zip64_size(extra: bytes) -> int:
    """The compressed size in a header's extended information (section 4.5.3), or 0."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<2H", extra)
        if kind == 1 and size >= 16 and len(extra) >= 20:
            return int(struct.unpack_from("<Q", extra, 12)[0])
        extra = extra[4 + size :]
    return 0


def _spool() -> BinaryIO:
    return cast("BinaryIO", SpooledTemporaryFile(MAX_PAYLOAD))


def _name(name: str, *, utf8: bool) -> str:
    """A name for people. Without the flag it is code page 437 by the standard (appendix D), but
    UTF-8 from a Mac and code page 932 from a Japanese Windows."""
    for charset in () if utf8 else ("utf-8", "cp932"):
        try:
            name = name.encode("cp437").decode(charset)
            break
        except UnicodeError:
            continue
    return name
