"""Lays text out in lines as a browser does: folds white space, keeps links, joins table rows."""

import re
from collections.abc import Callable

from scraper.lines import Line, Place, is_blank, lost_link
from scraper.model import Link

# HTML's white space; U+3000 and the no-break space are characters like any other.
_WHITE = " \t\n\r\f"
_SPACES = re.compile(f"[{_WHITE}]+")
_WIDE = r"[\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef\U00020000-\U0003ffff]"
_IS_WIDE = re.compile(_WIDE)
_WIDE_BREAK = re.compile(rf"(?<={_WIDE})[ \t\f]*[\n\r][ \t\n\r\f]*(?={_WIDE})")

# Rows nested deeper are not joined: each level goes over the lines of all levels below it.
_DEEPEST_ROW = 20


class Flow:
    """Takes text, breaks and links in the order of the page; ``lines`` has what came out.

    A line end in the source is a space, but nothing between two Japanese characters (CSS Text
    Level 3, section 4.1.3); spaces at both ends of a line go. ``is_menu`` tells whether a line's
    text and links are the site's navigation.
    """

    def __init__(self, is_menu: Callable[[str, tuple[Link, ...]], bool]) -> None:
        self.lines: list[Line] = []
        self._is_menu = is_menu
        self._parts: list[str] = []
        self._length = 0
        self._gap = ""  # the white space that comes before the next character, if any comes
        self._margin = False
        self._links: list[Link] = []
        self._href: str | None = None
        self._label = (0, 0)  # where the open link's label starts: part, offset
        self._spans_lines = False
        self._place: Place = "body"
        self._rows: list[list[int]] = []

    def title(self, data: str) -> None:
        """Set the page's ``<title>``, before anything else."""
        self.text(data)
        self._place = "title"
        self.edge()

    def text(self, data: str) -> None:
        """Add running text."""
        begun = data.lstrip(_WHITE)
        if len(begun) < len(data):
            self._widen(data[: len(data) - len(begun)])
        if core := begun.rstrip(_WHITE):
            self._put(_SPACES.sub(" ", _WIDE_BREAK.sub("", core)) if _SPACES.search(core) else core)
            if len(core) < len(begun):
                self._widen(begun[len(core) :])

    def verbatim(self, data: str) -> None:
        """Add preformatted text: its line ends and spaces are kept."""
        first, *rest = re.split(r"\r\n?|\n", data)
        self._put(first)
        for line in rest:
            self.line_break()
            self._put(line)

    def line_break(self) -> None:
        """End the line, also one with nothing in it."""
        self._open_line()
        self._end_line()

    def edge(self, *, margin: bool = False) -> None:
        """Begin or end a block; one with a margin has an empty line between it and other text."""
        if self._parts:
            self._end_line()
        self._gap, self._place = "", "body"
        self._margin = self._margin or margin

    def rule(self) -> None:
        """Draw a horizontal rule."""
        self.edge()
        self._margin = False
        self.lines.append(Line("", (), "rule"))

    def address(self) -> None:
        """Say that the line that begins here stands in an ``<address>``."""
        self._place = "address"

    def controls(self, start: int) -> None:
        """Say that the lines from ``start`` to the one being written lead up to a control."""
        for index in reversed(range(start, len(self.lines))):
            if self.lines[index].place == "form":
                break
            self.lines[index] = self.lines[index]._replace(place="form")
        self._place = "form"

    def link(self, href: str | None) -> None:
        """Begin a link, ending the one that is open; None only ends it."""
        self._end_label()
        self._href = href
        self._label = len(self._parts), self._length

    def row(self) -> None:
        """Begin a table row."""
        self.edge()
        self._open_line()
        self._rows.append([])

    def cell(self) -> None:
        """Begin a cell."""
        self.edge()
        if self._rows:
            self._margin = False
            self._rows[-1].append(len(self.lines))

    def end_row(self) -> None:
        """End a row: cells of one line each become one line, others stand one below the other."""
        self.edge()
        self._margin = False
        starts = self._rows.pop()
        if not starts or len(self._rows) >= _DEEPEST_ROW:
            return
        ends = [*starts[1:], len(self.lines)]
        cells = [self.lines[start:end] for start, end in zip(starts, ends, strict=True)]
        filled = [[line for line in cell if not is_blank(line.text)] for cell in cells]
        if sum(map(bool, filled)) < 2:
            self.lines[starts[0] :] = next((cell for cell in cells if _filled(cell)), cells[0])
        elif max(map(len, filled)) == 1:
            self.lines[starts[0] :] = [_join([cell[0] if cell else Line("") for cell in filled])]

    def _widen(self, space: str) -> None:
        breaks = "\n" in space or "\r" in space
        self._gap = "\n" if breaks and self._gap != " " else self._gap or " "

    def _put(self, characters: str) -> None:
        if not characters:
            return
        self._open_line()
        if self._gap and self._parts:
            wide = _IS_WIDE.match(self._parts[-1][-1]) and _IS_WIDE.match(characters)
            if self._gap == " " or not wide:
                self._append(" ")
        self._gap = ""
        self._append(characters)

    def _append(self, characters: str) -> None:
        self._parts.append(characters)
        self._length += len(characters)

    def _open_line(self) -> None:
        if self._margin:
            cell_starts = self._rows and self._rows[-1][-1:] == [len(self.lines)]
            if self.lines and not cell_starts:
                self.lines.append(Line(""))
            self._margin = False

    def _end_line(self) -> None:
        goes_on = self._href is not None
        self._end_label()
        text = "".join(self._parts)
        links = tuple(self._links)
        place = self._place
        if (
            links
            and place == "body"
            and not goes_on
            and not self._spans_lines
            and self._is_menu(text, links)
        ):
            place = "menu"
        self.lines.append(Line(text, links or lost_link(text), place))
        self._parts, self._length, self._links, self._gap = [], 0, [], ""
        self._label, self._spans_lines, self._place = (0, 0), goes_on, "body"

    def _end_label(self) -> None:
        if self._href is None:
            return
        part, start = self._label
        label = "".join(self._parts[part:])
        if stripped := label.strip():
            start += len(label) - len(label.lstrip())
            self._links.append(Link(label=stripped, href=self._href, start=start))


def _filled(lines: list[Line]) -> bool:
    return any(not is_blank(line.text) for line in lines)


def _join(cells: list[Line]) -> Line:
    """One line of a row's cells, tabs between them."""
    text, links = "", []
    for index, cell in enumerate(cells):
        text += "\t" if index else ""
        links += [link.model_copy(update={"start": link.start + len(text)}) for link in cell.links]
        text += cell.text
    places = {cell.place for cell in cells if cell.text}
    return Line(text, tuple(links), places.pop() if len(places) == 1 else "body")
