"""Shows how far a crawl is and how long it will take: a bar to a person, lines to a log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from scraper.fetch.job import Job

_EVERY = 10.0  # seconds between lines in a log


@contextmanager
def showing(job: Job) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each page; it writes to stderr."""
    console = Console(stderr=True)
    started = time.monotonic()
    if not console.is_terminal:
        last = started

        def line() -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= _EVERY:
                last = now
                click.echo(describe(job, now - started), err=True)

        yield line
        return
    columns = (BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as display:
        task = display.add_task("asking what there is", total=None)

        def bar() -> None:
            display.update(
                task,
                total=len(job.planned) - job.there,
                completed=job.handled,
                description=describe(job, time.monotonic() - started),
            )

        yield bar


def describe(job: Job, seconds: float) -> str:
    """How far the crawl is after ``seconds``, in one line."""
    done = job.there + job.handled
    left = time_left(job.handled, len(job.planned) - done, seconds)
    failed = f", {len(job.failed)} failed" if job.failed else ""
    return f"{done} of {len(job.planned)} pages{failed}, {left} left"


def time_left(done: int, left: int, seconds: float) -> str:
    """How long the rest takes if it goes on as it went, in words.

    >>> time_left(10, 300, 60.0)
    'about 30 min'
    >>> time_left(0, 300, 60.0)
    'unknown time'
    >>> time_left(10, 5, 60.0)
    'about 30 s'
    """
    if not done:
        return "unknown time"
    rest = max(left, 0) * seconds / done
    if rest < 90:
        return f"about {rest:.0f} s"
    if rest < 5400:
        return f"about {rest / 60:.0f} min"
    return f"about {rest / 3600:.1f} h"
