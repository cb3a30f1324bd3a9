"""The index of a web archive: where in its WARC files the capture of an address is.

Format: CDXJ (https://specs.webrecorder.net/cdxj/0.1.0/), in gzip members of some hundred lines with
a second index of these, as ReplayWeb.page and pywb read it (ZipNum, ``cdxj-gzip-1.0``).
"""

import hashlib
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from scraper.captures.payload import parse_date
from scraper.captures.warc import Record, gzip_member
from scraper.model import Capture

_WWW = re.compile(r"^www[0-9]*\.")
_LINES = 300  # a gzip member, some 20 KB: what a reader gets for one look-up


def cdxj_line(record: Record, capture: Capture, filename: str, offset: int, length: int) -> str:
    """The line of a capture whose record is ``length`` bytes at ``offset`` of a WARC file."""
    url = record.headers["warc-target-uri"].strip("<>")
    block = {
        "url": url,
        "mime": capture.media_type,
        "status": "200",
        "digest": record.headers.get("warc-payload-digest", f"sha256:{capture.sha256}"),
        "length": str(length),
        "offset": str(offset),
        "filename": filename,
    }
    date = parse_date(record.headers["warc-date"])
    return f"{search_key(url)} {date:%Y%m%d%H%M%S} {json.dumps(block)}\n"


def search_key(url: str) -> str:
    """The address in the order in which indexes are searched, without what does not tell pages
    apart: ``http://www.Host.jp/A/?b&a`` is ``jp,host)/a?a&b``."""
    ascii_url = quote(url, safe="".join(map(chr, range(0x21, 0x7F)))).lower()
    try:
        parts = urlsplit(ascii_url)
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ascii_url
    if not parts.hostname:
        return ascii_url.replace("///", "/")
    host = ",".join(reversed(_WWW.sub("", parts.hostname).split(".")))
    path = parts.path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.split("&")))
    return f"{host}{port}){path}{'?' if query else ''}{query}"


def compress_index(lines: Iterable[str], filename: str) -> tuple[bytes, bytes]:
    """The index in the order of its bytes, compressed to be named ``filename``, and its index."""
    ordered = sorted(line.encode() for line in lines)
    index = b""
    meta = {"format": "cdxj-gzip-1.0", "filename": filename}
    second = [f"!meta 0 {json.dumps(meta)}\n".encode()]
    for at in range(0, len(ordered), _LINES):
        member = gzip_member(b"".join(ordered[at : at + _LINES]))
        place = {
            "offset": len(index),
            "length": len(member),
            "digest": f"sha256:{hashlib.sha256(member).hexdigest()}",
            "filename": filename,
        }
        key = b" ".join(ordered[at].split(b" ", 2)[:2])
        second.append(b"%s %s\n" % (key, json.dumps(place).encode()))
        index += member
    return index, b"".join(second)
