"""No request leaves the origin, and nothing is kept but the settings the about page lists."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.site.kinds import KINDS, THREAD, visit

# Every kind of page that is read, in both languages.
PAGES = tuple(
    dict.fromkeys(
        (
            *KINDS,
            "threads/1998/08.html",
            "guides/index.html",
            "guides/rbl.html",
            "en/guides/index.html",
            "en/guides/rbl.html",
            "people/names.html",
            "data/index.html",
        )
    )
)


@pytest.fixture
def strangers(page: Page, site_url: str) -> list[str]:
    """Requests to anywhere but the site; they are noted and refused."""
    noted: list[str] = []

    def refuse(route: Route) -> None:
        noted.append(route.request.url)
        route.abort()

    page.route(lambda url: not url.startswith((site_url, "file:", "data:")), refuse)
    return noted


@pytest.mark.parametrize("kind", [*PAGES, "404.html"])
def test_nothing_is_requested_from_elsewhere(
    page: Page, site_url: str, strangers: list[str], kind: str
) -> None:
    visit(page, site_url + kind)
    page.wait_for_load_state("networkidle")
    assert strangers == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("kind", PAGES)
def test_the_site_opens_from_a_folder(
    page: Page, site_dir: Path, strangers: list[str], kind: str
) -> None:
    missing: list[str] = []
    page.on("requestfailed", lambda request: missing.append(request.url))
    visit(page, (site_dir / kind).as_uri())
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").is_visible()
    assert missing == []
    assert strangers == []


def test_every_link_from_the_home_page_leads_to_a_file(page: Page, site_dir: Path) -> None:
    visit(page, (site_dir / "index.html").as_uri())
    # A link in a drawing has no path of its own.
    paths = "links => links.map(link => new URL(link.getAttribute('href'), location).pathname)"
    targets = page.locator("a[href]").evaluate_all(paths)
    assert [target for target in targets if not Path(target).is_file()] == []


def test_using_the_search_asks_nobody_else(page: Page, site_url: str, strangers: list[str]) -> None:
    visit(page, site_url + THREAD)
    page.keyboard.press("/")
    page.keyboard.type("バウンス")
    page.locator(".kensaku-hit").first.wait_for()
    assert strangers == []


def test_reading_stores_nothing(page: Page, site_url: str) -> None:
    visit(page, site_url + THREAD)
    for kind in ("guides/rbl.html", "search.html", "about/index.html"):
        visit(page, site_url + kind)
        page.wait_for_load_state("networkidle")
        stored = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
        assert page.evaluate(stored) == []
        assert page.evaluate("indexedDB.databases()") == []
        assert page.evaluate("caches.keys()") == []
        assert page.context.cookies() == []


def test_only_the_listed_settings_are_stored(page: Page, site_url: str) -> None:
    visit(page, site_url + THREAD)
    page.keyboard.press("o")
    page.locator("#palette button:visible").click()
    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["wsm.lines", "wsm.palette"]
    assert page.context.cookies() == []
