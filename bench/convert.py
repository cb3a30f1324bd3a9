"""Measures ``wsm convert`` and its stages on invented archives."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random

import click

from bench.forum import threads
from bench.markup import write_page
from bench.measure import growth, run, table
from scraper.body import find_blocks
from scraper.captures.archive import read_archive, write_warc
from scraper.decode import decode
from scraper.emit import emit
from scraper.enrich.hosts import find_hosts
from scraper.enrich.products import ProductVocabulary, thread_products
from scraper.enrich.prose import own_words
from scraper.enrich.replies import find_replies
from scraper.enrich.topics import TopicVocabulary, thread_topics
from scraper.grammar import read_page
from scraper.html import html_lines
from scraper.lines import text_lines
from scraper.model import Capture
from scraper.publish import publish
from scraper.redaction import Redactions
from scraper.restore import restore
from scraper.thread import parse_capture, read_thread
from scraper.work import Batch, local_pool
from scraper.work import run as run_job
from scraper.yamlfile import read_model

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""When invented pages were captured and imported."""
_MEBI = 2**20


def captures(count: int) -> Iterator[Capture]:
    """Captures of ``count`` invented threads of ten posts, in mixed markup and charsets."""
    for thread in threads(count):
        payload, media_type, label = write_page(thread, Random(thread.id))
        name = f"{thread.id}.html"
        yield Capture(payload, media_type, name, thread.source.url, NOW, label)


def make_checkout(folder: Path, count: int) -> None:
    """A checkout in ``folder`` with the product's settings and an archive of invented threads."""
    (folder / "archive").mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copy(ROOT / "archive" / "redactions.yml", folder / "archive")
    shutil.copytree(ROOT / "vocabulary", folder / "vocabulary")
    write_warc(folder / "archive" / "invented.warc.gz", captures(count), NOW)


def add_capture(folder: Path) -> None:
    """Add a page to the archive of such a checkout: a thread of June 1999 that it lacks."""
    write_warc(folder / "archive" / "later.warc.gz", islice(captures(3), 1, 2), NOW)


def bench_convert(sizes: tuple[int, ...]) -> None:
    """Print the tables of ``scripts/bench convert``.

    ``read and write`` is conversion alone, captures to pages of threads in memory with two
    processes; ``convert`` is the command, with all that is derived and the index pages, then
    again with nothing changed, and with one more capture.
    """
    wsm = Path(sys.executable).with_name("wsm")
    rows: list[tuple[object, ...]] = []
    times = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make_checkout(folder, size)
            alone = _alone(folder / "archive")
            first = run([wsm, "convert"], folder)
            again = run([wsm, "convert"], folder)
            add_capture(folder)
            more = run([wsm, "convert"], folder)
            proof = run([wsm, "verify"], folder)
        times.append(first.seconds)
        rows.append(
            (
                size,
                f"{alone:.1f}",
                f"{size / alone:.0f}",
                f"{first.seconds:.1f}",
                f"{size / first.seconds:.0f}",
                f"{first.peak / _MEBI:.0f}",
                f"{again.seconds:.1f}",
                f"{more.seconds:.1f}",
                f"{proof.seconds:.1f}",
            )
        )
    header = (
        "threads",
        "read and write s",
        "threads/s",
        "convert s",
        "threads/s",
        "peak MiB",
        "unchanged s",
        "one new s",
        "verify s",
    )
    click.echo(table(header, rows))
    if len(sizes) > 1:
        click.echo(f"\ngrowth: threads to the power of {growth(sizes, times):.2f}")
    click.echo("\n" + _stages())


def _alone(archive: Path) -> float:
    """Seconds from captures to pages, nothing derived and nothing written, with two processes."""
    started = time.perf_counter()
    for _ in run_job(_read_and_write, read_archive(archive, click.echo), local_pool(2)):
        pass
    return time.perf_counter() - started


def _read_and_write(batch: Batch) -> list[str]:
    return [emit(publish(read_thread(capture), Redactions())) for capture in batch]


def _stages() -> str:
    """What each stage costs, one after another over the same 200 pages in one process."""
    pages = list(captures(200))
    rules = Redactions()
    topics = read_model(ROOT / "vocabulary" / "topics.yml", TopicVocabulary)
    products = read_model(ROOT / "vocabulary" / "products.yml", ProductVocabulary)
    decoded = [decode(page.payload, page.label) for page in pages]
    lines = [
        html_lines(one.text, page.url) if page.media_type == "text/html" else text_lines(one.text)
        for one, page in zip(decoded, pages, strict=True)
    ]
    parsed = [parse_capture(page) for page in pages]
    published = [publish(thread, rules) for thread in parsed]
    own = [own_words(thread) for thread in published]
    markdown = [emit(thread) for thread in published]
    bodies = [message.lines for thread in parsed for message in thread.messages]
    html = [(one, page) for one, page in zip(decoded, pages, strict=True)]
    stages: dict[str, Callable[[], object]] = {
        "decode": lambda: [decode(page.payload, page.label) for page in pages],
        "lines": lambda: [
            html_lines(one.text, page.url)
            if page.media_type == "text/html"
            else text_lines(one.text)
            for one, page in html
        ],
        "grammar": lambda: [read_page(each) for each in lines],
        "blocks": lambda: [find_blocks(each) for each in bodies],
        "publish": lambda: [publish(thread, rules) for thread in parsed],
        "replies": lambda: [find_replies(thread.messages) for thread in parsed],
        "own words": lambda: [own_words(thread) for thread in published],
        "topics": lambda: [thread_topics(each, topics) for each in own],
        "products": lambda: [thread_products(each, products) for each in own],
        "hosts": lambda: [find_hosts(thread) for thread in published],
        "emit": lambda: [emit(thread) for thread in published],
        "restore": lambda: [restore(page) for page in markdown],
    }
    rows = []
    for name, stage in stages.items():
        started = time.perf_counter()
        stage()
        rows.append((name, f"{(time.perf_counter() - started) / len(pages) * 1000:.2f}"))
    return table(("stage", "ms a thread"), rows)
