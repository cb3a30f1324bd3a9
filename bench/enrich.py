"""Measures what is derived from a thread: how right the replies are, and what they cost a post."""

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from random import Random
from typing import NamedTuple

import click
import yaml

from bench.forum import threads
from bench.measure import table
from scraper.body import find_blocks
from scraper.captures.archive import read_archive
from scraper.enrich.replies import find_replies
from scraper.model import Message
from scraper.shapes import quote_mark
from scraper.thread import parse_capture

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "scraper" / "enrich" / "gold"

_THREADS = 300
_WIDTH = 20
_EDITED = 30
_QUOTES = 100_000

Pair = tuple[int, int]
"""A post and the post it answers."""


class Score(NamedTuple):
    """How many replies were to be found, how many were claimed, how many claims are right, and how
    many of those to be found were found."""

    true: int
    claimed: int
    right: int
    found: int

    @property
    def cells(self) -> tuple[str, ...]:
        """The counts, precision and recall."""
        precision = f"{self.right / self.claimed:.3f}" if self.claimed else "-"
        recall = f"{self.found / self.true:.3f}" if self.true else "-"
        return f"{self.true}", f"{self.claimed}", precision, recall


def bench_enrich(sizes: tuple[int, ...]) -> None:
    """Print the tables of ``scripts/bench enrich``: the replies, and their time for each size."""
    explicit, every = gold_replies()
    plain, edited = invented_replies(_THREADS), invented_replies(_THREADS, edit_quotes)
    strangers = invented_replies(_THREADS, quote_strangers)
    rows = [
        ("read by a person, explicit", *explicit.cells),
        ("read by a person, all", *every.cells),
        ("invented", *plain.cells),
        ("invented, quotations edited and wrapped anew", *edited.cells),
        (f"the same {plain.true} quotations, of other threads", *strangers.cells),
    ]
    click.echo(table(("replies", "true", "claimed", "precision", "recall"), rows))
    times = [
        (f"{size} threads", *_time(thread.messages for thread in threads(size))) for size in sizes
    ]
    times.append((f"a post of {_QUOTES // 1000} KB of quotations", *_time([quotes_only(_QUOTES)])))
    click.echo("\n" + table(("time", "posts", "ms a post"), times))


def gold_replies() -> tuple[Score, Score]:
    """The scores on the threads that a person read: of the explicit replies, and of all.

    A claim is right when the person read that reply, explicit or not; what counts as claimed is
    the same for both.
    """
    explicit, every, claimed = set(), set(), set()
    for capture in read_archive(ROOT / "archive", click.echo):
        thread = parse_capture(capture)
        path = GOLD / f"{thread.id}.yml"
        if path.is_file():
            gold = yaml.safe_load(path.read_text("utf-8"))
            every |= {(thread.id, each["post"], each["to"]) for each in gold}
            explicit |= {
                (thread.id, each["post"], each["to"]) for each in gold if each["how"] == "explicit"
            }
            claimed |= {(thread.id, *pair) for pair in _claims(thread.messages)}
    right = len(claimed & every)
    return (
        Score(len(explicit), len(claimed), right, len(claimed & explicit)),
        Score(len(every), len(claimed), right, right),
    )


def invented_replies(
    count: int, change: Callable[[Random, Sequence[Message]], Sequence[Message]] | None = None
) -> Score:
    """The score on invented threads whose replies are known, their posts changed by ``change``."""
    true, claimed, right = 0, 0, 0
    for thread in threads(count):
        messages: Sequence[Message] = thread.messages
        if change:
            messages = change(Random(thread.id), messages)
        wanted = {(message.number, to) for message in messages for to in message.replies_to}
        claims = _claims(messages)
        true += len(wanted)
        claimed += len(claims)
        right += len(claims & wanted)
    return Score(true, claimed, right, right)


def edit_quotes(random: Random, messages: Sequence[Message]) -> Sequence[Message]:
    """The posts with their quotations wrapped anew at 20 characters, Latin letters made full-width
    and one letter in 30 replaced."""
    return [_with_quotes(message, lambda text: _edit(random, text)) for message in messages]


def quote_strangers(random: Random, messages: Sequence[Message]) -> Sequence[Message]:
    """The posts with their quotations replaced by words of another thread, attributions left out:
    they answer nothing."""
    other = next(threads(1, seed=random.randrange(10**6))).messages
    words = [line for message in other for line in message.lines if len(line) > _WIDTH]
    changed = [_with_quotes(message, lambda _: random.choice(words)) for message in messages]
    return [
        message.model_copy(
            update={
                "lines": (lines := tuple(x for x in message.lines if not x.startswith("Date:"))),
                "blocks": find_blocks(lines),
                "replies_to": (),
            }
        )
        for message in changed
    ]


def quotes_only(size: int) -> Sequence[Message]:
    """Two posts: one of ``size`` bytes of text, one that quotes it line by line at depths that
    change with each line."""
    text = (
        "".join(
            line
            for thread in threads(size // 4000)
            for post in thread.messages
            for line in post.lines
        )
        .encode()[:size]
        .decode(errors="ignore")
    )
    lines = tuple(text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH))
    marked = tuple(">" * (1 + at % 2) + line for at, line in enumerate(lines))
    first, second = next(threads(1)).messages[:2]
    return [
        first.model_copy(update={"lines": lines, "blocks": find_blocks(lines)}),
        second.model_copy(update={"lines": marked, "blocks": find_blocks(marked)}),
    ]


def _claims(messages: Sequence[Message]) -> set[Pair]:
    return {(each.number, to) for each in find_replies(messages) for to in each.replies_to}


def _with_quotes(message: Message, change: Callable[[str], str]) -> Message:
    lines: list[str] = []
    for mark, run in groupby(message.lines, quote_mark):
        if mark:
            text = change("".join(line[len(mark) :] for line in run))
            lines += [mark + text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
        else:
            lines += run
    return message.model_copy(update={"lines": tuple(lines), "blocks": find_blocks(lines)})


def _edit(random: Random, text: str) -> str:
    return "".join(
        "変"
        if random.randrange(_EDITED) == 0
        else chr(ord(char) + 0xFEE0)
        if "!" <= char <= "~"
        else char
        for char in text
    )


def _time(posts: Iterable[Sequence[Message]]) -> tuple[str, str]:
    count, seconds = 0, 0.0
    for messages in posts:
        started = time.perf_counter()
        find_replies(messages)
        seconds += time.perf_counter() - started
        count += len(messages)
    return f"{count}", f"{seconds / count * 1000:.2f}"
