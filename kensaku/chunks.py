"""The form of the index's files: scripts that hand over bytes, which tell if they are damaged."""

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from kensaku.errors import KensakuError

# What a string literal cannot hold; all other bytes stand for themselves.
_ESCAPES = ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n"), (b"\r", b"\\r"))
_END = b'")\n'


def chunk(name: str, payload: bytes) -> bytes:
    """Return the file that hands ``payload`` over as ``name``."""
    for plain, escaped in _ESCAPES:
        payload = payload.replace(plain, escaped)
    return b'kensaku.take("' + name.encode() + b'","' + payload + _END


class Written(NamedTuple):
    """A chunk's file: its name, and the digest and size of its bytes."""

    name: str
    digest: str
    size: int


def write_chunk(folder: Path, name: str, payload: bytes) -> Written:
    """Write a chunk into a folder. Raises OSError."""
    data = chunk(name, payload)
    (folder / f"{name}.js").write_bytes(data)
    return Written(name, hashlib.sha256(data).hexdigest(), len(data))


def link_chunks(folder: Path, new: Path, names: Iterable[str]) -> None:
    """Make chunks of ``folder`` be in ``new`` too: the same files, which are never changed, or
    copies where there are no links. Raises OSError."""
    for name in names:
        paths = f"{folder}/{name}.js", f"{new}/{name}.js"
        try:
            os.link(*paths)
        except OSError:
            shutil.copyfile(*paths)


def read_chunk(path: Path, name: str, decode: Callable[[bytes], Any]) -> Any:
    """Return what ``decode`` makes of a chunk's payload. Raises KensakuError if the chunk is
    missing or damaged."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KensakuError(f"{path}: cannot be read ({error.strerror}); index again") from None
    start = b'kensaku.take("' + name.encode() + b'","'
    payload = data[len(start) : -len(_END)]
    if data.startswith(start) and data.endswith(_END):
        with suppress(ValueError, zlib.error):
            return decode(_unescape(payload))
    raise KensakuError(f"{path}: it is damaged; index again")


def _unescape(payload: bytes) -> bytes:
    # Backslashes go first, so that what is left of "\\" is never taken for the start of another.
    parts = payload.split(b"\\\\")
    for plain, escaped in _ESCAPES[1:]:
        parts = [part.replace(escaped, plain) for part in parts]
    return b"\\".join(parts)


def checked(content: bytes) -> bytes:
    """Return ``content`` with its CRC-32 after it."""
    return content + zlib.crc32(content).to_bytes(4, "little")


def unchecked(payload: bytes) -> bytes:
    """Return what ``checked`` was given. Raises ValueError if it was other."""
    content = payload[:-4]
    if payload != checked(content):
        raise ValueError("other bytes than were written")
    return content


def deflated(value: Any) -> bytes:
    """Return ``value`` as JSON in UTF-8, compressed (zlib, RFC 1950, which has a checksum)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 9)


def inflated(payload: bytes) -> Any:
    """Return what ``deflated`` was given. Raises ValueError or zlib.error if it was other."""
    return json.loads(zlib.decompress(payload))


def varint(number: int) -> bytes:
    """Return an unsigned number as LEB128."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the LEB128 number at ``at``, and where it ends."""
    number = shift = 0
    while data[at] & 0x80:
        number |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
    return number | data[at] << shift, at + 1
