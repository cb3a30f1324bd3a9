"""A browser that is not Chromium, as the tests use one."""

import time
from abc import ABC, abstractmethod
from typing import Any

KEYS = {"ArrowDown": "\ue015", "Enter": "\ue007", "Escape": "\ue00c"}
PATIENCE = 60.0
"""Seconds in which anything asked of a browser is done."""


class Engine(ABC):
    """One window. ``errors`` is what the pages have complained of, where that can be known."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    @abstractmethod
    def open(self, address: str, width: int = 1280) -> None:
        """Open an address in a window of a width, and wait until it has loaded."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """The JSON value of an expression, or of what it promises."""

    @abstractmethod
    def _act(self, source: dict[str, object]) -> None:
        """Perform the actions of an input source, as WebDriver describes them."""

    def wait_for(self, expression: str) -> Any:
        """The value of an expression as soon as it is true."""
        end = time.monotonic() + PATIENCE
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
