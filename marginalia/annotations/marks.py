"""Marks annotated words in rendered HTML, whatever elements they run across."""

from collections.abc import Sequence
from functools import partial
from html import escape
from itertools import pairwise
from typing import NamedTuple

from marginalia.annotations.anchor import Span
from marginalia.runs import Run, text_runs


class Mark(NamedTuple):
    """Words to mark: their place in the visible text, and the number and anchor of their note."""

    span: Span
    number: int
    note: str


def mark_words(html: str, marks: Sequence[Mark], name: str = "注釈{}") -> str:
    """Return the HTML with each mark's words in ``<mark>`` and a link to its note after them.

    The visible text stays the same: the link's number is drawn by the style sheet, and ``name``
    is what the link is called. Marks may overlap; an element of the text is never cut, only the
    runs of text within it.
    """
    reference = partial(_reference, name)
    out: list[str] = []
    written = 0
    pending: list[Mark] = []
    for run in text_runs(html):
        # A link cannot hold another: the link to a note waits for the end of the one it is in.
        if not run.linked and pending:
            after = html.rindex("</a>", written, run.start) + len("</a>")
            out += (html[written:after], *map(reference, pending))
            written, pending = after, []
        touching = [mark for mark in marks if _touches(mark, run)]
        if not touching:
            continue
        out.append(html[written : run.start])
        written = run.end
        for start, end in _parts(run, touching):
            text = escape(run.text[start - run.at : end - run.at])
            covering = [mark for mark in touching if mark.span.start <= start < mark.span.end]
            notes = " ".join(mark.note for mark in covering)
            out.append(f'<mark class="noted" data-notes="{notes}">{text}</mark>' if notes else text)
            ending = [mark for mark in covering if mark.span.end == end]
            if run.linked:
                pending += ending
            else:
                out += map(reference, ending)
    if pending:
        after = html.index("</a>", written) + len("</a>")
        out += (html[written:after], *map(reference, pending))
        written = after
    return "".join((*out, html[written:]))


def _touches(mark: Mark, run: Run) -> bool:
    return mark.span.start < run.at + len(run.text) and run.at < mark.span.end


def _parts(run: Run, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The run cut wherever a mark begins or ends."""
    first, last = run.at, run.at + len(run.text)
    edges = {first, last}
    for mark in marks:
        edges |= {edge for edge in mark.span if first < edge < last}
    ordered = sorted(edges)
    return list(pairwise(ordered))


def _reference(name: str, mark: Mark) -> str:
    return (
        f'<a class="note-ref" id="ref-{mark.note}" href="#{mark.note}" '
        f'aria-label="{name.format(mark.number)}" data-number="{mark.number}" '
        "data-kensaku-ignore></a>"
    )
