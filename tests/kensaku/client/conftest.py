"""A small site with the search as any site may have it, opened over HTTP and from a folder."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page

from kensaku import Index
from tests.kensaku.client.library import LABELS, PAGES, SYNONYMS
from tests.kensaku.sites import index_of
from wsm.build import serve_site

CLIENT = Path(__file__).parents[3] / "kensaku" / "client"

SEARCH = """async ([query, options]) => {
  try {
    globalThis.opened ??= kensaku.open();
    return await (await opened).search(query, options);
  } catch (error) {
    delete globalThis.opened;
    return { error: error.name, code: error.code };
  }
}"""


def add_client(site: Path) -> None:
    for file in CLIENT.iterdir():
        shutil.copy(file, site / "kensaku")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's folder."""
    site = tmp_path_factory.mktemp("library")
    index_of(site, PAGES, SYNONYMS, labels=LABELS)
    add_client(site)
    return site


@pytest.fixture(scope="session")
def oracle(library: Path) -> Index:
    """The same index, read by Python."""
    return Index(library / "kensaku")


@pytest.fixture(scope="session")
def library_url(library: Path) -> Iterator[str]:
    """The address under which the site is served, ending in a slash."""
    with serve_site(library, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, library: Path, library_url: str) -> str:
    """The site's address, once over HTTP and once in a folder."""
    return library_url if request.param == "http" else f"{library.as_uri()}/"


def ask(page: Page, query: str, **options: Any) -> dict[str, Any]:
    """The client's answer, on a page that has loaded kensaku.js."""
    answer: dict[str, Any] = page.evaluate(SEARCH, [query, options])
    return answer


def as_javascript(answer: dict[str, Any]) -> Any:
    """An answer of the Python reader as the client gives it: marks in UTF-16 units."""
    for result in answer["results"]:
        text = result["excerpt"]
        result["marks"] = [
            [len(text[:place].encode("utf-16-le")) // 2 for place in mark]
            for mark in result["marks"]
        ]
    return json.loads(json.dumps(answer))
