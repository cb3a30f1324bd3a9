"""The site as a reader gets it: built once from the checkout, served on loopback, and a browser."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from wsm.build import serve_site

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
    """Build ``project`` into ``site`` with MkDocs; a warning fails the build, and so the test."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir"]
    built = subprocess.run([*command, site], cwd=project, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
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
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
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
