"""Shows how far a long command is, and how long its stages took, on stderr."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def counting(what: str) -> Iterator[Callable[[], object]]:
    """Yield a function to call for each thing done; the count shows while the block runs."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed}"))
    display = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    with display:
        task = display.add_task(what)
        yield lambda: display.advance(task)


@contextmanager
def timed(stage: str) -> Iterator[None]:
    """Say on stderr how many seconds the block took."""
    started = time.perf_counter()
    yield
    click.echo(f"{stage}: {time.perf_counter() - started:.1f} s", err=True)
