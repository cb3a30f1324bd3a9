"""Which line breaks of a paragraph were meant."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.wrap import meant_breaks, wrap_width
from tests.scraper.cases import HERE, posts


@pytest.mark.parametrize(
    "path", sorted((HERE / "breaks").glob("*.txt")), ids=lambda path: path.stem
)
def test_breaks_are_told_apart_as_the_case_says(path: Path) -> None:
    for post in posts(path):
        paragraphs = [
            [line.removesuffix(" /").removesuffix(" ~") for line in each] for each in post
        ]
        width = wrap_width(paragraphs)
        for lines, marked in zip(paragraphs, post, strict=True):
            breaks = meant_breaks(lines, width)
            ends = [*(" /" if meant else " ~" for meant in breaks[:-1]), ""]
            assert [line + end for line, end in zip(lines, ends, strict=True)] == marked


@given(
    st.text(max_size=5),
    st.sampled_from([*"。．！？!?♪:：;；…", "..", "・・", "a.", ").", "(笑)", "(^_^;)"]),
    st.text("」』）)】\"'", max_size=3),
    st.text(" \t\u3000", max_size=3),
)
def test_a_break_after_the_end_of_a_sentence_was_meant(
    before: str, end: str, closing: str, blank: str
) -> None:
    line = before.replace("\n", "") + end + closing + blank
    assert meant_breaks([line, "次の行"], None) == (True, False)
