"""Links from a thread to those before and after it, of all threads and of each of its topics."""

import json
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from html import escape
from itertools import pairwise
from os.path import relpath
from pathlib import Path
from typing import NamedTuple

from marginalia.text import visible
from scraper.pages.order import ORDER


class _Thread(NamedTuple):
    path: str
    title: str
    topics: list[str]


class Order(NamedTuple):
    """All threads in order of time, ``topics`` the positions of each topic's; see ``ORDER``."""

    labels: dict[str, str]
    threads: list[_Thread]
    positions: dict[str, int]
    topics: dict[str, list[int]]


def neighbours(docs: Path, path: str) -> str:
    """HTML of the links, as items of a list, from the thread whose page is ``path`` below ``docs``.

    Empty where there is no other thread, or where ``wsm convert`` has not listed this one.
    """
    order = _order(docs)
    return neighbours_in(order, path) if order else ""


def shown_beside(docs: Path) -> dict[str, str]:
    """What ``neighbours`` shows for each page, as text that differs where that differs, and which
    takes a tenth of the time."""
    order = _order(docs)
    if order is None:
        return {}
    rows: list[tuple[str, Sequence[int]]] = [("", range(len(order.threads)))]
    rows += [(order.labels[topic], positions) for topic, positions in order.topics.items()]
    named = [f"\n{thread.path} {thread.title}" for thread in order.threads]
    shown = [" ".join(thread.topics) for thread in order.threads]
    for label, positions in rows:
        for before, after in pairwise(positions):
            shown[before] += f"\n{label} →{named[after]}"
            shown[after] += f"\n{label} ←{named[before]}"
    return {thread.path: text for thread, text in zip(order.threads, shown, strict=True)}


def neighbours_in(order: Order, path: str) -> str:
    """The same, from an order that was read."""
    at = order.positions.get(path)
    if at is None:
        return ""
    topics = order.threads[at].topics
    rows = [_row("すべて", order, range(len(order.threads)), at)]
    rows += [_row(order.labels[topic], order, order.topics[topic], at) for topic in topics]
    return "".join(rows)


def read_order(text: str) -> Order:
    """Read what ``scraper.pages.order`` wrote."""
    labels, *rows = map(json.loads, text.rstrip("\n").split("\n"))
    threads = [_Thread(*row) for row in rows]
    topics: dict[str, list[int]] = {}
    for at, thread in enumerate(threads):
        for topic in thread.topics:
            topics.setdefault(topic, []).append(at)
    return Order(labels, threads, {each.path: at for at, each in enumerate(threads)}, topics)


def _order(docs: Path) -> Order | None:
    file = docs / ORDER
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else None


@cache
def _read(file: Path, changed: int) -> Order:  # noqa: ARG001 - a file that changed is read anew
    return read_order(file.read_text("utf-8"))


def _row(label: str, order: Order, positions: Sequence[int], at: int) -> str:
    here, place = order.threads[at].path, bisect_left(positions, at)
    before = [order.threads[each] for each in positions[max(place - 1, 0) : place]]
    after = [order.threads[each] for each in positions[place + 1 : place + 2]]
    links = [
        f'<a href="{escape(_address(each.path, here))}" rel="{rel}">{arrow} '
        f"{escape(visible(each.title)) or '（無題）'}</a>"
        for rel, arrow, found in (("prev", "←", before), ("next", "→", after))
        for each in found
    ]
    return f"<li><span>{escape(label)}</span> {' '.join(links)}</li>" if links else ""


def _address(path: str, here: str) -> str:
    folder, _, name = path.rpartition("/")
    return _way(folder, here.rpartition("/")[0]) + name.removesuffix(".md") + ".html"


@cache
def _way(folder: str, here: str) -> str:
    """From one folder to another, of which there are as many as years."""
    return "" if folder == here else relpath(folder, here) + "/"
