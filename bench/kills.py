"""Kills commands at many moments, and looks at what they left: ``scripts/bench kills``."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from shutil import copytree, rmtree
from typing import TYPE_CHECKING, NamedTuple

import click

from bench.convert import add_capture, captures
from bench.dying import CRASHED, Run, run_wsm
from bench.measure import table
from bench.project import make_project
from scraper.captures.archive import read_archive

if TYPE_CHECKING:
    from scraper.errors import ContentError

COMMANDS = ("import", "convert", "build")
"""What is killed; ``wsm fetch`` needs a server, and ``tests/fetch`` kills it."""

_THREADS = 8
# So many that there is work for several processes: two batches of captures, three of pages.
_SHARED = 70
Files = dict[str, str]


class Start(NamedTuple):
    """A checkout to run a command in, and the arguments."""

    folder: Path
    arguments: Sequence[str]
    workers: int


def bench_kills(commands: Sequence[str], times: int, seed: int, workers: int = 1) -> int:
    """Kill each of the commands so often, print each fault and a table; return how many faults.

    One kill in two comes right before a change to the disk, one at a random time; with several
    workers, one in three is of a worker, after which the command must say so in one line, or end
    well. What is on disk must then be whole: the archive is read without a problem, each file is
    what it was before or what the command makes of it, and the site is one or the other altogether.
    The same command must then end well, and leave to the byte what it leaves when nothing kills it.
    """
    rows: list[tuple[object, ...]] = []
    faults: list[str] = []
    for command in commands:
        with tempfile.TemporaryDirectory() as name:
            trials = _Trials(_start(command, Path(name), workers))
            killed = sum(trials.kill(Random(f"{seed} {at}"), at) for at in range(times))
        run = trials.undisturbed
        rows.append((command, run.changes, f"{run.seconds:.1f}", times, killed, len(trials.faults)))
        faults += [f"{command}, {fault}" for fault in trials.faults]
    for fault in faults:
        click.echo(fault)
    header = ("command", "changes to the disk", "seconds", "runs", "killed in them", "faults")
    click.echo(table(header, rows))
    return len(faults)


class _Trials:
    """The runs of one command, each in a copy of the checkout."""

    def __init__(self, start: Start) -> None:
        self.faults: list[str] = []
        self._start = start
        self._before = _files(start.folder)
        self._copy = start.folder.with_name("copy")
        self.undisturbed = _ended_well(self._run())
        self._after = _files(self._copy)

    def kill(self, random: Random, number: int) -> bool:
        """Kill one run, note what is wrong then, and tell whether it was still running."""
        change, seconds = None, None
        kind = number % (2 if self._start.workers == 1 else 3)
        if kind:
            seconds = random.uniform(0, self.undisturbed.seconds)
            where = f"{'itself' if kind == 1 else 'a worker'} after {seconds:.2f} s"
        else:
            change = random.randint(1, self.undisturbed.changes)
            where = f"before change {change} of {self.undisturbed.changes}"
        killed = self._run(change, seconds, worker=kind == 2)
        if killed.status == CRASHED:
            self.faults.append(f"killed {where}: it ends with a traceback: {killed.said}")
        self.faults += [f"killed {where}: {fault}" for fault in self._faults()]
        if killed.behind:
            self.faults.append(f"killed {where}: {killed.behind} processes are left behind")
        again = run_wsm(self._copy, self._start.arguments)
        left = _files(self._copy)
        if again.status:
            self.faults.append(f"killed {where}: the next run fails: {again.said}")
        elif left != self._after:
            path = min(path for path in left | self._after if _differs(path, left, self._after))
            self.faults.append(f"killed {where}: the next run leaves another {path}")
        return killed.status != 0

    def _run(
        self, change: int | None = None, seconds: float | None = None, *, worker: bool = False
    ) -> Run:
        rmtree(self._copy, ignore_errors=True)
        copytree(self._start.folder, self._copy)
        return run_wsm(self._copy, self._start.arguments, change, seconds, worker=worker)

    def _faults(self) -> Iterator[str]:
        """What is not whole."""
        problems: list[ContentError] = []
        for _ in read_archive(self._copy / "archive", problems.append):
            pass
        yield from map(str, problems)
        now = _files(self._copy)
        if not any(path.startswith("site/") for path in now):
            # Between the two renames that put a site in the place of another.
            now |= {
                f"site/{path}": digest for path, digest in _files(self._copy / ".site.old").items()
            }
        for path in sorted(now | self._before):
            if _differs(path, now, self._before) and _differs(path, now, self._after):
                yield f"{path} is neither the old nor the new one"
        sites = [
            {path: digest for path, digest in files.items() if path.startswith("site/")}
            for files in (now, self._before, self._after)
        ]
        if sites[0] not in sites[1:]:
            yield "the site is neither the old nor the new one"


def _ended_well(run: Run) -> Run:
    if run.status:
        raise click.ClickException(f"it fails undisturbed: {run.said}")
    return run


def _differs(path: str, one: Files, other: Files) -> bool:
    return one.get(path) != other.get(path)


def _files(folder: Path) -> Files:
    """Digests of files by their path, without hidden ones, which nothing reads as its own."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        for name in [path.relative_to(folder).as_posix()]
    }


def _start(command: str, folder: Path, workers: int) -> Start:
    """The checkout that a command has something to change in, and something to leave alone."""
    start = folder / "start"
    make_project(start, _THREADS if workers == 1 else _SHARED)
    if command == "import":
        (start / "saved").mkdir()
        for capture in islice(captures(3 * _THREADS), _THREADS, None):
            (start / "saved" / capture.name).write_bytes(capture.payload)
        return Start(start, ["import", "saved"], workers)
    arguments = [command, "--workers", str(workers)]
    _ended_well(run_wsm(start, arguments))
    add_capture(start)
    (start / "docs/threads/1996/960101000000.md").write_text("left over", "utf-8")
    if workers > 1:
        rmtree(start / ".cache")  # one capture is not enough work to share
    return Start(start, arguments, workers)
