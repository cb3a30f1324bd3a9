"""What tests of the import share: a thread, and the same thread in every container."""

import gzip
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

URL = "http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html"
DATE = "2004-05-06T07:08:09Z"
THREAD = """\
このページは記録です。

題

発言者:笹田
( Date Thursday, August 20, 1998 21:04:26 )

user@example.com から届く。

まゆみ さんからのコメント
( Thursday, August 20, 1998 21:46:30 )

同じです。
""".encode()
OTHER_THREAD = THREAD.replace(b"21:04:26", b"21:04:29")
PAGE = b"<html><body><pre>" + THREAD + b"</pre></body></html>"
INDEX = "<html><body>目次".encode()


def warc_record(
    kind: str, url: str, body: bytes, content_type: str = "text/html", date: str = DATE
) -> bytes:
    """A record as a crawler writes it, uncompressed; a response with its HTTP headers."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    http = {
        "response": StatusAndHeaders("200 OK", [("Content-Type", content_type)], "HTTP/1.1"),
        "request": StatusAndHeaders("GET / HTTP/1.1", [("Host", "host.jp")], is_http_request=True),
    }.get(kind)
    writer.write_record(
        writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_content_type="" if http else content_type,
            warc_headers_dict={"WARC-Date": date},
        )
    )
    return buffer.getvalue()


CRAWL = (
    warc_record("request", URL, b""),
    warc_record("response", URL, PAGE, "text/html; charset=utf-8"),
    warc_record("response", "http://host.jp/", INDEX),
    warc_record("response", "http://host.jp/a.gif", b"GIF89a", "image/gif"),
    warc_record("metadata", URL, b"via: x", "application/warc-fields"),
)
"""Records of a crawl: one thread, an index page, an image."""


def warc_gz(*records: bytes) -> bytes:
    """Each record a gzip member."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def zip_of(files: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """A zip of these files, in this order."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", method) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return buffer.getvalue()


def files_below(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their contents."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
