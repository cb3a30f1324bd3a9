"""Measures search: is it exact, what does a query fetch and take, what does the index cost."""

import tempfile
from array import array
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import click
from playwright.sync_api import Browser, Error

from bench.asking import Answer, Cost, answers, chromium, costs
from bench.corpora import SectionText, make_forum_site, make_manual_site, read_sections
from bench.engines import KENSAKU, Engine, Made, index_kensaku, make_peers
from bench.manpages import PACKAGE
from bench.measure import Measured, table
from bench.peers import missing
from bench.phrases import Haystack, Query, queries
from bench.serving import serving

_MANUAL = "manpages-ja"

_COLUMNS = {
    "corpus": "manual pages of Debian, or the site of so many invented threads of ten posts",
    "engine": "kensaku finds sections; the others find pages, right if a section holds the query",
    "recall": "share of what is true that is found, mean over queries; or why the engine failed",
    "precision": "share of what is found that is true, mean over queries",
    "exact": "queries answered with exactly the true set, of all asked",
    "first right": "share of the queries with an answer whose first hit is right",
    "cold KB": "a reader's first query: all that is fetched, client included; median",
    "cold requests": "and in how many requests; median",
    "cold ms": "and how long it takes from opening the index; median",
    "warm KB": "the next query: what it fetches besides; median, 99th percentile",
    "warm requests": "and in how many requests; median, 99th percentile",
    "warm ms": "and how long it takes to the first ten results; median, 99th percentile",
    "text MB": "the display text of all sections in UTF-8",
    "index": "all that the engine may serve, in proportion to that text",
    "build s": "wall-clock time of the indexer",
    "peak MB": "proportional set size of the indexer and its children, at its greatest",
}
_BUDGET = {
    "corpus": "budget", "engine": "at 10,000", "recall": "1.000", "precision": "1.000",
    "cold KB": "≤ 300", "warm KB": "≤ 100, 800", "warm ms": "≤ 30, 300", "index": "≤ 1.50",
    "build s": "≤ 60", "peak MB": "≤ 1500",
}  # fmt: skip

Row = dict[str, str]


class Corpus(NamedTuple):
    """A site to measure on, what is asked of it, and for each query the places in ``sections`` of
    those that hold it."""

    name: str
    site: Path
    sections: Sequence[SectionText]
    queries: Sequence[Query]
    truths: Sequence[Sequence[int]]

    @property
    def asked(self) -> Iterator[tuple[Query, Set[str]]]:
        """The queries, each with the addresses of the sections that hold it."""
        for query, true in zip(self.queries, self.truths, strict=True):
            yield query, {self.sections[number].url for number in true}

    @property
    def timed(self) -> list[Query]:
        """Phrases as they come in the text."""
        return [query for query in self.queries if query.timed]


def bench_search(sizes: Sequence[int], with_peers: bool, keep: Path | None) -> None:
    """Print the tables of ``scripts/bench search``."""
    rows: list[Row] = []
    notes = missing() if with_peers else []
    families: list[tuple[object, ...]] = []
    with _folder(keep) as folder, chromium() as browser:
        for name, make in _makers(sizes):
            site = folder / name.replace(" ", "-")
            if not site.is_dir() and not make(site):
                notes.append(f"{_MANUAL} is not installed: apt-get install {PACKAGE}")
                continue
            measured = index_kensaku(site)
            corpus = _corpus(name, site, read_sections(site))
            families.append((name, *_families(site / "kensaku")))
            made = [Made(KENSAKU, measured)]
            if with_peers:
                made += make_peers(site, corpus.sections)
            for each in made:
                rows.append(_row(browser, corpus, *each))
                click.echo("  ".join(rows[-1].values()), err=True)  # all of it may take long
    rows.append(_BUDGET)
    click.echo(table(list(_COLUMNS), [[row.get(name, "") for name in _COLUMNS] for row in rows]))
    click.echo("\nindex in KB (1,000 bytes):\n")
    click.echo(table(("corpus", "all", *_FAMILIES.values()), families))
    click.echo()
    for name, meaning in _COLUMNS.items():
        click.echo(f"- {name}: {meaning}")
    for note in notes:
        click.echo(f"- {note}")


def _makers(sizes: Sequence[int]) -> Iterator[tuple[str, Callable[[Path], bool]]]:
    yield _MANUAL, make_manual_site
    for size in sizes:
        yield f"{size} threads", partial(make_forum_site, threads=size)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
    else:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)


def _corpus(name: str, site: Path, sections: Sequence[SectionText]) -> Corpus:
    haystack = Haystack(sections)
    # The Markdown of a thread has the lines of the posts, its page runs them together.
    pages = sorted(site.glob("man*/*.html" if name == _MANUAL else "threads/*/????????????.md"))
    sources = [path.read_text("utf-8") for path in pages[:: len(pages) // 300 + 1]]
    asked = queries(haystack, sources)
    truths = [array("I", sorted(haystack.find(query.terms))) for query in asked]
    return Corpus(name, site, sections, asked, truths)


def _row(browser: Browser, corpus: Corpus, engine: Engine, measured: Measured | None) -> Row:
    text = sum(len(section.text.encode()) for section in corpus.sections)
    files = [path for path in (corpus.site / engine.folder).rglob("*") if path.is_file()]
    row = {
        "corpus": corpus.name,
        "engine": engine.name,
        "text MB": f"{text / 1e6:.1f}",
        "index": f"{sum(path.stat().st_size for path in files) / text:.2f}",
        "build s": f"{measured.seconds:.1f}" if measured else "",
        "peak MB": f"{measured.peak / 1e6:.0f}" if measured else "",
    }
    with serving(corpus.site, [engine.folder]) as base:
        try:
            given = answers(browser, base, engine, corpus.asked)
            row |= _quality(given)
            timed = corpus.timed[: engine.readers + 1]
            row |= _costs(*costs(browser, base, engine, timed))
        except Error as error:
            row["recall"] = str(error).splitlines()[0]
            return row
    _report_wrong(engine, given)
    return row


def _quality(given: Sequence[Answer]) -> Row:
    recalls = [x.recall for x in given if x.recall is not None]
    precisions = [x.precision for x in given if x.precision is not None]
    possible = [x for x in given if x.true]
    return {
        "recall": f"{sum(recalls) / len(recalls):.3f}",
        "precision": f"{sum(precisions) / len(precisions):.3f}" if precisions else "-",
        "exact": f"{sum(x.exact for x in given)} of {len(given)}",
        "first right": f"{sum(x.first for x in possible) / len(possible):.3f}",
    }


def _costs(cold: Sequence[Cost], warm: Sequence[Cost]) -> Row:
    return {
        "cold KB": f"{median(x.bytes for x in cold) / 1000:.0f}",
        "cold requests": f"{median(x.requests for x in cold):.0f}",
        "cold ms": f"{median(x.milliseconds for x in cold):.0f}",
        "warm KB": _pair([x.bytes / 1000 for x in warm]),
        "warm requests": _pair([x.requests for x in warm]),
        "warm ms": _pair([x.milliseconds for x in warm]),
    }


def _pair(values: Sequence[float]) -> str:
    return f"{median(values):.0f}, {sorted(values)[int(len(values) * 0.99)]:.0f}"


def _report_wrong(engine: Engine, given: Sequence[Answer]) -> None:
    """Name on stderr what our own search got wrong: there must be nothing."""
    for each in given if engine is KENSAKU else ():
        if not each.exact:
            click.echo(f"wrong: {each}", err=True)


_FAMILIES = {"i": "manifest", "g": "grams", "t": "text", "c": "columns"}


def _families(folder: Path) -> Iterator[str]:
    """The sizes of all chunks, and of those of each family."""
    sizes = dict.fromkeys(_FAMILIES, 0)
    for path in (folder / "index.js", *folder.glob("*/*.js")):
        sizes[path.name[0]] += path.stat().st_size
    yield f"{sum(sizes.values()) / 1000:,.0f}"
    for size in sizes.values():
        yield f"{size / 1000:,.0f}"
