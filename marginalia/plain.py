"""Python-Markdown extension: reads lines of plain words and links in one go.

Python-Markdown tries each of its inline patterns on each text. Index pages have a hundred thousand
texts that are words, character references, line breaks and links and nothing else, or one word in
bold; these are read here by one pattern, with the same result. Any other text is left to
Python-Markdown.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

# No character with which an inline pattern begins, and none of what stands for stashed HTML.
_CHARACTER = r"[^\\`*_\[\]<>&!{}\x00-\x1f\x7f]"
_REFERENCE = r"&\#[0-9]{1,7};"
_WORDS = rf"{_CHARACTER}*(?:{_REFERENCE}{_CHARACTER}*)*"
_LINK = (
    rf"\[(?P<label>(?!\]){_WORDS})\]"
    r"\((?:<(?P<far>[^\\<>&()\s]+)>|(?P<near>[^\\`*<>&()\s\"']+))\)"
)
# A line end that no two spaces make a line break, and what attr_list reads at the end of a text.
_END = r"(?<! )\n(?:\{: \.[a-z-]+ \}\Z)?"
_PART = re.compile(rf"(?P<words>(?:{_CHARACTER}+|{_REFERENCE}|{_END})+)|(?P<break><br>)|{_LINK}")
_BOLD = re.compile(rf"\*\*(?=[^\s*])(?P<words>{_WORDS})(?<=\S)\*\*")
_TAGS = frozenset(("li", "p"))


class PlainExtension(Extension):
    """Changes how fast a page is read, and nothing else."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the one step."""
        # Before inline (20).
        md.treeprocessors.register(_Plain(md), "plain", 21)


class _Plain(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            if element.tag in _TAGS and element.text and not isinstance(element.text, AtomicString):
                _read(element, element.text)


def _read(element: Element, text: str) -> None:
    bold = _BOLD.fullmatch(text)
    if bold and not len(element):
        element.text = None
        SubElement(element, "strong").text = AtomicString(bold["words"])
        return
    if "&" in text and ("_" in text or "\n" in text):
        return  # rare: references would have to stay as they are written
    parts = list(_parts(text))
    if parts and parts[-1]:
        _fill(element, [part for part in parts if part])


def _parts(text: str) -> Iterator[re.Match[str] | None]:
    """The parts of a text; None at the end where it has anything else."""
    at = 0
    while at < len(text):
        part = _PART.match(text, at)
        yield part
        if part is None:
            return
        at = part.end()


def _fill(element: Element, parts: list[re.Match[str]]) -> None:
    children = list(element)
    for child in children:
        element.remove(child)
    element.text = None
    last: Element | None = None
    for part in parts:
        if part["words"]:
            words = _text(part["words"])
            if last is None:
                element.text = words
            else:
                last.tail = words
        elif part["break"]:
            last = SubElement(element, "br")
        else:
            last = SubElement(element, "a", href=part["far"] or part["near"])
            last.text = _text(part["label"])
    element.extend(children)


def _text(source: str) -> AtomicString:
    """Text for the tree. The serializer takes ``&amp;`` for a reference that is already escaped,
    so an ampersand of the text is written as one."""
    return AtomicString(unescape(source).replace("&", "&amp;"))


def makeExtension(**kwargs: Any) -> PlainExtension:  # noqa: N802 - Python-Markdown's name
    """The entry point by which Python-Markdown loads this module."""
    return PlainExtension(**kwargs)
