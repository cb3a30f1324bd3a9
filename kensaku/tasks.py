"""Works in several processes."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from threading import Thread
from typing import Any

Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]


@contextmanager
def tasks(workers: int) -> Iterator[Map]:
    """Yield a ``map`` that may work in several processes, a few items ahead."""
    if workers == 1:
        yield map
        return
    with ProcessPoolExecutor(workers, initializer=_end_with_parent) as pool:

        def ordered(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
            ahead: deque[Future[Any]] = deque()
            for item in items:
                ahead.append(pool.submit(function, item))
                if len(ahead) > 4 * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()

        yield ordered


def _end_with_parent() -> None:
    """Let a worker end where the process it works for is killed: of itself it waits for ever."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
