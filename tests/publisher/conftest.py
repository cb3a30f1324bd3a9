"""The checkout's site as published, in a folder of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from publisher import Site, publish
from scraper.errors import ContentError
from tests.conftest import CHECKOUT
from wsm.build import serve_site

NAMES = {"ja": "WSM アーカイブ", "en": "WSM archive"}
HERE = Site(NAMES, "会議室の記録")
THERE = Site(NAMES, "会議室の記録", "https://wsm.example/archive")


def published_in(folder: Path, docs: Path, site: Site) -> list[ContentError]:
    """Publish a folder; what was reported."""
    problems: list[ContentError] = []
    publish(folder, docs, site, 1, problems.append)
    return problems


def served(folder: Path) -> Iterator[str]:
    """The address of a folder, ending in a slash, while it is served."""
    with serve_site(folder, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def published(site_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as published where it has no address."""
    folder = tmp_path_factory.mktemp("published") / "site"
    shutil.copytree(site_dir, folder)
    assert published_in(folder, CHECKOUT / "docs", HERE) == []
    return folder


@pytest.fixture(scope="session")
def addressed(site_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as published at an address."""
    folder = tmp_path_factory.mktemp("addressed") / "site"
    shutil.copytree(site_dir, folder)
    assert published_in(folder, CHECKOUT / "docs", THERE) == []
    return folder


@pytest.fixture(scope="session")
def published_url(published: Path) -> Iterator[str]:
    """The address under which ``published`` is served."""
    yield from served(published)
