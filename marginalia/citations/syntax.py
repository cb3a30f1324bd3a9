r"""Markdown → the citations in it, each with its place.

======================================  =========================================================
``[@980820210426-12]``                  a post
``[@980820210426-12 "RBL exclusions"]`` a post, in which these words must stand; ``\"`` is a quote
                                        mark of the words themselves
``[@rfc7208]``                          a source of the bibliography
``[@rfc7208, §4.6.4]``                  the same, with the place in it
======================================  =========================================================

Fenced code, code spans, comments and ``\[@`` are text as they are.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CODE = (
    r"(?:^|(?<=\n))[ ]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ ]*(?P=fence)[ ]*(?=\n|\Z)"
    r"|<!--.*?-->"
    r"|(?P<ticks>(?<!`)`+(?!`))(?:(?!\n[ ]*\n).)+?(?<!`)(?P=ticks)(?!`)"
)
_TOKEN = re.compile(rf"{_CODE}|\\.|(?P<citation>\[@)", re.DOTALL)
_CODE_ONLY = re.compile(rf"{_CODE}|\\.", re.DOTALL)
_CITATION = re.compile(
    r"\[@(?P<target>[A-Za-z0-9][A-Za-z0-9._-]*)"
    r"(?:\s+\"(?P<words>(?:\\.|\[(?!@)|\n(?!\s*\n)|[^\"\\\[\n])*)\""
    r"|,[ \n]*(?P<locator>[^\]\[\"\n]*[^\]\[\"\s]))?\]",
    re.DOTALL,
)
_QUOTED = re.compile(r"\[@[A-Za-z0-9._-]+\s*\"")
_ESCAPE = re.compile(r'\\(["\\])')
POST = re.compile(r"(?P<thread>[0-9]{12})-(?P<number>[1-9][0-9]{0,4})")
"""The id of a post: its thread's, and its number there."""


class Citation(NamedTuple):
    """A citation: ``start`` and ``end`` are offsets in the text, ``line`` is 1-based there.

    ``words`` are the quotation without its quote marks, ``locator`` the place in a source.
    """

    target: str
    start: int
    end: int
    line: int
    words: str | None = None
    locator: str | None = None


class Mistake(NamedTuple):
    """What looks like a citation and is none: where it starts, on which 1-based line, and what to
    do."""

    start: int
    line: int
    message: str


def read_citations(markdown: str) -> tuple[list[Citation], list[Mistake]]:
    """The citations of a text in order, and what looks like one and is none."""
    citations: list[Citation] = []
    mistakes: list[Mistake] = []
    if "[@" not in markdown:
        return citations, mistakes
    read = 0
    for token in _TOKEN.finditer(markdown):
        if token["citation"] is None or token.start() < read:
            continue
        start = token.start()
        line = markdown.count("\n", 0, start) + 1
        match = _CITATION.match(markdown, start)
        if match is None:
            mistakes.append(Mistake(start, line, _diagnose(markdown, start)))
            continue
        read = match.end()
        words = match["words"]
        if words is not None:
            words = _ESCAPE.sub(r"\1", words)
        citations.append(Citation(match["target"], start, read, line, words, match["locator"]))
    return citations, mistakes


def blank_code(markdown: str) -> str:
    """The text with code and comments blanked, every offset and line as it was."""
    return _CODE_ONLY.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), markdown)


def cite(target: str, words: str | None = None, locator: str | None = None) -> str:
    r"""The citation as it is written.

    >>> cite("980820210426-12", 'a "b"')
    '[@980820210426-12 "a \\"b\\""]'
    """
    if words is not None:
        quoted = re.sub(r'["\\]', lambda sign: "\\" + sign[0], words)
        return f'[@{target} "{quoted}"]'
    return f"[@{target}, {locator}]" if locator else f"[@{target}]"


def sections(markdown: str) -> Iterator[tuple[str, int, int, int]]:
    """The sections under second-level headings: heading, its line, start and end of the section."""
    blank = blank_code(markdown)
    headings = list(re.finditer(r"^##[ \t]+(?P<text>.*?)[ \t]*$", blank, re.MULTILINE))
    ends = [*(heading.start() for heading in headings[1:]), len(markdown)]
    for heading, end in zip(headings, ends, strict=False):
        text = re.sub(r"[ \t]*\{[^{}]*\}$", "", heading["text"])
        line = markdown.count("\n", 0, heading.start()) + 1
        yield text, line, heading.start(), end


def _diagnose(markdown: str, start: int) -> str:
    quoted = _QUOTED.match(markdown, start)
    if quoted:
        begun = markdown[quoted.end() : quoted.end() + 20].split("\n")[0]
        return f'unclosed quotation "{begun}…; end it with "]'
    shown = markdown[start : start + 30].split("\n")[0]
    forms = '[@980820210426-12], [@980820210426-12 "words"] or [@rfc7208, §4.6.4]'
    return f"not a citation: {shown}; write {forms}"
