"""Writes a thread as a page in some markup that the web tools of 1996 to 2006 made of it."""

import re
from collections.abc import Callable, Sequence
from html import escape
from random import Random

from scraper.model import Message, Thread

CHARSETS = ("shift_jis", "euc_jp", "iso2022_jp", "utf-8")
"""Python's names of the charsets that pages are written in."""

_LABELS = {
    "shift_jis": ("Shift_JIS", "x-sjis", "shift-jis", "SJIS"),
    "euc_jp": ("EUC-JP", "x-euc-jp", "euc"),
    "iso2022_jp": ("ISO-2022-JP", "iso-2022-jp", "jis"),
    "utf-8": ("UTF-8", "utf8"),
}
_OTHER_LABELS = ("ISO-8859-1", "x-user-defined", "big5", *(each[0] for each in _LABELS.values()))

# Code points that the mappings of a Japanese charset disagree about.
_AMBIGUOUS = re.compile("[¥‾〜～‖∥−－¢£¬￠￡￢—―＼¦￤]")
_KEPT_SPACE = re.compile(r"^[ \t]|[ \t]$|  |\t")
_BEFORE_REFERENCE_END = re.compile(r"(&(?:lt|gt|amp|quot|nbsp));(?![A-Za-z0-9;=&#])")
_OPTIONAL = {"p", "li", "td", "tr", "dd", "dt", "body", "html"}
_MENU = ("目次に戻る", "トップページ", "発言一覧", "前の発言", "次の発言", "HOME", "Index", "戻る")
_COMMENTS = ("<!-- comment -->", "<!-- <hr> > -->", "<!--\n発言者:\n-->", "<!---->")

_Layout = Callable[["_Markup", Sequence[str]], str]


def write_page(
    thread: Thread, random: Random, charsets: Sequence[str] = CHARSETS
) -> tuple[bytes, str, str | None]:
    """Return a page of the thread: its bytes, media type, and the charset label of its server.

    Everything that ``random`` may choose shows the same lines: the layout of page, header and body,
    case, end tags, comments, references, navigation, charset (one of ``charsets``; its labels may
    be wrong or missing) and line ends. One page in eight is extracted text, without targets of
    links. A post with white space that HTML folds (spaces at the ends of a line, several spaces,
    tabs) is in ``<pre>``. Characters that the charset lacks are numeric references; a text with
    such characters is in UTF-8.

    Each post must say something. Title and names have no white space at their ends and no two
    spaces together, a name no ``>``; links without target are ``→  LABEL`` lines; no line has a
    control character or, outside arrow lines, only links to the site itself.
    """
    charset = random.choice(charsets)
    line_end = random.choice(("\n", "\r", "\r\n"))
    if random.randrange(8) == 0:
        media_type, text = "text/plain", "\n".join(_text(thread))
        if _AMBIGUOUS.search(text) or not _has(charset, text):
            charset = "utf-8"
    else:
        media_type = "text/html"
        text = _Markup(random, charset).page(thread)
        if charset != "utf-8":
            text = _AMBIGUOUS.sub(lambda match: f"&#{ord(match[0])};", text)
            text = text.encode("shift_jis", "xmlcharrefreplace").decode("shift_jis")
    payload = text.replace("\n", line_end).encode(charset, "xmlcharrefreplace")
    return payload, media_type, _label(random, charset)


def _text(thread: Thread) -> list[str]:
    lines = [thread.notice, "", thread.title]
    for message in thread.messages:
        lines += ["", *_header(message), "", *message.lines, ""]
    return lines


def _header(message: Message) -> tuple[str, str]:
    time = f"{message.posted:%A, %B} {message.posted.day}, {message.posted:%Y %H:%M:%S}"
    if message.number == 1:
        return f"発言者:{message.author}", f"( Date {time} )"
    return f"{message.author} さんからのコメント", f"( {time} )"


def _has(charset: str, text: str) -> bool:
    try:
        text.encode("shift_jis" if charset != "utf-8" else charset)
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _label(random: Random, charset: str) -> str | None:
    return random.choice((random.choice(_LABELS[charset]), random.choice(_OTHER_LABELS), None))


class _Markup:
    """One tool's habits, chosen once for a page."""

    def __init__(self, random: Random, charset: str) -> None:
        self._random = random
        self._charset = charset
        self._case = random.choice((str.upper, str.lower, str.capitalize))
        self._closes = random.random() < 0.5
        self._quote = random.choice(('"', "'"))
        self._semicolons = random.random() < 0.8
        self._raw = str.maketrans(
            {
                "&": "&amp;",
                "<": random.choice(("&lt;", "&#60;", "&#x3C;")),
                ">": random.choice(("&gt;", ">", "&#62;")),
                '"': random.choice(("&quot;", '"')),
                "\xa0": random.choice(("&nbsp;", "\xa0", "&#160;")),
            }
        )

    def page(self, thread: Thread) -> str:
        """The whole page."""
        random = self._random
        title = self.text(thread.title)
        separator = random.choice(("", self.tag("hr"), f"<p>{self.tag('hr')}", self._comment()))
        post = random.choice((self._headed, self._columns, self._titled_table, self._defined))
        parts = [
            random.choice(("", "<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 3.2//EN'>\n")),
            self.tag("html") + self.tag("head"),
            self._meta(),
            self.tag("title") + title + "</title></head>\n",
            self.tag("body", bgcolor="#FFFFFF"),
            self._navigation(),
            self.block(self.text(thread.notice)) if thread.notice else "",
            random.choice(("", self.tag("hr"), self._search())),
            random.choice((self.heading, self.block))(title),
            random.choice(("", self.tag("hr"), self._navigation())),
            *(post(message, thread.source.url) + f"\n{separator}\n" for message in thread.messages),
            random.choice(("", self.tag("hr"), self.form())),
            self._navigation(),
            random.choice(("", self._footer())),
            self.end("body") + self.end("html"),
        ]
        return "".join(parts)

    def text(self, text: str) -> str:
        """Text as markup; characters that the charset lacks are left to its encoder."""
        written = text.translate(self._raw)
        return written if self._semicolons else _BEFORE_REFERENCE_END.sub(r"\1", written)

    def tag(self, name: str, /, **attributes: str) -> str:
        """A start tag."""
        pairs = "".join(
            f" {self._case(key)}={self._quote}{escape(value)}{self._quote}"
            for key, value in attributes.items()
        )
        return f"<{self._case(name)}{pairs}>"

    def end(self, name: str) -> str:
        """An end tag, which some tools left out where HTML lets them."""
        return f"</{self._case(name)}>" if self._closes or name not in _OPTIONAL else ""

    def wrap(self, content: str, *names: str) -> str:
        """Content in elements, the first one outermost."""
        for name in reversed(names):
            content = self.tag(name) + content + self.end(name)
        return content

    def heading(self, content: str) -> str:
        """A line as a heading."""
        return self.wrap(content, *self._random.choice((("h1",), ("h3",), ("center", "h2")))) + "\n"

    def block(self, content: str) -> str:
        """A line as a block."""
        ways = (("p",), ("div",), ("center",), ("p", "b"), ("p", "font"), ("table", "tr", "td"))
        return self.wrap(content, *self._random.choice(ways)) + "\n"

    def form(self) -> str:
        """The form for another comment."""
        br = self.tag("br")
        return (
            self.tag("form", action="/cgi/add.acgi", method="POST")
            + f"お名前:{self.tag('input', name='name')}{br}コメント:{br}"
            + f"{self.tag('textarea', name='text', rows='8')}</textarea>{br}"
            + f"{self.tag('input', type='submit', value='送信')}</form>\n"
        )

    def _search(self) -> str:
        field = self.tag("input", name="q") + self.tag("input", type="submit", value="検索")
        return self.tag("form", action="/search.acgi") + f"発言の検索: {field}</form>\n"

    def _navigation(self) -> str:
        labels = self._random.sample(_MENU, self._random.randrange(4))
        links = [
            self.tag("a", href=f"../{number}.html") + label + "</a>"
            for number, label in enumerate(labels)
        ]
        if not links:
            return ""
        ways: tuple[Callable[[], str], ...] = (
            lambda: self.block("".join(f"[{link}]" for link in links)),
            lambda: self.block(" | ".join(links)),
            lambda: self.wrap("".join(self.wrap(link, "li") for link in links), "ul"),
            lambda: self.wrap("".join(self.wrap(link, "td") for link in links), "table", "tr"),
        )
        return self._random.choice(ways)()

    def _footer(self) -> str:
        return self.tag("hr") + self._random.choice(
            (
                self.wrap("田中 webmaster@example.jp", "address"),
                self.block("webmaster@example.jp"),
                self.block("アクセス数: " + self.tag("img", src="c.gif", alt="001234")),
                self.block("Last modified: January 10, 2006"),
                self.block("Copyright (C) 1996-2006 Web Scripter's Meeting"),
            )
        )

    def _comment(self) -> str:
        return self._random.choice(_COMMENTS)

    def _meta(self) -> str:
        label = _label(self._random, self._charset)
        content = f"text/html; charset={label}"
        return (
            self.tag("meta", **{"http-equiv": "Content-Type", "content": content}) if label else ""
        )

    def _headed(self, message: Message, url: str) -> str:
        """Name and date above the body."""
        name, date = map(self.text, _header(message))
        ways: tuple[Callable[[], str], ...] = (
            lambda: self.heading(name) + self.block(date),
            lambda: self.block(f"{self.wrap(name, 'b')}{self.tag('br')}\n{date}"),
            lambda: f"{self.tag('pre')}{name}\n{date}\n</pre>",
        )
        gap = self.tag(self._random.choice(("br", "p")))
        return self._random.choice(ways)() + gap + self._body(message, url)

    def _columns(self, message: Message, url: str) -> str:
        """Name and date in one cell, the body in the next."""
        name, date = map(self.text, _header(message))
        header = self.wrap(f"{name}{self.tag('br')}{date}", "td")
        return self.wrap(header + self.wrap(self._body(message, url), "td"), "table", "tr")

    def _titled_table(self, message: Message, url: str) -> str:
        """Name and date in the cells of one row, the body in the next row."""
        header = "".join(self.wrap(self.text(part), "td") for part in _header(message))
        body = self.wrap(self._body(message, url), "tr", "td")
        return self.wrap(self.wrap(header, "tr") + body, "table")

    def _defined(self, message: Message, url: str) -> str:
        """A definition list: the name is defined by date and body."""
        name, date = map(self.text, _header(message))
        body = f"{date}{self.tag('br')}\n{self._body(message, url)}"
        return self.wrap(self.wrap(name, "dt") + self.wrap(body, "dd"), "dl")

    def _body(self, message: Message, url: str) -> str:
        """A post's lines in one of the layouts that show them as they are."""
        lines = [self._line(message, index, url) for index in range(len(message.lines))]
        if any(_KEPT_SPACE.search(line) for line in message.lines):
            content = _preformatted(self, lines)
        else:
            content = self._random.choice(_LAYOUTS)(self, lines)
        wrapper = self._random.choice(((), ("blockquote",), ("font",), ("div",)))
        return self.wrap(content, *wrapper)

    def _line(self, message: Message, index: int, url: str) -> str:
        text, parts, at = message.lines[index], [], 0
        for link in message.links:
            if link.line == index and link.href is not None:
                end = link.start + len(link.label)
                href = link.href.removeprefix(url.rpartition("/")[0] + "/")
                anchor = self.tag("a", href=href) + self.text(link.label) + "</a>"
                parts += [self.text(text[at : link.start]), anchor]
                at = end
        return "".join((*parts, self.text(text[at:])))


def _preformatted(markup: _Markup, lines: Sequence[str]) -> str:
    return markup.wrap("\n" + "\n".join(lines) + "\n", "pre")


def _broken(markup: _Markup, lines: Sequence[str]) -> str:
    return (markup.tag("br") + "\n").join(lines)


def _paragraphs(markup: _Markup, lines: Sequence[str]) -> str:
    """A paragraph for each run of lines; further blank lines between two of them are breaks."""
    br = markup.tag("br")
    paragraphs: list[list[str]] = [[]]
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        if line:
            paragraphs[-1].append(line)
        elif following:
            paragraphs.append([])
        else:
            paragraphs[-1].append("")
    return "\n".join(
        markup.wrap((br + "\n").join(each) + (br if each and not each[-1] else ""), "p")
        for each in paragraphs
    )


def _divisions(markup: _Markup, lines: Sequence[str]) -> str:
    return "\n".join(markup.wrap(line or markup.tag("br"), "div") for line in lines)


def _rows(markup: _Markup, lines: Sequence[str]) -> str:
    rows = (markup.wrap(line or markup.tag("br"), "tr", "td") for line in lines)
    return markup.wrap("\n".join(rows), "table")


def _definitions(markup: _Markup, lines: Sequence[str]) -> str:
    rows = (markup.wrap(line or markup.tag("br"), "dd") for line in lines)
    return markup.wrap("\n".join(rows), "dl")


_LAYOUTS: tuple[_Layout, ...] = (
    _preformatted,
    _broken,
    _broken,
    _paragraphs,
    _divisions,
    _rows,
    _definitions,
)
