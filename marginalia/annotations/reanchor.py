"""Where words that no longer fit may stand now: a proposal, for a person to accept."""

from difflib import SequenceMatcher

from marginalia.annotations.anchor import Span, find_quote, nearest, quote_at, squeeze
from marginalia.annotations.model import Quote


def reanchored(quote: Quote, text: str) -> Quote | None:
    """Return the quote as it would have to be to fit the text; itself where it fits.

    Proposed are the same words, where they stand once or one place is more like their old
    surroundings than every other; else the nearest words. None where there is nothing to propose.
    """
    squeezed = squeeze(text)
    if len(find_quote(squeezed, quote)) == 1:
        return quote
    spans = find_quote(squeezed, Quote(exact=quote.exact))
    if spans:
        ranked = sorted(spans, key=lambda span: _likeness(quote, text, span), reverse=True)
        if len(ranked) > 1 and _likeness(quote, text, ranked[0]) == _likeness(
            quote, text, ranked[1]
        ):
            return None
        return quote_at(text, ranked[0])
    span = nearest(text, quote.exact)
    return quote_at(text, span) if span else None


def _likeness(quote: Quote, text: str, span: Span) -> float:
    """How far what is around a place agrees with the quote's prefix and suffix, 0 to 2."""
    before = squeeze(text[: span.start]).text
    after = squeeze(text[span.end :]).text
    prefix, suffix = squeeze(quote.prefix).text, squeeze(quote.suffix).text
    return _ratio(prefix, before[max(0, len(before) - len(prefix)) :]) + _ratio(
        suffix, after[: len(suffix)]
    )


def _ratio(wanted: str, found: str) -> float:
    return SequenceMatcher(None, wanted, found, autojunk=False).ratio() if wanted else 0.0
