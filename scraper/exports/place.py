"""Lets a library that wants a path, not a file, write a file whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def new_path(path: Path) -> Iterator[Path]:
    """Yield a path where nothing is; what the block wrote there is at ``path`` afterwards.

    An exception leaves ``path`` as it was. Parent folders are made. Raises OSError, which names
    ``path`` where it names no other file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
            made = Path(folder) / path.name
            yield made
            made.chmod(0o644)
            made.replace(path)
    except OSError as error:
        if error.filename is None or ".export-" in str(error.filename):
            error.filename = str(path)
        raise
