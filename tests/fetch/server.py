"""An HTTP server on loopback that answers badly on purpose, and counts what it was asked."""

import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

LIE = "text/html; charset=iso-8859-1"


@dataclass
class Web:
    """What the server has, and what it did.

    ``faults`` are what happens to the first requests for a path: a status, ``drop`` the connection,
    ``cut`` the body, ``reset`` it. ``asked`` are the requests in order, with their time.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    slowness: float = 0.0
    address: str = ""
    asked: list[tuple[str, float]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    connections: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    enough: int = 0
    reached: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def times(self, path: str) -> list[float]:
        return [when for asked, when in self.asked if asked == path]


@contextmanager
def serving(web: Web) -> Iterator[Web]:
    """Serve on a free port until the block ends; ``web.address`` ends in a slash."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            with web.lock:
                web.connections += 1

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            with web.lock:
                web.asked.append((self.path, time.monotonic()))
                web.agents.add(self.headers["User-Agent"])
                faults = web.faults.get(self.path, [])
                fault = faults.pop(0) if faults else ""
                if web.enough and len(web.asked) >= web.enough:
                    web.reached.set()
            time.sleep(web.slowness)
            body = web.files.get(self.path)
            if fault in ("drop", "reset"):
                if fault == "reset":
                    self.connection.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"
                    )
                self.close_connection = True
                return
            if fault.isdigit():
                self._send(int(fault), b"not now", {"Retry-After": "1"})
            elif body is None:
                self._send(404, b"<h1>gone</h1>", {})
            elif fault == "cut":
                self._send(200, body[: len(body) // 2], {"Content-Length": str(len(body))})
                self.close_connection = True
            elif span := self.headers["Range"]:
                first, last = map(int, span.removeprefix("bytes=").split("-"))
                self._send(206, body[first : last + 1], {})
            else:
                self._send(200, body, {})
                with web.lock:
                    web.answered[self.path] += 1

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            base = {"Content-Type": LIE, "Content-Length": str(len(body))}
            for name, value in (base | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A crawler that was killed leaves broken connections behind."""

    with Server(("127.0.0.1", 0), Handler) as server:
        web.address = f"http://127.0.0.1:{server.server_port}/"
        Thread(target=server.serve_forever, daemon=True).start()
        yield web
        server.shutdown()
