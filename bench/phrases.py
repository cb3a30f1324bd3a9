"""Queries taken from a text, and what each must find: a search by substring."""

import re
import unicodedata
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from random import Random
from typing import NamedTuple

from bench.corpora import SectionText
from kensaku.fold import fold

_LENGTHS = range(1, 13)
_TIMED = range(2, 13)
_NATURAL, _OF_A_KIND, _OTHERS = 200, 50, 40
_TRIES = 200_000

_QUOTES = re.compile('["“”＂\n]')
_SPECIAL = re.compile(r"^[-－]|[\s:：]")
_KINDS = {
    "kana": re.compile("[ぁ-ゖァ-ヶー]+"),
    "kanji": re.compile("[一-鿿々]+"),
    "Latin": re.compile("[!-~][ -~]*"),
    "mixed": re.compile("(?=.*[一-鿿])(?=.*[ぁ-ヶ])(?=.*[A-Za-z0-9]).*"),
}
_JAPANESE = "[ぁ-ヶー一-鿿]"
_WRAPPED = re.compile(f"{_JAPANESE}{{2,6}}\n{_JAPANESE}{{2,6}}")
_SPACES = re.compile(r"\s+")
_INSIDE = re.compile(f"(?<={_JAPANESE})(?={_JAPANESE})")
_HALF = {
    unicodedata.normalize("NFKC", half): half
    for code in range(0xFF66, 0xFF9E)
    for half in (chr(code), chr(code) + "\uff9e", chr(code) + "\uff9f")
    if len(unicodedata.normalize("NFKC", half)) == 1
}


class Query(NamedTuple):
    """What is typed, of which kind it is, and its terms as they must be found, folded.

    ``timed`` are the phrases as they come in the text, of 2 to 12 characters.
    """

    kind: str
    typed: str
    terms: tuple[str, ...]
    timed: bool = False


class Haystack:
    """The sections of a site, to be searched by substring."""

    def __init__(self, sections: Sequence[SectionText]) -> None:
        self.sections = sections
        self._text = "\0".join(section.folded for section in sections)
        self._starts = [0, *accumulate(len(section.folded) + 1 for section in sections)]
        self._shown = list(accumulate(len(section.text) for section in sections))

    def find(self, terms: Sequence[str]) -> set[int]:
        """The numbers of the sections that hold every term."""
        found = [self._holding(term) for term in terms]
        return set.intersection(*found)

    def _holding(self, term: str) -> set[int]:
        found = set()
        at = self._text.find(term)
        while at >= 0:
            number = bisect(self._starts, at) - 1
            found.add(number)
            at = self._text.find(term, self._starts[number + 1])
        return found

    def sample(self, random: Random, length: int) -> str:
        """``length`` characters of display text from one block, at any place of the site."""
        number = bisect(self._shown, random.randrange(self._shown[-1]))
        text = self.sections[number].text
        at = random.randrange(len(text))
        return text[at : at + length].partition("\n")[0]


def queries(haystack: Haystack, pages: Sequence[str]) -> list[Query]:
    """At least 500 queries, the same for the same site; ``pages`` are sources of pages, in which a
    phrase may be broken by a line end."""
    random = Random(0)
    made = [
        *islice(_natural(haystack, random), _NATURAL),
        *(
            query
            for kind, pattern in _KINDS.items()
            for query in islice(_of_kind(haystack, random, kind, pattern), _OF_A_KIND)
        ),
        *islice(_wrapped(haystack, random, pages), _OTHERS),
        *islice(_typed_otherwise(haystack, random), _OTHERS),
        *islice(_two_terms(haystack, random), _OTHERS),
        *islice(_absent(haystack, random), _OTHERS),
    ]
    return list({query.typed: query for query in reversed(made)}.values())[::-1]


def _query(kind: str, phrase: str, timed: bool = False) -> Query:
    typed = f'"{phrase}"' if _SPECIAL.search(phrase) else phrase
    return Query(kind, typed, (fold(phrase),), timed)


def _is_plain(term: str) -> bool:
    return not (_SPECIAL.search(term) or _QUOTES.search(term))


def _phrases(haystack: Haystack, random: Random) -> Iterator[str]:
    for _ in range(_TRIES):
        length = random.choice(_LENGTHS)
        phrase = haystack.sample(random, length)
        if len(phrase) == length and phrase == phrase.strip() and not _QUOTES.search(phrase):
            yield phrase


def _natural(haystack: Haystack, random: Random) -> Iterator[Query]:
    for phrase in _phrases(haystack, random):
        yield _query("as it comes", phrase, len(phrase) in _TIMED)


def _of_kind(
    haystack: Haystack, random: Random, kind: str, pattern: re.Pattern[str]
) -> Iterator[Query]:
    return (_query(kind, p) for p in _phrases(haystack, random) if pattern.fullmatch(p))


def _wrapped(haystack: Haystack, random: Random, pages: Sequence[str]) -> Iterator[Query]:
    for _ in range(len(pages) * 4):
        broken = _WRAPPED.findall(random.choice(pages))
        if broken:
            query = _query("across a wrap", random.choice(broken).replace("\n", ""))
            if haystack.find(query.terms):
                yield query


def _typed_otherwise(haystack: Haystack, random: Random) -> Iterator[Query]:
    """Half-width katakana, full-width capitals, or a space between Japanese characters."""
    change: Sequence[Callable[[str], str]] = (
        lambda text: "".join(_HALF.get(char, char) for char in text),
        lambda text: "".join(
            chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text.upper()
        ),
        lambda text: _INSIDE.sub(" ", text, count=1),
    )
    for phrase in _phrases(haystack, random):
        typed = random.choice(change)(phrase)
        if typed != phrase and fold(typed) == fold(phrase) and not _QUOTES.search(typed):
            yield _query("typed otherwise", typed)


def _two_terms(haystack: Haystack, random: Random) -> Iterator[Query]:
    for phrase in _phrases(haystack, random):
        found = haystack.find([fold(phrase)])
        text = haystack.sections[random.choice(sorted(found))].text if found else ""
        at = random.randrange(len(text)) if text else 0
        other = text[at : at + random.choice((1, 2, 3, 4))]
        if fold(other) and _is_plain(phrase) and _is_plain(other):
            yield Query("two terms", f"{phrase} {other}", (fold(phrase), fold(other)))


def _absent(haystack: Haystack, random: Random) -> Iterator[Query]:
    """The beginning of one phrase and the end of another: most of their pairs of characters are
    somewhere."""
    before = ""
    for phrase in _phrases(haystack, random):
        query = _query("absent", before[:4] + phrase[-4:])
        if before and not haystack.find(query.terms):
            yield query
        before = phrase
