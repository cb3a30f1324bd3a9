"""Publishes a built site in place: reads, hands to the pure parts, writes. The only I/O here."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import NamedTuple, Self

from publisher.assets import join_assets
from publisher.english import write_translations
from publisher.facts import Facts, parse, read_facts
from publisher.feed import NEWEST, thread_feed
from publisher.guideposts import SITEMAP, Listed, llms, robots, sitemap
from publisher.metadata import FEED, HOME, Surroundings
from publisher.old import CHUNKS, MAP, Old, chunks, is_thread, read_old, whole_map
from publisher.page import mark, publish_page
from publisher.policy import theme_scripts
from publisher.site import Site, twin
from scraper.errors import ContentError
from scraper.files import write_generated
from scraper.workers import process_pool

Report = Callable[[ContentError], object]

_ASSETS = "assets"
_CARDS = "assets/cards"
_MISSING = "404.html"
# So many bytes hold a page's mark, whatever the theme writes before it.
_HEAD = 2048
# Starting a process takes as long as some 200 pages.
_BATCH = 200
_GROUPS = (
    ("ガイド", ("guides/index.html", "guides/*.html")),
    ("Guides in English", ("en/guides/index.html", "en/guides/*.html")),
    ("索引", ("threads/index.html", "*/index.html")),
)


class _Common(NamedTuple):
    """What every page is published with."""

    folder: Path
    docs: Path
    site: Site
    theme: frozenset[str]
    settings: str


class _Done(NamedTuple):
    """What came of some pages: what must be mended, and the old addresses of threads."""

    problems: list[ContentError]
    olds: list[Old]


def publish(folder: Path, docs: Path, site: Site, workers: int, report: Report) -> None:
    """Make the site in ``folder``, built from ``docs``, ready to be put on a server.

    To be called when every page is written and before the search index is made. Pages published
    before with the same settings are left as they are; a second call changes nothing. ``report``
    is called with whatever must not stand in a page, which stays as it was. Raises ContentError
    for a site that is not whole, and OSError.
    """
    pages = sorted(_below(folder, ".html"))
    if not {HOME, _MISSING}.issubset(pages):
        raise ContentError(folder, None, f"has no {HOME} and {_MISSING}; build the site again")
    join_assets(folder / _ASSETS)
    write_translations(folder)
    common = _common(folder, docs, site)
    olds: list[Old] = []
    for done in _run(common, list(map(_Beside.of(pages, common).around, pages)), workers):
        olds += done.olds
        for problem in done.problems:
            report(problem)
    _write_lists(pages, olds, common)


def early_publisher(
    folder: Path, docs: Path, site: Site, pages: Iterable[str]
) -> Callable[[str, bytes], bytes]:
    """What publishes a page before it is written into ``folder``: a function of its place there and
    its HTML, so that ``publish``, which is to follow, finds it done and need not write it again.

    ``pages`` are the places of all pages that there will be. A page that must not be published
    comes back as it was, and ``publish`` says why. Raises ContentError and OSError where there is
    no 404.html in ``folder`` yet.
    """
    common = _common(folder, docs, site)
    beside = _Beside.of(pages, common)

    def published(page: str, html: bytes) -> bytes:
        around = beside.around(page)
        try:
            found, problems = publish_page(html, around, site, common.theme, _key(around, common))
        except ContentError:
            return html
        return html if problems else found

    return published


def _common(folder: Path, docs: Path, site: Site) -> _Common:
    theme = theme_scripts(_tree(folder, _MISSING))
    return _Common(folder, docs, site, theme, repr((site, sorted(theme), _version())))


def _key(around: Surroundings, common: _Common) -> str:
    return hashlib.sha256(repr((common.settings, around)).encode()).hexdigest()[:16]


class _Beside(NamedTuple):
    """What can stand beside a page: all pages, all Markdown and all pictures, by their places."""

    pages: Set[str]
    sources: Set[str]
    cards: Set[str]

    @classmethod
    def of(cls, pages: Iterable[str], common: _Common) -> Self:
        cards = common.folder / _CARDS
        return cls(frozenset(pages), _below(common.docs, ".md"), _below(cards, ".png"))

    def around(self, page: str) -> Surroundings:
        stem = page.removesuffix(".html")
        own = stem.replace("/", "-") + ".png"
        picture = own if own in self.cards else "site.png"
        return Surroundings(
            page=page,
            markdown=f"{stem}.md" if f"{stem}.md" in self.sources else "",
            twin=twin(page) if twin(page) in self.pages else "",
            picture=f"{_CARDS}/{picture}" if picture in self.cards else "",
        )


def _below(folder: Path, ending: str) -> set[str]:
    """The files in a folder with this ending; of ten thousand, Paths would take long to make."""
    found: set[str] = set()
    for place, _, names in os.walk(folder):
        above = os.path.relpath(place, folder)
        start = "" if above == os.curdir else f"{above}/"
        found.update(start + name for name in names if name.endswith(ending))
    return found


def _run(common: _Common, work: Sequence[Surroundings], workers: int) -> Iterator[_Done]:
    batches = [work[start : start + _BATCH] for start in range(0, len(work), _BATCH)]
    if workers == 1 or len(batches) == 1:
        for batch in batches:
            yield _publish_batch(common, batch)
        return
    with process_pool(min(workers, len(batches))) as executor:
        yield from executor.map(_publish_batch, [common] * len(batches), batches)


def _publish_batch(common: _Common, batch: Iterable[Surroundings]) -> _Done:
    done = _Done([], [])
    for around in batch:
        key = _key(around, common)
        path = common.folder / around.page
        if not _has_mark(path, mark(key)):
            html = path.read_bytes()
            html, problems = publish_page(html, around, common.site, common.theme, key)
            for problem in problems:
                done.problems.append(ContentError(path, problem.line, problem.message))
            if not problems:
                write_generated(path, html)
        if around.markdown:
            file = common.docs / around.markdown
            markdown = file.read_bytes()
            _write(common.folder / around.markdown, markdown)
            if is_thread(around.page):
                done.olds.append(read_old(markdown, around.page, file))
    return done


def _write_lists(pages: Sequence[str], olds: Sequence[Old], common: _Common) -> None:
    folder, site = common.folder, common.site
    threads = sorted(filter(is_thread, pages), reverse=True)[:NEWEST]
    _write(folder / FEED, thread_feed(((page, _facts(common, page)) for page in threads), site))
    _write(folder / "robots.txt", robots(site))
    _write(folder / "llms.txt", llms(_groups(common), site))
    _write(folder / MAP, whole_map(olds))
    for name, data in chunks(olds).items():
        _write(folder / CHUNKS / name, data)
    # What the generator wrote here lists nothing, or the time of the build.
    (folder / f"{SITEMAP}.gz").unlink(missing_ok=True)
    if site.address:
        _write(folder / SITEMAP, sitemap(pages, site))
    else:
        (folder / SITEMAP).unlink(missing_ok=True)


def _groups(common: _Common) -> Iterator[tuple[str, list[Listed]]]:
    listed: set[str] = set()
    for name, patterns in _GROUPS:
        group = []
        for pattern in patterns:
            for path in sorted(common.folder.glob(pattern)):
                page = path.relative_to(common.folder).as_posix()
                place = page.removesuffix(".html") + ".md"
                if page not in listed and (common.docs / place).is_file():
                    listed.add(page)
                    facts = _facts(common, page)
                    group.append(Listed(place, facts.title, facts.description))
        if group:
            yield name, group


def _facts(common: _Common, page: str) -> Facts:
    return read_facts(_tree(common.folder, page), common.site.names.values())


def _tree(folder: Path, page: str) -> object:
    return parse((folder / page).read_bytes(), page)


def _has_mark(path: Path, marked: bytes) -> bool:
    with path.open("rb") as file:
        return marked in file.read(_HEAD)


def _write(path: Path, data: bytes) -> None:
    """Write a file unless it is there already, as most are on a second run."""
    if not path.is_file() or path.read_bytes() != data:
        write_generated(path, data)


def _version() -> str:
    """A name of this package's code: pages that other code published are published again."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
