"""Runs ``wsm`` in a child process, and kills it where it is told to."""

import os
import select
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path
from signal import SIGKILL
from typing import IO, NamedTuple, Never

import psutil

import wsm.build
import wsm.cli
from bench.convert import NOW

_WRITES = os.O_WRONLY | os.O_RDWR
_PATIENCE = 60  # seconds; a worker that was only starting sees its parent gone when it has started
CRASHED = 70
"""The exit code of a run that ended with a traceback."""
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}


class Run(NamedTuple):
    """How a run ended: its exit code, or minus the signal; the ``changes`` to the disk that it made
    unless it was killed; its ``seconds``, the last line it ``said``, and how many processes it left
    ``behind`` that did not end of themselves."""

    status: int
    changes: int
    seconds: float
    said: str
    behind: int


class _Clock(datetime):
    """Stands still, for what commands write to be the same each time."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Clock":
        return cls.fromtimestamp(NOW.timestamp(), tz)


def run_wsm(
    folder: Path,
    arguments: Sequence[str],
    change: int | None = None,
    seconds: float | None = None,
    *,
    worker: bool = False,
) -> Run:
    """Run ``wsm`` in ``folder``. It gets SIGKILL right before its ``change``-th change to the disk
    (a file opened for writing, made, renamed or removed, a folder made or removed), or after
    ``seconds``; with ``worker`` it is not the command that gets it then, but the last of the
    processes that work for it, if there is one. The child is a fork, so no other thread may run
    here."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as account:
        child = os.fork()
        if not child:
            _be_child(folder, arguments, change, account)
        if seconds is not None:
            ended = os.pidfd_open(child)
            select.select([ended], [], [], seconds)
            os.close(ended)
            if worker:
                _kill_worker(child)
            else:
                os.kill(child, SIGKILL)
        _, status = os.waitpid(child, 0)
        took = time.monotonic() - started
        account.seek(0)
        counted, _, said = account.read().partition("\n")
    return Run(os.waitstatus_to_exitcode(status), int(counted or 0), took, said, _left(child))


def _kill_worker(leader: int) -> None:
    with suppress(psutil.Error):
        found = psutil.Process(leader).children()
        workers = [each for each in found if "resource_tracker" not in " ".join(each.cmdline())]
        if workers:
            workers[-1].kill()


def _left(leader: int) -> int:
    """How many of the processes that one started, which has ended, do not end of themselves."""
    count = 0
    for pid in psutil.pids():
        with suppress(ProcessLookupError):
            if os.getpgid(pid) == leader:
                ended = os.pidfd_open(pid)
                if not select.select([ended], [], [], _PATIENCE)[0]:
                    count += 1
                    os.kill(pid, SIGKILL)
                os.close(ended)
    return count


def _be_child(
    folder: Path, arguments: Sequence[str], change: int | None, account: IO[str]
) -> Never:
    """Run the command and end the process, whatever happens; nothing of the parent's is run."""
    os.setpgid(0, 0)
    said = os.memfd_create("said")
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.chdir(folder)
    wsm.cli.datetime = _Clock  # type: ignore[attr-defined]
    status = CRASHED
    try:
        count = _count_changes(change)
        wsm.cli.main(list(arguments))
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    lines = os.pread(said, 2**20, 0).decode(errors="replace").splitlines()
    print(count(), lines[-1] if lines else "", sep="\n", end="", file=account, flush=True)
    os._exit(status)


def _count_changes(last: int | None) -> Callable[[], int]:
    """Count this process's changes to the disk from now on, and kill it before the ``last``."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        is_write = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        if is_write or event in _CHANGES:
            count += 1
            if count == last:
                os.kill(os.getpid(), SIGKILL)

    sys.addaudithook(hook)
    return lambda: count
