"""Markdown page → the posts it holds, line for line: the inverse of ``scraper.emit``.

Reads only what ``emit`` writes (the table there) and says where a page departs from it. The proof
of the round trip and the rendering of the site both start here, so what is proven is what is shown.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from scraper.emit import APART, FENCES, LIST
from scraper.escape import unescape
from scraper.lines import is_blank
from scraper.model import BlockType, Reply
from scraper.shapes import LINK_LINE

_MARKER = re.compile(r"<!-- thread (?P<id>[0-9]{12}): written by wsm convert, not by hand -->")
_POST = re.compile(r'## <a id="m(?P<anchor>[0-9]+)"></a>(?P<number>[0-9]+)\.(?: (?P<author>.*))?')
_REPLY = r"([1-9][0-9]*) \((quote|attribution|name) (1\.00|0\.[0-9]{2})\)"
_ANSWERS = re.compile(rf"<!-- answers {_REPLY}(?:, {_REPLY})* -->")
_TOPICS = re.compile(r"<!-- topics (?P<ids>[a-z][a-z0-9-]*(?:, [a-z][a-z0-9-]*)*) -->")
_PATH = r"(?:\?|[1-9][0-9]*(?: via [1-9][0-9]*)*)"
_QUOTE = re.compile(
    rf"<!-- quote(?: of (?P<origins>{_PATH}(?:; {_PATH})*))?(?P<kept>: marks kept)? -->"
)
_FENCE = re.compile(r"(?P<ticks>`{3,})(?P<info>.*)")
_TOKEN = re.compile(r"\\.|&#[0-9]+;|\[(?P<label>(?:\\.|[^\]\\])*)\]\(<(?P<target>[^>]*)>\)")
_KINDS: dict[str, BlockType] = {info: kind for kind, info in FENCES.items()}  # type: ignore[misc]


class PageError(ValueError):
    """A page that ``emit`` did not write this way; ``line`` is 1-based in the Markdown given."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


class PostLine(NamedTuple):
    """One line of a post: ``text`` as captured, the break after it, its links, its place.

    ``meant`` tells a break that was meant from a wrapped line. ``links`` are (start, end, target)
    in offsets of ``text``. ``at`` is the 1-based line of the page.
    """

    text: str
    at: int
    meant: bool = False
    links: tuple[tuple[int, int, str], ...] = ()


class PostBlock(NamedTuple):
    """A block of a post, or the blank lines between blocks (``kind`` None).

    ``origins`` are those of a quote (``scraper.model.Block``), empty where none is known.
    """

    kind: BlockType | None
    lines: tuple[PostLine, ...]
    origins: tuple[tuple[int, ...], ...] = ()


class PagePost(NamedTuple):
    """A post as the page holds it; ``at`` is the 1-based line of its heading."""

    number: int
    author: str
    posted: datetime
    at: int
    blocks: tuple[PostBlock, ...]
    replies: tuple[Reply, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def lines(self) -> list[PostLine]:
        """Every line of the post in order, blank ones included."""
        return [line for block in self.blocks for line in block.lines]


class ThreadPage(NamedTuple):
    """A thread as its page holds it; ``at`` is the 1-based line of its title."""

    id: str
    title: str
    at: int
    posts: tuple[PagePost, ...]


def restore(markdown: str) -> ThreadPage:
    """Read a thread's page, with or without its front matter. Raises PageError with the line."""
    return _Reader(markdown.split("\n")).page()


def is_thread_page(markdown: str) -> bool:
    """Tell whether a page, its front matter already taken off, was written by ``emit``."""
    return _MARKER.match(markdown.lstrip("\n")) is not None


class _Reader:
    """A cursor over the lines of a page."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.index = 0
        if lines[0] == "---":
            self.index = 1
            self._skip_past("---")

    def page(self) -> ThreadPage:
        self._skip_blank()
        marker = self._match(_MARKER, "the line <!-- thread ID: … -->")
        self._skip_blank()
        at = self.index + 1
        heading = self._match(re.compile(r"#(?: (?P<title>.*))?"), "the title, # TITLE")
        posts = []
        self._skip_blank()
        while not self._at_end():
            posts.append(self._post())
            self._skip_blank()
        return ThreadPage(marker["id"], unescape(heading["title"] or ""), at, tuple(posts))

    def _post(self) -> PagePost:
        at = self.index + 1
        heading = self._match(_POST, 'a post, ## <a id="m1"></a>1. NAME')
        self._skip_blank()
        try:
            posted = datetime.fromisoformat(self._take())
        except ValueError as error:
            raise PageError(self.index, "expected the time of the post") from error
        replies, topics = self._replies(), self._topics()
        self._skip_blank()
        blocks: list[PostBlock] = []
        while not self._at_end() and not _POST.fullmatch(self.lines[self.index]):
            block = self._block()
            if block.lines:
                blocks.append(block)
        if blocks and blocks[-1].kind is None:
            blocks.pop()
        author = unescape(heading["author"] or "")
        return PagePost(int(heading["number"]), author, posted, at, tuple(blocks), replies, topics)

    def _replies(self) -> tuple[Reply, ...]:
        if self._at_end() or not _ANSWERS.fullmatch(self.lines[self.index]):
            return ()
        return tuple(
            Reply(to=int(to), kind=kind, confidence=float(confidence))
            for to, kind, confidence in re.findall(_REPLY, self._take())
        )

    def _topics(self) -> tuple[str, ...]:
        match = None if self._at_end() else _TOPICS.fullmatch(self.lines[self.index])
        if not match:
            return ()
        self.index += 1
        return tuple(match["ids"].split(", "))

    def _block(self) -> PostBlock:
        line = self.lines[self.index]
        if is_blank(line):
            return PostBlock(None, self._blank())
        if fence := _FENCE.fullmatch(line):
            return self._fenced(fence["ticks"], fence["info"])
        quote = _QUOTE.fullmatch(line)
        if quote or line in (APART, LIST):
            self.index += 1
        if line == LIST:
            return PostBlock("list", self._prose())
        if quote or line.startswith(">"):
            before = (*self._prose(), *self._blank())
            kept, origins = bool(quote and quote["kept"]), quote["origins"] if quote else None
            return PostBlock("quote", (*before, *self._quoted(kept=kept)), _read_origins(origins))
        prose = self._prose()
        if not prose:
            raise PageError(self.index + 1, f"unknown comment: {line}")
        linked = all(LINK_LINE.fullmatch(each.text) for each in prose)
        return PostBlock("link" if linked else "paragraph", prose)

    def _blank(self) -> tuple[PostLine, ...]:
        start = self.index
        while not self._at_end() and is_blank(self.lines[self.index]):
            self.index += 1
        return tuple(PostLine(self.lines[at], at + 1) for at in range(start, self.index))

    def _fenced(self, ticks: str, info: str) -> PostBlock:
        start = self.index + 1
        if info not in _KINDS:
            raise PageError(start, f"unknown kind of block: {info!r}")
        self.index += 1
        self._skip_past(ticks)
        lines = (PostLine(self.lines[at], at + 1) for at in range(start, self.index - 1))
        return PostBlock(_KINDS[info], tuple(lines))

    def _prose(self) -> tuple[PostLine, ...]:
        found = []
        while not self._at_end() and self._is_prose(self.lines[self.index]):
            self.index += 1
            found.append(_read_line(self.lines[self.index - 1], self.index))
        return tuple(found)

    def _quoted(self, *, kept: bool) -> tuple[PostLine, ...]:
        found = []
        while not self._at_end() and self.lines[self.index].startswith(">"):
            self.index += 1
            line = self.lines[self.index - 1]
            found.append(_read_line(line[2:] if kept else line, self.index))
        return tuple(found)

    @staticmethod
    def _is_prose(line: str) -> bool:
        return not (is_blank(line) or line.startswith(("```", ">", "<!--", "## <a id=")))

    def _match(self, pattern: re.Pattern[str], expected: str) -> re.Match[str]:
        match = pattern.fullmatch(self._take())
        if not match:
            raise PageError(self.index, f"expected {expected}")
        return match

    def _skip_past(self, end: str) -> None:
        """Move behind the line ``end``, which closes what began on the line before."""
        try:
            self.index = self.lines.index(end, self.index) + 1
        except ValueError:
            raise PageError(self.index, f"what begins here has no end, {end}") from None

    def _take(self) -> str:
        if self._at_end():
            raise PageError(len(self.lines), "the page ends too early")
        self.index += 1
        return self.lines[self.index - 1]

    def _skip_blank(self) -> None:
        self._blank()

    def _at_end(self) -> bool:
        return self.index >= len(self.lines)


def _read_origins(origins: str | None) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(int(number) for number in reversed(re.findall("[0-9]+", path)))
        for path in (origins or "").split("; ")
        if path
    )


def _read_line(markdown: str, at: int) -> PostLine:
    """Read one line of prose, its links and the break after it."""
    trailing = len(markdown) - len(markdown.rstrip("\\"))
    meant = trailing % 2 == 1
    markdown = markdown[:-1] if meant else markdown
    text, read = "", 0
    links = []
    for token in _TOKEN.finditer(markdown):
        text += markdown[read : token.start()]
        shown = unescape(token["label"] if token["label"] is not None else token[0])
        if token["target"]:
            links.append((len(text), len(text) + len(shown), token["target"]))
        text += shown
        read = token.end()
    return PostLine(text + markdown[read:], at, meant, tuple(links))
