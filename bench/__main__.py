"""``scripts/bench``: measures a stage and prints a table."""

import sys
from pathlib import Path

import click

from bench.annotations import bench_annotations
from bench.convert import bench_convert
from bench.enrich import bench_enrich
from bench.kills import COMMANDS, bench_kills
from bench.pages import bench_pages
from bench.search import bench_search
from bench.whole import bench_whole
from tests.scraper.enrich.topic_report import main as main_report


def _sizes(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[int, ...]:
    try:
        return tuple(int(size) for size in value.split(","))
    except ValueError as error:
        raise click.BadParameter("write numbers with commas: 100,1000,10000") from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure the product on invented forums of ten posts a thread."""


@main.command()
@click.option(
    "--sizes", default="100,1000,10000", show_default=True, callback=_sizes, help="Threads."
)
def convert(sizes: tuple[int, ...]) -> None:
    """Conversion of an archive: speed, memory, growth, and what each stage costs."""
    bench_convert(sizes)


@main.command()
@click.option("--sizes", default="100,1000", show_default=True, callback=_sizes, help="Threads.")
def enrich(sizes: tuple[int, ...]) -> None:
    """What is derived from threads: precision and recall of replies, time a post."""
    bench_enrich(sizes)


@main.command()
@click.option(
    "--sizes", default="100,1000,10000", show_default=True, callback=_sizes, help="Threads."
)
@click.option(
    "--peers", is_flag=True, help="Measure Material's search, Zensical and Pagefind as well."
)
@click.option(
    "--sites",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the built sites in this folder, and use those that are there.  [default: none]",
)
def search(sizes: tuple[int, ...], peers: bool, sites: Path | None) -> None:
    """Search in Chromium: exactness, what a query fetches and takes, the index's cost."""
    bench_search(sizes, peers, sites)


@main.command()
@click.option("--sizes", default="100,1000", show_default=True, callback=_sizes, help="Threads.")
def annotations(sizes: tuple[int, ...]) -> None:
    """What annotations add to a build: one for every two threads, against none."""
    bench_annotations(sizes)


@main.command("all")
@click.option(
    "--sizes", default="100,1000,10000", show_default=True, callback=_sizes, help="Threads."
)
@click.option("--peers", is_flag=True, help="Measure MkDocs, Zensical and Pagefind as well.")
@click.option("--limit", default=900, show_default=True, help="Stop a peer after so many seconds.")
def whole(sizes: tuple[int, ...], peers: bool, limit: int) -> None:
    """The whole build: each stage, after a change, growth, beside what others make."""
    bench_whole(sizes, peers, limit)


@main.command()
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A built site.  [default: build the checkout's]",
)
@click.option("--runs", default=3, show_default=True, help="Runs of Lighthouse for each page.")
def pages(site: Path | None, runs: int) -> None:
    """Weight of the site's pages, and Lighthouse: scores, first and largest paint, shift."""
    bench_pages(site, runs)


@main.command()
@click.option("--times", default=200, show_default=True, help="Kills of each command.")
@click.option("--seed", default=0, show_default=True, help="Chooses the moments.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help="Of convert and build; several are killed too.",
)
@click.option(
    "--command",
    "commands",
    multiple=True,
    default=COMMANDS,
    type=click.Choice(COMMANDS),
    help="What to kill; repeatable.  [default: each]",
)
def kills(times: int, seed: int, workers: int, commands: tuple[str, ...]) -> None:
    """Kill commands at many moments and look at what they leave; exits with 1 at a fault."""
    sys.exit(bench_kills(commands, times, seed, workers) > 0)


@main.command()
def topics() -> None:
    """Precision and recall of topics against the posts that a person labelled."""
    main_report()


if __name__ == "__main__":
    main(prog_name="scripts/bench")
