"""The glossary: what a term is called, what it means, and the pages that list all of them."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pydantic import Field

from scraper.enrich.topics import Bilingual
from scraper.escape import escape_inline
from scraper.model import Record

GLOSSARY = "glossary/index.md"
ENGLISH = f"en/{GLOSSARY}"
"""Where the pages are below ``docs``."""


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


def glossary_pages(glossary: Glossary) -> dict[str, str]:
    """The glossary's page in each language by its path; a term's anchor is its id in both."""
    return {
        GLOSSARY: _page(
            "用語集",
            "発言に出てくる用語です。初めて出てくる箇所に点線を引き、説明を添えています。",
            (line for term in glossary.terms for line in _japanese(term)),
        ),
        ENGLISH: _page(
            "Glossary",
            "Terms of the threads and guides, with the forms in which they are written.",
            (line for term in glossary.terms for line in _english(term)),
        ),
    }


def _page(title: str, intro: str, entries: Iterable[str]) -> str:
    return "\n".join(
        [
            "---",
            f"title: {title}",
            "template: listing.html",
            f"description: {intro}",
            "---",
            "<!-- written by wsm convert, not by hand -->",
            "",
            f"# {title}",
            "",
            intro,
            *entries,
            "",
        ]
    )


def _japanese(term: Term) -> Iterator[str]:
    yield from _heading(term, term.term.ja)
    yield escape_inline(term.definition.ja)
    if term.term.ja != term.term.en:
        yield from ("", f"英語：{escape_inline(term.term.en)}")
    if term.names:
        yield from ("", f"表記：{_joined(term.names, '、')}")
    if term.sources:
        yield from ("", f"出典：{_links(term.sources, '、')}")


def _english(term: Term) -> Iterator[str]:
    yield from _heading(term, term.term.en)
    yield escape_inline(term.definition.en)
    if term.term.ja != term.term.en:
        yield from ("", f"Japanese: {escape_inline(term.term.ja)}")
    if term.names:
        yield from ("", f"Also written: {_joined(term.names, ', ')}")
    if term.sources:
        yield from ("", f"Source: {_links(term.sources, ', ')}")


def _heading(term: Term, name: str) -> tuple[str, ...]:
    return "", f"## {escape_inline(name)} {{: #{term.id} }}", ""


def _joined(names: Iterable[str], comma: str) -> str:
    return comma.join(map(escape_inline, names))


def _links(sources: Iterable[str], comma: str) -> str:
    return comma.join(f"[{escape_inline(urlsplit(at).hostname or at)}]({at})" for at in sources)
