"""Answers queries from an index: what the client in the browser does, in Python."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kensaku.errors import KensakuError
from kensaku.fold import WHITE, fold
from kensaku.match import matching
from kensaku.query import FIELDS, Filter, Query, Term, read_query
from kensaku.results import SORTS, facets, ordered, result
from kensaku.store import Store

MOST_TRIED = 20
MOST_SYNONYMS = 5

_SPACE = re.compile(f"[{WHITE}]")


class Index:
    """An index that ``python -m kensaku index`` wrote."""

    def __init__(self, folder: Path) -> None:
        """Read the manifest in ``folder``, such as ``site/kensaku``. Raises KensakuError."""
        self._store = Store(folder)

    def search(
        self,
        query: str,
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        filters: Mapping[str, str | Sequence[str]] | None = None,
    ) -> dict[str, Any]:
        """Return the answer to a query: ``total``, ``results``, ``facets``, and ``suggestions``
        where nothing is found. README.md describes it.

        ``sort`` is "relevance", "newest" or "oldest"; ``filters`` holds values of author, year,
        topic and kind. Marks are in code points of the excerpt. Raises KensakuError for a query
        of too many parts, and for a file of the index that is missing or damaged.
        """
        if sort not in SORTS:
            raise KensakuError(f"{sort}: sort is one of {', '.join(SORTS)}")
        chosen = tuple(_filters(filters or {}))
        asked = read_query(query, chosen)
        if asked.is_empty:
            return {"total": 0, "results": [], "facets": {}}
        found = matching(self._store, asked)
        shown = ordered(self._store, found, asked.terms, sort)[offset : offset + limit]
        answer: dict[str, Any] = {
            "total": len(found),
            "results": [result(self._store.section(number), asked.terms) for number in shown],
            "facets": facets(self._store, found),
        }
        if not found:
            answer["suggestions"] = self._suggestions(asked, chosen)
        return answer

    def _suggestions(self, query: Query, chosen: tuple[Filter, ...]) -> list[dict[str, Any]]:
        """Other queries that find something: with synonyms, then each term alone."""
        suggestions: dict[str, dict[str, Any]] = {}

        def offer(other: str, reason: str) -> None:
            if total := len(matching(self._store, read_query(other, chosen))):
                suggestions[other] = {"query": other, "total": total, "reason": reason}

        others = dict.fromkeys(_replaced(query, self._store.synonyms))
        for other in list(others)[:MOST_TRIED]:
            if len(suggestions) < MOST_SYNONYMS:
                offer(other, "synonym")
        if len(query.terms) > 1:
            for term in query.terms:
                alone = query.typed[slice(*term.span)]
                if alone not in suggestions:
                    offer(alone, "terms")
        return list(suggestions.values())


def _filters(filters: Mapping[str, str | Sequence[str]]) -> Iterator[Filter]:
    for field, values in filters.items():
        if field not in FIELDS:
            raise KensakuError(f"{field}: filters are {', '.join(FIELDS)}")
        for value in [values] if isinstance(values, str) else values:
            yield Filter(field, fold(value))


def _replaced(query: Query, synonyms: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the query with one synonym in one term replaced, the longest synonyms first."""
    for term in query.terms:
        held = [(fold(word), group) for group in synonyms for word in group]
        held = [pair for pair in held if pair[0] and pair[0] in term.folded]
        for word, group in sorted(held, key=lambda pair: -len(pair[0])):
            for other in group:
                if fold(other) != word:
                    yield _with(query.typed, term, word, other)


def _with(typed: str, term: Term, word: str, other: str) -> str:
    text = other if term.folded == word else term.folded.replace(word, other)
    if term.quoted or _SPACE.search(text):
        text = f'"{text}"'
    start, end = term.span
    return typed[:start] + text + typed[end:]
