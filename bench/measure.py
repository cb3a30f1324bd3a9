"""Runs a command and tells how long it took and how much memory it and its children had at once."""

import math
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

_INTERVAL = 0.05


class Sample(NamedTuple):
    """While a command runs: how many bytes it has printed, and how many of memory it has."""

    printed: int
    memory: int


class Measured(NamedTuple):
    """Wall-clock ``seconds``; what the command ``printed``; ``samples`` of the sum of the
    proportional set sizes of the process and its children, 20 a second or fewer."""

    seconds: float
    printed: bytes
    samples: Sequence[Sample]

    @property
    def peak(self) -> int:
        """The most memory in bytes that there was at once."""
        return max((sample.memory for sample in self.samples), default=0)


def run(command: Sequence[str | Path], cwd: Path, limit: float | None = None) -> Measured:
    """Run a command to its end. Raises CalledProcessError when it fails, and TimeoutExpired when
    it was stopped because it took longer than ``limit`` seconds."""
    started = time.perf_counter()
    samples = []
    # Not a pipe: it would fill up and stop the command, since nobody reads while it runs.
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(command, cwd=cwd, stdout=printed, stderr=subprocess.STDOUT)
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            looked = time.perf_counter()
            if limit and looked - started > limit:
                _stop(watched)
                process.wait()
                raise subprocess.TimeoutExpired(command, limit)
            samples.append(Sample(os.fstat(printed.fileno()).st_size, _memory(watched)))
            # Looking costs more the more memory there is; no more than a twentieth of the time.
            time.sleep(max(_INTERVAL, 20 * (time.perf_counter() - looked)))
        seconds = time.perf_counter() - started
        printed.seek(0)
        output = printed.read()
    if process.returncode:
        error = subprocess.CalledProcessError(process.returncode, command, output)
        error.add_note(output.decode("utf-8", "replace"))
        raise error
    return Measured(seconds, output, samples)


def growth(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The exponent of growth between the smallest and the largest size: 1 is linear."""
    return math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])


def size_of(folder: Path) -> int:
    """The bytes in all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table, columns aligned."""
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [
        "| " + " | ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "| " + " | ".join("-" * (width - 1) + ":" for width in widths) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])


def _stop(process: psutil.Process) -> None:
    """End a process and its children."""
    for each in (*process.children(recursive=True), process):
        with suppress(psutil.NoSuchProcess):
            each.kill()


def _memory(process: psutil.Process) -> int:
    total = 0
    try:
        for each in (process, *process.children(recursive=True)):
            total += each.memory_full_info().pss
    except psutil.Error:
        return 0
    return total
