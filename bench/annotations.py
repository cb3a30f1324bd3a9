"""Measures what annotations add to a build."""

import resource
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import get_args

import click

from bench.measure import run, table
from bench.project import WSM, make_project
from bench.words import Vocabulary
from marginalia.annotations.anchor import Span, quote_at
from marginalia.annotations.form import annotation_text
from marginalia.annotations.model import FrontMatter, Kind
from marginalia.post import render_body
from marginalia.runs import visible_text
from scraper.restore import restore

_KINDS = get_args(Kind)
_FIRST = date(2026, 1, 1)


def bench_annotations(sizes: tuple[int, ...]) -> None:
    """Print the table of ``scripts/bench annotations``: ``wsm build`` without annotations, and
    with one for every two threads.

    Seconds are those of the processor, the lesser of two runs on converted pages.
    """
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make_project(folder, size)
            _seconds(folder)  # converts, which is no part of what is compared
            without = min(_seconds(folder), _seconds(folder))
            count = write_annotations(folder, size // 2)
            with_them = min(_seconds(folder), _seconds(folder))
        added = with_them - without
        rows.append(
            (
                size,
                count,
                f"{without:.1f}",
                f"{with_them:.1f}",
                f"{added / without:.1%}",
                f"{added / count * 1000:.2f}",
            )
        )
    header = ("threads", "annotations", "without s", "with s", "added", "ms an annotation")
    click.echo(table(header, rows))


def _seconds(folder: Path) -> float:
    """Processor time that ``wsm build`` took for all pages."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run([WSM, "build"], folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def write_annotations(folder: Path, wanted: int) -> int:
    """Annotate words of a post in as many threads; return how many could be told from others."""
    vocabulary = Vocabulary(["メールサーバー"])
    count = 0
    for number, path in enumerate(sorted(folder.glob("docs/threads/*/*.md"))):
        if count == wanted:
            break
        if not path.stem.isdigit() or len(path.stem) < 12:
            continue
        random = Random(number)
        post = random.choice(restore(path.read_text("utf-8")).posts)
        text = visible_text(render_body(post.blocks, post.posted))
        filled = [at for at, character in enumerate(text[:-20]) if not character.isspace()]
        if not filled:
            continue
        start = random.choice(filled)
        quote = quote_at(text, Span(start, start + random.randint(4, 20)))
        if quote is None:
            continue
        head = FrontMatter(
            target=f"{path.stem}-{post.number}",
            quote=quote,
            kind=random.choice(_KINDS),
            author=random.choice("Aki Ben Chie Dai".split()),
            created=_FIRST + timedelta(days=random.randrange(300)),
        )
        body = "".join(vocabulary.sentence(random) for _ in range(4))
        note = folder / "annotations" / path.stem / "note.md"
        note.parent.mkdir(parents=True)
        note.write_text(
            annotation_text(head, f"{body}[出典](https://example.org/{number})\n"), "utf-8"
        )
        count += 1
    return count
