"""HTML → lines as a reader saw them, whatever the markup."""

import re
from itertools import islice
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from scraper.flow import Flow
from scraper.lines import Line
from scraper.navigation import is_menu

# Elements that end the line before and after them; those in the second set with a margin
# (HTML Living Standard, section 15.3).
_BLOCKS = {
    "address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog", "div",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "header", "html",
    "legend", "li", "main", "nav", "section", "summary", "table", "tbody", "tfoot", "thead",
}  # fmt: skip
_MARGINS = {
    "blockquote", "dir", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "listing", "menu", "ol", "p",
    "plaintext", "pre", "ul", "xmp",
}  # fmt: skip
_PREFORMATTED = {"listing", "plaintext", "pre", "xmp"}
_HIDDEN = {"button", "datalist", "script", "select", "style", "template", "textarea", "title"}
_CONTROLS = {"button", "input", "select", "textarea"}

# A page of ten posts has some 250 tags. Past this many, tags only end a line: a tree of every tag
# of a 16 MB page would need gigabytes, and building it takes time by the square of its depth.
_MOST_TAGS = 20_000
_TAG = re.compile(r"</?[A-Za-z][^<>]*>?")
_TAGS = re.compile(rf"(?:{_TAG.pattern})+\n?")

_UNFIT = re.compile("[\0\ud800-\udfff]")  # no parser takes them
# Elements whose contents a parser takes for text up to an end tag that may never come.
_UNCLOSED = re.compile(r"<(title|textarea)\b([^<>]*)>([^<]*)", re.IGNORECASE)
_FALLBACK = re.compile(r"<(/?)(?:noframes|noembed|iframe)\b[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"</br\b", re.IGNORECASE)
# Mail and web addresses in angle brackets that nobody escaped; a browser takes them for a tag.
_ADDRESS = re.compile(r"<(?=[\w.+%=-]+@[\w.-]+>|(?:https?|ftp|mailto|URL):[^<>]*>)", re.ASCII)


def html_lines(html: str, base_url: str | None) -> list[Line]:
    """Return the lines that a browser shows for a page, first its ``<title>`` if it has one.

    Never fails, whatever the markup; time and memory grow linearly with the page. Scripts, styles,
    comments and form controls are left out; an image is its ``alt`` text. A table row is one line,
    a tab between its cells, unless a cell has several lines: then its cells stand one below the
    other. A link over several lines is one link on each. Targets are resolved against
    ``<base href>`` and ``base_url`` where known, else kept as written, with any scheme.

    What HTML does not carry is not there: outside ``<pre>`` white space at both ends of a line,
    runs of spaces and tabs (each is one space), and control characters anywhere.
    """
    walk = _Walk(base_url)
    walk.over(BeautifulSoup(_tidy(html), "lxml", huge_tree=True))
    walk.flow.edge()
    return walk.flow.lines


class _Walk:
    """Goes through a tree without recursion and tells the flow what begins and ends."""

    def __init__(self, base_url: str | None) -> None:
        self.flow = Flow(lambda text, links: is_menu(text, links, self._base))
        self._base = base_url
        self._open: list[Tag] = []
        self._preformatted = 0
        self._addresses = 0
        self._forms: list[int] = []
        self._hidden: Tag | None = None

    def over(self, soup: BeautifulSoup) -> None:
        self._open.append(soup)
        for element in soup.descendants:
            while self._open[-1] is not element.parent:
                self._end(self._open.pop())
            if isinstance(element, Tag):
                if self._hidden is None:
                    self._start(element)
                self._open.append(element)
            elif self._hidden is None and not isinstance(element, PreformattedString):
                self._text(element)
        while len(self._open) > 1:
            self._end(self._open.pop())

    def _text(self, element: PageElement) -> None:
        assert isinstance(element, NavigableString)
        if self._addresses:
            self.flow.address()
        if not self._preformatted:
            self.flow.text(element)
        elif element.previous_sibling is None and self._open[-1].name in _PREFORMATTED:
            self.flow.verbatim(element.removeprefix("\n"))  # the line end after <pre> is markup
        else:
            self.flow.verbatim(element)

    def _start(self, tag: Tag) -> None:
        name, flow = tag.name, self.flow
        if name in _CONTROLS and self._forms and tag.get("type") != "hidden":
            flow.controls(self._forms[-1])
        if name in _HIDDEN:
            self._hidden = tag
            if name == "title" and not flow.lines:
                flow.title(tag.get_text())
        elif name == "base" and tag.get("href") is not None:
            self._base = _resolve(str(tag["href"]), self._base)
        elif name == "br":
            flow.line_break()
        elif name == "hr":
            flow.rule()
        elif name == "img":
            flow.text(str(tag.get("alt", "")))
        elif name == "a" and tag.get("href") is not None:
            flow.link(_resolve(str(tag["href"]), self._base))
        elif name == "tr":
            flow.row()
        elif name in ("td", "th"):
            flow.cell()
        else:
            self._edge(name)
            self._preformatted += name in _PREFORMATTED
            self._addresses += name == "address"
            if name == "form":
                self._forms.append(len(flow.lines))

    def _end(self, tag: Tag) -> None:
        name = tag.name
        if self._hidden is not None:
            if self._hidden is tag:
                self._hidden = None
        elif name == "a" and tag.get("href") is not None:
            self.flow.link(None)
        elif name == "tr":
            self.flow.end_row()
        elif name in ("td", "th"):
            self.flow.edge()
        else:
            self._edge(name)
            self._preformatted -= name in _PREFORMATTED
            self._addresses -= name == "address"
            if name == "form":
                self._forms.pop()

    def _edge(self, name: str) -> None:
        if name in _MARGINS:
            self.flow.edge(margin=True)
        elif name in _BLOCKS:
            self.flow.edge()


def _tidy(html: str) -> str:
    """The page without what makes a parser lose text, or never end."""
    html = _UNFIT.sub("\ufffd", html.replace("\r\n", "\n").replace("\r", "\n"))
    closed = html.rfind("-->") + 1
    html = html[:closed] + html[closed:].replace("<!--", "<!")
    html = _UNCLOSED.sub(r"<\1\2>\3</\1>", html)
    html = _FALLBACK.sub(r"<\1div>", html)
    html = _ADDRESS.sub("&lt;", _BREAK.sub("<br", html))
    if beyond := next(islice(_TAG.finditer(html), _MOST_TAGS, None), None):
        at = beyond.start()
        html = html[:at] + "<pre>" + _TAGS.sub("\n", html[at:])
    return f"<html>{html}"


def _resolve(href: str, base: str | None) -> str:
    href = re.sub(r"[\t\n\r]", "", href.strip())
    try:
        return urljoin(base, href) if base else href
    except ValueError:  # a malformed address, such as an unclosed IPv6 one
        return href
