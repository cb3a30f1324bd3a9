"""The system's WebKit, Safari's engine, by WebDriver: WebKitGTK's own small browser, on a screen
that nobody sees."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.firefox import KEYS

PROGRAM = shutil.which("Xvfb") and shutil.which("WebKitWebDriver")
_PATIENCE = 60.0  # seconds
_RUN = """
const done = arguments[arguments.length - 1];
Promise.resolve().then(() => (EXPRESSION)).then(
    (value) => done({value: JSON.stringify(value ?? null)}),
    (error) => done({error: String(error)}));
"""


class WebKit:
    """One window. ``errors`` stays empty: WebDriver does not tell what pages complain of."""

    def __init__(self, driver: str) -> None:
        self.errors: list[str] = []
        self._session = driver
        wanted = {"alwaysMatch": {"timeouts": {"script": 1000 * _PATIENCE}}}
        session = self._command("session", {"capabilities": wanted})["sessionId"]
        self._session = f"{driver}/session/{session}"

    def _command(self, name: str, parameters: dict[str, Any], method: str = "POST") -> Any:
        address = f"{self._session}/{name}".rstrip("/")
        request = Request(address, json.dumps(parameters).encode(), method=method)
        try:
            with urlopen(request, timeout=_PATIENCE) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise AssertionError(error.read().decode()) from None

    def open(self, address: str, width: int = 1280) -> None:
        """Open an address in a window of a width, and wait until it has loaded."""
        self._command("window/rect", {"width": width, "height": 900})
        self._command("url", {"url": address})

    def evaluate(self, expression: str) -> Any:
        """The JSON value of an expression, or of what it promises."""
        script = _RUN.replace("EXPRESSION", expression)
        answer = self._command("execute/async", {"script": script, "args": []})
        assert "value" in answer, answer
        return json.loads(answer["value"])

    def wait_for(self, expression: str) -> Any:
        """The value of an expression as soon as it is true."""
        end = time.monotonic() + _PATIENCE
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < end, expression
            time.sleep(0.05)
        return value

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        values = [KEYS.get(key, key) for key in keys]
        actions = [{"type": t, "value": v} for v in values for t in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": actions})

    def point(self, x: float, y: float) -> None:
        """Move the mouse to a place in the window, in a moment."""
        move = {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 100}
        self._act({"type": "pointer", "id": "mouse", "actions": [move]})

    def _act(self, source: dict[str, object]) -> None:
        self._command("actions", {"actions": [source]})

    def close(self) -> None:
        """End the browser."""
        self._command("", {}, "DELETE")


@contextmanager
def start(home: Path) -> Iterator[WebKit]:
    """WebKit for somebody who has nothing at home."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(screen, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as shown:
        assert shown.stdout
        display = shown.stdout.readline().decode().strip()
        driver = subprocess.Popen(
            [str(PROGRAM), f"--port={port}"],
            env=os.environ | {"DISPLAY": f":{display}", "HOME": str(home)},
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(address)
            webkit = WebKit(address)
            yield webkit
            webkit.close()
        finally:
            driver.kill()
            driver.wait()
            shown.kill()


def _wait_until_ready(driver: str) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            with urlopen(f"{driver}/status", timeout=_PATIENCE):
                return
        except URLError:
            assert time.monotonic() < end, "WebKit's driver does not start"
            time.sleep(0.05)
