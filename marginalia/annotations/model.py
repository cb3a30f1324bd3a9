"""The record of an annotation: what its file's front matter must be."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field

from scraper.model import Record

Kind = Literal["context", "correction", "outcome", "translation", "question", "link"]

# A post, or a section of a guide, as their permalinks name them.
_TARGET = r"^(?:[0-9]{12}-[1-9][0-9]{0,4}|(?:en/)?guides/[a-z0-9-]{1,60}(?:#[a-z0-9-]{1,60})?)$"
_MARKUP = re.compile(r"[<>&]")


def _line_of_text(text: str) -> str:
    """Names and words are one line of text: nothing that could be taken for markup or a command."""
    if text != text.strip() or not text:
        raise ValueError("should be text without white space at its ends")
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in text):
        raise ValueError("holds a control character; remove it")
    return text


def _name(text: str) -> str:
    if _MARKUP.search(text):
        raise ValueError("should be a name without <, > and &")
    return _line_of_text(text)


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; leave it out")
    return text


class Quote(Record):
    """Words of the target: the TextQuoteSelector of W3C Web Annotation Data Model 4.2.4.

    ``exact`` are the words, ``prefix`` and ``suffix`` the text right before and after them.
    """

    exact: Annotated[str, AfterValidator(_words), Field(max_length=500)]
    prefix: Annotated[str, Field(max_length=100)] = ""
    suffix: Annotated[str, Field(max_length=100)] = ""


class FrontMatter(Record):
    """The head of ``annotations/<thread>/<slug>.md``.

    Without ``quote`` the annotation is about the whole target. ``created`` is a calendar date,
    ``lang`` the language of the body (RFC 5646), ``author`` the name to show.
    """

    target: Annotated[str, Field(pattern=_TARGET)]
    quote: Quote | None = None
    kind: Kind
    author: Annotated[str, AfterValidator(_name), Field(max_length=80)]
    created: date
    lang: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "ja"


class Annotation(NamedTuple):
    """An annotation as its file holds it.

    ``id`` is the file's path below ``annotations/`` without ``.md``, and its permanent name.
    ``body`` is Markdown; ``body_line``, ``quote_line`` and ``target_line`` are 1-based lines of the
    file.
    """

    id: str
    head: FrontMatter
    body: str
    body_line: int
    quote_line: int
    target_line: int = 2

    @property
    def thread(self) -> str | None:
        """The id of the thread that it is about; None for a guide."""
        return self.head.target.partition("-")[0] if self.head.target[0].isdigit() else None

    @property
    def slug(self) -> str:
        """The name of its file: unique on the page that shows it."""
        return self.id.rpartition("/")[2]
