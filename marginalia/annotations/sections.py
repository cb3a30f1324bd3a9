"""Rendered HTML of a page → its sections, as permalinks name them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from marginalia.runs import Run, text_runs, visible_text

_HEADING = re.compile(r'<h(?P<level>[1-6])\b[^>]*?\bid="(?P<id>[^"]*)"[^>]*>')


class Section(NamedTuple):
    """From a heading to the next of the same or a higher level: ``start`` and ``end`` are offsets
    into the HTML."""

    id: str
    start: int
    end: int


class PageText(NamedTuple):
    """What a reader sees of a page or a part of it; ``at`` is the part's place in the whole."""

    text: str
    at: int


def find_sections(html: str) -> Iterator[Section]:
    """Yield the sections of a page in order of their headings; inner ones are in outer ones."""
    headings = list(_HEADING.finditer(html))
    for index, heading in enumerate(headings):
        ends = (each.start() for each in headings[index + 1 :] if each["level"] <= heading["level"])
        yield Section(heading["id"], heading.start(), next(ends, len(html)))


def section_text(html: str, section: Section) -> PageText:
    """The visible text of a section, and where it is in that of the whole page."""
    return _part([run for run in text_runs(html) if section.start <= run.start < section.end], html)


def no_section(fragment: str, sections: list[Section]) -> str:
    """What to say where a page has no section of this name."""
    known = ", ".join(f"#{section.id}" for section in sections)
    return f"no section #{fragment}; there are {known}"


def _part(runs: Sequence[Run], html: str) -> PageText:
    if not runs:
        return PageText("", 0)
    first, last = runs[0], runs[-1]
    return PageText(visible_text(html)[first.at : last.at + len(last.text)], first.at)
