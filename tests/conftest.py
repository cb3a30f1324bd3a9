"""The site as a reader gets it: built once from the checkout, served on loopback, and a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from scraper.errors import ContentError
from wsm.build import build_site, serve_site
from wsm.project import Project

# How fast an example is depends on the machine; speed is measured in bench/.
settings.register_profile("wsm", deadline=None)
settings.load_profile("wsm")

CHECKOUT = Path(__file__).parents[1]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def build(project: Path, site: Path) -> Path:
    """Build ``project`` into ``site``; a warning, or a bad annotation, fails the test."""
    problems: list[ContentError] = []
    build_site(Project(project), site, problems.append)
    assert problems == []
    return site


@pytest.fixture(scope="session")
def site_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout's site."""
    return build(CHECKOUT, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def site_url(site_dir: Path) -> Iterator[str]:
    """The address under which ``site_dir`` is served, ending in a slash."""
    with serve_site(site_dir, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or the one that Playwright installed."""
    found = next(
        filter(
            None,
            map(
                shutil.which,
                ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
            ),
        ),
        None,
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile, Japanese, at desktop size. A script error fails the test."""
    errors: list[str] = []
    with browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
    assert errors == []
