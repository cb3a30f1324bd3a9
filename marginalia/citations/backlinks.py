"""A post → the links to the places of hand-written pages that cite it."""

from collections.abc import Iterable
from html import escape

from marginalia.citations.library import Library, Use
from marginalia.citations.render import relative
from marginalia.text import visible

_INTRO = {"ja": "このガイドが引用：", "en": "Cited in: "}
_USE = {"ja": "引用{}", "en": "citation {}"}
_BETWEEN = {"ja": "、", "en": ", "}


def cited_by(post_id: str, path: str, library: Library) -> str:
    """HTML of a paragraph for each language; empty for a post that nobody cites.

    ``path`` is the thread's page below ``docs``.
    """
    uses = library.uses(post_id)
    paragraphs = ((lang, [use for use in uses if use.page.lang == lang]) for lang in ("ja", "en"))
    return "".join(_paragraph(lang, found, path) for lang, found in paragraphs if found)


def _paragraph(lang: str, uses: Iterable[Use], path: str) -> str:
    links = _BETWEEN[lang].join(_page(use, lang, path) for use in uses)
    return f'<p lang="{lang}">{_INTRO[lang]}{links}</p>'


def _page(use: Use, lang: str, path: str) -> str:
    """A link named by the page to its first citation, and a number for each other."""
    href = relative(use.page.path, path)
    title = escape(visible(use.page.title), quote=False)
    first, *others = (f"{href}#cite-{number}" for number in use.numbers)
    more = " ".join(
        f'<a href="{each}" aria-label="{title} {_USE[lang].format(number)}">{number}</a>'
        for number, each in enumerate(others, 2)
    )
    return f'<a href="{first}">{title}</a>' + (f" {more}" if more else "")
