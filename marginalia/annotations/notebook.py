"""All annotations of a checkout, read once for all pages of a build.

What is wrong with an annotation is reported, and the annotation left out: the others are shown.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from marginalia.annotations.anchor import Span
from marginalia.annotations.authors import Authors, read_authors
from marginalia.annotations.body import render_note
from marginalia.annotations.files import read_annotations
from marginalia.annotations.model import Annotation
from marginalia.annotations.place import place
from marginalia.annotations.published import Published
from marginalia.citations.library import Library, shared_library
from marginalia.citations.pages import HandPage
from marginalia.citations.render import relative
from scraper.errors import ContentError
from scraper.yamlfile import parse_yaml

FOLDER = "annotations"


def _warn(error: ContentError) -> None:
    """MkDocs prints what is logged here, and with --strict it is a reason to fail."""
    logging.getLogger("mkdocs.marginalia").warning(str(error))


class Settled(NamedTuple):
    """An annotation that is in order: where its words are in its target's text, None where it
    quotes none, and its body as HTML."""

    annotation: Annotation
    span: Span | None
    html: str


class Notebook:
    """The annotations of the checkout at ``root``, whose pages ``library`` knows; ``report`` is
    told what is wrong with one.

    Files are read when they are first asked for. Raises ContentError where ``authors.yml`` is not
    valid.
    """

    def __init__(
        self, root: Path, library: Library, report: Callable[[ContentError], None] = _warn
    ) -> None:
        self.folder = root / FOLDER
        self._library = library
        self._report = report
        self._refused: set[str] = set()
        self._thread_title = cache(self._read_title)

    @property
    def docs(self) -> Path:
        """What the site shows."""
        return self._library.docs

    @cached_property
    def authors(self) -> Authors:
        """Who is an editor, and who posted in the forum."""
        return read_authors(self.folder)

    @cached_property
    def threads(self) -> Mapping[str, str]:
        """The page of each thread below ``docs``, by the thread's id."""
        years = sorted(self.docs.glob("threads/*/"))
        return {
            name.removesuffix(".md"): f"threads/{year.name}/{name}"
            for year in years
            for name in sorted(entry.name for entry in os.scandir(year))
            if name.endswith(".md")
        }

    def all(self) -> Iterator[Annotation]:
        """Every annotation that is not refused so far, in order of id."""
        found = (each for group in self._by_page.values() for each in group)
        return (each for each in found if each.id not in self._refused)

    def of(self, page: str) -> list[Annotation]:
        """The annotations to a page and its parts: a thread's id, or ``guides/rbl``."""
        return self._by_page.get(page, [])

    def path(self, annotation: Annotation) -> Path:
        """The annotation's file."""
        return self.folder / f"{annotation.id}.md"

    def refuse(self, annotation: Annotation, message: str) -> None:
        """Leave an annotation out because of its target."""
        error = ContentError(self.path(annotation), annotation.target_line, message)
        self._refuse(annotation, error)

    def leave_out(self, problems: Iterable[ContentError]) -> None:
        """Leave out the annotations of which these problems are, as another notebook reported."""
        for problem in problems:
            path = Path(problem.path)
            if path.is_relative_to(self.folder):
                self._refused.add(path.relative_to(self.folder).with_suffix("").as_posix())

    def settle(self, annotation: Annotation, text: str, page: str) -> Settled | None:
        """Place an annotation in its target's ``text`` and render it for ``page``, a path below
        ``docs``; None where it is refused."""
        path = self.path(annotation)
        try:
            span = place(annotation, text, path)
            return Settled(annotation, span, self._render(annotation, page))
        except ContentError as error:
            self._refuse(annotation, error)
            return None

    def published(self) -> Iterator[Published]:
        """What is to be published of every annotation, addresses relative to the site's root."""
        for annotation in self.all():
            try:
                html = self._render(annotation, "index.md")
            except ContentError as error:
                self._refuse(annotation, error)
                continue
            page, fragment = self.address(annotation)
            yield Published(annotation, page, fragment, self.title(annotation), html)

    def address(self, annotation: Annotation) -> tuple[str, str]:
        """The address of the target's page below the site's root, and its fragment there."""
        if annotation.thread:
            number = annotation.head.target.partition("-")[2]
            return relative(self.threads[annotation.thread], "index.md"), f"m{number}"
        page, _, fragment = annotation.head.target.partition("#")
        return f"{page}.html", fragment

    def title(self, annotation: Annotation) -> str:
        """The title of the target's page."""
        if annotation.thread:
            return self._thread_title(annotation.thread)
        page = self.guide(annotation.head.target.partition("#")[0])
        return page.title if page else ""

    def guide(self, name: str) -> HandPage | None:
        """The guide of this name, ``guides/rbl``; None where there is none."""
        pages = self._library.pages
        return next((page for page in pages if page.is_guide and page.path == f"{name}.md"), None)

    @cached_property
    def _by_page(self) -> Mapping[str, list[Annotation]]:
        found: dict[str, list[Annotation]] = {}
        if not self.folder.is_dir():
            return found
        mask = self._library.redactions.mask
        today = datetime.now(UTC).date()
        for each in read_annotations(self.folder, today, self._report):
            annotation = each._replace(body=mask(each.body))
            refusal = self.no_page(annotation.head.target)
            if refusal:
                self.refuse(annotation, refusal)
                continue
            page = annotation.thread or annotation.head.target.partition("#")[0]
            found.setdefault(page, []).append(annotation)
        return found

    def no_page(self, target: str) -> str | None:
        """Why a target can have no annotations: its page is not there; None where it is."""
        if not target[0].isdigit():
            page = target.partition("#")[0]
            return None if self.guide(page) else f"no guide {page}; correct the target"
        thread = target.partition("-")[0]
        if self._library.redactions.withdrawn(target):
            return f"{target} was taken down; remove the annotation"
        if thread in self.threads:
            return None
        near = get_close_matches(thread, self.threads, 1)
        return f"no thread {thread}; " + (f"did you mean {near[0]}?" if near else "correct it")

    def _refuse(self, annotation: Annotation, error: ContentError) -> None:
        if annotation.id not in self._refused:
            self._refused.add(annotation.id)
            self._report(error)

    def _render(self, annotation: Annotation, page: str) -> str:
        def post_link(post_id: str) -> str | None:
            post = self._library.post(post_id)
            return f"{relative(post.path, page)}#m{post.number}" if post else None

        return render_note(annotation, self.path(annotation), post_link)

    def _read_title(self, thread: str) -> str:
        """The title in the front matter, of which the rest is long and not read."""
        path = self.docs / self.threads[thread]
        with path.open(encoding="utf-8") as lines:
            line = next((line for line in lines if line.startswith("title:")), "")
        document = parse_yaml(line, path).data
        title = document.get("title", "") if isinstance(document, dict) else ""
        return title if isinstance(title, str) else ""


_shared: dict[Path, Notebook] = {}


def shared_notebook(root: Path) -> Notebook:
    """One notebook for all pages of a build, whatever way the path is written."""
    return _shared.get(root.resolve()) or share_notebook(root)


def share_notebook(root: Path, report: Callable[[ContentError], None] = _warn) -> Notebook:
    """Read the checkout anew, and use that from now on for its pages."""
    root = root.resolve()
    library = shared_library(root, again=True)
    _shared[root] = Notebook(Path(os.path.relpath(root)), library, report)
    return _shared[root]
