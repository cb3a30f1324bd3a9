"""Two spellings of a string fold to one, and every place can be found again."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kensaku.fold import _MARK, FoldedText, display, fold, fold_text

SAME = [
    ("half-width kana with voicing marks", "ﾊﾞｰﾁｬﾙ ﾎﾟｽﾄ", "バーチャルポスト"),
    ("combining voicing marks", "か\u3099は\u309a", "がぱ"),
    ("full-width Latin and digits", "ＥＩＭＳ２．２", "eims2.2"),
    ("case, with sharp s and final sigma", "STRASSE ΟΔΟΣ", "straße οδος"),
    ("both wave dashes", "1〜2", "1～2"),
    ("both minus signs", "−1", "－1"),
    ("both double bars", "‖", "∥"),
    ("both dashes", "—", "―"),
    ("cent, pound and not signs", "¢£¬", "￠￡￢"),
    ("spaces between Japanese characters", "日 本\u3000語", "日本語"),
    ("wraps between Japanese characters", "日\n 本", "日本"),
    ("runs of other spaces", " a \t\u00a0b ", "a b"),
    ("a space between Japanese and Latin text", "日\u3000a", "日 a"),
    ("soft hyphens and zero-width characters", "a\u00adb\u200bc\ufeff", "abc"),
    ("variation selectors", "葛\U000e0100 城\ufe0f", "葛城"),
    ("ligatures and circled numbers", "ﬁ①㍿", "fi1株式会社"),
    ("letters with marks", "e\u0301", "É"),
    ("Hangul letters", "\u1100\u1161", "가"),
]
DIFFERENT = [
    ("hiragana and katakana", "すぱむ", "スパム"),
    ("a final long vowel mark", "サーバー", "サーバ"),
    ("iteration marks", "人々", "人人"),
    ("small kana", "キヤノン", "キャノン"),
    ("a space between Latin words", "a b", "ab"),
    ("old and new forms of a kanji", "國", "国"),
]

# Characters whose folding depends on their neighbours, or changes their number.
TRICKY = st.text(
    st.sampled_from(
        "aA1 \n\t\u3000\u00a0ｶﾞﾟかが゛\u3099\u309aー〜～−ßςΣİıﬁ㍿①𠮷"
        "\U000e0100\ufe0f\u200b\u00ad\u0301"
        "שﷺ\u1100\u1161\u11a8👩\u200d¨"
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=30,
)


@pytest.mark.parametrize(("what", "one", "other"), SAME)
def test_folds_to_the_same(what: str, one: str, other: str) -> None:
    assert fold(one) == fold(other), what


@pytest.mark.parametrize(("what", "one", "other"), DIFFERENT)
def test_stays_apart(what: str, one: str, other: str) -> None:
    assert fold(one) != fold(other), what


@given(TRICKY)
def test_display_text_folds_as_the_block_does(block: str) -> None:
    assert fold(display(block)) == fold(block)


@given(TRICKY)
def test_display_text_has_single_spaces_and_no_line_end(block: str) -> None:
    shown = display(block)
    assert display(shown) == shown
    assert "\n" not in shown
    assert "  " not in shown


@given(TRICKY | st.text("日本 aΣ\n"))
def test_a_text_folds_block_by_block(text: str) -> None:
    assert fold_text(text) == "\n".join(map(fold, text.split("\n")))


def test_every_mark_belongs_to_the_character_before_it() -> None:
    marks = filter(lambda c: unicodedata.category(c)[0] == "M", map(chr, range(sys.maxunicode + 1)))
    assert all(_MARK.fullmatch(mark) for mark in marks)


@given(st.lists(TRICKY.map(display).filter(bool)), st.integers(1, 700))
def test_places_are_of_the_folded_text_and_go_forward(blocks: list[str], times: int) -> None:
    text = "\n".join(block * times for block in blocks)[:5_000]
    whole = FoldedText(text)
    assert whole.folded == fold_text(text)
    spans = [whole.span(place, place + 1) for place in range(len(whole.folded))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_a_place_covers_a_character_with_its_marks() -> None:
    whole = FoldedText("xﾊﾞ葛\U000e0100㍿")
    assert whole.folded == "xバ葛株式会社"
    spans = [whole.span(place, place + 1) for place in range(7)]
    assert spans == [(0, 1), (1, 3), (3, 5), (5, 6), (5, 6), (5, 6), (5, 6)]
    assert whole.span(0, 2) == (0, 3)
