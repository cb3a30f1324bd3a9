import re
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from marginalia.timeline import Post, timeline

START = datetime(1998, 8, 20, 21, 4, 26, tzinfo=timezone(timedelta(hours=9)))
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)


def posts(*offsets: timedelta) -> list[Post]:
    return [(at, f"人{at % 3}", START + offset) for at, offset in enumerate(offsets, 1)]


COURSES = {
    "two": [0 * DAY, DAY],
    "all at once": [0 * DAY] * 3,
    "a thread of ten days": [0 * HOUR, 1 * HOUR, 3 * HOUR, 17 * HOUR, 42 * HOUR, 10 * DAY],
    "five hundred in an hour": [HOUR * at / 500 for at in range(500)],
    "years apart": [0 * YEAR, 2 * YEAR, 7 * YEAR],
    "two evenings years apart": [0 * HOUR, HOUR, 2 * HOUR, 4 * YEAR, 4 * YEAR + HOUR],
    "many silences": [YEAR * 5**at / 900 for at in range(9)],
    "out of order": [3 * HOUR, 0 * HOUR, 5 * HOUR],
}  # fmt: skip


def read(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def labels(page: BeautifulSoup) -> list[str]:
    return [text.get_text() for text in page.select("svg > text")]


def place(tag: object) -> float:
    return float(re.findall(r'(?:cx|x)="([\d.]+)%"', str(tag))[0])


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_each_post_has_a_dot_that_leads_to_it(course: list[timedelta]) -> None:
    page = read(timeline(posts(*course)))
    dots = page.select("svg a[href] circle")
    assert len(dots) == len(course)
    assert {f"#m{number}" for number in range(1, len(course) + 1)} == {
        str(link["href"]) for link in page.select("svg a")
    }
    assert all(0 <= place(dot) <= 100 for dot in dots)


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_dots_are_in_the_order_of_time(course: list[timedelta]) -> None:
    page = read(timeline(posts(*course)))
    at = {str(link["href"]): place(link.circle) for link in page.select("svg a")}
    ordered = sorted(posts(*course), key=lambda post: post[2])
    assert all(at[f"#m{a[0]}"] <= at[f"#m{b[0]}"] for a, b in pairwise(ordered))


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_no_dot_hides_another(course: list[timedelta]) -> None:
    page = read(timeline(posts(*course)))
    across = sorted({place(dot) for dot in page.select("svg circle")})
    assert all(right - left > 2.2 for left, right in pairwise(across))
    assert len({(dot["cx"], dot["cy"]) for dot in page.select("svg circle")}) == len(course)


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_labels_of_a_row_keep_apart(course: list[timedelta]) -> None:
    page = read(timeline(posts(*course)))
    rows: dict[str, list[tuple[float, str]]] = {}
    for text in page.select("svg > text"):
        rows.setdefault(str(text["y"]), []).append((place(text), str(text["class"])))
    for row in rows.values():
        for (left, _), (right, _) in pairwise(sorted(row)):
            assert right - left >= 19, row


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_the_words_name_every_post(course: list[timedelta]) -> None:
    page = read(timeline(posts(*course)))
    items = [item.get_text() for item in page.select("figcaption li")]
    assert 0 < len(items) <= 31
    assert sum(int(re.findall(r"(\d+)件", item)[0]) for item in items) == len(course)


def test_a_single_post_has_no_picture() -> None:
    assert timeline(posts(0 * DAY)) == ""


def test_a_long_silence_is_cut_out_and_named() -> None:
    assert "8日間" in labels(read(timeline(posts(*COURSES["a thread of ten days"]))))
    assert "4年間" in labels(read(timeline(posts(*COURSES["two evenings years apart"]))))


def test_an_even_course_has_no_cut() -> None:
    page = read(timeline(posts(0 * YEAR, 2 * YEAR, 7 * YEAR)))
    assert not page.select(".cut")
    assert labels(page)[:2] == ["8月20日", "1998年"]


def test_colours_are_those_of_the_summary() -> None:
    names = ["b", "a", "a", "c", "d", "e", "f", "g"]
    page = read(timeline([(at, name, START + at * HOUR) for at, name in enumerate(names, 1)]))
    tones = {str(link["href"]): link["data-tone"] for link in page.select("svg a")}
    assert (tones["#m2"], tones["#m1"], tones["#m4"], tones["#m8"]) == ("0", "1", "2", "0")


@given(st.lists(st.tuples(st.text(max_size=8), st.integers(0, 10**9)), max_size=40))
def test_any_thread_gives_markup_of_its_own_only(course: list[tuple[str, int]]) -> None:
    html = timeline(
        [(at, name, START + timedelta(seconds=offset)) for at, (name, offset) in enumerate(course)]
    )
    known = {"a", "circle", "figcaption", "figure", "li", "line", "svg", "text", "title", "ul"}
    assert {tag.name for tag in read(html).find_all()} <= known
    assert "style=" not in html
    assert timeline([(1, "<script>'\"&", START), (2, "", START)]).count("<script") == 0
