"""Debian's Japanese manual pages as HTML: real text that a search can be measured on."""

import gzip
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

PACKAGE = "manpages-ja"
FOLDER = Path("/usr/share/man/ja")

# groff_char(7), groff(7): a named character, an inline font or size change, what leaves no text.
_ESCAPE = re.compile(
    r"\\(?:f(?:\(..|\[[^]]*\]|.)|s[+-]?\d+|[*]?\((?P<two>..)|[*]?\[(?P<long>[^]]*)\]|(?P<one>.))"
)
_NAMED = {"aq": "'", "bu": "•", "co": "©", "dq": '"', "em": "—", "en": "–", "hy": "-", "lq": "“"}
_NAMED |= {"oq": "‘", "cq": "’", "rq": "”", "rs": "\\", "ti": "~", "ha": "^", "ga": "`", "mi": "−"}
_SINGLE = {"-": "-", "e": "\\", " ": " ", "~": " ", "0": " ", "t": " "}
_ARGUMENT = re.compile(r'"((?:[^"]|"")*)"?|(\S+)')
_HEADINGS = {"SH": 2, "Sh": 2, "SS": 3, "Ss": 3}
_FONTS = {"B", "BI", "BR", "I", "IB", "IR", "R", "RB", "RI", "SB", "SM"}
_TITLES = {"TH", "Dd", "Dt", "Os"}
_MDOC = re.compile("[A-Z][a-z]")
_BREAKS = {"HP", "IP", "LP", "P", "PP", "Pp", "TP", "TQ", "It", "br", "sp", "nf", "fi", "RS", "RE"}


def manual_pages(folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """The path ``man1/ls.1.html`` and the HTML of each manual page; none when not installed."""
    for path in sorted(folder.glob("man*/*.gz")):
        if not path.is_symlink():
            source = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
            yield f"{path.parent.name}/{path.stem}.html", page_html(path.stem, source)


def page_html(title: str, source: str) -> str:
    """A manual page in the macros of man(7) or mdoc(7) as HTML: headings with ids, paragraphs that
    keep the line ends of their source. What the macros draw beside the text is left out."""
    parts = [f"<!DOCTYPE html>\n<title>{escape(title)}</title>\n<main>\n<h1>{escape(title)}</h1>"]
    paragraph: list[str] = []
    number = 0

    def close() -> None:
        if paragraph:
            parts.append("<p>" + escape("\n".join(paragraph), quote=False) + "</p>")
            paragraph.clear()

    for line in source.splitlines():
        if line[:1] not in (".", "'"):
            text = _plain(line).strip()
            if text:
                paragraph.append(text)
            else:
                close()
            continue
        macro, _, rest = line[1:].strip().partition(" ")
        text = _arguments(rest, "" if len(macro) == 2 and macro in _FONTS else " ")
        if macro in _HEADINGS:
            close()
            number += 1
            level = _HEADINGS[macro]
            parts.append(f'<h{level} id="s{number}">{escape(text, quote=False)}</h{level}>')
        elif macro in _BREAKS:
            close()
            if macro in ("IP", "It") and text:
                paragraph.append(text)
        elif text and macro not in _TITLES and (macro in _FONTS or _MDOC.fullmatch(macro)):
            paragraph.append(text)
    close()
    return "\n".join([*parts, "</main>\n"])


def _arguments(rest: str, joint: str) -> str:
    found = (match[1] if match[2] is None else match[2] for match in _ARGUMENT.finditer(rest))
    return _plain(joint.join(found)).strip()


def _plain(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        if match["one"]:
            return _SINGLE.get(match["one"], "")
        return _NAMED.get(match["two"] or match["long"] or "", "")

    return _ESCAPE.sub(character, text.split('\\"')[0])
