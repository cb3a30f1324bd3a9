"""What listings say: rows of an index, the choice of a capture, the links of an index page."""

import doctest
import importlib
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetch.cdx import Row, choose, read_rows
from scraper.fetch.commoncrawl import CommonCrawl
from scraper.fetch.live import LiveSite
from scraper.fetch.retry import retry_after
from scraper.fetch.wayback import Wayback
from tests.scraper.sazanami.profile import PROFILE as SAZANAMI

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cdx.json").read_text())
YEARS = range(1996, 2007)
END = datetime(2007, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_index_answers(case: dict[str, Any]) -> None:
    rows, key = read_rows(case["answer"].encode())
    assert (len(rows), key) == (case["rows"], case["key"])
    chosen = choose(rows, YEARS, END)
    years = {url: [f"{row.captured:%Y}" for row in copies] for url, copies in chosen.items()}
    assert years == case["chosen"]


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner)).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_any_answer_is_read_or_refused(answer: bytes) -> None:
    with suppress(ValueError):
        read_rows(answer)


@given(st.binary())
def test_any_index_page_is_read(body: bytes) -> None:
    site = LiveSite("http://h.example/", YEARS)
    site.more("http://h.example/WSM_1998/", body)
    site.pages({"http://h.example/WSM_1998/": body})


def test_links_of_an_index_page() -> None:
    site = LiveSite("http://h.example/", YEARS)
    folder = "http://h.example/WSM_1998/"
    body = (
        b'<FRAME SRC="list.html"><a href=980820210426.html#m3>x<a href="/WSM_1998/980820210426.html'
        b'"><a href="http://other.example/WSM_1998/980820210427.html"><a href="mailto:a@b.c">'
        b'<a href="../WSM_1890/980820210428.html"><a href="http://[">'
    )
    assert site.more(folder, body) == [f"{folder}list.html"]
    assert [page.url for page in site.pages({folder: body})] == [f"{folder}980820210426.html"]


def test_the_next_rows_are_asked_for_by_key() -> None:
    source = Wayback("http://h.example/", YEARS, END)
    (first,) = source.listings()
    (second,) = source.more(first, b'[["timestamp"],[],["a b"]]')
    (third,) = source.more(second, b'[["timestamp"],[],["c"]]')
    assert second == f"{first}&resumeKey=a+b"
    assert third == f"{first}&resumeKey=c"
    assert source.more(third, b'[["timestamp"]]') == []


def test_common_crawl_is_asked_page_by_page() -> None:
    source = CommonCrawl("http://h.example/", YEARS, None, ("http://i.example/C-index",))
    (count,) = source.listings()
    pages = source.more(count, b'{"pages": 2, "pageSize": 5, "blocks": 7}')
    assert pages == [count.replace("showNumPages=true", f"page={number}") for number in (0, 1)]
    assert source.more(pages[0], b"") == []


def test_retry_after_as_a_date() -> None:
    now = datetime(1994, 11, 6, 8, 49, 7, tzinfo=UTC)
    assert retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now) == 30.0
    assert retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now + timedelta(days=1)) == 0.0


@pytest.mark.parametrize("module", ["cdx", "progress", "retry"])
def test_examples_of_the_docstrings_hold(module: str) -> None:
    result = doctest.testmod(importlib.import_module(f"scraper.fetch.{module}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_another_forums_captures_are_asked_for_by_its_addresses() -> None:
    site = SAZANAMI.site
    (asked,) = Wayback(site, YEARS, END, profile=SAZANAMI).listings()
    assert "url=sazanami.example%2Fcgi-bin%2Fbbs.cgi%3Fno%3D&" in asked
    row = Row(f"{site}cgi-bin/bbs.cgi?no=7", END - timedelta(1), "200", "text/html", "x")
    rows = [row, row._replace(url=f"{site}cgi-bin/bbs.cgi?no=7&mode=reply")]
    assert list(choose(rows, YEARS, END, SAZANAMI)) == [row.url]
