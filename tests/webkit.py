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

from tests.engine import PATIENCE, Engine

PROGRAM = shutil.which("Xvfb") and shutil.which("WebKitWebDriver")
_RUN = """
const done = arguments[arguments.length - 1];
Promise.resolve().then(() => (EXPRESSION)).then(
    (value) => done({value: JSON.stringify(value ?? null)}),
    (error) => done({error: String(error)}));
"""


class WebKit(Engine):
    """One window. ``errors`` stays empty: WebDriver does not tell what pages complain of."""

    def __init__(self, driver: str) -> None:
        super().__init__()
        self._session = driver
        wanted = {"alwaysMatch": {"timeouts": {"script": 1000 * PATIENCE}}}
        session = self._command("session", {"capabilities": wanted})["sessionId"]
        self._session = f"{driver}/session/{session}"

    def _command(self, name: str, parameters: dict[str, Any], method: str = "POST") -> Any:
        address = f"{self._session}/{name}".rstrip("/")
        request = Request(address, json.dumps(parameters).encode(), method=method)
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise AssertionError(error.read().decode()) from None

    def open(self, address: str, width: int = 1280) -> None:
        self._command("window/rect", {"width": width, "height": 900})
        self._command("url", {"url": address})

    def evaluate(self, expression: str) -> Any:
        script = _RUN.replace("EXPRESSION", expression)
        answer = self._command("execute/async", {"script": script, "args": []})
        assert "value" in answer, answer
        return json.loads(answer["value"])

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
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(f"{driver}/status", timeout=PATIENCE):
                return
        except URLError:
            assert time.monotonic() < end, "WebKit's driver does not start"
            time.sleep(0.05)
