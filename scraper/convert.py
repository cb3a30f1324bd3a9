"""Archive → the generated part of the site's Markdown."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from scraper.emit import emit
from scraper.errors import ContentError
from scraper.files import write_atomic
from scraper.listing import entry, index_pages
from scraper.model import Capture, Thread
from scraper.publish import publish
from scraper.redaction import Redactions
from scraper.thread import parse_capture


REDACTIONS = "redactions.yml"
"""The file of the archive that says what is not published."""


class Report(NamedTuple):
    """What a conversion did: ``threads`` read, the pages ``written``, and the pages ``left``
    below the folder that belong to none of them."""

    threads: int
    written: list[Path]
    left: list[Path]


def page_path(thread: Thread) -> str:
    """Where a thread's page is below ``docs/threads``; the site keeps this address for good."""
    return f"{thread.messages[0].posted.year}/{thread.id}.md"


def published_threads(
    captures: Iterable[Capture], redactions: Redactions, report: Callable[[ContentError], object]
) -> Iterator[Thread]:
    """The threads of the captures as they may be published.

    ``report`` is called with each capture that is not a thread; the rest goes on.
    """
    unused = {entry.id for entry in redactions.takedowns}
    for capture in captures:
        try:
            thread = parse_capture(capture)
        except ContentError as error:
            report(error)
            continue
        unused -= {thread.id, *(message.id for message in thread.messages)}
        if not redactions.withdrawn(thread.id):
            yield publish(thread, redactions)
    for missing in sorted(unused):
        report(ContentError(REDACTIONS, None, f"takes down {missing}, which no capture holds"))


def convert(threads: Iterable[Thread], folder: Path, *, dry_run: bool = False) -> Report:
    """Write the pages of published threads and their indexes below ``folder``.

    The same threads give the same bytes, and unchanged files are left alone. With ``dry_run``
    nothing is touched: the report says what would be written. Raises OSError.
    """
    pages: dict[Path, bytes] = {}
    entries = []
    for thread in threads:
        pages[folder / page_path(thread)] = emit(thread).encode()
        entries.append(entry(thread))
    pages |= {folder / path: page.encode() for path, page in index_pages(entries).items()}
    stale = [path for path, data in pages.items() if not _holds(path, data)]
    if not dry_run:
        for path in stale:
            write_atomic(path, pages[path])
    left = sorted(path for path in folder.rglob("*.md") if path not in pages)
    return Report(len(entries), stale, left)


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
