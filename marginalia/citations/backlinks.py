"""A post → the links to the places of hand-written pages that cite it."""

from collections.abc import Iterable
from html import escape

from marginalia.citations.library import Library, Use
from marginalia.citations.render import relative
from marginalia.text import visible

_INTRO = {"ja": "このガイドが引用：", "en": "Cited in: "}
_PLACES = {"ja": "（{}か所）", "en": " ({} places)"}
_BETWEEN = {"ja": "、", "en": ", "}


def cited_by(post_id: str, path: str, library: Library) -> str:
    """HTML of a paragraph for each language; empty for a post that nobody cites.

    ``path`` is the thread's page below ``docs``.
    """
    uses = library.uses(post_id)
    paragraphs = ((lang, [use for use in uses if use.page.lang == lang]) for lang in ("ja", "en"))
    return "".join(_paragraph(lang, found, post_id, path) for lang, found in paragraphs if found)


def _paragraph(lang: str, uses: Iterable[Use], post_id: str, path: str) -> str:
    links = _BETWEEN[lang].join(_page(use, lang, post_id, path) for use in uses)
    return f'<p lang="{lang}">{_INTRO[lang]}{links}</p>'


def _page(use: Use, lang: str, post_id: str, path: str) -> str:
    """A link to the one citation, or to the page's reference, which leads to each of several."""
    count = len(use.numbers)
    anchor = f"cite-{use.numbers[0]}" if count == 1 else f"ref-{post_id}"
    title = escape(visible(use.page.title), quote=False)
    places = "" if count == 1 else _PLACES[lang].format(count)
    return f'<a href="{relative(use.page.path, path)}#{anchor}">{title}</a>{places}'
