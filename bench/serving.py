"""Serves a site on loopback as a static host does, and counts what is fetched."""

import gzip
import mimetypes
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

BLANK = "/blank.html"
"""A page of nothing at the root of every served site; not counted."""

_COMPRESSED = {".atom", ".css", ".html", ".js", ".json", ".md", ".mjs", ".svg", ".txt", ".xml"}
_PAGE = b"<!DOCTYPE html><meta charset=utf-8><title>blank</title>"


class Counter:
    """Requests answered, and the bytes of their bodies as sent."""

    def __init__(self) -> None:
        self.requests = 0
        self.bytes = 0
        self._lock = threading.Lock()

    def add(self, size: int) -> None:
        """Count one answer."""
        with self._lock:
            self.requests += 1
            self.bytes += size

    def take(self) -> tuple[int, int]:
        """The requests and bytes since the last call."""
        with self._lock:
            taken = self.requests, self.bytes
            self.requests = self.bytes = 0
        return taken


@contextmanager
def serving(site: Path, folders: Sequence[str]) -> Iterator[tuple[str, Counter]]:
    """The address of the site, without a slash at its end, and the counter of its requests.

    The files below ``folders`` are held in memory, text among them compressed with gzip where that
    makes it smaller, so that neither disk nor compression is part of a measured time. They may be
    cached for ever: a new context of the browser begins with an empty cache.
    """
    files = {
        f"/{path.relative_to(site).as_posix()}": _body(path)
        for folder in folders
        for path in (site / folder).rglob("*")
        if path.is_file()
    }
    counter = Counter()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, files, counter)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", counter
        server.shutdown()


def _body(path: Path) -> tuple[bytes, bool]:
    body = path.read_bytes()
    if path.suffix in _COMPRESSED:
        packed = gzip.compress(body, 6, mtime=0)
        if len(packed) < len(body):
            return packed, True
    return body, False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer goes out in one piece: of two, the second waits for a delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def __init__(
        self, files: dict[str, tuple[bytes, bool]], counter: Counter, *arguments: object
    ) -> None:
        self._files = files
        self._counter = counter
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        body, packed = (_PAGE, False) if path == BLANK else self._files.get(path, (b"", False))
        known = path == BLANK or path in self._files
        self.send_response(200 if known else 404)
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self.send_header("Content-Type", "text/javascript" if path.endswith(".mjs") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000, immutable")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)
        if known and path != BLANK:
            self._counter.add(len(body))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""
