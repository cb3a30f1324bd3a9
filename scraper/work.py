"""Runs a function over the captures of an archive: here, on every core, or on a cluster."""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from scraper.model import Capture
from scraper.workers import process_pool

Result = TypeVar("Result")
Batch = tuple[Capture, ...]
Job = Callable[[Batch], list[Result]]


class Pool(NamedTuple):
    """Workers: how to ``open`` them, and the ``least`` number of batches that is worth it."""

    open: Callable[[], AbstractContextManager[Executor]]
    least: int


# Some 300 ms of work, so that handing a batch over, with the vocabularies, is small beside it.
_BATCH = 32
_WAITING = 32


class SchedulerError(Exception):
    """The cluster cannot be used; the message says why."""


def run(job: Job[Result], captures: Iterable[Capture], pool: Pool | None) -> Iterator[Result]:
    """Yield the job's results in the order of the captures, whatever ran it.

    Captures are read as they are needed: what is in memory is bounded by ``_WAITING`` batches.
    Without a pool, or for less than it is worth, the work is done here.
    """
    batches = _batches(captures)
    first = list(islice(batches, pool.least if pool else 0))
    if pool is None or len(first) < pool.least:
        for batch in chain(first, batches):
            yield from job(batch)
        return
    with pool.open() as executor:
        waiting: deque[Future[list[Result]]] = deque()
        for batch in chain(first, batches):
            waiting.append(executor.submit(job, batch))
            if len(waiting) == _WAITING:
                yield from waiting.popleft().result()
        for future in waiting:
            yield from future.result()


def _batches(captures: Iterable[Capture]) -> Iterator[Batch]:
    iterator = iter(captures)
    while batch := tuple(islice(iterator, _BATCH)):
        yield batch


def local_pool(workers: int) -> Pool | None:
    """A pool of processes on this machine; None for one worker, who needs none."""
    if workers == 1:
        return None
    # Starting a process takes longer than one batch.
    return Pool(lambda: process_pool(workers, _collect_seldom), least=2)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let the garbage collector run less often: what is kept of ten thousand threads it would walk
    again and again, half of the time of taking it from the workers."""
    before = gc.get_threshold()
    _collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _collect_seldom() -> None:
    """The same for a worker to its end: parsed pages are full of cycles, which took a third of the
    time of reading HTML."""
    gc.set_threshold(200_000, 20, 20)


def cluster_pool(address: str) -> Pool:
    """The workers of a Dask scheduler, each with this package installed in the same version.

    Raises ImportError when the extra ``cluster`` is not installed, and, when the pool is opened,
    SchedulerError when no scheduler answers at ``address``. A worker that dies has its batches
    done by another (Dask retries three times).
    """
    from distributed import Client

    @contextmanager
    def connect() -> Iterator[Executor]:
        try:
            client = Client(address, timeout=5)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise SchedulerError(f"no Dask scheduler at {address}: {error}") from error
        with client, client.get_executor() as executor:  # type: ignore[no-untyped-call]
            yield executor

    return Pool(connect, least=1)
