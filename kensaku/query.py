"""Reads what a person typed into terms, excluded terms and filters."""

import re
from dataclasses import dataclass

from kensaku.errors import KensakuError
from kensaku.fold import WHITE, fold

FIELDS = ("author", "year", "topic", "kind")
MOST_PARTS = 32

_QUOTES = '"“”＂'
_QUOTED = f"[{_QUOTES}]([^{_QUOTES}]*)(?:[{_QUOTES}]|$)"
_TOKEN = re.compile(
    f"(?P<sign>[-－](?=[^{WHITE}]))?"
    f"(?P<text>(?P<field>(?ai:{'|'.join(FIELDS)}))[:：](?:{_QUOTED}|([^{WHITE}]*))"
    f"|{_QUOTED}|[^{WHITE}]+)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """Text to be found: as typed, without quotes; folded; and where it stands in the query."""

    typed: str
    folded: str
    span: tuple[int, int]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A value, folded, that a section's field must have, or must not."""

    field: str
    value: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a section must hold to be found: all terms and filters, none of the excluded."""

    typed: str
    terms: tuple[Term, ...]
    excluded: tuple[Term, ...]
    filters: tuple[Filter, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.terms or self.excluded or self.filters)


def read_query(typed: str, filters: tuple[Filter, ...] = ()) -> Query:
    """Return a query with its repetitions left out, and with ``filters`` added to its own.

    Terms are separated by white space; ``"…"`` keeps spaces; ``-`` before a term, phrase or filter
    excludes; ``author:``, ``year:``, ``topic:`` and ``kind:`` filter. What is none of this is
    text. Raises KensakuError for more parts than an answer could use.
    """
    terms: dict[str, Term] = {}
    excluded: dict[str, Term] = {}
    asked = dict.fromkeys(filters)
    for token in _TOKEN.finditer(typed):
        phrase = token[6]
        value = fold(token[4] or token[5] or "")
        if token["field"] and value:
            asked[Filter(token["field"].lower(), value, bool(token["sign"]))] = None
            continue
        text = token["text"] if phrase is None else phrase
        if folded := fold(text):
            term = Term(text, folded, token.span("text"), phrase is not None)
            (excluded if token["sign"] else terms).setdefault(folded, term)
    if len(terms) + len(excluded) + len(asked) > MOST_PARTS:
        raise KensakuError(f"検索語は{MOST_PARTS}個までです。")
    return Query(typed, tuple(terms.values()), tuple(excluded.values()), tuple(asked))
