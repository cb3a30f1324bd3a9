"""All threads in order of time, as one file: where a page finds the threads beside its own."""

import json
from collections.abc import Iterable, Iterator

from scraper.enrich.topics import TopicVocabulary
from scraper.pages.entries import Entries

ORDER = "threads/.order.jsonl"
"""Where the file is below ``docs``. It is no page: generators leave hidden files out of the site.

Its first line is the labels of the topics by id; each other line is a thread,
``[path below docs, title, [ids of its topics]]``. So a new thread adds one line, and the Markdown
of no other thread changes."""

# A link shows no more.
_TITLE = 60


def order_file(threads: Iterable[Entries], vocabulary: TopicVocabulary) -> str:
    """The text of the file; the order of the threads does not matter."""
    labels = {entry.id: entry.label.ja for entry in vocabulary.topics}
    ordered = sorted(threads, key=lambda each: (each.day, each.id))
    rows = [labels, *map(_row, ordered)]
    return "".join(_lines(rows))


def _row(thread: Entries) -> list[object]:
    title = thread.title
    shown = title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"
    return [thread.path, shown, [topic for topic, whole, *_ in thread.topics if whole]]


def _lines(rows: Iterable[object]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
