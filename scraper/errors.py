"""The failures a user can mend: bad content, named by file and line."""

from pathlib import Path


class ContentError(Exception):
    """A problem in the content of one file, worded so that its owner can mend it.

    ``str()`` gives the one line that commands print: ``FILE:LINE: MESSAGE``, or ``FILE: MESSAGE``
    where no line applies. ``path``, ``line`` (1-based, or None) and ``message`` stay available.
    """

    def __init__(self, path: Path | str, line: int | None, message: str) -> None:
        place = f"{path}" if line is None else f"{path}:{line}"
        super().__init__(f"{place}: {message}")
        self.path = path
        self.line = line
        self.message = message

    def __reduce__(self) -> tuple[type["ContentError"], tuple[Path | str, int | None, str]]:
        """Pickle by the three parts, so that a worker's error reaches the command whole."""
        return type(self), (self.path, self.line, self.message)
