"""The list of all annotations, newest first, for the page that asks for it by ``MARKER``."""

from collections import Counter
from html import escape

from marginalia.annotations.model import Annotation
from marginalia.annotations.notebook import Notebook
from marginalia.annotations.published import newest_first
from marginalia.annotations.wording import WORDING, Wording
from marginalia.citations.render import relative
from marginalia.text import visible

MARKER = "<!-- annotations -->"
"""The line of a page that the list replaces: a new annotation changes no file but its own."""


def render_list(notebook: Notebook, page: str, lang: str = "ja") -> str:
    """HTML of the list for the page at ``page``, a path below ``docs``, in the language ``lang``:
    links that show one kind only, which a style sheet does, and a row for each annotation."""
    wording = WORDING[lang]
    annotations = sorted(notebook.all(), key=newest_first)
    counts = Counter(annotation.head.kind for annotation in annotations)
    kinds = "".join(
        f'<li id="kind-{kind}"><a class="kind-{kind}" href="#kind-{kind}">{name}</a>'
        f" {wording.size.format(counts[kind])}</li>"
        for kind, name in wording.kinds.items()
    )
    number = wording.size.format(len(annotations))
    every = f'<li id="kind-all"><a href="#kind-all">{wording.every}</a> {number}</li>'
    rows = "".join(_row(annotation, notebook, page, wording) for annotation in annotations)
    return (
        f'<nav class="annotation-kinds" aria-label="{wording.choose}"><ul>{every}{kinds}</ul></nav>'
        f'<ul class="annotation-list">{rows}</ul>'
    )


def _row(annotation: Annotation, notebook: Notebook, page: str, wording: Wording) -> str:
    head = annotation.head
    target, _ = notebook.address(annotation)
    href = f"{relative(target.removesuffix('.html'), page)}#note-{annotation.slug}"
    lang = "en" if target.startswith("en/") else "ja"
    title = f'<span lang="{lang}">{_text(notebook.title(annotation))}</span>'
    if annotation.thread:
        title = wording.in_post.format(title, head.target.partition("-")[2])
    words = wording.on_whole
    if head.quote:
        quoted = f'<span lang="{lang}">{_text(" ".join(head.quote.exact.split()))}</span>'
        words = wording.words.format(quoted)
    role = wording.roles.get(notebook.authors.role(head.author, None))
    author = _text(head.author) + (wording.role.format(role) if role else "")
    return (
        f'<li class="kind-{head.kind}"><a href="{href}">{words}</a> '
        f'<span class="note-kind">{wording.kinds[head.kind]}</span> <span>{author}</span> '
        f'<time datetime="{head.created}">{wording.day(head.created)}</time> '
        f'<span class="annotated">{title}</span></li>'
    )


def _text(text: str) -> str:
    return escape(visible(text), quote=False)
