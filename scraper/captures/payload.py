"""A WARC record → the page in it, as a capture."""

import base64
import hashlib
import io
import re
import zlib
from datetime import UTC, datetime
from typing import NamedTuple

from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]
from warcio.statusandheaders import (  # type: ignore[import-untyped]
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from scraper.captures.bounds import MAX_PAYLOAD, TOO_LARGE
from scraper.captures.warc import GZIP, Record
from scraper.model import Capture

_HTTP = StatusAndHeadersParser(["HTTP/"])
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f<>\"]+", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([!-~]{1,40}?)(?=[\s;,\"']|$)", re.IGNORECASE)
_PAGE_TYPE = re.compile(
    "(?:text/.*|application/(?:xhtml\\+xml|octet-stream)|unknown/unknown|)", re.DOTALL
)
_SAVED_FROM = re.compile(
    rb"<!--\s*saved from url=\(([0-9]{4})\)([!-~]+)\s*-->", re.IGNORECASE
)  # browsers write the address's length before it
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/[0-9]{1,14}(?:[a-z]{2}_)?/", re.IGNORECASE)
_MAIL = "http://internet.e-mail"  # what Internet Explorer writes for a page from a mail


class NoPage(NamedTuple):
    """Why a record that could hold a page holds none."""

    reason: str


def read_page(record: Record, name: str) -> Capture | NoPage | None:
    """The page in a record of a success; None when records of its kind hold none.

    A ``response`` is decoded from its transfer and content encodings (section 6.3); the charset
    of the Content-Type becomes the capture's ``label``. Raises ValueError when it is damaged.
    """
    headers = record.headers
    kind = headers.get("warc-type")
    if kind == "revisit":
        return NoPage("is the same as in another record")
    if kind not in ("conversion", "resource", "response"):
        return None
    address = headers.get("warc-target-uri", "").strip("<>")
    known = bool(_ADDRESS.fullmatch(address))
    if kind == "response" and not known:
        return None
    head = _http_head(record.block) if kind == "response" else None
    if head and head.status != "200":
        return NoPage("was not answered with HTTP status 200")
    content_type = head.content_type if head else headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    if not _PAGE_TYPE.fullmatch(media_type):
        return NoPage("is neither HTML nor text")
    if not record.whole:
        raise ValueError(TOO_LARGE)
    if not _matches_digest(record):
        raise ValueError("the record does not match its digest; get the file again")
    if "warc-segment-number" in headers:
        raise ValueError("the page is split over several records, which is not supported")
    payload = _decode_body(record.block[head.size :], head) if head else record.block
    label = _CHARSET.search(content_type)
    return Capture(
        payload=payload,
        media_type=media_type,
        name=name,
        url=address if known else saved_url(payload),
        captured=parse_date(headers.get("warc-date", "")) if known else None,
        label=label[1] if label else None,
    )


def saved_url(payload: bytes) -> str | None:
    """The address that a browser wrote into a page when it saved it, the page's own where that
    was a copy in the Wayback Machine; None where there is none, or it cannot be right."""
    found = _SAVED_FROM.search(payload[:2048])
    if not found or int(found[1]) != len(found[2]):
        return None
    url = _WAYBACK.sub("", found[2].decode("ascii"), count=1)
    return url if _ADDRESS.fullmatch(url) and not url.startswith(_MAIL) else None


class _HttpHead(NamedTuple):
    status: str
    content_type: str
    content_encoding: str
    chunked: bool
    size: int


def _http_head(block: bytes) -> _HttpHead:
    stream = io.BytesIO(block)
    try:
        head = _HTTP.parse(stream)
    except (StatusAndHeadersParserException, EOFError) as error:
        raise ValueError("the HTTP response cannot be read") from error
    return _HttpHead(
        status="".join(head.statusline.split()[1:2]),
        content_type=head.get_header("content-type", ""),
        content_encoding=head.get_header("content-encoding", ""),
        chunked="chunked" in head.get_header("transfer-encoding", "").lower(),
        size=stream.tell(),
    )


def _decode_body(body: bytes, head: _HttpHead) -> bytes:
    """Undo the encodings of RFC 9110, section 8.4. A body that some crawler stored decoded under
    its old headers is left as it is. Raises ValueError."""
    if head.chunked:
        body = ChunkedDataReader(io.BytesIO(body)).read()
    for encoding in reversed(head.content_encoding.lower().split(",")):
        match encoding.strip():
            case "" | "identity":
                pass
            case "gzip" | "x-gzip":
                body = _inflate(body, zlib.MAX_WBITS + 16) if body.startswith(GZIP) else body
            case "deflate":
                # Meant is RFC 1950, whose first two bytes are a multiple of 31; many sent RFC 1951.
                wrapped = int.from_bytes(body[:2], "big") % 31 == 0
                body = _inflate(body, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
            case other:
                raise ValueError(f"the page's content encoding {other!r} is not supported")
    return body


def _inflate(body: bytes, window: int) -> bytes:
    inflater = zlib.decompressobj(window)
    try:
        data = inflater.decompress(body, MAX_PAYLOAD + 1)
    except zlib.error as error:
        raise ValueError("the page's compressed body is damaged; get it again") from error
    if len(data) > MAX_PAYLOAD:
        raise ValueError(TOO_LARGE)
    if not inflater.eof:
        raise ValueError("the page's compressed body is cut short; get it again")
    return data


def _matches_digest(record: Record) -> bool:
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


def parse_date(text: str) -> datetime:
    """A WARC-Date of any precision (section 5.4), a coarse one as its first instant.

    Raises ValueError when it is missing or none: then when the page was captured is not known.
    """
    for rest in ("", "-01", "-01-01"):
        try:
            date = datetime.fromisoformat(text + rest)
            return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise ValueError("the record has no WARC-Date that can be read")
