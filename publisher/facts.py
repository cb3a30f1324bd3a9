"""Reads from a built page what its metadata say: title, description, posts, date of change."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from scraper.errors import ContentError
from scraper.publish import WITHDRAWN_AUTHOR, WITHDRAWN_LINE

EXCERPT = 80
"""Characters of a post that the metadata repeat; all of them would double the page."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a thread; ``author`` is None where it was taken down, ``text`` its beginning."""

    number: str
    author: str | None
    posted: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself. Only a thread has ``posts``, only a guide is ``updated``."""

    title: str
    description: str
    posts: tuple[Post, ...] = ()
    updated: str = ""


def parse(html: bytes, page: str) -> Any:
    """The page as a tree. Raises ContentError where the parser gives up, and for an empty page."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = etree.fromstring(html, parser) if html.strip() else None
    for error in parser.error_log.filter_from_fatals():  # the rest of the page is lost
        raise ContentError(page, error.line, f"not readable: {error.message}")
    if tree is None or tree.find("head") is None:
        raise ContentError(page, None, "a page without a head; build the site again")
    return tree


def read_facts(tree: Any, site_names: Iterable[str]) -> Facts:
    """The facts of a parsed page of the site that has these names, which end its title."""
    title = tree.findtext("head/title", "").strip()
    for name in site_names:
        title = title.removesuffix(f" - {name}")
    described = tree.find("head/meta[@name='description']")
    guide = next((each for each in tree.iter("div") if each.get("data-updated")), None)
    return Facts(
        title=title,
        description="" if described is None else described.get("content", "").strip(),
        posts=tuple(map(_post, tree.iterfind(".//section[@data-post]"))),
        updated="" if guide is None else guide.get("data-updated"),
    )


def _post(section: Any) -> Post:
    body = section.find("div[@class='post-body']")
    text = "" if body is None else _beginning(body)
    author = section.get("data-kensaku-author", "")
    return Post(
        number=section.get("data-post").rpartition("-")[2],
        author=None if (author, text) == (WITHDRAWN_AUTHOR, WITHDRAWN_LINE) else author,
        posted=section.get("data-kensaku-date", ""),
        text=text,
    )


def _beginning(body: Any) -> str:
    """The first characters of a post, white space as one space; not what it quotes, if it can."""
    own = [block for block in body if block.tag not in ("blockquote", "pre")]
    text = body.text or ""
    for piece in chain.from_iterable(block.itertext() for block in own or body):
        text += piece
        if len(text) > 3 * EXCERPT:
            break
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"
