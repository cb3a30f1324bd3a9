"""Text → lines, each with the hyperlinks it carried."""

import re
from typing import Literal, NamedTuple

from scraper.model import Link
from scraper.shapes import LINK_LINE

Place = Literal["body", "title", "menu", "form", "address", "rule"]
"""Where a line of an HTML page stood: in its ``<title>``, a line of links to the site itself, in a
form, in ``<address>``, or as a horizontal rule; ``body`` for everything else and for plain text."""


class Line(NamedTuple):
    """One line of a page as a reader saw it, without its line end, and the links in it in order."""

    text: str
    links: tuple[Link, ...] = ()
    place: Place = "body"


# Only these end a line in a page: str.splitlines would also cut at form feeds, U+0085 and U+2028.
LINE_END = re.compile(r"\r\n|\r|\n")


def text_lines(text: str) -> list[Line]:
    """Split text at CR, LF and CRLF; lines ``→  LABEL`` carry a link without target.

    >>> [line.text for line in text_lines("a\\rb\\r\\nc\\n")]
    ['a', 'b', 'c', '']
    """
    return [Line(part, lost_link(part)) for part in LINE_END.split(text)]


def lost_link(text: str) -> tuple[Link, ...]:
    """The hyperlink that was left as ``→  LABEL`` when its target was lost; else nothing."""
    match = LINK_LINE.fullmatch(text) if text.startswith("→") else None
    return (Link(label=match["label"], start=match.start("label")),) if match else ()


def is_blank(text: str) -> bool:
    """Tell whether a reader sees nothing in this line: white space of any width, or nothing."""
    return not text.strip()
