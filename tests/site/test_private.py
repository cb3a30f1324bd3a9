"""No request leaves the origin, and nothing is kept but the settings the about page lists."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.site.kinds import KINDS, THREAD, visit


@pytest.fixture
def strangers(page: Page, site_url: str) -> list[str]:
    """Requests to anywhere but the site; they are noted and refused."""
    noted: list[str] = []

    def refuse(route: Route) -> None:
        noted.append(route.request.url)
        route.abort()

    page.route(lambda url: not url.startswith((site_url, "file:", "data:")), refuse)
    return noted


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_requested_from_elsewhere(
    page: Page, site_url: str, strangers: list[str], kind: str
) -> None:
    visit(page, site_url + kind)
    page.wait_for_load_state("networkidle")
    assert strangers == []


@pytest.mark.parametrize("kind", KINDS)
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
    targets = page.locator("a[href]").evaluate_all("links => links.map(link => link.pathname)")
    assert [target for target in targets if not Path(target).is_file()] == []


def test_only_the_listed_settings_are_stored(page: Page, site_url: str) -> None:
    visit(page, site_url + THREAD)
    page.keyboard.press("o")
    page.locator("form[data-md-component=palette] label:visible").click()
    keys = page.evaluate("Object.keys(localStorage)")
    assert sorted(key.removeprefix("/") for key in keys) == [".__palette", "wsm.lines"]
    assert page.context.cookies() == []
