"""``scripts/bench``: measures a stage and prints a table."""

import click

from bench.convert import bench_convert
from bench.enrich import bench_enrich
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
def topics() -> None:
    """Precision and recall of topics against the posts that a person labelled."""
    main_report()


if __name__ == "__main__":
    main(prog_name="scripts/bench")
