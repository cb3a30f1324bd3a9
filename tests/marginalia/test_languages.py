"""Japanese on English pages: what is marked, and that nothing else changes."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marginalia.languages import mark_japanese

CASES = [
    ("<p>the word スパム here</p>", ["スパム"]),
    ("<p>笹田 and まゆみ</p>", ["笹田", "まゆみ"]),
    ("<p>「それは「RBL」だ」</p>", ["それは", "だ"]),
    ("<p>「RBLフィルター」</p>", ["「RBLフィルター」"]),
    ("<p>「Receive failed from」 is English</p>", []),
    ("<p>困っています。 PLS HELP!</p>", ["困っています。"]),
    ("<p>前薗 健一@i2</p>", ["前薗 健一"]),
    ('<p>a <q lang="ja">中継</q> b</p>', []),
    ('<p lang="ja">中継 <span lang="en">or 中継</span></p>', ["中継"]),
    ("<p>中継<br>中継</p>", ["中継", "中継"]),
    ("<svg><title>中継</title><text>中継</text></svg><p>中継</p>", ["中継"]),
    ("<!-- 中継 --><p title='中継 > x'>no</p>", []),
    ("<p>ﾒｰﾙ, 々, サーバー</p>", ["ﾒｰﾙ", "々", "サーバー"]),
]


def marked(html: str) -> list[str]:
    return re.findall(r'<span lang="ja">(.*?)</span>', mark_japanese(html))


@pytest.mark.parametrize(("html", "words"), CASES)
def test_japanese_is_marked_where_its_language_is_not_said(html: str, words: list[str]) -> None:
    assert marked(html) == words


@given(st.text("aあ漢「」。 <&>", max_size=40))
def test_the_text_stays_the_same_and_nothing_is_marked_twice(text: str) -> None:
    html = f"<p>{escape(text)}</p>"
    once = mark_japanese(html)
    assert re.sub(r"</?span[^>]*>", "", once) == html
    assert mark_japanese(once) == once


@pytest.mark.parametrize("start", ["", "「", "あ"])
@pytest.mark.parametrize("piece", ["あ", "「", "「あ", "あ ", " ", "<b>", "<", "<!--", "<a b='"])
def test_100_kb_do_not_hang(start: str, piece: str) -> None:
    assert len(mark_japanese(start + piece * (100_000 // len(piece)))) >= 90_000
