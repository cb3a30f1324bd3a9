"""The glossary: what a term is called, what it means, and the page that lists all of them."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import Field

from scraper.enrich.topics import Bilingual
from scraper.escape import escape_inline
from scraper.model import Record

GLOSSARY = "glossary/index.md"
"""Where the page is below ``docs``."""


class Term(Record):
    """A term: what it is called, what a post may write instead, and what it means."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    term: Bilingual
    names: tuple[str, ...] = ()
    cased: bool = False
    definition: Bilingual
    sources: tuple[str, ...] = ()


class Glossary(Record):
    """``vocabulary/glossary.yml``."""

    terms: tuple[Term, ...]


def glossary_page(glossary: Glossary) -> str:
    """Markdown of the glossary's page, in Japanese and English; each term's anchor is its id."""
    intro = "発言に出てくる用語です。初めて出てくる箇所に点線を引き、説明を添えています。"
    return "\n".join(
        [
            "---",
            "title: 用語集",
            "template: listing.html",
            f"description: {intro}",
            "---",
            "<!-- written by wsm convert, not by hand -->",
            "",
            "# 用語集",
            "",
            intro,
            *(line for term in glossary.terms for line in _entry(term)),
            "",
        ]
    )


def _entry(term: Term) -> Iterator[str]:
    yield from ("", f"## {escape_inline(term.term.ja)} {{: #{term.id} }}", "")
    yield escape_inline(term.definition.ja)
    english = f"**{escape_inline(term.term.en)}** {escape_inline(term.definition.en)}"
    yield from ("", english, "{: lang=en }")
    if term.names:
        yield from ("", "表記：" + "、".join(map(escape_inline, term.names)))
    if term.sources:
        links = (f"[{escape_inline(urlsplit(at).hostname or at)}]({at})" for at in term.sources)
        yield from ("", "出典：" + "、".join(links))
