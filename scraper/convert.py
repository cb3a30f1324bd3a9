"""Archive → the generated part of the site's Markdown: pages of threads, and indexes of them."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from scraper.cache import Cache
from scraper.captures.archive import CaptureFile, Captures
from scraper.captures.choice import Quality, quality
from scraper.emit import emit
from scraper.enrich.findings import Vocabularies, find
from scraper.errors import ContentError
from scraper.files import write_generated
from scraper.model import Capture, Record
from scraper.pages import FOLDERS, index_pages, thread_entries
from scraper.pages.entries import Entries
from scraper.pages.guides import read_guides
from scraper.pages.order import ORDER, order_file
from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM
from scraper.publish import publish
from scraper.redaction import Redactions
from scraper.summary import summarize
from scraper.thread import parse_capture
from scraper.work import Batch, Pool, collecting_seldom, run

REDACTIONS = "redactions.yml"
"""The file of the archive that says what is not published."""

Archive = Callable[[], Iterable[Capture]]
"""Reads the archive from its beginning each time it is called. Captures that come by files are not
read where the cache knows the file."""


class Converted(Record):
    """What one capture became, but for the page itself, of which ``digest`` is the SHA-256.

    A thread that was taken down has no ``path``, no ``entries`` and no ``digest``. ``problems`` are
    what the conversion noted, without their lines. ``entries`` are Entries as JSON: to make those
    of ten thousand threads takes half a second, and only index pages need them.
    """

    key: str
    thread_id: str
    messages: int
    quality: Quality
    problems: tuple[str, ...]
    path: str = ""
    entries: str = ""
    digest: str = ""


class Report(NamedTuple):
    """What a conversion did: ``threads`` that have a page, captures ``converted`` in this run,
    pages ``written``, pages ``left`` below the folder that belong to no thread, and how often
    which problem was noted in the captures that are shown. A dry run tells the first line in which
    a page differs from what is there."""

    threads: int
    converted: int
    written: dict[Path, int | None]
    left: list[Path]
    problems: Counter[str]


@collecting_seldom()
def convert(
    archive: Archive,
    redactions: Redactions,
    vocabularies: Vocabularies,
    folder: Path,
    report: Callable[[ContentError], object],
    *,
    profile: Profile = WSM,
    cache: Cache[Converted] | None = None,
    pool: Pool | None = None,
    dry_run: bool = False,
    progress: Callable[[], object] = lambda: None,
) -> Report:
    """Write the pages of all threads and their indexes below ``folder``, the site's ``docs``.

    The same captures give the same bytes, whatever their order, the pool or the cache; unchanged
    files are left alone. Of several captures of a thread the one of highest ``quality`` is shown.
    A capture that is not a thread goes to ``report``, and the rest goes on. ``progress`` is called
    for each capture. With ``dry_run`` nothing is written: the report says what would be.
    Raises OSError, and SchedulerError for a pool that cannot be opened.
    """
    job = partial(_convert_batch, redactions, vocabularies, profile)
    pages = _Pages(folder, cache, dry_run=dry_run)
    best: dict[str, Converted] = {}
    converted = 0

    def offer(done: Converted) -> bool:
        shown = best.get(done.thread_id)
        if shown is None or done.quality > shown.quality:
            best[done.thread_id] = done
            return True
        return False

    def unknown() -> Iterator[Capture]:
        captures = archive()
        for file in captures.files if isinstance(captures, Captures) else [captures]:
            known = _unchanged(file, cache) if cache else None
            if known is None:
                yield from unknown_of(file)
                continue
            for done in known:
                progress()
                offer(done)

    def unknown_of(file: Iterable[Capture]) -> Iterator[Capture]:
        keys = []
        for capture in file:
            progress()
            keys.append(_key(capture))
            known = cache.get(keys[-1]) if cache else None
            if known:
                offer(known)
            else:
                yield capture
        if cache and isinstance(file, CaptureFile) and not file.damaged:
            cache.note(file.path, *keys)

    for done, page in run(job, unknown(), pool):
        converted += 1
        if isinstance(done, ContentError):
            report(done)
            continue
        if cache:
            cache.put(done.key, done)
        if offer(done) and done.path:
            pages.put(done.path, page)
    for missing in _unused(redactions, best):
        report(ContentError(REDACTIONS, None, f"takes down {missing}, which no capture holds"))
    shown = [done for done in best.values() if done.path]
    guides = read_guides(folder)
    made_from = _sha256(repr((sorted(done.key for done in shown), guides)).encode())
    indexes = pages.indexes(made_from)
    if indexes is None:
        threads = [Entries.model_validate_json(done.entries) for done in shown]
        texts = index_pages(threads, vocabularies.topics, vocabularies.glossary, guides)
        texts[ORDER] = order_file(threads, vocabularies.topics)
        indexes = pages.put_indexes(made_from, texts)
    wanted = indexes | {done.path: done.digest for done in shown}
    if not dry_run:
        # A page that the cache vouched for was changed by hand, or by a capture read before.
        lost = {done.key for done in shown if pages.lacks(done)}
        again = (capture for capture in archive() if _key(capture) in lost) if lost else ()
        for done, page in run(job, again, pool):
            if isinstance(done, Converted):
                pages.put(done.path, page)
    return Report(
        threads=len(shown),
        converted=converted,
        written={
            folder / path: pages.differs_at(path)
            for path in sorted(wanted)
            if pages.before(path) != wanted[path]
        },
        left=sorted(
            path
            for name in FOLDERS
            for path in (folder / name).rglob("*.md")
            if path.relative_to(folder).as_posix() not in wanted
        ),
        problems=Counter(what for done in best.values() for what in done.problems),
    )


@collecting_seldom()
def open_cache(
    path: Path, redactions: Redactions, vocabularies: Vocabularies, profile: Profile = WSM
) -> Cache[Converted]:
    """The cache of conversions, good for this code, these libraries and these settings."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    for library in ("lxml", "pyyaml"):
        digest.update(f"{library} {version(library)}".encode())
    for settings in (redactions, *vocabularies, profile):
        digest.update(settings.model_dump_json().encode())
    return Cache(path, Converted, digest.hexdigest())


def _unchanged(file: Iterable[Capture], cache: Cache[Converted]) -> list[Converted] | None:
    """What the captures in a file became; None where that is not known without reading it."""
    keys = cache.noted(file.path) if isinstance(file, CaptureFile) else None
    if keys is None:
        return None
    found = [done for key in keys if (done := cache.get(key))]
    return found if len(found) == len(keys) else None


class _Pages:
    """The pages on disk, by path below a folder: what they were, and what they are now.

    The cache remembers the digests of pages by the state of their files.
    """

    def __init__(self, folder: Path, cache: Cache[Converted] | None, *, dry_run: bool) -> None:
        self._folder = folder
        self._cache = cache
        self._dry_run = dry_run
        self._before: dict[str, str | None] = {}
        self._now: dict[str, str | None] = {}
        self._differs: dict[str, int | None] = {}

    def before(self, path: str) -> str | None:
        """The digest of the page as it was before the run, None where there was none."""
        if path not in self._before:
            file = self._folder / path
            noted = self._cache.noted(file) if self._cache else None
            self._before[path] = noted[0] if noted else self._read(file)
        return self._before[path]

    def lacks(self, done: Converted) -> bool:
        """Tell whether the page on disk is not the one that was converted."""
        return self._now.get(done.path, self.before(done.path)) != done.digest

    def indexes(self, made_from: str) -> dict[str, str] | None:
        """The digests of the index pages; None unless all are on disk as they were made from that.

        What they were made from is noted with the file that is made last.
        """
        noted = self._cache.noted(self._folder / ORDER) if self._cache else None
        _, signature, *paths = noted if noted and len(noted) > 1 else ("", "")
        digests = {path: digest for path in paths if (digest := self.before(path))}
        return digests if signature == _signature(made_from, digests) else None

    def put_indexes(self, made_from: str, texts: dict[str, str]) -> dict[str, str]:
        """Make the index pages on disk these, and return their digests."""
        digests = {path: self.put(path, text.encode()) for path, text in texts.items()}
        if self._cache and not self._dry_run:
            signature = _signature(made_from, digests)
            self._cache.note(self._folder / ORDER, digests[ORDER], signature, *digests)
        return digests

    def differs_at(self, path: str) -> int | None:
        """In a dry run, the line from which what was put differs from the page on disk."""
        return self._differs.get(path)

    def put(self, path: str, page: bytes) -> str:
        """Make the page on disk this one, and return its digest."""
        digest, before = _sha256(page), self.before(path)
        if self._now.get(path, before) != digest:
            self._now[path] = digest
            file = self._folder / path
            if not self._dry_run:
                write_generated(file, page)
                self._note(file, digest)
            elif before:
                self._differs[path] = _first_difference(file.read_bytes(), page)
        return digest

    def _read(self, file: Path) -> str | None:
        if not file.is_file():
            return None
        digest = _sha256(file.read_bytes())
        self._note(file, digest)
        return digest

    def _note(self, file: Path, digest: str) -> None:
        if self._cache:
            self._cache.note(file, digest)


def _convert_batch(
    redactions: Redactions, vocabularies: Vocabularies, profile: Profile, captures: Batch
) -> list[tuple[Converted | ContentError, bytes]]:
    return [_convert_one(redactions, vocabularies, profile, capture) for capture in captures]


def _convert_one(
    redactions: Redactions, vocabularies: Vocabularies, profile: Profile, capture: Capture
) -> tuple[Converted | ContentError, bytes]:
    try:
        thread = parse_capture(capture, profile)
    except ContentError as error:
        return error, b""
    done = Converted(
        key=_key(capture),
        thread_id=thread.id,
        messages=len(thread.messages),
        quality=quality(capture, thread),
        problems=tuple(problem.kind for problem in thread.problems),
    )
    if redactions.withdrawn(thread.id):
        return done, b""
    published = publish(thread, redactions)
    findings = find(published, vocabularies)
    page = emit(published, findings).encode()
    summary = summarize(
        published,
        topics=findings.topics,
        post_topics=findings.post_topics,
        products=findings.products,
        hosts=findings.hosts,
        links=findings.links,
        case=findings.case,
    )
    entries = thread_entries(summary)
    made = {
        "path": entries.path,
        "entries": entries.model_dump_json(),
        "digest": _sha256(page),
    }
    return done.model_copy(update=made), page


def _key(capture: Capture) -> str:
    """Names all that a thread is made from: the bytes, and what is known of them."""
    known = (capture.sha256, capture.media_type, capture.url, capture.captured, capture.label)
    return _sha256(repr(known).encode())


def _unused(redactions: Redactions, threads: dict[str, Converted]) -> Iterator[str]:
    for takedown in redactions.takedowns:
        thread_id, _, number = takedown.id.partition("-")
        done = threads.get(thread_id)
        if done is None or int(number or 1) > done.messages:
            yield takedown.id


def _signature(made_from: str, digests: dict[str, str]) -> str:
    """Names pages together with what they were made from."""
    return _sha256(repr((made_from, digests)).encode())


def _first_difference(old: bytes, new: bytes) -> int | None:
    """The first line, from 1, that is not the same."""
    pairs = enumerate(zip_longest(old.split(b"\n"), new.split(b"\n")), 1)
    return next((number for number, (one, other) in pairs if one != other), None)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
