"""Worker processes do not outlive the process that they work for."""

import os
import select
import subprocess
import sys
from contextlib import suppress

from scraper.workers import process_pool

LIMIT = 60  # seconds
PARENT = """
import os, signal, sys
from scraper.workers import process_pool

if __name__ == "__main__":
    with process_pool(2) as pool:
        print(*{pool.submit(os.getpid).result() for _ in range(20)}, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_pool_calls_what_each_process_starts_with() -> None:
    with process_pool(1, sys.setrecursionlimit, 2_345) as pool:
        assert pool.submit(sys.getrecursionlimit).result() == 2_345


def test_workers_end_when_their_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    workers = parent.stdout.readline().split()
    assert workers
    for worker in workers:
        with suppress(ProcessLookupError):
            ended = os.pidfd_open(int(worker))
            assert select.select([ended], [], [], LIMIT)[0], "it still runs"
            os.close(ended)
    parent.communicate(timeout=LIMIT)
