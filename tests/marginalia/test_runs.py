from hypothesis import given
from hypothesis import strategies as st

from marginalia.runs import text_runs, visible_text

CASES = [
    ("<p>a &amp; b</p>", "a & b"),
    ("<p>一<br>二</p><p>三</p>", "一\n二\n三"),
    ("<p>x<span data-kensaku-ignore>y<br><b>z</b></span>w</p>", "xw"),
    ('<p>x</p><div class="hops" data-kensaku-ignore><p>y</p><p>z</p></div><p>w</p>', "x\nw"),
    ("<p>a<!-- b > c -->d</p>", "ad"),
    ('<p>a<img alt="x > y">b</p>', "a\nb"),
    ("<p>1 < 2</p>", "1 < 2"),
    ('<p>x</p><figure data-kensaku-ignore><svg><line x="1"/></svg></figure><p>w</p>', "x\nw"),
    ("", ""),
]


def test_text_is_what_the_author_wrote_with_line_ends_between_blocks() -> None:
    for html, text in CASES:
        assert visible_text(html) == text


def test_a_run_knows_its_html_its_place_and_its_link() -> None:
    html = '<p>a<a href="x">b&lt;c</a>d</p>'
    runs = list(text_runs(html))
    assert [(html[run.start : run.end], run.text, run.at, run.linked) for run in runs] == [
        ("a", "a", 0, False),
        ("b&lt;c", "b<c", 1, True),
        ("d", "d", 4, False),
    ]


@given(st.text())
def test_any_text_is_read_in_linear_time_and_never_fails(text: str) -> None:
    assert all(run.start < run.end for run in text_runs(text))
