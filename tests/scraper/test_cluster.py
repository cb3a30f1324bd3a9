"""Conversion on a real Dask scheduler with two workers, one of which is killed half-way."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from distributed import Client

from bench.forum import threads
from scraper.convert import convert
from scraper.model import Capture
from scraper.redaction import Redactions
from scraper.verify import verify
from scraper.work import SchedulerError, cluster_pool
from tests.scraper.cases import page_of, vocabularies
from tests.scraper.sazanami.pages import thread
from tests.scraper.sazanami.profile import PROFILE as SAZANAMI

ROOT = Path(__file__).parents[2]
RULES, WORDS = Redactions(), vocabularies()
CAPTURES = [
    Capture(page_of(thread).encode(), "text/plain", f"{thread.id}.txt", thread.source.url)
    for thread in threads(400, posts=4)
]


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", *arguments]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as running:
        yield running
        running.kill()


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    options = ("--host", "127.0.0.1", "--port", port, "--no-dashboard", "--no-show")
    with process("distributed.cli.dask_scheduler", *options):
        yield address


def worker(address: str) -> tuple[str, ...]:
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    return ("distributed.cli.dask_worker", address, *options)


def kill_when_pages_appear(victim: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(3000):
        if any(folder.rglob("*.md")):
            victim.send_signal(signal.SIGKILL)
            return
        time.sleep(0.01)


def pages(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.md")}


def test_a_cluster_gives_the_same_bytes_though_a_worker_dies(
    scheduler: str, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    convert(lambda: CAPTURES, RULES, WORDS, here, pytest.fail)
    with process(*worker(scheduler)) as victim, process(*worker(scheduler)):
        with Client(scheduler, timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
        killer = threading.Thread(target=kill_when_pages_appear, args=(victim, there))
        killer.start()
        pool = cluster_pool(scheduler)
        report = convert(lambda: CAPTURES, RULES, WORDS, there, pytest.fail, pool=pool)
        killer.join()
        assert victim.wait(timeout=10) == -signal.SIGKILL
    assert report.threads == len(CAPTURES)
    assert pages(there) == pages(here)


def test_a_cluster_reads_another_forum_by_its_profile(scheduler: str, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    board = [thread(number) for number in range(1, 71)]
    convert(lambda: board, RULES, WORDS, here, pytest.fail, profile=SAZANAMI)
    with process(*worker(scheduler)):
        pool = cluster_pool(scheduler)
        convert(lambda: board, RULES, WORDS, there, pytest.fail, profile=SAZANAMI, pool=pool)
        proof = verify(board, RULES, there, pytest.fail, profile=SAZANAMI, pool=pool)
    assert pages(there) == pages(here)
    assert (proof.threads, proof.posts) == (70, 210)


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
    pool = cluster_pool(address)
    with pytest.raises(SchedulerError, match=address):
        convert(lambda: CAPTURES, RULES, WORDS, tmp_path, pytest.fail, pool=pool)
