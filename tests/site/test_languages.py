"""Two languages: each page says its own, leads to its counterpart, and marks foreign words."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.conftest import CHECKOUT
from tests.site.kinds import THREAD, visit

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
SPOKEN = ("alt", "aria-label", "placeholder", "title")
IN_BOTH = (
    "index.html",
    "about/index.html",
    "guides/rbl.html",
    "search.html",
    "glossary/index.html",
)


@pytest.fixture(scope="module")
def pages(site_dir: Path) -> dict[str, Any]:
    """Every page of the site by its path."""
    files = (path for path in site_dir.rglob("*.html") if path.name != "404.html")
    return {
        path.relative_to(site_dir).as_posix(): lxml_html.fromstring(path.read_bytes())
        for path in files
    }


@pytest.fixture(scope="module")
def english(pages: dict[str, Any]) -> dict[str, Any]:
    return {path: page for path, page in pages.items() if path.startswith("en/")}


def language(element: Any) -> str:
    """The language of an element's text: its own or that of what is around it."""
    around = (each.get("lang") for each in (element, *element.iterancestors()))
    return str(next(filter(None, around)))


def resolved(page: str, href: str) -> str:
    """Where a link of a page leads, as a path below the site's root."""
    return (Path("/") / page).parent.joinpath(href.partition("#")[0]).resolve().as_posix()[1:]


def test_each_page_says_its_language(pages: dict[str, Any]) -> None:
    wrong = {
        path: page.get("lang")
        for path, page in pages.items()
        if page.get("lang") != ("en" if path.startswith("en/") else "ja")
    }
    assert wrong == {}


def test_the_switch_leads_to_the_same_page_or_else_home(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        twin = path.removeprefix("en/") if path.startswith("en/") else f"en/{path}"
        other = "ja" if path.startswith("en/") else "en"
        wanted = twin if twin in pages else "en/index.html"
        (switch,) = page.cssselect("header .site-language")
        assert resolved(path, switch.get("href")) == wanted, path
        assert (switch.get("lang"), switch.get("hreflang")) == (other, other)


def test_every_english_page_has_a_japanese_one(
    pages: dict[str, Any], english: dict[str, Any]
) -> None:
    assert [path for path in english if path.removeprefix("en/") not in pages] == []
    assert {f"en/{path}" for path in IN_BOTH} <= set(english)


def test_english_pages_link_to_english_pages(
    pages: dict[str, Any], english: dict[str, Any]
) -> None:
    links = [
        (path, resolved(path, link.get("href")))
        for path, page in english.items()
        for link in page.cssselect("a[href]:not(.site-language)")
    ]
    assert [(path, to) for path, to in links if to in pages and f"en/{to}" in pages] == []


def test_every_japanese_word_of_an_english_page_says_so(english: dict[str, Any]) -> None:
    for path, page in english.items():
        for element in page.iter("{*}*"):
            if element.tag not in ("script", "style"):
                for owner, text in words(element):
                    assert not JAPANESE.search(text) or language(owner) == "ja", (path, text)


def words(element: Any) -> Iterator[tuple[Any, str]]:
    """What is shown or read aloud of an element and behind it, and the element it belongs to."""
    yield element, element.text or ""
    yield from ((element, element.get(name, "")) for name in SPOKEN)
    if element.getparent() is not None:
        yield element.getparent(), element.tail or ""


def test_english_pages_have_an_english_name_and_description(english: dict[str, Any]) -> None:
    for path, page in english.items():
        title = page.findtext("head/title")
        assert title.endswith("WSM archive"), path
        description = page.find("head/meta[@name='description']").get("content")
        assert description, path
        assert not JAPANESE.search(title + description), path


@pytest.mark.parametrize("folder", ["about", "annotations", "data", "guides", "."])
def test_a_page_has_the_same_sections_in_both_languages(folder: str) -> None:
    docs = CHECKOUT / "docs"
    for english in (docs / "en" / folder).glob("*.md"):
        japanese = docs / folder / english.name
        assert anchors(english) == anchors(japanese), english


def anchors(page: Path) -> list[str]:
    """The ids that a page gives its headings."""
    return re.findall(r"^#+ .*\{ ?#(\S+?) ?\}$", page.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("address", IN_BOTH)
def test_one_goes_to_the_other_language_and_back(page: Page, site_url: str, address: str) -> None:
    visit(page, site_url + address)
    page.get_by_role("link", name="English", exact=True).click()
    assert page.url == f"{site_url}en/{address}"
    page.get_by_role("link", name="日本語", exact=True).click()
    assert page.url == site_url + address


def test_a_thread_is_in_japanese_alone(page: Page, site_url: str) -> None:
    visit(page, site_url + THREAD)
    page.get_by_role("link", name="English", exact=True).click()
    assert page.url == f"{site_url}en/index.html"


@pytest.mark.parametrize(
    ("address", "name"), [("about/index.html", "配色"), ("en/about/index.html", "Colours")]
)
def test_the_frame_speaks_the_language_of_the_page(
    page: Page, site_url: str, address: str, name: str
) -> None:
    visit(page, site_url + address)
    labels = page.locator("#palette button").evaluate_all(
        "buttons => buttons.map(button => button.ariaLabel)"
    )
    assert len(labels) == 3
    assert [label for label in labels if not label.startswith(name)] == []
