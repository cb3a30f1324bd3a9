"""The system's Firefox by WebDriver BiDi, which it speaks itself: no driver stands between.

Playwright's own Firefox is another program, and the extended support release lacks a command that
Playwright needs for the system's.
"""

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.engine import PATIENCE, Engine

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")

Run = Callable[[Coroutine[Any, Any, Any]], Any]


class Firefox(Engine):
    """One tab."""

    def __init__(self, run: Run, socket: ClientWebSocketResponse) -> None:
        self._run = run
        self._socket = socket
        self._last = 0
        super().__init__()
        self._command("session.new", capabilities={})
        self._command("session.subscribe", events=["log.entryAdded"])
        self._tab = self._command("browsingContext.create", type="tab")["context"]

    def _command(self, method: str, **params: object) -> Any:
        return self._run(asyncio.wait_for(self._exchange(method, params), PATIENCE))

    async def _exchange(self, method: str, params: dict[str, object]) -> Any:
        self._last += 1
        await self._socket.send_json({"id": self._last, "method": method, "params": params})
        while True:
            message = await self._socket.receive_json()
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.errors.append(message["params"]["text"])
            if message.get("id") == self._last:
                assert message["type"] == "success", message
                return message["result"]

    def open(self, address: str, width: int = 1280) -> None:
        size = {"width": width, "height": 900}
        self._command("browsingContext.setViewport", context=self._tab, viewport=size)
        self._command("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        answer = self._command(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then(JSON.stringify)",
            target={"context": self._tab},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def _act(self, source: dict[str, object]) -> None:
        self._command("input.performActions", context=self._tab, actions=[source])


@contextmanager
def _running() -> Iterator[Run]:
    """What runs coroutines, in a thread of its own: in that of the tests Playwright's loop runs."""
    with ThreadPoolExecutor(1) as thread:
        runner = asyncio.Runner()
        try:
            yield lambda coroutine: thread.submit(runner.run, coroutine).result()
        finally:
            thread.submit(runner.close).result()


@contextmanager
def start(profile: Path) -> Iterator[Firefox]:
    """Firefox with an empty profile."""
    command = [str(PROGRAM), "--headless", "--no-remote", "--remote-debugging-port=0"]
    server = profile / "WebDriverBiDiServer.json"
    with (
        subprocess.Popen([*command, "--profile", profile], stderr=subprocess.DEVNULL) as process,
        _running() as run,
    ):
        try:
            end = time.monotonic() + PATIENCE
            while not (server.exists() and server.read_text()):
                assert time.monotonic() < end, "Firefox does not start"
                time.sleep(0.05)
            session, socket = run(_connect(json.loads(server.read_text())["ws_port"]))
            yield Firefox(run, socket)
            run(session.close())
        finally:
            process.kill()


async def _connect(port: int) -> tuple[ClientSession, ClientWebSocketResponse]:
    session = ClientSession()
    return session, await session.ws_connect(f"ws://127.0.0.1:{port}/session", max_msg_size=0)
