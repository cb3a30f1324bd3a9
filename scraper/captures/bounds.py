"""Bounds on what one file may cost, so that a hostile one costs no more than a large one."""

MAX_PAYLOAD = 16 * 2**20
"""Bytes of the largest capture that is read or imported; a page of the forum has some thousands."""

TOO_LARGE = f"larger than {MAX_PAYLOAD >> 20} MiB, so not a page of the forum"
"""What is said of more."""

_FREE = 64 * 2**20
_RATIO = 100  # text shrinks to a tenth, pages that are alike to a fiftieth


class ExpansionError(Exception):
    """A compressed file expands to more than any archive of pages does."""

    def __init__(self) -> None:
        super().__init__(f"expands more than {_RATIO}-fold; what follows was not read")


class Expansion:
    """How many bytes a file on disk may still expand to: a hundred times its size, and 64 MiB."""

    def __init__(self, size: int) -> None:
        self._left = _FREE + _RATIO * size

    def take(self, count: int) -> None:
        """Count bytes that were unpacked. Raises ExpansionError when they are too many."""
        self._left -= count
        if self._left < 0:
            raise ExpansionError
