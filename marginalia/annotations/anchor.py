"""Finds quoted words in a text: exactly once, or not at all.

Compared is what a reader sees: width (Unicode normalization form NFKC) and white space do not
count, everything else does. Nothing is ever matched approximately; what comes close is only offered
to a person (``nearest``).
"""

import unicodedata
from difflib import SequenceMatcher
from typing import NamedTuple

from pydantic import ValidationError

from marginalia.annotations.model import Quote

_AROUND = 12
_CONTEXTS = (0, 4, 8, 16, 32, 64, 100)


class Span(NamedTuple):
    """A range of a text, in code points."""

    start: int
    end: int


class Squeezed(NamedTuple):
    """A text as it is compared, and where in the text each of its characters came from."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The range of the original text from which these characters came."""
        return Span(self.places[start], self.places[end - 1] + 1)


def squeeze(text: str) -> Squeezed:
    """Return the text without white space, each character in NFKC.

    >>> squeeze("ＲＢＬ\\n exclusions").text
    'RBLexclusions'
    """
    characters, places = [], []
    for place, character in enumerate(text):
        for each in unicodedata.normalize("NFKC", character):
            if not each.isspace():
                characters.append(each)
                places.append(place)
    return Squeezed("".join(characters), tuple(places))


def find_quote(text: Squeezed, quote: Quote) -> list[Span]:
    """Return every place where the quote stands, in order: one is right, none or more is not."""
    parts = (quote.exact, quote.prefix, quote.suffix)
    exact, prefix, suffix = (squeeze(part).text for part in parts)
    found = []
    at = text.text.find(exact) if exact else -1
    while at >= 0:
        end = at + len(exact)
        if text.text.endswith(prefix, 0, at) and text.text.startswith(suffix, end):
            found.append(text.span(at, end))
        at = text.text.find(exact, at + 1)
    return found


def quote_at(text: str, span: Span) -> Quote | None:
    """Return the words of a place with as little around them as tells it from every other place.

    None where that would be longer than a quote may be.
    """
    for length in _CONTEXTS:
        before, after = text[max(0, span.start - length) : span.start], text[span.end :][:length]
        parts = (" ".join(part.split()) for part in (text[span.start : span.end], before, after))
        try:
            quote = Quote(**dict(zip(("exact", "prefix", "suffix"), parts, strict=True)))
        except ValidationError:
            return None
        if len(find_quote(squeeze(text), quote)) == 1:
            return quote
    return None


def around(text: str, span: Span) -> str:
    """A place as a person recognises it: the words with a little text on each side."""
    before = text[max(0, span.start - _AROUND) : span.start]
    after = text[span.end : span.end + _AROUND]
    return " ".join(f"{before}[{text[span.start : span.end]}]{after}".split())


def nearest(text: str, exact: str) -> Span | None:
    """Return the words of the text most like ``exact``, where at least half of them agree.

    Meant for a message or a proposal to a person; nothing is anchored by it.
    """
    squeezed, wanted = squeeze(text), squeeze(exact).text
    if not wanted:
        return None
    matcher = SequenceMatcher(None, squeezed.text, wanted, autojunk=False)
    longest = matcher.find_longest_match()
    if not longest.size:
        return None
    # The longest run in common fixes the place; around it stands as much as was quoted.
    start = max(0, longest.a - longest.b)
    end = min(len(squeezed.text), start + len(wanted))
    ratio = SequenceMatcher(None, squeezed.text[start:end], wanted, autojunk=False).ratio()
    return squeezed.span(start, end) if ratio >= 0.5 else None
