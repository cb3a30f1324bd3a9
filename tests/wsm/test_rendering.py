"""Pages come out as MkDocs itself renders them."""

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, get_files
from mkdocs.structure.pages import Page, _RelativePathTreeprocessor

from marginalia.annotations.notebook import share_notebook
from tests.conftest import CHECKOUT
from wsm.project import Project
from wsm.rendering import SitePage, _Links, new_reader
from wsm.settings import site_config

LINKS = (
    "index.md",
    "index.md#posts",
    "../index.md",
    "../threads/1998/980820210426.md#m12",
    "../guides/rbl.md",
    "rbl.md",
    "./rbl.md",
    "rbl.md?a=b#c",
    "../../../index.md",
    "nowhere.md",
    "rbl%2Emd",
    "#here",
    "/guides/rbl.md",
    "https://h.example/rbl.md",
)


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> MkDocsConfig:
    monkeypatch.chdir(CHECKOUT)
    share_notebook(Project(CHECKOUT).root)
    return site_config(Project(CHECKOUT))


def rendered(page: Page, config: MkDocsConfig, files: Files) -> tuple[object, ...]:
    page.read_source(config)
    page.render(config, files)
    toc = [
        (link.url, link.title, link.level) for item in page.toc for link in [item, *item.children]
    ]
    links = {to.src_uri: places for to, places in (page.links_to_anchors or {}).items()}
    return page.content, page.title, toc, page.present_anchor_ids, links


def test_every_page_has_the_same_text_contents_ids_and_links(config: MkDocsConfig) -> None:
    files = get_files(config)
    reader = new_reader(config)
    for file in files.documentation_pages():
        expected = rendered(Page(None, file, config), config, files)
        assert rendered(SitePage(file, config, reader), config, files) == expected, file.src_uri


@pytest.mark.parametrize("page", ["index.md", "guides/index.md", "threads/1998/index.md"])
def test_every_link_leads_to_the_same_place(config: MkDocsConfig, page: str) -> None:
    files = get_files(config)
    file = files.src_uris[page]
    theirs, ours = (kind(file, files, config) for kind in (_RelativePathTreeprocessor, _Links))
    for link in LINKS:
        assert ours.path_to_url(link) == theirs.path_to_url(link)
    assert ours.links_to_anchors == theirs.links_to_anchors
