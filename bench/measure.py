"""Runs a command and tells how long it took and how much memory it and its children had at once."""

import math
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

_INTERVAL = 0.05


class Measured(NamedTuple):
    """Wall-clock ``seconds``; ``peak``, the greatest sum in bytes of the proportional set sizes of
    the process and its children, looked at every 50 ms; what the command printed."""

    seconds: float
    peak: int
    output: str


def run(command: Sequence[str | Path], cwd: Path) -> Measured:
    """Run a command to its end. Raises CalledProcessError when it fails."""
    started = time.perf_counter()
    # Not a pipe: it would fill up and stop the command, since nobody reads while it runs.
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen(command, cwd=cwd, stdout=printed, stderr=subprocess.STDOUT)
        watched = psutil.Process(process.pid)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory(watched))
            time.sleep(_INTERVAL)
        seconds = time.perf_counter() - started
        printed.seek(0)
        output = printed.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Measured(seconds, peak, output)


def growth(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The exponent of growth between the smallest and the largest size: 1 is linear."""
    return math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])


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


def _memory(process: psutil.Process) -> int:
    total = 0
    try:
        for each in (process, *process.children(recursive=True)):
            total += each.memory_full_info().pss
    except psutil.Error:
        return 0
    return total
