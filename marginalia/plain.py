"""Python-Markdown extension: reads lists, and lines of plain words and links, in one go.

Python-Markdown looks through each text for HTML, tries each of its kinds of block on each item of a
list, and each of its inline patterns on each text. Index pages have a hundred thousand items that
begin with a link, and texts that are words, character references, line breaks and links and nothing
else, or one word in bold; these are read here by one pattern each, with the same result. Any other
text is left to Python-Markdown.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor, isString
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
_LISTS = frozenset(("ol", "ul"))
# As generated pages begin.
_COMMENT = re.compile(r"<!--[^-<>&]*-->(?=\n\n)")
_HTML = re.compile(r"<(?!br>)|&(?!#[0-9]{1,7};)")


class PlainExtension(Extension):
    """Changes how fast a page is read, and nothing else."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the steps, two of them in the place of Python-Markdown's own."""
        md.preprocessors.register(_Html(md), "html_block", 20)
        # Before all that would look for something else in it: indent (90) to ulist (30).
        md.parser.blockprocessors.register(_Items(md.parser), "plain_items", 95)
        # Before inline (20).
        md.treeprocessors.register(_Plain(md), "plain", 21)
        md.treeprocessors.register(_Inline(md), "inline", 20)


class _Html(HtmlBlockPreprocessor):
    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        comment = _COMMENT.match(text)
        start = comment.end() if comment else 0
        if _HTML.search(text, start):
            return super().run(lines)
        if comment is None:
            return lines
        return f"{self.md.htmlStash.store(comment[0] + chr(10))}\n\n{text[start:]}".split("\n")


class _Items(BlockProcessor):
    """Items of one line each that begin with a link."""

    def test(self, parent: Element, block: str) -> bool:
        beside = self.lastChild(parent)
        return (
            block.startswith("- [")
            and "]:" not in block  # it may be what a reference leads to
            and parent.tag not in _LISTS
            and (beside is None or beside.tag not in _LISTS)
            and all(line.startswith("- [") for line in block.split("\n"))
        )

    def run(self, parent: Element, blocks: list[str]) -> None:
        items = SubElement(parent, "ul")
        for line in blocks.pop(0).split("\n"):
            SubElement(items, "li").text = line[2:]


class _Inline(InlineProcessor):
    """Goes through those parts of the page only in which there is something left to read."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        if ancestors or any(part.tail for part in tree):
            return super().run(tree, ancestors)
        left = Element(tree.tag)
        left.extend(filter(_has_source, tree))
        super().run(left)
        return tree


def _has_source(part: Element) -> bool:
    return any(
        (each.text and isString(each.text)) or (each.tail and isString(each.tail))
        for each in part.iter()
    )


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
