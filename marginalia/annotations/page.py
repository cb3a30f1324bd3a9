"""The notes of one page: numbered in reading order, marked at their words, listed below."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from marginalia.annotations.anchor import Span
from marginalia.annotations.forge import Forge
from marginalia.annotations.marks import Mark, mark_words
from marginalia.annotations.model import Annotation
from marginalia.annotations.notebook import Notebook, Settled
from marginalia.annotations.notes import Note, render_notes
from marginalia.annotations.sections import Section, find_sections, no_section, section_text
from marginalia.annotations.wording import WORDING


class Below(NamedTuple):
    """What belongs to one post or section: the marks in its text, and the HTML to put below it."""

    marks: list[Mark]
    html: str


class PageNotes:
    """Gives the notes of the page at ``path``, below ``docs``, their numbers: ask in the order in
    which the posts or sections are read."""

    def __init__(
        self, notebook: Notebook, path: str, forge: Forge | None, lang: str = "ja"
    ) -> None:
        self.notebook = notebook
        self._path = path
        self._forge = forge
        self._lang = lang
        self._count = 0

    def below(
        self,
        annotations: Iterable[Annotation],
        text: str,
        poster: str | None = None,
        *,
        on_post: bool = True,
    ) -> Below:
        """Place annotations in the visible text of their post or section.

        ``poster`` wrote the post. Ordered are the notes by the words they are about; after them
        come those on the whole, and last the translations.
        """
        settled = (self.notebook.settle(each, text, self._path) for each in annotations)
        ordered = sorted(filter(None, settled), key=_reading_order)
        marks, notes = [], []
        for annotation, span, html in ordered:
            self._count += 1
            words = " ".join(text[span.start : span.end].split()) if span else ""
            role = self.notebook.authors.role(annotation.head.author, poster)
            note = Note(annotation, html, self._count, words, role)
            notes.append(note)
            if span:
                marks.append(Mark(span, note.number, note.anchor))
        return Below(marks, render_notes(notes, self._forge, self._lang, on_post=on_post))

    def mark(self, html: str, marks: Sequence[Mark]) -> str:
        """The HTML with the marks in it."""
        return mark_words(html, marks, WORDING[self._lang].reference)


def _reading_order(settled: Settled) -> tuple[bool, bool, Span, str]:
    annotation, span, _ = settled
    is_translation = annotation.head.kind == "translation"
    return is_translation, span is None, span or Span(0, 0), annotation.id


def annotate_sections(html: str, annotations: Iterable[Annotation], notes: PageNotes) -> str:
    """The HTML of a page with annotations marked in its sections and listed at their ends."""
    wanted: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        wanted.setdefault(annotation.head.target.partition("#")[2], []).append(annotation)
    marks: list[Mark] = []
    listed: dict[str, str] = {}
    # A section that ends within another or with it is read before that.
    for section in sorted(_sections(html), key=lambda each: (each.end, -each.start)):
        here = wanted.pop(section.id, [])
        if not here:
            continue
        text, at = section_text(html, section)
        below = notes.below(here, text, on_post=False)
        marks += [_moved(mark, at) for mark in below.marks]
        listed[section.id] = below.html
    for fragment, missing in wanted.items():
        for annotation in missing:
            message = no_section(fragment, list(find_sections(html)))
            notes.notebook.refuse(annotation, message)
    html = notes.mark(html, marks)
    ends = {section.id: section.end for section in _sections(html)}
    for fragment in reversed(listed):
        end = ends[fragment]
        html = html[:end] + listed[fragment] + html[end:]
    return html


def _sections(html: str) -> list[Section]:
    """The whole page, which has no id, and its sections."""
    return [Section("", 0, len(html)), *find_sections(html)]


def _moved(mark: Mark, by: int) -> Mark:
    return mark._replace(span=Span(mark.span.start + by, mark.span.end + by))
