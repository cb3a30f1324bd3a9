"""Which line breaks of a paragraph were meant."""

from pathlib import Path

import pytest

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
