"""The form of the index's files: scripts that hand over bytes, compressed with a checksum."""

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


def chunk(name: str, content: bytes) -> bytes:
    """Return the file that hands ``content`` over as ``name``, compressed."""
    payload = zlib.compress(content)
    for plain, escaped in _ESCAPES:
        payload = payload.replace(plain, escaped)
    return b'kensaku.take("' + name.encode() + b'","' + payload + _END


class Written(NamedTuple):
    """A chunk's file: its name, and the digest and size of its bytes."""

    name: str
    digest: str
    size: int


def write_chunk(folder: Path, name: str, content: bytes) -> Written:
    """Write a chunk into a folder. Raises OSError."""
    data = chunk(name, content)
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


def read_chunk(path: Path, name: str, decode: Callable[[bytes], Any] = json.loads) -> Any:
    """Return what ``decode`` makes of a chunk's content. Raises KensakuError if the chunk is
    missing or damaged."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KensakuError(f"{path}: cannot be read ({error.strerror}); index again") from None
    start = b'kensaku.take("' + name.encode() + b'","'
    payload = data[len(start) : -len(_END)]
    if data.startswith(start) and data.endswith(_END):
        with suppress(ValueError, zlib.error):
            return decode(zlib.decompress(_unescape(payload)))
    raise KensakuError(f"{path}: it is damaged; index again")


def _unescape(payload: bytes) -> bytes:
    # Backslashes go first, so that what is left of "\\" is never taken for the start of another.
    parts = payload.split(b"\\\\")
    for plain, escaped in _ESCAPES[1:]:
        parts = [part.replace(escaped, plain) for part in parts]
    return b"\\".join(parts)


def as_json(value: Any) -> bytes:
    """Return ``value`` as JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


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
