"""Odd threads: what a post says is text everywhere on the page, and the page holds its shape."""

import pytest
from playwright.sync_api import Page

from tests.site.conftest import (
    LONG_NAME,
    LONG_TITLE,
    MANY,
    MARKUP_LINE,
    MARKUP_NAME,
    MARKUP_TITLE,
)
from tests.site.kinds import visit
from tests.site.test_access import PHONE, overflow
from tests.site.test_design import PAPER

ODD = ("markup", "empty", "long", "many", "repaired")


def cut_off(page: Page) -> list[str]:
    """The elements of the article that show less than they hold."""
    return list(
        page.locator("article :is(div, pre, code, p)").evaluate_all(
            """all => all.filter(each => getComputedStyle(each).overflowX !== "visible"
                 && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1)
               .map(each => each.outerHTML.slice(0, 200))"""
        )
    )


def test_markup_in_a_thread_is_text_on_its_page(page: Page, odd_url: str) -> None:
    visit(page, odd_url + "markup.html")
    assert page.title() == f"{MARKUP_TITLE} - WSM アーカイブ"
    assert MARKUP_TITLE in (page.locator("meta[name=description]").get_attribute("content") or "")
    assert page.locator("h1").inner_text().removesuffix("¶") == MARKUP_TITLE
    assert page.locator(".post-author").inner_text() == MARKUP_NAME
    assert MARKUP_NAME in page.locator(".people").inner_text()
    assert MARKUP_NAME in page.locator(".toc").inner_text()
    assert page.locator(".post-body").inner_text() == MARKUP_LINE
    assert page.locator("[id=m1]").evaluate_all("found => found.map(each => each.tagName)") == [
        "H2"
    ]


def test_markup_in_a_thread_is_text_in_the_search(page: Page, odd_url: str) -> None:
    visit(page, odd_url + "markup.html")
    page.keyboard.press("/")
    page.keyboard.type("onerror section")
    page.locator(".kensaku-hit").first.wait_for()
    assert page.locator(".kensaku-dialog img, .kensaku-dialog script").count() == 0
    assert page.title() == f"{MARKUP_TITLE} - WSM アーカイブ"


def test_a_thread_says_long_things_whole(page: Page, odd_url: str) -> None:
    visit(page, odd_url + "long.html")
    assert LONG_TITLE in page.locator("h1").inner_text()
    assert page.locator(".post-author").inner_text() == LONG_NAME


@pytest.mark.parametrize(("kind", "posts"), [("empty", 1), ("long", 1), ("many", MANY)])
def test_a_thread_of_any_size_shows_each_post_and_lists_it(
    page: Page, odd_url: str, kind: str, posts: int
) -> None:
    visit(page, f"{odd_url}{kind}.html")
    assert page.locator("section.post").count() == posts
    assert page.locator(".toc li").count() == posts


# Readers see them joined, in their own lines, and on the screen of 1998.
@pytest.mark.parametrize("view", ["joined", "原文の改行で表示", "1998年の画面"])
@pytest.mark.parametrize("kind", ODD)
def test_an_odd_thread_holds_its_shape_at_320_px_and_on_paper(
    page: Page, odd_url: str, kind: str, view: str
) -> None:
    page.set_viewport_size(PHONE)
    visit(page, f"{odd_url}{kind}.html")
    if view != "joined":
        page.get_by_role("button", name=view).click()
    assert overflow(page) <= 0
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert overflow(page) <= 0
    # What scrolls on the screen would be cut off on paper.
    assert cut_off(page) == []


def test_a_table_of_forty_columns_scrolls_by_itself(page: Page, odd_url: str) -> None:
    page.set_viewport_size(PHONE)
    visit(page, odd_url + "long.html")
    table = page.locator(".post-body .table")
    assert table.locator("tr").first.locator("td, th").count() == 40
    assert table.evaluate("found => found.scrollWidth > found.clientWidth")


def test_a_captured_address_is_not_called_inferred(page: Page, odd_url: str) -> None:
    visit(page, odd_url + "long.html")
    source = page.locator(".thread-source").inner_text()
    assert "http://mtlab.ecn.fpu.ac.jp/WSM_1999/990301090000.html" in source
    assert "2004年2月29日" in source
    assert "推定" not in source
