"""Measures what annotations add to a build."""

import resource
import shutil
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import get_args

import click

from bench.convert import ROOT, make_checkout
from bench.measure import run, table
from bench.words import Vocabulary
from marginalia.annotations.anchor import Span, quote_at
from marginalia.annotations.form import annotation_text
from marginalia.annotations.model import FrontMatter, Kind
from marginalia.post import render_body
from marginalia.runs import visible_text
from scraper.restore import restore

_KINDS = get_args(Kind)
_FIRST = date(2026, 1, 1)
_STUB = "# 会議室\n"
_GUIDES = """---
title: T
description: D
lang: ja
updated: 2026-01-01
---
"""


def bench_annotations(sizes: tuple[int, ...]) -> None:
    """Print the table of ``scripts/bench annotations``: ``wsm build`` without annotations, and
    with one for every two threads.

    Seconds are those of the processor, the lesser of two runs on converted pages.
    """
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _make_checkout(folder, size)
            _seconds(folder)  # converts, which is no part of what is compared
            without = min(_seconds(folder), _seconds(folder))
            count = _write_annotations(folder, size // 2)
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


def _make_checkout(folder: Path, threads: int) -> None:
    """An invented archive with what the site needs besides."""
    make_checkout(folder, threads)
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    written = {
        "index.md": _STUB,
        "about/index.md": _STUB,
        "guides/index.md": _GUIDES + _STUB,
        "annotations/index.md": (ROOT / "docs/annotations/index.md").read_text("utf-8"),
        "search.md": _STUB,
    }
    for name, text in written.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _seconds(folder: Path) -> float:
    """Processor time that ``wsm build`` took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run([Path(sys.executable).with_name("wsm"), "build"], folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def _write_annotations(folder: Path, wanted: int) -> int:
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
