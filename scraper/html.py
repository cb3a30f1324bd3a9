"""HTML → lines as a reader saw them, whatever the markup."""

import re
from collections.abc import Mapping
from itertools import islice
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]

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
_MARGIN = dict.fromkeys(_BLOCKS, False) | dict.fromkeys(_MARGINS, True)
_PREFORMATTED = {"listing", "plaintext", "pre", "xmp"}
_HIDDEN = {"button", "datalist", "script", "select", "style", "template", "textarea", "title"}
_CONTROLS = {"button", "input", "select", "textarea"}

# A page of ten posts has some 250 tags. Past this many, tags only end a line: what the parser does
# for a tag takes time by the number of elements that are open.
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
    parser = etree.HTMLParser(target=walk, huge_tree=True)
    parser.feed(_tidy(html))
    parser.close()
    walk.flow.edge()
    return walk.flow.lines


class _Walk:
    """Takes lxml's parser events and tells the flow what begins and ends.

    The parser has repaired the markup: every start has its end, in order. No tree is built, which
    would take most of the time.
    """

    def __init__(self, base_url: str | None) -> None:
        self.flow = Flow(lambda text, links: is_menu(text, links, self._base))
        self._base = base_url
        self._links: list[bool] = []
        self._preformatted = 0
        self._begins_preformatted = False
        self._addresses = 0
        self._forms: list[int] = []
        self._hidden = 0
        self._parts: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._parts:
            self._text()
        self._begins_preformatted = name in _PREFORMATTED
        if self._hidden:
            self._hidden += 1
            return
        flow = self.flow
        if name in _CONTROLS and self._forms and attributes.get("type") != "hidden":
            flow.controls(self._forms[-1])
        if name in _HIDDEN:
            self._hidden = 1
        elif name == "base" and "href" in attributes:
            self._base = _resolve(attributes["href"], self._base)
        elif name == "br":
            flow.line_break()
        elif name == "hr":
            flow.rule()
        elif name == "img":
            flow.text(attributes.get("alt", ""))
        elif name == "a":
            self._links.append("href" in attributes)
            if self._links[-1]:
                flow.link(_resolve(attributes["href"], self._base))
        elif name == "tr":
            flow.row()
        elif name in ("td", "th"):
            flow.cell()
        elif name in _MARGIN:
            flow.edge(margin=_MARGIN[name])
            self._preformatted += name in _PREFORMATTED
            self._addresses += name == "address"
            if name == "form":
                self._forms.append(len(flow.lines))

    def end(self, name: str) -> None:
        """An element ends."""
        if self._hidden:
            self._hidden -= 1
            if name == "title" and not self._hidden and not self.flow.lines:
                self.flow.title("".join(self._parts))
            self._parts.clear()
            return
        if self._parts:
            self._text()
        if name == "a":
            if self._links.pop():
                self.flow.link(None)
        elif name == "tr":
            self.flow.end_row()
        elif name in ("td", "th"):
            self.flow.edge()
        elif name in _MARGIN:
            self.flow.edge(margin=_MARGIN[name])
            self._preformatted -= name in _PREFORMATTED
            self._addresses -= name == "address"
            if name == "form":
                self._forms.pop()

    def data(self, text: str) -> None:
        """A piece of text; the pieces up to the next tag belong together."""
        self._parts.append(text)

    def close(self) -> None:
        """The page ends."""
        if self._parts:
            self._text()

    def _text(self) -> None:
        if self._hidden:
            return
        text = "".join(self._parts)
        self._parts.clear()
        if self._addresses:
            self.flow.address()
        if not self._preformatted:
            self.flow.text(text)
        elif self._begins_preformatted:
            self.flow.verbatim(text.removeprefix("\n"))  # the line end after <pre> is markup
        else:
            self.flow.verbatim(text)
        self._begins_preformatted = False


def _tidy(html: str) -> str:
    """The page without what makes a parser lose text, or never end."""
    html = _UNFIT.sub("\ufffd", html.replace("\r\n", "\n").replace("\r", "\n"))
    closed = html.rfind("-->") + 1
    html = html[:closed] + html[closed:].replace("<!--", "<!")
    html = _UNCLOSED.sub(r"<\1\2>\3</\1>", html)
    html = _FALLBACK.sub(r"<\1div>", html)
    html = _ADDRESS.sub("&lt;", _BREAK.sub("<br", html))
    tags = _TAG.finditer(html) if html.count("<") > _MOST_TAGS else iter(())
    if beyond := next(islice(tags, _MOST_TAGS, None), None):
        at = beyond.start()
        html = html[:at] + "<pre>" + _TAGS.sub("\n", html[at:])
    return f"<html>{html}"


def _resolve(href: str, base: str | None) -> str:
    href = re.sub(r"[\t\n\r]", "", href.strip())
    try:
        return urljoin(base, href) if base else href
    except ValueError:  # a malformed address, such as an unclosed IPv6 one
        return href
