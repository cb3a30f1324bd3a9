"""Odd threads: what a post says is text everywhere on the page, and the page holds its shape."""

import pytest
from playwright.sync_api import Page

from tests.site.conftest import LONG_NAME, LONG_TITLE, MARKUP_LINE, MARKUP_NAME, MARKUP_TITLE
from tests.site.kinds import visit


def test_markup_in_a_thread_is_text_on_its_page(page: Page, odd_url: str) -> None:
    visit(page, odd_url + "markup.html")
    assert page.title() == f"{MARKUP_TITLE} - WSM アーカイブ"
    assert MARKUP_TITLE in (page.locator("meta[name=description]").get_attribute("content") or "")
    assert page.locator("h1").inner_text().removesuffix("¶") == MARKUP_TITLE
    assert page.locator(".post-author").inner_text() == MARKUP_NAME
    assert MARKUP_NAME in page.locator(".people").inner_text()
    assert MARKUP_NAME in page.locator(".md-sidebar").inner_text()
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


@pytest.mark.parametrize("keys", [[], ["o"]])
def test_a_thread_of_long_things_holds_its_shape_at_320_px(
    page: Page, odd_url: str, keys: list[str]
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    visit(page, odd_url + "long.html")
    for key in keys:
        page.keyboard.press(key)
    assert LONG_TITLE in page.locator("h1").inner_text()
    assert page.locator(".post-author").inner_text() == LONG_NAME
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_captured_address_is_not_called_inferred(page: Page, odd_url: str) -> None:
    visit(page, odd_url + "long.html")
    source = page.locator(".thread-source").inner_text()
    assert "http://mtlab.ecn.fpu.ac.jp/WSM_1999/990301090000.html" in source
    assert "2004年2月29日" in source
    assert "推定" not in source
