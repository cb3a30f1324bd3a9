"""The pages of ``docs`` that people write: text, place, language, and a guide's front matter."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scraper.errors import ContentError
from scraper.pages import FOLDERS
from scraper.pages.guides import GUIDES, OVERVIEW, Guide, read_guide, read_page, split_front_matter
from scraper.yamlfile import parse_yaml


class HandPage(NamedTuple):
    """A page: ``path`` is below ``docs``, ``file`` how messages name it, ``first`` the line of the
    file on which ``text`` starts. ``guide`` is None for a page that is no guide; ``problem`` is one
    of its front matter."""

    path: str
    file: Path
    text: str
    first: int
    guide: Guide | None = None
    problem: ContentError | None = None

    @property
    def lang(self) -> str:
        """The language of the page."""
        return "en" if self.path.startswith("en/") else "ja"

    @property
    def is_guide(self) -> bool:
        """Whether it must fulfil what a guide must; an overview of guides need not."""
        folder, _, name = self.path.rpartition("/")
        return folder in GUIDES.values() and name != OVERVIEW

    @property
    def title(self) -> str:
        """The guide's title, else its first heading."""
        if self.guide:
            return self.guide.head.title
        headings = (line[2:].strip() for line in self.text.split("\n") if line.startswith("# "))
        return next(headings, self.path)

    def at(self, line: int, message: str) -> ContentError:
        """A problem on a 1-based line of the text."""
        return ContentError(self.file, self.first + line - 1, message)


def read_pages(docs: Path) -> list[HandPage]:
    """Every hand-written page, in order of path. Raises ContentError where one is not UTF-8."""
    return [_read(path, docs) for path in sorted(_files(docs))]


def _files(docs: Path) -> Iterator[Path]:
    yield from docs.glob("*.md")
    for folder in docs.iterdir():
        if folder.is_dir() and folder.name not in FOLDERS:
            yield from folder.rglob("*.md")


def _read(file: Path, docs: Path) -> HandPage:
    text = read_page(file)
    path = file.relative_to(docs).as_posix()
    head, body, first = split_front_matter(text)
    guide, problem = None, None
    try:
        if path.rpartition("/")[0] in GUIDES.values():
            guide = read_guide(file, docs)
        else:
            # MkDocs would show what it cannot read, and take the last of two values.
            parse_yaml("\n" + (head or ""), file)
    except ContentError as error:
        problem = error
    return HandPage(path, file, body, first, guide, problem)
