"""Serves a site on loopback as a static host does, counts what is fetched, and has a page that
measures as a reader would."""

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
from queue import SimpleQueue
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

BLANK = "/blank.html"
"""A page of nothing at the root of every served site; not counted."""
READER = "/reader.html"
"""A page that runs the function that is written behind its address, as JavaScript, with a function
that gives and resets the counts; what comes of it is told to the server."""
_COUNTS = "/counts.json"
_TOLD = "/told.json"

_COMPRESSED = {".atom", ".css", ".html", ".js", ".json", ".md", ".mjs", ".svg", ".txt", ".xml"}
_PAGE = b"<!DOCTYPE html><meta charset=utf-8><title>blank</title>"
_READER = f"""{_PAGE.decode()}<script type="module">
const take = async () => (await fetch("{_COUNTS}", {{cache: "no-store"}})).json();
const run = eval(decodeURIComponent(location.hash.slice(1)));
const told = await run(take).catch((error) => ({{error: String(error)}}));
await fetch("{_TOLD}", {{method: "POST", body: JSON.stringify(told)}});
</script>""".encode()


def told(base: str, patience: float) -> Any:
    """What a reader's page of the server at ``base`` came to, once it is there. Raises TimeoutError
    after ``patience`` seconds."""
    with urlopen(base + _TOLD, timeout=patience) as answer:  # noqa: S310 - our own server
        return json.load(answer)


@contextmanager
def serving(site: Path, folders: Sequence[str]) -> Iterator[str]:
    """The address of the site, without a slash at its end.

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
        yield f"http://127.0.0.1:{mine.recv()}"
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
    handler = partial(_Handler, files, _Tally(), SimpleQueue())
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
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
        self,
        files: dict[str, tuple[bytes, bool]],
        tally: _Tally,
        told: SimpleQueue[bytes],
        *arguments: Any,
    ) -> None:
        self._files = files
        self._tally = tally
        self._told = told
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == _COUNTS:
            self._answer(200, self._tally.take(), "application/json")
        elif path == _TOLD:
            self._answer(200, self._told.get(), "application/json")
        elif path in (BLANK, READER):
            self._answer(200, _PAGE if path == BLANK else _READER, "text/html")
        elif path in self._files:
            body, packed = self._files[path]
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            self._tally.add(len(body))
            self._answer(200, body, "text/javascript" if path.endswith(".mjs") else kind, packed)
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        self._told.put(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(204, b"", "text/plain")

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
