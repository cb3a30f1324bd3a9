"""Whoever reads: axe finds nothing in either palette, and no page scrolls sideways on a phone."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.site.kinds import KINDS, THREAD, visit

PHONE: ViewportSize = {"width": 320, "height": 640}
Scheme = Literal["light", "dark"]


def violations(page: Page) -> list[str]:
    response = Axe().run(page).response
    return [
        f"{rule['id']}: {node['html']}" for rule in response["violations"] for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", [*KINDS, "404.html"])
def test_axe_finds_no_violation(page: Page, site_url: str, kind: str, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    visit(page, site_url + kind)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"}[scheme]
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_a_phone_in_the_posts_own_lines(
    page: Page, site_url: str, scheme: Scheme
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    visit(page, site_url + THREAD)
    page.keyboard.press("o")
    page.get_by_text("発言の一覧").click()
    assert violations(page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways_at_320_px(page: Page, site_url: str, kind: str) -> None:
    page.set_viewport_size(PHONE)
    visit(page, site_url + kind)
    assert overflow(page) <= 0


def test_the_posts_own_lines_scroll_by_themselves_at_320_px(page: Page, site_url: str) -> None:
    page.set_viewport_size(PHONE)
    visit(page, site_url + THREAD)
    page.keyboard.press("o")
    assert overflow(page) <= 0
    first = page.locator(".post-body").first
    assert first.evaluate("body => body.scrollWidth > body.clientWidth")
    assert first.get_attribute("tabindex") == "0"
