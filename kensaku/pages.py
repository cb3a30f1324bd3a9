"""Reads a built HTML page into the sections that a search finds."""

import codecs
import re
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from lxml import etree  # type: ignore[import-untyped]

from kensaku.errors import KensakuError
from kensaku.fold import display

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Elements that stand inside a line (phrasing content, HTML Living Standard, section 3.2.5.2.5);
# every other one ends the block before and after it.
_INLINE = set(
    "a abbr acronym area audio b bdi bdo big br canvas cite code data del dfn em embed font i "
    "iframe img input ins kbd label link map mark math meta meter nobr object output picture "
    "progress q rb rp rt ruby s samp script slot small source span strike strong style sub sup "
    "svg template time track tt u var video wbr button select textarea noscript datalist".split()
)
_IGNORED = set(
    "button datalist dialog input meter nav noscript option progress rp script select style "
    "template textarea".split()
)
_IGNORING = {"aria-hidden", "data-kensaku-ignore", "hidden"}
_CHARSET = re.compile(rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_URL_SAFE = "/~!$&'()*+,;=:@"


class Section(NamedTuple):
    """What one address shows: a heading and the text up to the next heading with an address.

    ``url`` and ``fragment`` are percent-encoded, ``fragment`` empty at the page's start. ``text``
    is display text, its blocks joined by line feeds, the first of them ``heading`` if there is
    one. ``author`` and ``date`` may be empty.
    """

    url: str
    title: str
    fragment: str
    heading: str
    author: str
    date: str
    kind: str
    topics: tuple[str, ...]
    text: str

    @property
    def address(self) -> str:
        """The address from the site's root."""
        return f"{self.url}#{self.fragment}" if self.fragment else self.url


def read_page(html: bytes, path: str) -> list[Section]:
    """Return the sections of a page, in order; none for one that sends readers or robots away.

    ``path`` is relative to the site's root. Raises KensakuError for a ``data-kensaku-date`` that
    is not ISO 8601, and for elements nested thousands deep, which the parser does not read.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    page = etree.fromstring(_in_utf8(html), parser) if html.strip() else None
    for error in parser.error_log.filter_from_fatals():  # the rest of the page is lost
        raise KensakuError(f"{path}:{error.line}: not readable: {error.message}")
    if page is None or _is_hidden(page):
        return []
    title = page.find("head/title")
    outline = _Outline(_content(page), path)
    outline.read()
    return outline.sections(display("".join(title.itertext())) if title is not None else path)


def _in_utf8(html: bytes) -> bytes:
    """The page in UTF-8, which it is in unless its first 1,024 bytes say otherwise (HTML Living
    Standard, section 13.2.3.2). libxml2 would read what stands before such a declaration as
    Latin-1."""
    declared = _CHARSET.search(html[:1024])
    if declared is None or html.startswith(codecs.BOM_UTF8):
        return html
    try:
        codec = codecs.lookup(declared[1].decode()).name
    except LookupError:
        return html
    # Browsers take Shift_JIS for the larger set that Windows has (Encoding Standard, section 4.2).
    codec = "cp932" if codec == "shift_jis" else codec
    return html if codec == "utf-8" else html.decode(codec, "replace").encode()


def instant(date: str) -> datetime:
    """Return an ISO 8601 date as an instant; without an offset it is in UTC. Raises ValueError."""
    moment = datetime.fromisoformat(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_hidden(page: Any) -> bool:
    return any(
        meta.get("http-equiv", "").lower() == "refresh"
        or (meta.get("name", "").lower() == "robots" and "noindex" in meta.get("content", ""))
        for meta in page.iter("meta")
    )


def _content(page: Any) -> Any:
    main = next(page.iter("main"), None)
    if main is None:
        main = next((e for e in page.iter() if e.get("role") == "main"), None)
    articles = list((page if main is None else main).iter("article"))
    if len(articles) == 1:
        return articles[0]
    body = page.find("body")
    return next((e for e in (main, body) if e is not None), page)


class _Outline:
    """Cuts the content into sections while walking over it."""

    def __init__(self, content: Any, path: str) -> None:
        self._content = content
        self._path = path
        self._url = quote(path, safe=_URL_SAFE)
        self._title = ""
        self._drafts = [_Draft(content)]
        self._heading: Any = None
        self._parts: list[str] = []
        self._ruby: list[str] = []
        self._ruby_depth = 0

    def read(self) -> None:
        """Walk over the content."""
        walk = etree.iterwalk(self._content, ("start", "end"))
        next(walk)
        self._add(self._content.text)
        ignored = None
        for event, element in walk:
            name = element.tag
            is_edge = name not in _INLINE and "-" not in name
            if event == "start":
                if _is_ignored(element, name):
                    walk.skip_subtree()
                    ignored = element
                    if is_edge:
                        self._start(element, name, is_edge)
                else:
                    self._start(element, name, is_edge)
                    self._add(element.text)
            elif element is self._content:
                break
            else:
                if is_edge or element is not ignored:
                    self._end(element, name, is_edge)
                self._add(element.tail)
        self._edge()

    def _add(self, text: str | None) -> None:
        if text:
            (self._ruby if self._ruby_depth else self._parts).append(text)

    def sections(self, title: str) -> list[Section]:
        """What was read, for a page whose ``<title>`` is ``title``."""
        return [self._section(draft, title) for draft in self._drafts if draft.blocks]

    def _start(self, element: Any, name: str, is_edge: bool) -> None:
        if is_edge:
            self._edge()
            if name in _HEADINGS and self._heading is None:
                self._heading = element
                fragment = _fragment(element)
                begins = name == "h1" and not self._title and not self._drafts[-1].blocks
                if fragment or begins:
                    self._drafts.append(_Draft(element, fragment))
        elif name == "br":
            self._parts.append("\n")
        elif name == "img":
            self._parts.append(element.get("alt", ""))
        elif name == "rt":
            self._ruby_depth += 1

    def _end(self, element: Any, name: str, is_edge: bool) -> None:
        if is_edge:
            if element is self._heading:
                self._end_heading()
            self._edge()
        elif name == "rt":
            self._ruby_depth -= 1

    def _end_heading(self) -> None:
        heading, self._heading = self._heading, None
        text = display("".join(self._parts))
        draft = self._drafts[-1]
        if draft.element is heading:
            draft.heading = text
        if heading.tag == "h1":
            self._title = self._title or text

    def _edge(self) -> None:
        if self._heading is not None:  # a heading is one block, whatever is in it
            self._parts.append(" ")
            return
        for parts in (self._parts, self._ruby):
            if parts:
                if block := display("".join(parts)):
                    self._drafts[-1].blocks.append(block)
                parts.clear()

    def _section(self, draft: "_Draft", title: str) -> Section:
        about = _about(draft.element)
        date = about.get("date", "").strip()
        try:
            if date:
                instant(date)
        except ValueError:
            line = draft.element.sourceline
            raise KensakuError(
                f"{self._path}:{line}: data-kensaku-date is not an ISO 8601 date: {date!r}"
            ) from None
        return Section(
            url=self._url,
            title=self._title or title,
            fragment=quote(draft.fragment, safe=_URL_SAFE),
            heading=draft.heading,
            author=display(about.get("author", "")),
            date=date,
            kind=display(about.get("kind", "")) or "page",
            topics=tuple(dict.fromkeys(about.get("topics", "").split())),
            text="\n".join(draft.blocks),
        )


class _Draft:
    """A section being read."""

    def __init__(self, element: Any, fragment: str = "") -> None:
        self.element = element
        self.fragment = fragment
        self.heading = ""
        self.blocks: list[str] = []


def _is_ignored(element: Any, name: str) -> bool:
    if name in _IGNORED:
        return True
    if not _IGNORING.isdisjoint(element.keys()) and (
        "hidden" in element.attrib
        or "data-kensaku-ignore" in element.attrib
        or element.get("aria-hidden") == "true"
    ):
        return True
    return name == "a" and "headerlink" in element.get("class", "").split()


def _fragment(heading: Any) -> str:
    """The id by which a heading is reached: its own, that of an anchor at its start, or that of
    the section it opens."""
    element = heading
    while element is not None:
        if found := element.get("id"):
            return str(found)
        if (element.text or "").strip():
            break
        element = next(iter(element), None)
    parent = heading.getparent()
    if parent is not None and parent.tag == "section":
        first = next((child for child in parent if child.tag in _HEADINGS), None)
        if first is heading:
            return str(parent.get("id", ""))
    return ""


def _about(element: Any) -> dict[str, str]:
    """The nearest ``data-kensaku-*`` values of an element and those around it."""
    about: dict[str, str] = {}
    while element is not None:
        for name, value in element.attrib.items():
            if name.startswith("data-kensaku-"):
                about.setdefault(name.removeprefix("data-kensaku-"), value)
        element = element.getparent()
    return about
