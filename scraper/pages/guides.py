"""Guides: the front matter of the hand-written pages below ``docs/guides`` and ``docs/en/guides``.

The pages of topics name the guides of their topic; ``marginalia.citations`` checks the rest.
"""

import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, ValidationError

from scraper.errors import ContentError
from scraper.model import Record
from scraper.yamlfile import Document, parse_yaml, refuse

GUIDES: dict[str, str] = {"ja": "guides", "en": "en/guides"}
"""Where the guides of each language are below ``docs``."""
OVERVIEW = "index.md"
"""The page in each of these folders that is no guide but a way to them."""

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)


class Head(Record):
    """The front matter of a guide. ``topic`` is the id of a topic, ``order`` its place in lists."""

    title: Annotated[str, Field(min_length=1)]
    description: Annotated[str, Field(min_length=1)]
    lang: Literal["ja", "en"]
    topic: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    order: int
    updated: date
    template: Annotated[str, Field(pattern=r"^[a-z]+\.html$")] | None = None


class OverviewHead(Head):
    """The front matter of an overview of guides, which has no topic of its own."""

    topic: str = ""
    order: int = 0


class Guide(NamedTuple):
    """A guide: ``path`` is its page's below ``docs``; ``lines`` are those of the front matter's
    keys in the file."""

    path: str
    head: Head
    lines: dict[str, int]


def read_guides(docs: Path) -> list[Guide]:
    """The guides of both languages, overviews left out, in their order. Raises ContentError."""
    guides = [
        read_guide(path, docs)
        for folder in GUIDES.values()
        for path in sorted((docs / folder).glob("*.md"))
        if path.name != OVERVIEW
    ]
    return sorted(guides, key=lambda guide: (guide.head.order, guide.head.lang != "ja", guide.path))


def read_guide(path: Path, docs: Path) -> Guide:
    """The front matter of one guide or overview. Raises ContentError, with the line."""
    place = path.relative_to(docs)
    head, _, _ = split_front_matter(read_page(path))
    if head is None:
        raise ContentError(path, 1, "has no front matter; begin with --- and the keys of a guide")
    # An empty first line stands for the dashes, so that lines are those of the file.
    document = parse_yaml("\n" + head, path)
    model = OverviewHead if path.name == OVERVIEW else Head
    _refuse_unknown(document, model, path)
    try:
        read = model.model_validate({} if document.data is None else document.data)
    except ValidationError as error:
        raise refuse(path, document, error) from error
    lines = {str(key[0]): line for key, line in document.lines.items() if len(key) == 1}
    language = "en" if place.parts[0] == "en" else "ja"
    if read.lang != language:
        raise ContentError(path, lines["lang"], f"lang is {read.lang} here; write {language}")
    return Guide(place.as_posix(), read, lines)


def read_page(path: Path) -> str:
    """The text of a page. Raises ContentError, with the line, where it is not UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ContentError(path, line, "is not UTF-8 text; save the file as UTF-8") from error


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """The YAML before a page's text or None, the text, and the 1-based line on which that starts.

    >>> split_front_matter("---\\na: b\\n---\\n# T\\n")
    ('a: b\\n', '# T\\n', 4)
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return None, text, 1
    return match["yaml"] or "", text[match.end() :], text.count("\n", 0, match.end()) + 1


def _refuse_unknown(document: Document, model: type[Head], path: Path) -> None:
    if not isinstance(document.data, dict):
        return
    for key, line in document.lines.items():
        if len(key) == 1 and key[0] not in model.model_fields:
            near = get_close_matches(str(key[0]), model.model_fields, 1)
            advice = f"did you mean '{near[0]}'?" if near else "remove it"
            raise ContentError(path, line, f"unknown front matter key '{key[0]}'; {advice}")
