"""The body of an annotation → HTML that is safe to publish.

CommonMark without raw HTML and without images: markdown-it-py says on which line something is that
is not allowed, and nh3 cleans what it wrote, so that two libraries would have to err.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from marginalia.annotations.model import Annotation
from scraper.errors import ContentError

_TAGS = frozenset("p br em strong code pre blockquote ul ol li a hr".split())
_POST = re.compile(r"\[@([0-9]{12}-[1-9][0-9]{0,4})\]")
_REFUSED = {
    "html_block": "raw HTML is not allowed; use Markdown, or put code between backticks",
    "html_inline": "raw HTML is not allowed; use Markdown, or put code between backticks",
    "image": "images are not allowed; link to the picture instead",
    "heading_open": "headings are not allowed in a note; use bold text",
}


def render_note(annotation: Annotation, path: Path, post_link: Callable[[str], str | None]) -> str:
    """Return the body as HTML.

    ``post_link`` gives the address of a post that the body names as ``[@ID-N]``, None for one that
    does not exist. Raises ContentError with the line for whatever is not allowed.
    """
    markdown = _markdown()
    tokens = markdown.parse(annotation.body)
    for token in tokens:
        line = annotation.body_line + (token.map[0] if token.map else 0)
        _check(token, line, path)
        if token.children is not None:
            token.children = list(_with_posts(token.children, line, path, post_link))
    html = markdown.renderer.render(tokens, markdown.options, {})
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        link_rel="noopener nofollow ugc",
    ).strip()


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the library's names
        """Let every link through: the library would show a bad one as text, here it is refused."""
        return True


@cache
def _markdown() -> _Markdown:
    """Made once: to make it takes longer than to render a note."""
    return _Markdown("commonmark")


def _check(token: Token, line: int, path: Path) -> None:
    for each in (token, *(token.children or ())):
        line += each.type in ("softbreak", "hardbreak")
        if each.type in _REFUSED:
            raise ContentError(path, line, _REFUSED[each.type])
        if each.type == "link_open" and not _is_web(str(each.attrGet("href") or "")):
            message = "a link should be https:// or http://; correct its address or remove it"
            raise ContentError(path, line, message)


def _with_posts(
    tokens: list[Token], line: int, path: Path, post_link: Callable[[str], str | None]
) -> Iterator[Token]:
    """The tokens of running text with each ``[@ID-N]`` as a link."""
    for token in tokens:
        line += token.type in ("softbreak", "hardbreak")
        if token.type != "text":
            yield token
            continue
        for index, part in enumerate(_POST.split(token.content)):
            if index % 2 == 0:
                yield Token("text", "", 0, content=part)
                continue
            address = post_link(part)
            if address is None:
                message = f"no post {part}; correct the number, or remove the reference"
                raise ContentError(path, line, message)
            yield Token("link_open", "a", 1, attrs={"href": address})
            yield Token("text", "", 0, content=part)
            yield Token("link_close", "a", -1)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
