"""All that citations refer to, and all the pages that cite, read once from a checkout."""

import os
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from marginalia.citations.bibliography import Source, read_bibliography
from marginalia.citations.pages import HandPage, read_pages
from marginalia.citations.posts import CitedPost, CitedThread, find_thread, thread_ids
from marginalia.citations.syntax import POST, read_citations
from scraper.enrich.topics import TopicVocabulary
from scraper.profile import read_profile
from scraper.redaction import Redactions, read_redactions
from scraper.yamlfile import read_model

_BIBLIOGRAPHY = "bibliography.yml"
_TOPICS = "topics.yml"


class Use(NamedTuple):
    """A page that cites a post, and the numbers of these citations on it, from 1."""

    page: HandPage
    numbers: tuple[int, ...]


class Library:
    """The checkout at ``root``. Threads are read when they are asked for.

    Raises ContentError for a file that is not valid; the front matter of guides is left to
    ``marginalia.citations.check``.
    """

    def __init__(self, root: Path) -> None:
        self.docs = root / "docs"
        self.profile = read_profile(root / "archive")
        self._vocabulary = root / "vocabulary"
        bibliography = self._vocabulary / _BIBLIOGRAPHY
        redactions = root / "archive" / "redactions.yml"
        self.sources: dict[str, Source] = (
            read_bibliography(bibliography) if bibliography.exists() else {}
        )
        self.redactions = read_redactions(redactions) if redactions.exists() else Redactions()
        self.pages = read_pages(self.docs) if self.docs.exists() else []
        self._by_text = {_key(page.text): page for page in self.pages}
        self._threads: dict[str, CitedThread | None] = {}
        self._uses = _uses(self.pages)

    @cached_property
    def topics(self) -> list[str]:
        """The ids of the topics."""
        vocabulary = read_model(self._vocabulary / _TOPICS, TopicVocabulary)
        return [topic.id for topic in vocabulary.topics]

    def thread(self, thread_id: str) -> CitedThread | None:
        """The thread of this id, or None."""
        if thread_id not in self._threads:
            self._threads[thread_id] = find_thread(self.docs, thread_id)
        return self._threads[thread_id]

    def post(self, post_id: str) -> CitedPost | None:
        """The post of this id, or None."""
        match = POST.fullmatch(post_id)
        thread = self.thread(match["thread"]) if match else None
        return thread.posts.get(int(match["number"])) if match and thread else None

    def thread_ids(self) -> list[str]:
        """The ids of all threads."""
        return thread_ids(self.docs)

    def page(self, text: str) -> HandPage | None:
        """The hand-written page that has this text.

        A Markdown extension is given a page's text and not its place, so the text must tell it.
        """
        return self._by_text.get(_key(text))

    def cited(self) -> Mapping[str, list[Use]]:
        """The posts that are cited anywhere, with the pages that do."""
        return self._uses

    def uses(self, post_id: str) -> list[Use]:
        """The pages that cite a post, guides in their order and Japanese ones first."""
        return self._uses.get(post_id, [])


def shared_library(root: Path, *, again: bool = False) -> Library:
    """One library for all pages of a build, as generators make an extension for each page; with
    ``again`` it is read anew."""
    if again:
        _read.cache_clear()
    return _read(root, Path.cwd())


@cache
def _read(root: Path, place: Path) -> Library:
    # Messages name files as seen from the working directory.
    return Library(Path(os.path.relpath(root, place)))


@lru_cache(maxsize=1)
def _key(text: str) -> str:
    # Generators strip blank lines and replace tabs before extensions see the text, of which each
    # asks in turn.
    return " ".join(text.split())


def _uses(pages: list[HandPage]) -> dict[str, list[Use]]:
    uses: dict[str, list[Use]] = {}
    for page in sorted(pages, key=_rank):
        citations, _ = read_citations(page.text)
        numbers: dict[str, list[int]] = {}
        for number, citation in enumerate(citations, 1):
            if POST.fullmatch(citation.target):
                numbers.setdefault(citation.target, []).append(number)
        for target, found in numbers.items():
            uses.setdefault(target, []).append(Use(page, tuple(found)))
    return uses


def _rank(page: HandPage) -> tuple[bool, int, str]:
    return page.lang != "ja", page.guide.head.order if page.guide else 0, page.path
