"""One line of text ⇄ one line of Markdown that shows exactly that text.

The output is CommonMark (0.31.2, sections 2.4 backslash escapes and 2.5 numeric references) chosen
so that no dialect takes any of it as syntax: GitHub's, Python-Markdown with the extensions that
documentation sites use (attribute lists, abbreviations, footnotes, admonitions, tabs, snippets,
math, emphasis of every kind), and template engines.
"""

import re

# Signs that mean something anywhere in a line, and what such a line holds.
_ANYWHERE = re.compile(
    r"[\\`*_{}\[\]<|~$^]|&(?=#?[0-9A-Za-z]+;)|(?<![^\s:]):(?=[\w+-]+:)|==+|(?<=\+)\+"
)
_SIGN = re.compile(r"[\\`*_{}\[\]<|~$^&:=+]")
# Signs that mean something where a line begins: headings, lists, quotes, rules, admonitions, tabs.
_AT_START = re.compile(r"(?P<space>[ \t]*)(?:(?P<number>[0-9]+)(?=[.)])|(?P<sign>[-#+=>!?:;%/\"]))")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_OUTER_SPACE = re.compile(r"\A[ \t]|[ \t]\Z")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|&#([0-9]+);")


def escape(text: str) -> str:
    """Markdown for one line of text, on one line, at the start of a line or after a quote mark.

    >>> escape("# 1. *a* <b>"), escape("2) c"), escape("  {{ d }} ")
    ('\\\\# 1. \\\\*a\\\\* \\\\<b>', '2\\\\) c', '&#32; \\\\{\\\\{ d \\\\}\\\\}&#32;')
    """
    escaped = text
    if _SIGN.search(text):
        escaped = _ANYWHERE.sub(lambda match: "".join("\\" + sign for sign in match[0]), text)
    escaped = (
        _AT_START.sub(_escape_start, escaped, count=1) if _AT_START.match(escaped) else escaped
    )
    if escaped.isprintable() and escaped.strip(" ") == escaped:
        return escaped
    return _OUTER_SPACE.sub(_reference, _CONTROL.sub(_reference, escaped))


def unescape(markdown: str) -> str:
    """The text that ``escape`` wrote as ``markdown``.

    >>> unescape(escape(r"\\# &#35; *"))
    '\\\\# &#35; *'
    """
    return _ESCAPE.sub(lambda match: match[1] or chr(int(match[2])), markdown)


def escape_inline(text: str) -> str:
    """Markdown for a phrase inside a line that Markdown itself will read, such as a link's label.

    Python-Markdown takes back only some backslash escapes, numeric references always.

    >>> escape_inline("PLS [HELP]! 助けて。")
    'PLS &#91;HELP&#93;&#33; 助けて。'
    """
    return _PUNCTUATION.sub(_reference, _CONTROL.sub("\ufffd", text)).strip()


def _escape_start(match: re.Match[str]) -> str:
    if match["number"]:
        return f"{match['space']}{match['number']}\\"
    return f"{match['space']}\\{match['sign']}"


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"
