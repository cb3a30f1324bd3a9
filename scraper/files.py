"""Writes files whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def new_file(path: Path, *, replace: bool = False, durable: bool = True) -> Iterator[BinaryIO]:
    """Yield a file to write to, which is at ``path`` once the block ends without an exception.

    Until then it is a temporary file in the same folder, which an exception removes: a reader, a
    kill or a full disk never leaves half a file. With ``durable`` it is flushed to disk first,
    which a power cut needs and what can be made again does not. Parent folders are made. Raises
    FileExistsError where ``path`` is there and not to be replaced, and OSError, which names
    ``path`` where it names no other file.
    """
    if not replace and path.exists():
        raise FileExistsError(errno.EEXIST, "it exists and is never changed", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{path.name[:40]}."
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=".tmp")
    except OSError as error:
        error.filename = str(path)
        raise
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # a write to a full disk says nothing of where
        raise


def write_generated(path: Path, data: bytes) -> None:
    """Make ``path`` hold ``data``, which can be made again. Raises OSError."""
    with new_file(path, replace=True, durable=False) as file:
        file.write(data)
