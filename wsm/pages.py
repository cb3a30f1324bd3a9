"""Renders the site's pages with MkDocs, on every core, and only those that must be made anew.

MkDocs renders one page after another and keeps them all until the last is written. Its steps are
taken here in the order of ``mkdocs.commands.build.build`` (MkDocs 1.6.1, the last of its line), so
that each page is written and forgotten, and stretches of pages are shared out to processes.
"""

import gc
import logging
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import click
from mkdocs.commands import build as steps
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from marginalia.annotations.notebook import share_notebook
from publisher import early_publisher
from scraper.errors import ContentError
from scraper.work import collecting_seldom
from scraper.workers import process_pool
from wsm.progress import counting
from wsm.project import Project
from wsm.rendering import SitePage, new_reader
from wsm.settings import site_config, site_names

# Starting a process takes as long as some 100 pages.
_STRETCH = 100
_SITEMAP = "sitemap.xml"  # the publisher writes it
_ID = re.compile(rb"""<[^>]*?\sid=["']?([^"'\s>]+)""")
_ABOUT = re.compile(
    r"Doc file '(?P<page>[^']+)' (?P<what>contains a[^']*'(?P<link>[^']+)'.*)", re.DOTALL
)

Links = dict[str, dict[str, str]]
"""Links to places in pages: the page's source, the place's id, and the link as written."""


@dataclass
class Rendered:
    """What came of some pages: the ids in each and the links to places in others, by its source;
    warnings of MkDocs; annotations that must be left out, with the reason."""

    ids: dict[str, set[str]] = field(default_factory=dict)
    links: dict[str, Links] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    refused: list[ContentError] = field(default_factory=list)

    def add(self, more: "Rendered") -> None:
        """Take in what came of other pages."""
        self.ids |= more.ids
        self.links |= more.links
        self.warnings += more.warnings
        self.refused += more.refused


def render_pages(
    project: Project, site: Path, kept: Iterable[str], workers: int
) -> list[ContentError]:
    """Write into ``site`` every page but those ``kept``, which are there, and what the theme has
    beside pages; return what is wrong with annotations, which are left out.

    ``kept`` are paths below ``docs``. Raises ContentError where a page or a link is wrong; if
    there are several, the others are said on stderr before.
    """
    done = Rendered()
    with _as_content_error(project), _warnings(done.warnings):
        generator = _Generator(project, site)
        skipped = set(kept)
        sources = [uri for uri in generator.pages if uri not in skipped]
        generator.write_assets()
        with counting("rendering") as progress:
            for more in _shared_out(generator, sources, workers):
                done.add(more)
                for _ in more.ids:
                    progress()
        done.warnings += generator.broken_places(done)
    wrong = [_placed(warning, project) for warning in dict.fromkeys(done.warnings)]
    for problem in wrong[:-1]:
        click.echo(problem, err=True)
    if wrong:
        raise wrong[-1]
    return done.refused


class _Generator:
    """MkDocs with the checkout's settings and the list of its files."""

    def __init__(self, project: Project, site: Path) -> None:
        self.project = project
        self.site = site
        self.config = site_config(project, site_dir=str(site))
        self.env = self.config.theme.get_env()
        self.files = get_files(self.config)
        self.files.add_files_from_theme(self.env, self.config)
        set_exclusions(self.files, self.config)
        self.nav = get_navigation(self.files, self.config)
        self.documents = list(self.files.documentation_pages())
        reader = new_reader(self.config)
        in_nav = {page.file.src_uri for page in self.nav.pages}
        for file in self.documents:
            if file.src_uri not in in_nav:
                SitePage(file, self.config, reader)
        self.pages = [file.src_uri for file in self.documents]
        self.templates = frozenset(self.env.list_templates())  # some ten thousand
        self.refused: list[ContentError] = []
        share_notebook(project.root, self.refused.append)
        # With the page in memory: afterwards it would have to be read and written once more.
        self.config.plugins._register_event("post_page", self._publish)

    def write_assets(self) -> None:
        """Write what is not a page: the theme's files, and its templates such as 404.html."""
        self.files.copy_static_files()
        for template in sorted(self.config.theme.static_templates - {_SITEMAP}):
            steps._build_theme_template(template, self.env, self.files, self.config, self.nav)

    def render(self, uris: Iterable[str]) -> Rendered:
        """Write pages, each of which is forgotten at once."""
        done = Rendered()
        with _warnings(done.warnings), collecting_seldom():
            for uri in uris:
                page = self._page(uri)
                steps._populate_page(page, self.config, self.files)
                self._check_template(uri, page.meta.get("template", "main.html"))
                steps._build_page(page, self.config, self.documents, self.nav, self.env)
                (self.site / page.file.dest_uri).chmod(0o644)  # a web server's to read
                done.ids[uri] = page.present_anchor_ids or set()
                found = (page.links_to_anchors or {}).items()
                done.links[uri] = {file.src_uri: dict(links) for file, links in found}
                page.markdown = page.content = page.links_to_anchors = None
                page.toc = []  # type: ignore[assignment]
        done.refused, self.refused[:] = list(self.refused), []
        return done

    @cached_property
    def _published(self) -> Callable[[str, bytes], bytes]:
        """To be asked for when the theme's templates are written."""
        pages = [file.dest_uri for file in self.documents]
        pages += self.config.theme.static_templates - {_SITEMAP}
        return early_publisher(self.site, self.project.docs, site_names(self.config), pages)

    def _publish(self, output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002 - MkDocs's names
        html = output.encode("utf-8", "xmlcharrefreplace")
        return self._published(page.file.dest_uri, html).decode()

    def broken_places(self, done: Rendered) -> list[str]:
        """MkDocs's warnings of links to places that are not there."""
        found: list[str] = []
        wanted: dict[str, set[str]] = defaultdict(set)
        for links in done.links.values():
            for target, written in links.items():
                wanted[target].update(written)
        for target, places in wanted.items():
            file = self.files.src_uris[target]
            if file.page:
                kept = self.site / file.dest_uri
                file.page.present_anchor_ids = done.ids.get(target) or _present(places, kept)
        with _warnings(found):
            for uri, links in done.links.items():
                page = self._page(uri)
                page.links_to_anchors = {self.files.src_uris[each]: links[each] for each in links}
                level = self.config.validation.links.anchors
                page.validate_anchor_links(files=self.files, log_level=level)
                page.links_to_anchors = None
        return found

    def _check_template(self, uri: str, template: object) -> None:
        if template not in self.templates:
            file = self.project.docs / uri
            lines = file.read_text("utf-8").split("\n")
            line = next((at for at, text in enumerate(lines, 1) if text.startswith("template")), 1)
            message = f"no template {template}; name one of overrides/, or take the line out"
            raise ContentError(file, line, message)

    def _page(self, uri: str) -> Page:
        page = self.files.src_uris[uri].page
        assert page is not None
        return page


def _shared_out(generator: _Generator, sources: Sequence[str], workers: int) -> Iterator[Rendered]:
    stretches = [sources[at : at + _STRETCH] for at in range(0, len(sources), _STRETCH)]
    if workers == 1 or len(stretches) <= 2:
        yield generator.render(sources)
        return
    place = (Path.cwd(), generator.project, generator.site)
    with process_pool(min(workers, len(stretches)), _start, *place) as executor:
        yield from executor.map(_render_stretch, stretches)


_here: _Generator


def _start(folder: Path, project: Project, site: Path) -> None:
    """Make a worker's own generator, once for all its stretches."""
    global _here  # a worker has no other place to keep something between tasks
    os.chdir(folder)
    _here = _Generator(project, site)
    gc.freeze()  # the list of ten thousand files is there to the end: not to be walked again


def _render_stretch(uris: Sequence[str]) -> Rendered:
    with _as_content_error(_here.project):
        return _here.render(uris)


def _placed(warning: str, project: Project) -> ContentError:
    """A warning of MkDocs, with the line of the file on which the link is."""
    match = _ABOUT.fullmatch(warning)
    if match is None:
        return ContentError(project.config, None, warning)
    file = project.docs / match["page"]
    lines = file.read_text("utf-8").split("\n")
    line = next((number for number, text in enumerate(lines, 1) if match["link"] in text), None)
    return ContentError(file, line, match["what"])


def _present(ids: set[str], kept: Path) -> set[str]:
    """The ids in a page that was kept, or these only if it has them all."""
    try:
        html = kept.read_bytes()
    except FileNotFoundError:
        return set()
    if all(_is_in_a_tag(html, f' id="{each}"'.encode()) for each in ids):
        return ids
    return {each.decode() for each in _ID.findall(html)}


def _is_in_a_tag(html: bytes, text: bytes) -> bool:
    at = html.find(text)
    while at >= 0 and html.rfind(b"<", 0, at) < html.rfind(b">", 0, at):
        at = html.find(text, at + 1)
    return at >= 0


@contextmanager
def _as_content_error(project: Project) -> Iterator[None]:
    try:
        yield
    except MkDocsException as error:
        raise ContentError(project.config, None, str(error)) from error


@contextmanager
def _warnings(into: list[str]) -> Iterator[None]:
    """Collect what MkDocs warns of."""
    logger = logging.getLogger("mkdocs")
    handler = _Collector(into.append)
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates


class _Collector(logging.Handler):
    def __init__(self, take: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self._take = take

    def emit(self, record: logging.LogRecord) -> None:
        self._take(record.getMessage())
