"""``scripts/bench``: measures a stage and prints a table."""

from pathlib import Path

import click

from bench.annotations import bench_annotations
from bench.convert import bench_convert
from bench.enrich import bench_enrich
from bench.search import bench_search
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


@main.command()
def topics() -> None:
    """Precision and recall of topics against the posts that a person labelled."""
    main_report()


if __name__ == "__main__":
    main(prog_name="scripts/bench")
