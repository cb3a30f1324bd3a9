import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.grammar import read_page
from scraper.html import html_lines
from scraper.lines import Line

CASES = sorted((Path(__file__).parent / "html").glob("*.html"))
URL = "http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html"

OPENING = """<html><head><title>WSM: 題</title></head><body>
<h1>題</h1>発言者:笹田<br>( Date Thursday, August 20, 1998 21:04:26 )<p>"""
COMMENT = "<hr>まゆみ さんからのコメント<br>( Thursday, August 20, 1998 21:46:30 )<p>"


def show(lines: Sequence[Line]) -> str:
    """Lines as the ``.txt`` files have them: where each stood, its text, its links below it."""
    shown = ""
    for line in lines:
        shown += f"{line.place:8}{line.text}\n"
        for link in line.links:
            shown += f"    link at {link.start}: {link.label} -> {link.href}\n"
    return shown


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_html_is_read_as_a_browser_shows_it(path: Path) -> None:
    shown = show(html_lines(path.read_text("utf-8"), URL))
    assert shown == path.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"], ids=["LF", "CR", "CRLF"])
def test_line_ends_of_the_source_make_no_difference(end: str) -> None:
    source = "<pre>\na\n\nb</pre>c\nd<p\nalign=left>あ\nい<br>\n"
    lines = [line.text for line in html_lines(source.replace("\n", end), None)]
    assert lines == ["a", "", "b", "", "c d", "", "あい"]


def test_without_an_address_targets_stay_as_they_are_written() -> None:
    (line,) = html_lines("<a href='../x.html#y'>x</a>", None)
    assert line.links[0].href == "../x.html#y"


# What follows the only post's text 「本文」, and which lines of it are the post's.
TAILS = {
    "a menu": ("<p>[<a href=../index.html>目次に戻る</a>]", []),
    "a menu in a table": ("<table><tr><td><a href=1>前へ</a><td><a href=2>次へ</a></table>", []),
    "a form": ("<form>お名前:<input><br>コメント:<textarea></textarea></form>", []),
    "a form and a menu": ("<form>検索:<input></form><a href=x>目次</a>", []),
    "an address": ("<address>田中求之 tanaka@example.jp</address>", []),
    "a counter below a rule": ("<hr>アクセス数: <img alt=001234>", []),
    "a footer below a rule": ("<hr>Copyright (C) 1996<br>最終更新: 2006年1月10日", []),
    "a menu above and a footer below a rule": ("<p><a href=x>戻る</a><hr>a@example.jp", []),
    "a menu between rules": ("<hr><a href=x>戻る</a><hr>", []),
    "prose below a rule": ("<hr>追伸です。<br>1998", ["", "追伸です。", "1998"]),
    "a counter without a rule": ("<br>1998", ["1998"]),
    "a link after an arrow": ("<br>→ <a href=x>目次</a>", ["→ 目次"]),
    "a link in a sentence": ("<br><a href=x>目次</a>を見る", ["目次を見る"]),
    "a link to another site": ("<br><a href=http://example.com/>Home</a>", ["Home"]),
    "a link with other words": ("<br><a href=x>スパムの話</a>", ["スパムの話"]),
    "a menu above prose": ("<br><a href=x>目次</a><br>では。", ["目次", "では。"]),
    "a form without a control": ("<form>では。</form>", ["", "では。"]),
    "prose below a form": ("<form>検索:<input></form>では。", ["", "検索:", "では。"]),
    "a link that was never closed": ("<br><a href=x>目次<br>では。", ["目次", "では。"]),
}


@pytest.mark.parametrize("name", TAILS)
def test_only_navigation_after_a_post_is_left_out(name: str) -> None:
    tail, kept = TAILS[name]
    lines = html_lines(f"{OPENING}本文{tail}", URL)
    (post,) = read_page(lines).posts
    assert [line.text for line in lines[post.start : post.end]] == ["本文", *kept]


def test_what_is_left_out_is_reported() -> None:
    lines = html_lines(f"{OPENING}本文<hr><a href=x>戻る</a><address>a@example.jp</address>", URL)
    (problem,) = read_page(lines).problems
    assert problem.what == "navigation after a post, left out: 戻る / a@example.jp"
    assert lines[problem.line - 1].place == "rule"


def test_navigation_between_posts_is_left_out() -> None:
    source = f"{OPENING}本文<p><a href=#top>先頭へ戻る</a>{COMMENT}返事<p><a href=#top>先頭へ</a>"
    lines = html_lines(source, URL)
    bodies = [lines[post.start : post.end] for post in read_page(lines).posts]
    assert [[line.text for line in body] for body in bodies] == [["本文"], ["返事"]]


def test_a_post_of_nothing_but_a_link_is_kept() -> None:
    lines = html_lines(f"{OPENING}<a href=x>目次</a>", URL)
    (post,) = read_page(lines).posts
    assert [line.text for line in lines[post.start : post.end]] == ["目次"]


def test_a_form_around_the_whole_page_is_no_navigation() -> None:
    source = OPENING.replace("<h1>", "<form><h1>") + "本文<p>終わり<br><input type=submit></form>"
    lines = html_lines(source, URL)
    page = read_page(lines)
    (post,) = page.posts
    assert page.title == "題"
    assert [line.text for line in lines[post.start : post.end]] == ["本文", "", "終わり"]


# What stands above the opening post, and the title that is found.
FRONTS = {
    "a heading": ("<h1>題</h1>", "題"),
    "a heading above a menu": ("<h1>題</h1><a href=x>目次</a><hr>", "題"),
    "a heading below a menu and a form": ("<a href=x>目次</a><form>検索<input></form>題<hr>", "題"),
    "the title of the page only": ("", "WSM: 題"),
    "the title of the page and a menu": ("<a href=x>目次</a><hr>", "WSM: 題"),
}


@pytest.mark.parametrize("name", FRONTS)
def test_the_title_is_found_among_navigation(name: str) -> None:
    front, title = FRONTS[name]
    assert read_page(html_lines(OPENING.replace("<h1>題</h1>", front), URL)).title == title


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td>笹田 さんからのコメント<td>( Friday, August 21, 1998 00:22:26 )<tr><td>返事",
        "<tr><td>笹田 さんからのコメント<br>( Friday, August 21, 1998 00:22:26 )<td>返事",
        "<tr><td>笹田 さんからのコメント<tr><td>( Friday, August 21, 1998 00:22:26 )<tr><td>返事",
    ],
    ids=["one row", "one cell", "two rows"],
)
def test_a_header_is_found_in_a_table(row: str) -> None:
    lines = html_lines(f"{OPENING}本文<table>{row}</table>", URL)
    post = read_page(lines).posts[1]
    assert (post.author, lines[post.start].text) == ("笹田", "返事")


_MARKUP = st.one_of(
    st.sampled_from(
        "<b> </b> <p> </p> <br> <hr> <pre> </pre> <table> <tr> <td> </td> </tr> </table> <form> "
        "</form> <input> <textarea> <select> <option> <title> </title> <script> </script> <!-- --> "
        "<a\thref=x> </a> <a\thref='http://[' <img\talt=x> <dl> <dt> <dd> <noframes> <frameset> "
        "<xmp> <plaintext> <address> <base\thref=//> & &# &#x &amp < > ' \0 \ud800 \r \n &#0; "
        "<?xml\tversion='1.0'?> <!DOCTYPE <![CDATA[ ]]> <svg> <math> <li> <ul> あ \u3000".split(" ")
    ),
    st.text(max_size=5),
)


@given(st.lists(_MARKUP, max_size=40).map("".join), st.sampled_from([None, URL, "http://["]))
def test_any_markup_gives_lines_without_line_ends(html: str, base: str | None) -> None:
    for line in html_lines(html, base):
        assert not set("\r\n") & set(line.text)
        for link in line.links:
            assert line.text[link.start :].startswith(link.label)


# Each is larger or deeper than any page; the bound in seconds is far above what they take.
HUGE = {
    "nested": "<b><div>" * 50_000 + "本文",
    "unclosed": "<table><tr><td><ul><li><font><p>" * 15_000 + "本文",
    "nested tables": "<table><tr><td>x<br>y" * 5_000 + "本文",
    "a deep line": "<b>" * 8_000 + "x<br>" * 8_000 + "本文",
    "many tags": "<br>" * 3_000_000 + "本文",
    "end tags that match nothing": "<b>" * 25_000 + "</i>" * 25_000 + "本文",
    "one long line": "あ い\n" * 4_000_000 + "本文",
    "a long attribute": f"<a href='{'x' * 16_000_000}'>本文</a>",
    "less-than signs": "<" * 4_000_000 + "本文",
    "ampersands": "&" * 16_000_000 + "本文",
    "NULs": "\0" * 4_000_000 + "本文",
    "spaces": " " * 16_000_000 + "本文",
    "controls": "<form>" + "<input>x<br>" * 15_000 + "本文",
    "links": "<a href=x>x" * 40_000 + "本文",
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_page_is_read_in_bounded_time(name: str) -> None:
    start = time.monotonic()
    assert html_lines(HUGE[name], URL)[-1].text.endswith("本文")
    assert time.monotonic() - start < 30
