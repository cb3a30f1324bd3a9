"""The notes below a post or section: its annotations in the order of the words they are about."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from marginalia.annotations.authors import Role
from marginalia.annotations.forge import Forge
from marginalia.annotations.model import Annotation
from marginalia.annotations.wording import WORDING, Wording


class Note(NamedTuple):
    """An annotation to show: ``html`` is its body, ``number`` counts those of the page, ``words``
    are what it quotes, empty for none."""

    annotation: Annotation
    html: str
    number: int
    words: str
    role: Role

    @property
    def anchor(self) -> str:
        """The id of the note on its page."""
        return f"note-{self.annotation.slug}"


def render_notes(
    notes: Sequence[Note], forge: Forge | None, lang: str = "ja", *, on_post: bool = True
) -> str:
    """HTML of the notes of one post or section, each a section that search finds by itself; empty
    for none.

    ``lang`` is the language of the page. Translations are folded; everything works without a
    script.
    """
    if not notes:
        return ""
    wording = WORDING[lang]
    rendered = "".join(_note(note, forge, lang) for note in notes)
    label = wording.on_post if on_post else wording.on_section
    return f'<div class="notes" role="group" aria-label="{label}">{rendered}</div>'


def _note(note: Note, forge: Forge | None, page_lang: str) -> str:
    head, wording = note.annotation.head, WORDING[page_lang]
    lang = "" if head.lang == page_lang else f' lang="{escape(head.lang)}"'
    body = f'<div class="note-body"{lang}>{note.html}</div>'
    if head.kind == "translation":
        language = wording.languages.get(head.lang.partition("-")[0], head.lang)
        summary = f"<summary>{escape(wording.translation.format(language))}</summary>"
        body = f'<details class="note-fold">{summary}{body}</details>'
    data = {"kind": "annotation", "author": head.author, "date": head.created.isoformat()}
    attributes = "".join(f' data-kensaku-{key}="{escape(value)}"' for key, value in data.items())
    return (
        f'<section class="note note-{head.kind}" aria-labelledby="{note.anchor}"{attributes}>'
        f"{_heading(note, wording)}{_about(note, wording, page_lang)}{body}"
        f"{_foot(note, forge, wording)}</section>"
    )


def _heading(note: Note, wording: Wording) -> str:
    head = note.annotation.head
    role = wording.roles.get(note.role)
    shown = f' <span class="note-role">{role}</span>' if role else ""
    return (
        f'<h3 class="note-head" id="{note.anchor}"><span class="note-number">{note.number}</span> '
        f'<span class="note-kind">{wording.kinds[head.kind]}</span> '
        f'<span class="note-author">{escape(head.author)}</span>{shown}</h3>'
    )


def _about(note: Note, wording: Wording, page_lang: str) -> str:
    if not note.words:
        return ""
    back = f'<a href="#ref-{note.anchor}" aria-label="{wording.back}">↑</a>'
    quotation = f'<q lang="{page_lang}">{escape(note.words)}</q>'
    return f'<p class="note-words" data-kensaku-ignore>{quotation} {back}</p>'


def _foot(note: Note, forge: Forge | None, wording: Wording) -> str:
    created = note.annotation.head.created
    parts = [
        f'<time datetime="{created}">{wording.day(created)}</time>',
        f'<a href="#{note.anchor}">{wording.permalink}</a>',
    ]
    if forge:
        path = f"annotations/{note.annotation.id}.md"
        parts.append(f'<a href="{escape(forge.edit(path))}" rel="noopener">{wording.edit}</a>')
        parts.append(
            f'<a href="{escape(forge.history(path))}" rel="noopener">{wording.history}</a>'
        )
    return f'<p class="note-foot" data-kensaku-ignore>{" ".join(parts)}</p>'
