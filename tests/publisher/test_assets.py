"""The stylesheets and scripts of a kind of page as one file each."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from publisher.assets import join_assets, shortened
from scraper.errors import ContentError
from tests.conftest import CHECKOUT
from tests.site.kinds import THREAD, visit

SOURCES = CHECKOUT / "overrides" / "assets"
ENTRIES = sorted(path.name for path in SOURCES.glob("page*"))
LISTED = re.compile(r'"([\w-]+\.(?:css|js))"')


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_holds_what_it_lists_in_its_order(name: str, published: Path) -> None:
    text = (published / "assets" / name).read_text("utf-8")
    places = [
        text.index(shortened((SOURCES / listed).read_text("utf-8"), Path(listed).suffix))
        for listed in LISTED.findall((SOURCES / name).read_text("utf-8"))
    ]
    assert places[0] == 0
    assert places == sorted(places)
    assert "@import" not in text


@pytest.mark.parametrize("name", [each for each in ENTRIES if each.endswith(".js")])
def test_a_joined_script_can_be_read(name: str, published: Path, page: Page) -> None:
    text = (published / "assets" / name).read_text("utf-8")
    page.evaluate("text => { new Function(text); }", text)


@pytest.mark.parametrize(
    ("suffix", "text", "short"),
    [
        (".css", "/* A\n   b */\n\na {\n  b: c;\n}\n", "a {\nb: c;\n}\n"),
        (".css", "a { b: url(//c); } /* d */\n", "a { b: url(//c); } \n"),
        (
            ".js",
            '// A\n(() => {\n  // b\n  c("//d"); // e\n})();\n',
            '(() => {\nc("//d"); // e\n})();\n',
        ),
        (".js", "  /** A\n   * b */\n  c(/**/ 1);\n", "c(/**/ 1);\n"),
    ],
)
def test_comments_and_indentation_go(suffix: str, text: str, short: str) -> None:
    assert shortened(text, suffix) == short


def test_joining_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a { b: c; }\n", "utf-8")
    (tmp_path / "page.css").write_text('@import "a.css";\n', "utf-8")
    join_assets(tmp_path)
    joined = (tmp_path / "page.css").read_text("utf-8")
    join_assets(tmp_path)
    assert (tmp_path / "page.css").read_text("utf-8") == joined == "a { b: c; }\n"


def test_a_listed_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.css").write_text('@import "a.css";\n', "utf-8")
    with pytest.raises(ContentError, match=r"page\.css.*a\.css"):
        join_assets(tmp_path)


def test_a_thread_works_without_joining(page: Page, published: Path) -> None:
    """As `mkdocs serve` shows it: the entries load what they list."""

    def unjoined(name: str) -> str:
        return (SOURCES / name).read_text("utf-8")

    page.route(
        re.compile(r"/assets/page-thread\.(css|js)$"),
        lambda route: route.fulfill(
            body=unjoined(route.request.url.rsplit("/", 1)[1]),
            content_type="text/css" if route.request.url.endswith("css") else "text/javascript",
        ),
    )
    visit(page, (published / THREAD).as_uri())
    page.get_by_role("button", name="原文の改行で表示").click()
    assert page.locator("article").get_attribute("data-lines") == "source"
    assert "Hiragino" in page.evaluate("getComputedStyle(document.body).fontFamily")
