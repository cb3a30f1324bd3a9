"""What a single line looks like."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from scraper.shapes import (
    HEADER_FIELD,
    LINK_LINE,
    addresses,
    cells,
    columns,
    is_prose,
    item_kind,
    quote_mark,
)
from tests.scraper.strategies import line


def width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def test_a_character_has_the_columns_that_unicode_gives_it() -> None:
    characters = [chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000]
    assert [char for char in characters if columns(char) != width(char)] == []


@given(st.text())
def test_a_text_has_the_columns_of_its_characters(text: str) -> None:
    assert columns(text) == sum(map(width, text))


@given(st.sampled_from("あ漢カ「…①→・＞（") | st.characters(), line)
def test_a_line_of_prose_has_no_other_shape(first: str, rest: str) -> None:
    text = first + rest
    if is_prose(text):
        assert not text.isascii()
        assert (quote_mark(text), item_kind(text), addresses(text)) == ("", None, 0)
        assert len(cells(text)) == 1
        assert not HEADER_FIELD.match(text)
        assert not LINK_LINE.fullmatch(text)


def test_most_lines_of_a_post_are_prose_at_a_glance() -> None:
    assert is_prose("先日からメールサーバーの EIMS 2.1 で困っています。")
