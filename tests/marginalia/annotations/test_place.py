from datetime import date
from pathlib import Path

import pytest

from marginalia.annotations.model import Annotation, FrontMatter, Quote
from marginalia.annotations.place import place
from scraper.errors import ContentError

PATH = Path("annotations/980820210426/a.md")
TEXT = "EIMSの2.2からは\nSPAM対策用にフィルターがついています。RBLフィルターです。"


def _annotation(quote: Quote | None) -> Annotation:
    head = FrontMatter(
        target="980820210426-12", quote=quote, kind="context", author="A", created=date(2026, 1, 2)
    )
    return Annotation("980820210426/a", head, "note", 10, 4)


def test_words_are_placed_where_they_stand_and_a_whole_post_has_no_place() -> None:
    span = place(_annotation(Quote(exact="2.2からはSPAM")), TEXT, PATH)
    assert span is not None
    assert TEXT[span.start : span.end] == "2.2からは\nSPAM"
    assert place(_annotation(None), TEXT, PATH) is None


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        (
            Quote(exact="フィルター"),
            "annotations/980820210426/a.md:4: these words stand 2 times in 980820210426-12: "
            "からは SPAM対策用に[フィルター]がついています。RBLフ; "
            "ーがついています。RBL[フィルター]です。; "
            "add prefix or suffix, the words right before or after",
        ),
        (
            Quote(exact="SPAM対策用のフィルター"),
            "annotations/980820210426/a.md:4: these words do not stand in 980820210426-12; "
            "the nearest is EIMSの2.2からは [SPAM対策用にフィルター]がついています。RBLフ; "
            "quote the words as they stand there",
        ),
        (
            Quote(exact="unrelated words"),
            "annotations/980820210426/a.md:4: these words do not stand in 980820210426-12; "
            "nothing in it is like them; quote the words as they stand there",
        ),
    ],
)
def test_words_found_nowhere_or_twice_are_an_error_with_the_candidates(
    quote: Quote, message: str
) -> None:
    with pytest.raises(ContentError) as caught:
        place(_annotation(quote), TEXT, PATH)
    assert str(caught.value) == message
