"""Pages, folders, zips and web archives from disk → a new WARC file in the archive."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from scraper.captures.archive import read_archive, write_warc
from scraper.captures.sources import Found, Skipped, read_source
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM
from scraper.thread import parse_capture

_SUFFIX = re.compile(r"(?<=.)\.(?:(?:warc|wet|warc\.wet)(?:\.gz)?#[0-9]+|[^.]*)$")


class Added(NamedTuple):
    """A capture that is now in the archive, and the thread that is in it."""

    name: str
    thread_id: str
    posts: int

    def __str__(self) -> str:
        plural = "" if self.posts == 1 else "s"
        return f"{self.name}: added, thread {self.thread_id} with {self.posts} post{plural}"


class Duplicate(NamedTuple):
    """A capture with the same bytes as ``original``, a record of the archive or an earlier one."""

    name: str
    original: str

    def __str__(self) -> str:
        return f"{self.name}: not added, the same bytes as {self.original}"


class ImportReport(NamedTuple):
    """What an import did. ``skipped`` counts by reason what in a folder or container is no thread;
    ``warc`` is the file it wrote, None when there was nothing to add."""

    added: tuple[Added, ...]
    duplicates: tuple[Duplicate, ...]
    skipped: Counter[str]
    problems: tuple[ContentError, ...]
    warc: Path | None


def import_files(
    paths: Iterable[Path],
    archive: Path,
    now: datetime,
    *,
    profile: Profile = WSM,
    progress: Callable[[], object] = lambda: None,
    skip: Callable[[Skipped], object] = lambda _: None,
) -> ImportReport:
    """Add the threads in the paths to the archive, as one new WARC file named after ``now``.

    All captures of a thread are kept. The same bytes are not added again, unless only the new
    capture records when the page was taken. What cannot be used is among the report's problems and
    does not stop the rest; a path that gives no thread is one of them. ``progress`` is called for
    each page that was looked at, ``skip`` with each that is no thread. Memory holds one page at a
    time. Raises ContentError when the archive cannot be written; then nothing was added.
    """
    run = _Import(archive, profile, progress, skip)
    threads = chain.from_iterable(run.new_threads(path) for path in paths)
    warc = None
    if first := next(threads, None):
        warc = _warc_path(archive, run.added[0].name, now)
        captures = (each.record or each.capture for each in chain([first], threads))
        try:
            write_warc(warc, captures, now.replace(microsecond=0))
        except OSError as error:
            raise ContentError(warc, None, f"cannot be written: {error.strerror}") from error
    return ImportReport(
        tuple(run.added), tuple(run.duplicates), run.skipped, tuple(run.problems), warc
    )


class _Import:
    def __init__(
        self,
        archive: Path,
        profile: Profile,
        progress: Callable[[], object],
        skip: Callable[[Skipped], object],
    ) -> None:
        self.added: list[Added] = []
        self.duplicates: list[Duplicate] = []
        self.skipped: Counter[str] = Counter()
        self.problems: list[ContentError] = []
        self._profile = profile
        self._progress = progress
        self._tell = skip
        self._known: dict[str, tuple[str, bool]] = {}  # name of the capture; is it dated?
        for capture in read_archive(archive, self.problems.append):
            self._remember(capture)

    def new_threads(self, path: Path) -> Iterator[Found]:
        """What is to be added of a path."""
        problems, threads = len(self.problems), 0
        for found in read_source(path, self.problems.append, self._skip):
            self._progress()
            capture = found.capture
            original, dated = self._known.get(capture.sha256, ("", False))
            if original and (dated or not capture.captured):
                self.duplicates.append(Duplicate(capture.name, original))
                threads += 1
                continue
            try:
                thread = parse_capture(capture, self._profile)
            except ContentError as error:
                if capture.name == str(path):
                    self.problems.append(error)
                else:
                    self._skip(Skipped(capture.name, "is no thread of the forum"))
                continue
            threads += 1
            self._remember(capture)
            self.added.append(Added(capture.name, thread.id, len(thread.messages)))
            yield found
        if not threads and len(self.problems) == problems:
            self.problems.append(ContentError(path, None, "holds no thread of the forum"))

    def _remember(self, capture: Capture) -> None:
        self._known[capture.sha256] = (capture.name, capture.captured is not None)

    def _skip(self, skipped: Skipped) -> None:
        self.skipped[skipped.reason] += 1
        self._tell(skipped)


def _warc_path(archive: Path, name: str, now: datetime) -> Path:
    stem = _SUFFIX.sub("", Path(name).name)
    stem = re.sub(r"[^A-Za-z0-9_]+", "-", stem)[:60].strip("-")
    return archive / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{stem or 'import'}.warc.gz"
