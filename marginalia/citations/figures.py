"""Drawings: a paragraph that is only an image of an SVG file → the drawing in the page itself.

Inline, a drawing takes the page's type and colours, in the dark and in print too. Of SVG only what
draws is allowed; nothing that runs, loads, links or styles.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from marginalia.citations.syntax import blank_code

FOLDER = "guides/figures"
"""Where the drawings are below ``docs``; pages of both languages write ``figures/NAME.svg``."""

_FIGURE = re.compile(
    r"(?:^|(?<=\n\n))!\[(?P<text>[^\]]*)\]\((?:\.\./)*(?:guides/)?figures/(?P<name>[^\s)\"]+)"
    r"(?:\s+\"(?P<caption>[^\n]*)\")?\)[ ]*(?=\n\s*\n|\s*\Z)"
)
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*\.svg")
_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset(
    "svg g path rect circle ellipse line polyline polygon text tspan defs marker".split()
)
_DROPPED = frozenset("title desc".split())  # the text alternative is the page's
_ATTRIBUTES = frozenset(
    "class clip-rule cx cy d dominant-baseline dx dy fill fill-opacity fill-rule font-family "
    "font-size font-weight height id lang marker-end marker-mid marker-start markerHeight "
    "markerUnits markerWidth opacity orient pathLength points preserveAspectRatio r refX refY "
    "rx ry stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-opacity stroke-width text-anchor transform vector-effect viewBox "
    "width x x1 x2 xml:lang xml:space y y1 y2".split()
)
_COLOURED = ("fill", "stroke")
_COLOURS = re.compile(r"none|currentColor|context-stroke|context-fill")
_CLASSES = re.compile(r"fig-[a-z-]+(?: fig-[a-z-]+)*")
_REFERENCE = re.compile(r"url\(#(?P<id>[A-Za-z][\w.-]*)\)")
_VIEW_BOX = re.compile(r"-?[\d.]+ -?[\d.]+ (?P<width>[1-9][\d.]*) [1-9][\d.]*")
_ID = re.compile(r"[A-Za-z][\w.-]*")


class FigureError(ValueError):
    """What a drawing may not hold; ``line`` is 1-based in its file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Figure(NamedTuple):
    """A drawing in a text: from ``start`` to ``end``, on the 1-based ``line``."""

    start: int
    end: int
    line: int
    text: str
    name: str
    caption: str


def find_figures(markdown: str) -> Iterator[Figure]:
    """The paragraphs of a text that are a drawing."""
    if "![" not in markdown:
        return
    for match in _FIGURE.finditer(blank_code(markdown)):
        line = markdown.count("\n", 0, match.start()) + 1
        text, caption = (markdown[slice(*match.span(name))] for name in ("text", "caption"))
        text, caption = " ".join(text.split()), caption.replace('\\"', '"')
        yield Figure(match.start(), match.end(), line, text, match["name"], caption)


def check_figures(markdown: str, docs: Path) -> Iterator[tuple[int, str]]:
    """Lines and messages for what is wrong with the drawings of a text."""
    for figure in find_figures(markdown):
        path = docs / FOLDER / figure.name
        if not figure.text:
            yield figure.line, "a figure without a text alternative; write ![what it shows](…)"
        if not figure.caption:
            yield figure.line, 'a figure without a caption; write (figures/NAME.svg "caption")'
        if not _NAME.fullmatch(figure.name):
            yield figure.line, f"the figure {figure.name} should be named in a-z, 0-9, - and .svg"
        elif not path.is_file():
            yield figure.line, f"no figure {path}; draw it or correct its name"
        else:
            try:
                inline_svg(path.read_bytes(), "")
            except FigureError as error:
                yield figure.line, f"{path}:{error.line}: {error}"


def render_figure(figure: Figure, docs: Path, number: int) -> str:
    """HTML of a drawing that was checked; ``number`` keeps its ids apart from those of others."""
    key = f"figure-{number}"
    svg = inline_svg((docs / FOLDER / figure.name).read_bytes(), f"{key}-")
    named = svg.replace("<svg", f'<svg role="img" aria-labelledby="{key}-text"', 1)
    return (
        f'<figure class="drawing">{named}'
        f'<p id="{key}-text" hidden data-kensaku-ignore="">{escape(figure.text)}</p>'
        f"<figcaption>{escape(figure.caption, quote=False)}</figcaption></figure>"
    )


def inline_svg(payload: bytes, prefix: str) -> str:
    """An SVG document as HTML: only what is allowed, each id with ``prefix``.

    Raises FigureError for anything that is not allowed.
    """
    return _Writer(payload, prefix).html


class _Writer:
    def __init__(self, payload: bytes, prefix: str) -> None:
        self._prefix = prefix
        self._parts: list[str] = []
        self._depth = 0
        self._dropping = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.ProcessingInstructionHandler = self._instruction
        try:
            self._parser.Parse(payload, True)
        except expat.ExpatError as error:
            message = f"is not well-formed: {expat.ErrorString(error.code)}"
            raise FigureError(error.lineno, message) from error
        self.html = "".join(self._parts)

    def _refuse(self, message: str) -> FigureError:
        return FigureError(self._parser.CurrentLineNumber, message)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if name in _DROPPED or self._dropping:
            self._dropping += 1
            return
        if name not in _ELEMENTS or (name == "svg") != (self._depth == 1):
            raise self._refuse(f"<{name}> is not allowed in a figure")
        if name == "svg":
            if "viewBox" not in attributes or {"width", "height"} & set(attributes):
                raise self._refuse("<svg> should have a viewBox, and neither width nor height")
            if attributes.pop("xmlns", None) != _SVG:
                raise self._refuse(f'<svg> should have xmlns="{_SVG}"')
            box = _VIEW_BOX.fullmatch(attributes["viewBox"])
            if box is None:
                raise self._refuse(f'viewBox="{attributes["viewBox"]}" should be four numbers')
            # At most one pixel a unit, so that its type is as large as the text's.
            attributes["width"] = box["width"]
        written = "".join(
            f' {key}="{escape(self._value(key, value))}"' for key, value in attributes.items()
        )
        self._parts.append(f"<{name}{written}>")

    def _value(self, key: str, value: str) -> str:
        if key not in _ATTRIBUTES:
            raise self._refuse(f"the attribute {key} is not allowed in a figure")
        if key == "id" and _ID.fullmatch(value):
            return self._prefix + value
        reference = _REFERENCE.fullmatch(value)
        if reference and (key in _COLOURED or key.startswith("marker-")):
            return f"url(#{self._prefix}{reference['id']})"
        is_bad = (
            key == "id"
            or "url" in value.lower()
            or (key in _COLOURED and not _COLOURS.fullmatch(value))
            or (key == "font-family" and value != "inherit")
            or (key == "class" and not _CLASSES.fullmatch(value))
        )
        if is_bad:
            advice = "colours are none and currentColor, classes fig-…"
            raise self._refuse(f'{key}="{value}" is not allowed in a figure; {advice}')
        return value

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._dropping:
            self._dropping -= 1
        else:
            self._parts.append(f"</{name}>")

    def _text(self, text: str) -> None:
        if not self._dropping:
            self._parts.append(escape(re.sub(r"\s+", " ", text), quote=False))

    def _doctype(self, *_: object) -> None:
        raise self._refuse("a document type is not allowed in a figure; remove <!DOCTYPE>")

    def _instruction(self, target: str, _: str) -> None:
        raise self._refuse(f"<?{target}?> is not allowed in a figure")
