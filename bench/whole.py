"""Measures ``wsm build`` stage by stage and as a whole, and beside it what others make of the same
Markdown."""

import hashlib
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from bench.annotations import write_annotations
from bench.convert import add_capture
from bench.measure import Measured, growth, run, size_of, table
from bench.peers import missing
from bench.plain import measure_peers
from bench.project import WSM, make_project

_STAGE = re.compile(rb"^(?P<name>\w+): (?P<seconds>[0-9.]+) s$", re.MULTILINE)
"""What ``wsm build`` says at the end of each stage."""
_FROM_MARKDOWN = ("pages", "publish", "index")
_WHOLE = "all, from nothing"
_MEGA = 1e6

_MEANINGS = {
    "convert": "captures to Markdown, with all that is derived from threads and the index pages",
    "pages, publish, index": "stages of `wsm build`: Markdown to HTML, the last pass, the search",
    _WHOLE: "`wsm build` in a checkout that has captures only",
    "one new ...": "`wsm build` again, after that change alone",
    "peak MB": "proportional set size of the command and its children, at its greatest",
    "output MB": "of convert the Markdown, of the index its files, of all the site",
    "of ours": "its time in proportion to what of `wsm build` does the same: pages, publish and "
    "index, or index alone",
}

Row = tuple[object, ...]


class Step(NamedTuple):
    """What a stage took, and the bytes that it wrote, where they are told apart."""

    seconds: float
    peak: int
    size: int = 0


def bench_whole(sizes: Sequence[int], with_peers: bool, limit: float) -> None:
    """Print the tables of ``scripts/bench all``; a peer is stopped after ``limit`` seconds."""
    rows: list[Row] = []
    beside: list[Row] = []
    same: list[Row] = []
    seconds: dict[str, list[float]] = defaultdict(list)
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make_project(folder / "project", size)
            steps = _build(folder / "project")
            for stage, step in steps.items():
                seconds[stage].append(step.seconds)
                rows.append(_said(size, stage, *_cells(step), f"{size / step.seconds:.0f}"))
            same.append(_said(size, _differences(folder / "project")))
            if with_peers:
                beside += [_said(*row) for row in _beside(size, steps, folder, limit)]
    _print(rows, sizes, seconds)
    click.echo("\nthe site after these changes, against the same from nothing:\n")
    click.echo(table(("threads", "files that differ"), same))
    if with_peers:
        header = ("threads", "beside it", "s", "peak MB", "output MB", "of ours")
        click.echo("\n" + table(header, beside))
    click.echo()
    for what, meaning in _MEANINGS.items():
        click.echo(f"- {what}: {meaning}")
    for note in missing() if with_peers else ():
        click.echo(f"- {note}")


def _said(*row: object) -> Row:
    """The row, shown on stderr as soon as it is known: the whole may take an hour."""
    click.echo("  ".join(map(str, row)), err=True)
    return row


def _build(project: Path) -> dict[str, Step]:
    """What every stage takes from nothing, and the whole after a change."""
    first = run([WSM, "build"], project)
    site = project / "site"
    sizes = {"convert": size_of(project / "docs"), "index": size_of(site / "kensaku")}
    steps = {name: step._replace(size=sizes.get(name, 0)) for name, step in _stages(first)}
    steps[_WHOLE] = Step(first.seconds, first.peak, size_of(site))
    steps["nothing new"] = _again(project)
    if not write_annotations(project, 1):
        raise click.ClickException("no post could be annotated")
    steps["one new annotation"] = _again(project)
    add_capture(project)
    steps["one new capture"] = _again(project)
    return steps


def _again(project: Path) -> Step:
    measured = run([WSM, "build"], project)
    return Step(measured.seconds, measured.peak)


def _stages(build: Measured) -> Iterator[tuple[str, Step]]:
    """Each stage, with the most memory that there was before it said that it ended."""
    begun = 0
    for match in _STAGE.finditer(build.printed):
        memory = [each.memory for each in build.samples if begun <= each.printed < match.end()]
        yield match["name"].decode(), Step(float(match["seconds"]), max(memory, default=0))
        begun = match.end()


def _beside(size: int, steps: dict[str, Step], folder: Path, limit: float) -> Iterator[Row]:
    ours = [steps[name] for name in _FROM_MARKDOWN]
    whole = Step(
        sum(step.seconds for step in ours), max(step.peak for step in ours), steps[_WHOLE].size
    )
    index = steps["index"]
    yield size, "wsm build, without convert", *_cells(whole), "1.00"
    yield size, "wsm build, index alone", *_cells(index), "1.00"
    for peer in measure_peers(folder / "project" / "docs", folder / "plain", limit):
        name = f"{peer.name}, index alone" if peer.index_only else f"{peer.name}, its search"
        if peer.measured is None:
            yield size, name, peer.why, "", "", ""
            continue
        base = index if peer.index_only else whole
        step = Step(peer.measured.seconds, peer.measured.peak, peer.size)
        yield size, name, *_cells(step), f"{step.seconds / base.seconds:.2f}"


def _differences(project: Path) -> int:
    """How many files of the site are other than in a build from nothing."""
    site = project / "site"
    kept = _digests(site)
    shutil.rmtree(site)
    shutil.rmtree(project / ".cache")
    run([WSM, "build"], project)
    made = _digests(site)
    differing = sorted(name for name in {*kept, *made} if kept.get(name) != made.get(name))
    for name in differing[:10]:
        click.echo(f"differs: {name}", err=True)
    return len(differing)


def _digests(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).digest()
        for path in site.rglob("*")
        if path.is_file()
    }


def _cells(step: Step) -> tuple[str, str, str]:
    size = f"{step.size / _MEGA:.1f}" if step.size else ""
    return f"{step.seconds:.1f}", f"{step.peak / _MEGA:.0f}", size


def _print(rows: Sequence[Row], sizes: Sequence[int], seconds: dict[str, list[float]]) -> None:
    header = ("threads", "stage", "s", "peak MB", "output MB", "threads/s")
    click.echo(table(header, rows))
    if len(sizes) > 1:
        powers = [(stage, f"{growth(sizes, each):.2f}") for stage, each in seconds.items()]
        click.echo("\ntime grows with the number of threads to the power of:\n")
        click.echo(table(("stage", "power"), powers))
