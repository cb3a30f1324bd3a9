"""Tooltips at the first use of a term of the glossary in a rendered text.

``mark_terms`` wraps words in ``<span class="term">``; the definition is in an attribute, so the
text of the page, what search and citations see, stays the same. Without a script it shows on
hover, on a touch and on keyboard focus (overrides/assets/glossary.css), and a screen reader has
it as the description of the word (aria-description, WAI-ARIA 1.3).
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from scraper.enrich.fold import fold
from scraper.enrich.names import Named, Names, index_names
from scraper.pages.glossary import Glossary

# A comment, a tag, or a run of text; a bare "<" stands alone, and a comment without an end goes to
# the end, so that no text is read twice.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
    r"|[^<]+|<",
    re.DOTALL,
)
_TERMED = frozenset("p li td".split())
_UNTERMED = frozenset(
    "a pre code kbd samp button summary blockquote figure figcaption aside nav abbr dfn svg script "
    "style textarea".split()
)
_TRACKED = _TERMED | _UNTERMED


class Terms(NamedTuple):
    """A glossary ready to be looked for: its names, and the definition of each term by its id."""

    names: Names
    definitions: Mapping[str, str]


def read_terms(glossary: Glossary) -> Terms:
    """Make a glossary ready."""
    names = tuple(
        Named(term.id, (term.term.ja, term.term.en, *term.names), term.cased)
        for term in glossary.terms
    )
    return Terms(index_names(names), {term.id: term.definition.ja for term in glossary.terms})


def mark_terms(html: str, terms: Terms) -> str:
    """The HTML of a post or guide with the first use of each term marked; its text is the same.

    Marked are words in paragraphs, list items and table cells, but not in links, code, quotations,
    figures and the like. ``html`` is well-formed, as Python-Markdown and ``marginalia.post`` write
    it.
    """
    unused = dict(terms.definitions)
    parts: list[str] = []
    depth = dict.fromkeys(_TRACKED, 0)
    inside = outside = 0
    for token in _TOKEN.finditer(html):
        text = token[0]
        if not text.startswith("<"):
            seen = inside and not outside and unused
            parts += _marked(text, terms.names, unused) if seen else (text,)
            continue
        parts.append(text)
        name = (token["name"] or "").lower()
        if name in _TRACKED:
            step = -1 if token["close"] else 1
            if depth[name] + step >= 0:
                depth[name] += step
                inside += step if name in _TERMED else 0
                outside += step if name in _UNTERMED else 0
    return "".join(parts)


def _marked(text: str, names: Names, unused: dict[str, str]) -> Iterator[str]:
    """The parts of a text run; takes the definitions that it uses out of ``unused``."""
    folded = fold(text)
    written = 0
    for mention in names.find(folded):
        definition = unused.pop(mention.id, None)
        if definition is None:
            continue
        yield folded.written(written, mention.start)
        word = folded.written(mention.start, mention.end)
        yield (
            '<span class="term" tabindex="0" '
            f'aria-description="{escape(definition, quote=True)}">{word}</span>'
        )
        written = mention.end
    yield folded.written(written, len(folded.text))
