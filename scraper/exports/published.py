"""Pages of threads → the records that are exported.

What is read are the pages that ``wsm convert`` wrote, not the captures: what is exported is then
what the site shows and ``wsm verify`` proves, of several captures of a thread the one shown, with
no topic searched again. Pages are committed and may be older than the rule of what is not
published, so each text is held against it once more.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AwareDatetime, BeforeValidator, ValidationError

from scraper.errors import ContentError
from scraper.exports.records import (
    Origin,
    OutboundLink,
    PostRecord,
    Software,
    TextBlock,
    ThreadInfo,
    ThreadPosts,
)
from scraper.lines import lost_link
from scraper.model import Record
from scraper.pages.guides import read_page, split_front_matter
from scraper.publish import WITHDRAWN_AUTHOR, WITHDRAWN_LINE
from scraper.redaction import Redactions
from scraper.restore import PageError, PagePost, PostBlock, PostLine, restore
from scraper.running import running_text

_PAGE = re.compile(r"[0-9]{12}\.md")


class _FrontMatter(Record):
    """The part of a thread's front matter that is exported; ``scraper.emit`` writes it."""

    started: AwareDatetime
    ended: AwareDatetime
    topics: tuple[Annotated[str, BeforeValidator(lambda topic: topic["id"])], ...]
    software: tuple[Software, ...]
    source: Annotated[
        Origin,
        BeforeValidator(lambda source: {name: source[name] for name in Origin.model_fields}),
    ]


def published_threads(docs: Path, redactions: Redactions) -> Iterator[ThreadPosts]:
    """Yield the threads that have a page below ``docs``, by year and id, one at a time.

    Raises ContentError for a page that ``wsm convert`` did not write, or that shows what
    ``redactions`` no longer let be published, when there is no page, and OSError.
    """
    pages = [path for path in sorted(docs.glob("threads/*/*.md")) if _PAGE.fullmatch(path.name)]
    if not pages:
        raise ContentError(docs / "threads", None, "has no page of a thread; run wsm convert")
    for path in pages:
        posts = thread_posts(read_page(path), path.relative_to(docs).as_posix(), path)
        _refuse_redacted(posts, redactions, path)
        yield posts


def thread_posts(markdown: str, place: str, file: Path) -> ThreadPosts:
    """The posts of the thread whose page, at ``place`` below ``docs``, is ``markdown``.

    ``file`` is only what an error calls it. Raises ContentError where ``scraper.emit`` did not
    write the page.
    """
    try:
        page = restore(markdown)
        if not page.posts:
            raise PageError(markdown.count("\n"), "the page has no post")
    except PageError as error:
        raise ContentError(file, error.line, f"{error}; run wsm convert") from error
    head = _front_matter(markdown, file)
    url = place.removesuffix(".md") + ".html"
    info = ThreadInfo(
        id=page.id,
        title=page.title,
        url=url,
        posts=len(page.posts),
        **{name: getattr(head, name) for name in _FrontMatter.model_fields},
    )
    return tuple(_post(post, info) for post in page.posts)


def _front_matter(markdown: str, file: Path) -> _FrontMatter:
    text, _, _ = split_front_matter(markdown)
    try:
        data = yaml.load(text or "", Loader=yaml.CSafeLoader)
        return _FrontMatter.model_validate({name: data[name] for name in _FrontMatter.model_fields})
    except (yaml.YAMLError, ValidationError, KeyError, TypeError) as error:
        message = "its front matter is not that of a thread; run wsm convert"
        raise ContentError(file, 1, message) from error


def _post(post: PagePost, info: ThreadInfo) -> PostRecord:
    common: dict[str, Any] = {
        "id": f"{info.id}-{post.number}",
        "thread": info,
        "number": post.number,
        "url": f"{info.url}#m{post.number}",
        "posted": post.posted,
    }
    lines = tuple(line.text for line in post.lines)
    if (post.author, lines) == (WITHDRAWN_AUTHOR, (WITHDRAWN_LINE,)):
        nothing: dict[str, Any] = dict.fromkeys(
            ("lines", "blocks", "links", "replies", "topics"), ()
        )
        return PostRecord(**common, **nothing, author=None, withdrawn=True, text="")
    blocks = tuple(_blocks(post.blocks))
    return PostRecord(
        **common,
        author=post.author or None,
        withdrawn=False,
        text="\n\n".join(block.text for block in blocks),
        lines=lines,
        blocks=blocks,
        links=tuple(link for line in post.lines for link in _links(line)),
        replies=post.replies,
        topics=post.topics,
    )


def _blocks(blocks: Iterable[PostBlock]) -> Iterator[TextBlock]:
    first = 0
    for block in blocks:
        following = first + len(block.lines)
        if block.kind:
            yield TextBlock(
                type=block.kind,
                first_line=first,
                last_line=following - 1,
                text=running_text(block),
            )
        first = following


def _links(line: PostLine) -> Iterator[OutboundLink]:
    for start, end, target in line.links:
        yield OutboundLink(label=line.text[start:end], href=target)
    if not line.links:
        yield from (OutboundLink(label=link.label, href=None) for link in lost_link(line.text))


def _refuse_redacted(posts: ThreadPosts, redactions: Redactions, file: Path) -> None:
    texts = [posts[0].thread.title]
    for post in posts:
        if redactions.withdrawn(post.id) and not post.withdrawn:
            raise ContentError(file, None, f"{post.id} is taken down; run wsm convert")
        texts += [post.author or "", *post.lines]
        texts += [link.href for link in post.links if link.href]
    for text in texts:
        if redactions.mask(text) != text:
            raise ContentError(file, None, "shows a mail address; run wsm convert")
