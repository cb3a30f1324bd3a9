"""A listing → its Markdown pages, none of them larger than a page may be."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from zlib import crc32

from scraper.frontmatter import front_matter
from scraper.pages.text import shown

# A page of this much Markdown has under 200 KB of HTML: a link grows by a third at most, and the
# frame of the page is 20 KB. Far fewer rows make a page that can still be read.
_BYTES = 100_000
_ROWS = 250
# A page that has so much of either ends before a row that one in twelve is by itself, so that a row
# more moves few others to another page.
_ENOUGH = 0.8
_ENDS_ONE_IN = 12
# A heading stands on its page, in the table of contents and in the list of sections.
_HEADING = 300
# More sections than these are no help as a list.
_SECTIONS = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOTE = "<!-- written by wsm convert, not by hand -->"


class Section(NamedTuple):
    """Rows under a heading; heading and rows are Markdown, each row one item of a list.

    A section with an ``anchor`` has a real heading that can be linked to; without one its heading
    is a line in bold, or nothing if there is no heading at all.
    """

    rows: Sequence[str]
    heading: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Listing:
    """A page of the site, or several with the same beginning of their names.

    ``path`` is below ``docs`` and ends in ``.md``; ``title`` is text, ``lead`` Markdown that only
    the first page shows; ``place`` names the pages above it, each with its path.
    """

    path: str
    title: str
    description: str
    sections: Iterable[Section]
    place: tuple[tuple[str, str], ...] = ()
    lead: tuple[str, ...] = field(default=())


def paged(listing: Listing) -> dict[str, str]:
    """The pages of a listing by path: ``path`` itself, then ``…_2.md``, ``…_3.md`` and so on.

    No name of a page holds an underscore, so no page can be taken for another's second.
    """
    parts = list(_split(listing.sections)) or [[]]
    stem = listing.path.removesuffix(".md")
    paths = [listing.path, *(f"{stem}_{number}.md" for number in range(2, len(parts) + 1))]
    names = [path.rpartition("/")[2] for path in paths]
    begins = {
        section.anchor: f"[{section.heading}]({name}#{section.anchor})"
        for name, part in zip(reversed(names), reversed(parts), strict=True)
        for section in reversed(part)
        if section.anchor
    }
    sections = "\n".join(reversed(begins.values()))
    if len(parts) == 1 or len(begins) < 2 or len(begins) > _SECTIONS:
        sections = ""
    pages = {}
    for number, (path, part) in enumerate(zip(paths, parts, strict=True), 1):
        title = listing.title if number == 1 else f"{listing.title}（{number}ページ目）"
        text = f"{front_matter(_metadata(listing, title))}{_NOTE}\n\n"
        blocks = [f"# {shown(title)}", *(listing.lead if number == 1 else ())]
        if sections:
            blocks.append(sections + "\n{: .listing-sections }")
        for section in part:
            blocks += _section(section)
        if len(parts) > 1:
            blocks.append(_pager(names, number))
        pages[path] = text + "\n\n".join(blocks) + "\n"
    return pages


def by_year(rows: Mapping[int, Sequence[str]]) -> list[Section]:
    """The rows of each year, given in order of time, under a heading."""
    return [Section(found, f"{year}年", f"y{year}") for year, found in rows.items()]


def _split(sections: Iterable[Section]) -> Iterator[list[Section]]:
    """The sections of each page; one that goes on over a page's end is cut there."""
    part: list[Section] = []
    size = rows = 0
    for section in sections:
        start = 0
        size += _HEADING
        for at, row in enumerate(section.rows):
            data = row.encode()
            weight = len(data) + 4
            is_full = size + weight > _BYTES or rows == _ROWS
            is_enough = size > _ENOUGH * _BYTES or rows >= _ENOUGH * _ROWS
            if rows and (is_full or (is_enough and crc32(data) % _ENDS_ONE_IN == 0)):
                if at > start:
                    part.append(_cut(section, start, at))
                yield part
                part, start, size, rows = [], at, _HEADING, 0
            size += weight
            rows += 1
        part.append(_cut(section, start, len(section.rows)))
    if part:
        yield part


def _cut(section: Section, start: int, end: int) -> Section:
    more = "（続き）" if start and section.heading else ""
    return section._replace(rows=section.rows[start:end], heading=section.heading + more)


def _section(section: Section) -> Iterator[str]:
    if section.anchor:
        yield f"## {section.heading} {{ #{section.anchor} }}"
    elif section.heading:
        yield f"**{section.heading}**"
    if section.rows:
        yield "\n".join(f"- {row}" for row in section.rows)


def _pager(names: Sequence[str], number: int) -> str:
    before = f"[前のページ]({names[number - 2]})" if number > 1 else ""
    after = f"[次のページ]({names[number]})" if number < len(names) else ""
    parts = (before, f"{number}／{len(names)}", after)
    return "\n".join(part for part in parts if part) + "\n{: .listing-pager }"


def _metadata(listing: Listing, title: str) -> dict[str, object]:
    return {
        "title": _CONTROL.sub("\ufffd", title),
        "description": _CONTROL.sub("\ufffd", listing.description),
        "template": "listing.html",
        "place": [
            {"title": name, "url": path.removesuffix(".md") + ".html"}
            for name, path in listing.place
        ],
    }
