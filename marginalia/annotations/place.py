"""Where in its target an annotation belongs: the quoted words' one place, or an error."""

from pathlib import Path

from marginalia.annotations.anchor import Span, around, find_quote, nearest, squeeze
from marginalia.annotations.model import Annotation
from scraper.errors import ContentError

_SHOWN = 4


def place(annotation: Annotation, text: str, path: Path) -> Span | None:
    """Return where the quoted words stand in the target's visible ``text``; None without a quote.

    Raises ContentError where they stand nowhere or more than once, with what a person needs to
    mend it: nothing is placed by likeness.
    """
    quote, target = annotation.head.quote, annotation.head.target
    if quote is None:
        return None
    spans = find_quote(squeeze(text), quote)
    if len(spans) == 1:
        return spans[0]
    if spans:
        places = "; ".join(around(text, span) for span in spans[:_SHOWN])
        message = (
            f"these words stand {len(spans)} times in {target}: {places}; "
            "add prefix or suffix, the words right before or after"
        )
        raise ContentError(path, annotation.quote_line, message)
    close = nearest(text, quote.exact)
    advice = f"the nearest is {around(text, close)}" if close else "nothing in it is like them"
    message = f"these words do not stand in {target}; {advice}; quote the words as they stand there"
    raise ContentError(path, annotation.quote_line, message)
