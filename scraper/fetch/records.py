"""What was asked and answered → WARC/1.1 records, each a gzip member, and back.

Format: ISO 28500:2017, https://iipc.github.io/warc-specifications/. A page that an archive
replayed is recorded under its own address, WARC-Date being when the archive captured it. Where it
was replayed and when is in WARC-Source-URI and WARC-Creation-Date, the extension fields that pywb
uses (section 5 allows such). The HTTP head is the replay's own.
"""

import hashlib
import io
import uuid
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import BinaryIO, NamedTuple

from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

MAX_MEMBER = 32 * 2**20
"""Bytes of the largest record that is read back, unpacked; one that is larger was not made here."""

_CHUNK = 2**14
Fields = list[tuple[str, str]]


class Exchange(NamedTuple):
    """A request and its answer. Header fields in the order they had; bodies without any coding."""

    address: str
    request: Fields
    status: int
    response: Fields
    body: bytes
    received: datetime


class Member(NamedTuple):
    """One whole gzip member of a WARC file: its record, and the offset at which it ends."""

    headers: dict[str, str]  # names in lower case
    block: bytes
    end: int

    @property
    def status(self) -> int | None:
        """The HTTP status of a response record, None when it has none."""
        parts = self.block[:64].split(maxsplit=2)
        return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None

    @property
    def body(self) -> bytes:
        """What follows the HTTP head."""
        return self.block.partition(b"\r\n\r\n")[2]


def warcinfo(name: str, fields: Mapping[str, str], now: datetime) -> bytes:
    """A warcinfo record (section 6.2) for the file that will be called ``name``."""
    block = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
    head = {"WARC-Date": _date(now), "WARC-Filename": name}
    return _record("warcinfo", "", "application/warc-fields", block, head)


def exchange(done: Exchange, url: str | None = None, captured: datetime | None = None) -> bytes:
    """The request record and the response record (sections 6.4 and 6.3) of an exchange.

    ``url`` and ``captured`` are given for a replay: the page it shows and when that was captured.
    """
    head = {"WARC-Date": _date(captured or done.received)}
    if captured is not None:
        head |= {"WARC-Source-URI": done.address, "WARC-Creation-Date": _date(done.received)}
    uri = url or done.address
    answer_id = f"<{uuid.uuid4().urn}>"
    path = "/" + done.address.split("/", 3)[3] if done.address.count("/") > 2 else "/"
    asked = _http(f"GET {path} HTTP/1.1", done.request)
    try:
        phrase = HTTPStatus(done.status).phrase
    except ValueError:
        phrase = ""
    answer = _http(f"HTTP/1.1 {done.status} {phrase}", done.response) + done.body
    return _record(
        "request",
        uri,
        "application/http; msgtype=request",
        asked,
        head | {"WARC-Concurrent-To": answer_id, "WARC-Payload-Digest": _digest(b"")},
    ) + _record(
        "response",
        uri,
        "application/http; msgtype=response",
        answer,
        head | {"WARC-Record-ID": answer_id, "WARC-Payload-Digest": _digest(done.body)},
    )


def members(file: BinaryIO) -> Iterator[Member]:
    """The whole gzip members from the file's position on, up to the first that is not."""
    while (member := _member(file)) is not None:
        yield member


def _member(file: BinaryIO) -> Member | None:
    inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
    data = bytearray()
    try:
        while not inflater.eof and (chunk := file.read(_CHUNK)):
            data += inflater.decompress(chunk)
            if len(data) > MAX_MEMBER:
                return None
    except zlib.error:
        return None
    if not inflater.eof:
        return None
    end = file.seek(-len(inflater.unused_data), io.SEEK_CUR)
    head, _, block = bytes(data).partition(b"\r\n\r\n")
    lines = head.decode(errors="replace").split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines[1:])
    }
    length = headers.get("content-length", "")
    if not lines[0].startswith("WARC/1.") or not length.isdigit() or len(block) < int(length):
        return None
    return Member(headers, block[: int(length)], end)


def _http(first: str, fields: Fields) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in fields)]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1", "replace")


def _record(kind: str, uri: str, content_type: str, block: bytes, head: dict[str, str]) -> bytes:
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<{uuid.uuid4().urn}>",
        "WARC-Block-Digest": _digest(block),
    }
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    writer.write_record(
        writer.create_warc_record(
            uri,
            kind,
            payload=io.BytesIO(block),
            length=len(block),
            warc_content_type=content_type,
            warc_headers_dict=fields | head,
        )
    )
    return buffer.getvalue()


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _date(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
