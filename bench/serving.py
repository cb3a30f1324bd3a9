"""Serves a site on loopback as a static host does, and counts what is fetched."""

import gzip
import json
import mimetypes
import multiprocessing
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

BLANK = "/blank.html"
"""A page of nothing at the root of every served site; not counted."""
_COUNTS = "/counts.json"

_COMPRESSED = {".atom", ".css", ".html", ".js", ".json", ".md", ".mjs", ".svg", ".txt", ".xml"}
_PAGE = b"<!DOCTYPE html><meta charset=utf-8><title>blank</title>"


class Counter:
    """What the server at ``base`` has answered."""

    def __init__(self, base: str) -> None:
        self._address = base + _COUNTS

    def take(self) -> tuple[int, int]:
        """The requests since the last call, and the bytes of their bodies as sent."""
        with urlopen(self._address) as answer:  # noqa: S310 - our own server
            requests, size = json.load(answer)
        return requests, size


@contextmanager
def serving(site: Path, folders: Sequence[str]) -> Iterator[tuple[str, Counter]]:
    """The address of the site, without a slash at its end, and the counter of its requests.

    The files below ``folders`` are held in memory, text among them compressed with gzip where that
    makes it smaller, so that neither disk nor compression is part of a measured time. They may be
    cached for ever: a new context of the browser begins with an empty cache. The server has a
    process of its own, as a host has a machine of its own: it does not wait for the measurement.
    """
    mine, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_serve, args=(site, folders, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        base = f"http://127.0.0.1:{mine.recv()}"
        yield base, Counter(base)
    finally:
        process.terminate()
        process.join()


def _serve(site: Path, folders: Sequence[str], port: Connection) -> None:
    """Serve until the process is ended; say on which ``port``."""
    files = {
        f"/{path.relative_to(site).as_posix()}": _body(path)
        for folder in folders
        for path in (site / folder).rglob("*")
        if path.is_file()
    }
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, files, _Tally())) as server:
        port.send(server.server_port)
        server.serve_forever()


class _Tally:
    """Requests answered, and the bytes of their bodies as sent."""

    def __init__(self) -> None:
        self._requests = 0
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, size: int) -> None:
        with self._lock:
            self._requests += 1
            self._bytes += size

    def take(self) -> bytes:
        with self._lock:
            taken = json.dumps([self._requests, self._bytes])
            self._requests = self._bytes = 0
        return taken.encode()


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
        self, files: dict[str, tuple[bytes, bool]], tally: _Tally, *arguments: object
    ) -> None:
        self._files = files
        self._tally = tally
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == _COUNTS:
            self._answer(200, self._tally.take(), "application/json")
        elif path == BLANK:
            self._answer(200, _PAGE, "text/html")
        elif path in self._files:
            body, packed = self._files[path]
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            self._tally.add(len(body))
            self._answer(200, body, "text/javascript" if path.endswith(".mjs") else kind, packed)
        else:
            self._answer(404, b"", "text/plain")

    def _answer(self, status: int, body: bytes, kind: str, packed: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000, immutable")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""
