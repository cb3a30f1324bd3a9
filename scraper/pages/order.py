"""All threads in order of time, as one file: where a page finds the threads beside its own."""

import json
from collections.abc import Iterable, Iterator

from scraper.enrich.topics import TopicVocabulary
from scraper.summary import Summary

ORDER = "threads/.order.jsonl"
"""Where the file is below ``docs``. It is no page: generators leave hidden files out of the site.

Its first line is the labels of the topics by id; each other line is a thread,
``[path below docs, title, [ids of its topics]]``. So a new thread adds one line, and the Markdown
of no other thread changes."""

# A link shows no more.
_TITLE = 60


def order_file(summaries: Iterable[Summary], vocabulary: TopicVocabulary) -> str:
    """The text of the file; the order of the summaries does not matter."""
    labels = {entry.id: entry.label.ja for entry in vocabulary.topics}
    ordered = sorted(summaries, key=lambda each: (each.day, each.id))
    rows = [labels, *map(_row, ordered)]
    return "".join(_lines(rows))


def _row(summary: Summary) -> list[object]:
    title = summary.title
    shown = title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"
    return [summary.path, shown, [topic.id for topic in summary.topics if topic.whole]]


def _lines(rows: Iterable[object]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
