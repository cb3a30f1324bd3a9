"""Rendered HTML → the runs of text that a reader takes for the author's own.

What this project adds to a text (``data-kensaku-ignore``) is left out, so that quotations and
annotations bind to the words of the post or guide alone.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

# A comment, a tag, or a run of text; a bare "<" stands alone, and a comment without an end goes to
# the end, so that no text is read twice.
TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|[^<]+|<",
    re.DOTALL,
)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_INLINE = frozenset("a abbr b cite code em i kbd mark q s small span strong sub sup time u".split())
_IGNORED = re.compile(r"\bdata-kensaku-ignore\b")


class Run(NamedTuple):
    """A run of text: where its HTML is, the text it shows, and where that is in the whole text.

    ``start`` and ``end`` are offsets into the HTML, ``at`` the code points of text before it.
    ``linked`` tells that it is inside a link.
    """

    start: int
    end: int
    text: str
    at: int
    linked: bool


def text_runs(html: str) -> Iterator[Run]:
    """Yield the runs of text of well-formed HTML in order.

    The end of a block or line counts as one character, a line end, which is in no run.
    """
    at = depth = ignored = links = 0
    ended = True
    for token in TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        if not name:
            if ignored or token[0].startswith("<!--"):
                continue
            text = unescape(token[0])
            yield Run(token.start(), token.end(), text, at, bool(links))
            at += len(text)
            ended = False
            continue
        if name not in _INLINE and not ignored and not ended:
            at += 1
            ended = True
        # In SVG an element may close itself.
        if name in VOID or token["attributes"].endswith("/"):
            continue
        depth += -1 if token["close"] else 1
        links += (-1 if token["close"] else 1) * (name == "a")
        if ignored and depth < ignored:
            ignored = 0
        elif not ignored and not token["close"] and _IGNORED.search(token["attributes"]):
            ignored = depth


def visible_text(html: str) -> str:
    """Return the text of the runs, with a line end between blocks and lines.

    >>> visible_text('<p>a &amp; b<br>c</p><p data-kensaku-ignore>note</p>')
    'a & b\\nc'
    """
    text = ""
    for run in text_runs(html):
        text += "\n" * (run.at - len(text)) + run.text
    return text
