"""The visible text of what an annotation may be about, read without building the site."""

from collections.abc import Callable
from functools import lru_cache

from marginalia.annotations.notebook import Notebook
from marginalia.annotations.sections import Section, find_sections, no_section, section_text
from marginalia.citations.pages import HandPage
from marginalia.post import render_body
from marginalia.runs import visible_text
from scraper.errors import ContentError
from scraper.restore import PageError, ThreadPage, restore

RenderGuide = Callable[[HandPage], str]
"""Gives a guide's HTML as the site has it, annotations aside."""


class NoTargetError(LookupError):
    """There is no such post or section; the message says what there is."""


class Targets:
    """The posts and guides of the checkout whose annotations are in ``notebook``."""

    def __init__(self, notebook: Notebook, render_guide: RenderGuide) -> None:
        self._notebook = notebook
        # One after another are asked for the posts of a thread, and the sections of a guide.
        self._page = lru_cache(maxsize=1)(self._read_thread)
        self._guide = lru_cache(maxsize=1)(self._read_guide)
        self._render_guide = render_guide

    def text(self, target: str) -> str:
        """The text in which the words of an annotation to ``target`` must stand.

        Raises NoTargetError where the target is not there, ContentError where its page cannot be
        read.
        """
        refusal = self._notebook.no_page(target)
        if refusal:
            raise NoTargetError(refusal)
        return self._post(target) if target[0].isdigit() else self._section(target)

    def _post(self, target: str) -> str:
        thread, _, number = target.partition("-")
        page = self._page(thread)
        for post in page.posts:
            if post.number == int(number):
                return visible_text(render_body(post.blocks, post.posted))
        raise NoTargetError(f"no post {target}: the thread has {len(page.posts)}")

    def _read_thread(self, thread: str) -> ThreadPage:
        path = self._notebook.docs / self._notebook.threads[thread]
        try:
            return restore(path.read_text("utf-8"))
        except PageError as error:
            raise ContentError(path, error.line, f"{error}; run wsm convert") from error

    def _read_guide(self, name: str) -> str:
        page = self._notebook.guide(name)
        return self._render_guide(page) if page else ""

    def _section(self, target: str) -> str:
        name, _, fragment = target.partition("#")
        html = self._guide(name)
        sections = list(find_sections(html))
        for section in sections if fragment else [Section("", 0, len(html))]:
            if section.id == fragment:
                return section_text(html, section).text
        raise NoTargetError(no_section(fragment, sections))


def check_annotations(notebook: Notebook, targets: Targets) -> int:
    """Tell the notebook's ``report`` of everything that is wrong; return how many are in order."""
    _ = notebook.authors
    good = 0
    for annotation in notebook.all():
        try:
            text = targets.text(annotation.head.target)
        except NoTargetError as error:
            notebook.refuse(annotation, str(error))
            continue
        good += notebook.settle(annotation, text, "index.md") is not None
    return good
