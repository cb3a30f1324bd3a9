from datetime import date
from pathlib import Path
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from marginalia.annotations.files import read_annotation
from marginalia.annotations.form import annotation_text
from marginalia.annotations.model import FrontMatter, Kind, Quote
from tests.conftest import CHECKOUT

TODAY = date(2026, 11, 24)
PATH = Path("annotations/980820210426/a.md")
# What a file can hold: surrogates are no text.
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_BODY = _TEXT.map(lambda text: "".join(each for each in text if each == "\n" or each >= " "))


def _heads() -> st.SearchStrategy[FrontMatter | None]:
    def make(
        exact: str, prefix: str, suffix: str, kind: Kind, author: str, created: date
    ) -> FrontMatter | None:
        try:
            quote = Quote(exact=exact, prefix=prefix, suffix=suffix) if exact else None
            return FrontMatter(
                target="980820210426-12", quote=quote, kind=kind, author=author, created=created
            )
        except ValidationError:
            return None

    kinds: st.SearchStrategy[Kind] = st.sampled_from(get_args(Kind))
    days = st.dates(date(1996, 1, 1), TODAY)
    authors = _TEXT | st.sampled_from(
        ["no", "Null", "a: b", "- a", "a #b", "田中 求之", "'", "1e3"]
    )
    return st.builds(make, _TEXT, _TEXT, _TEXT, kinds, authors, days)


@given(_heads(), _BODY)
def test_what_is_written_is_read_back(head: FrontMatter | None, body: str) -> None:
    body = "".join(each for each in body if not "\x7f" <= each <= "\x9f")
    if head is None or not body.strip():
        return
    payload = annotation_text(head, body).encode()
    annotation = read_annotation(PATH, payload, TODAY)
    assert annotation.head == head
    assert annotation.body.strip("\n") == body.strip("\n")
    assert annotation_text(annotation.head, annotation.body).encode() == payload


def test_the_annotations_of_the_archive_are_in_this_form() -> None:
    for path in (CHECKOUT / "annotations").glob("*/*.md"):
        annotation = read_annotation(path, path.read_bytes(), date(2100, 1, 1))
        assert annotation_text(annotation.head, annotation.body) == path.read_text("utf-8"), path
