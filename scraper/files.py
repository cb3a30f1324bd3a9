"""Writes files whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_atomic(path: Path, data: bytes, *, durable: bool = True) -> bool:
    """Make ``path`` hold exactly ``data``; returns whether anything changed.

    The bytes go to a temporary file in the same folder and are renamed over ``path``, so a reader,
    a kill or a full disk never leaves half a file. With ``durable`` they are flushed to disk first,
    which a power cut needs and what can be made again does not. Parent folders are made. An
    unchanged file is not touched. Raises OSError as the file system reports it.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True
