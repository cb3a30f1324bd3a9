"""Hostile text wherever somebody may put some: nothing of it runs, and all of it shows as text.

Each page is opened without its policy too: there nothing stands behind the escaping.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.conftest import CHECKOUT
from tests.publisher.conftest import served
from tests.publisher.hostile import (
    NAMED,
    VECTORS,
    Hostile,
    guide,
    make_hostile,
    mark,
    pages,
    thread_id,
    unknown,
)
from tests.site.kinds import visit

ACTIVE = "script, iframe, [onerror], [onload], [onclick], [onfocus], [ontoggle], [srcdoc], [style]"
ATOM = "{http://www.w3.org/2005/Atom}"
# What makes markup or code of text in a browser: HTML, section 8.5; CSP 3, section 4.4.
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment|setHTML|DOMParser"
    r"|document\.write|\beval\b|new Function|javascript:|set(?:Timeout|Interval)\(\s*[\"'`]"
)


# In a note in a feed: an element that Markdown does not make, a link to a place that is no page.
FORBIDDEN = re.compile(
    r"<(?!/?(?:p|a|code|em|strong|ul|ol|li|blockquote)\b)|href=\"(?!https?:|[\w/]+\.html)"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return make_hostile(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module", params=["bare", "published"])
def address(request: pytest.FixtureRequest, hostile: Hostile) -> Iterator[str]:
    """Where the site is served, without its policy and with it."""
    yield from served(getattr(hostile, request.param))


@pytest.fixture(scope="module")
def bare(hostile: Hostile) -> Iterator[str]:
    yield from served(hostile.bare)


@pytest.fixture
def ran(page: Page) -> list[str]:
    """What ran on any page that is opened, or was held back."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A picture that is not there is how some vectors begin; what counts is what they do then.
        if message.type == "error" and not message.text.startswith("Failed to load"):
            said.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.add_init_script("window.xss = () => console.error('xss')")
    return said


def use(page: Page, address: str) -> None:
    """Open a page and do what may run something on it."""
    visit(page, address)
    page.evaluate(
        """() => {
             for (const element of document.querySelectorAll("article *")) {
               for (const name of ["mouseover", "focus", "toggle"])
                 element.dispatchEvent(new Event(name));
             }
             for (const link of document.querySelectorAll("article a[href]")) {
               const { href, protocol } = new URL(link.getAttribute("href"), location);
               if (!/^https?:$/.test(protocol)) console.error(href);
             }
           }"""
    )


def squeezed(text: str) -> str:
    """Text without white space: lines are joined, and names have theirs made one."""
    return "".join(text.split())


def shown(page: Page, selector: str) -> str:
    return squeezed("".join(page.locator(selector).all_inner_texts()))


def answered(page: Page) -> None:
    """Wait for what the search has to say."""
    page.locator(".kensaku-status:not(:empty)").wait_for()


def test_nothing_in_a_thread_runs_and_all_of_it_is_text(
    page: Page, ran: list[str], address: str
) -> None:
    for number, vector in enumerate(VECTORS):
        use(page, f"{address}threads/1999/{thread_id(number)}.html")
        assert page.title().startswith(vector)
        assert squeezed(vector) in shown(page, "h1")
        assert squeezed(vector) in shown(page, ".post-author")
        assert shown(page, ".post-body").count(squeezed(vector)) >= 5
        assert page.locator("article").locator(ACTIVE).count() == 0
    assert ran == []


def test_nothing_in_a_guide_runs_its_name_and_what_it_cites_are_text(
    page: Page, ran: list[str], bare: str
) -> None:
    for number, vector in enumerate(VECTORS):
        use(page, f"{bare}{guide(number)}.html")
        assert page.title().startswith(vector)
        # The words of the post, and the author, title and publisher of the source.
        assert shown(page, "article").count(squeezed(vector)) >= 4
    assert ran == []


@pytest.mark.parametrize("folder", ["topics", "software"])
def test_a_name_of_a_vocabulary_is_text(page: Page, bare: str, folder: str) -> None:
    for number, vector in enumerate(VECTORS):
        visit(page, f"{bare}{folder}/hostile-{number}.html")
        assert squeezed(vector) in shown(page, "h1")


def test_a_term_is_text_in_the_glossary(page: Page, bare: str) -> None:
    visit(page, f"{bare}glossary/index.html")
    text = shown(page, "article")
    for vector in VECTORS:
        assert text.count(squeezed(vector)) >= 2


def test_nothing_on_other_pages_runs(
    page: Page, ran: list[str], hostile: Hostile, bare: str
) -> None:
    for each in pages(hostile.bare):
        if not each.startswith(("threads/1999/", "guides/hostile-")):
            use(page, bare + quote(each))
    assert ran == []


def test_nothing_in_a_file_name_runs(page: Page, ran: list[str], bare: str) -> None:
    use(page, f"{bare}data/{quote(NAMED.removesuffix('.md'))}.html")
    assert ran == []


def test_an_annotation_is_refused_or_shows_as_text(page: Page, hostile: Hostile, bare: str) -> None:
    refused = {Path(error.path).parent.name for error in hostile.refused}
    taken = [number for number in range(len(VECTORS)) if thread_id(number) not in refused]
    assert refused
    assert taken
    for number in taken:
        visit(page, f"{bare}threads/1999/{thread_id(number)}.html")
        # A note is Markdown, in which entities and code spans are what they stand for.
        vector = squeezed(html.unescape(VECTORS[number]).replace("`", ""))
        assert vector in shown(page, "section.note")


def test_what_is_asked_for_in_the_address_is_text(page: Page, ran: list[str], bare: str) -> None:
    for vector in VECTORS:
        visit(page, f"{bare}search.html?{urlencode({'q': vector})}")
        answered(page)
        assert page.locator("#kensaku-input").input_value() == vector
    assert ran == []


def test_what_is_found_is_text(page: Page, ran: list[str], bare: str) -> None:
    for number, vector in enumerate(VECTORS):
        visit(page, f"{bare}search.html?{urlencode({'q': f'{mark(number)} kind:post'})}")
        page.locator(".kensaku-hit").first.wait_for()
        assert shown(page, ".kensaku-hit").count(squeezed(vector)) >= 2
    assert ran == []


def test_what_the_search_offers_instead_is_text(page: Page, ran: list[str], bare: str) -> None:
    visit(page, f"{bare}index.html")
    page.keyboard.press("/")
    dialog = page.locator(".kensaku-dialog")
    # A word is offered only if it is found, and a quote mark in it ends what is looked for.
    for number in (number for number, vector in enumerate(VECTORS) if '"' not in vector):
        page.locator("#kensaku-input").fill(unknown(number))
        expect(dialog).to_contain_text(VECTORS[number])
        assert dialog.locator(ACTIVE).count() == 0
    assert ran == []


@pytest.mark.parametrize("name", ["threads.atom", "annotations.atom"])
def test_a_feed_has_no_markup_but_its_own_and_that_of_notes(hostile: Hostile, name: str) -> None:
    feed = ET.parse(hostile.published / name).getroot()
    assert all(element.tag.startswith(ATOM) for element in feed.iter())
    assert any(VECTORS[0] in (element.text or "") for element in feed.iter()) == (
        name == "threads.atom"
    )
    for element in feed.iter():
        if element.get("type") == "html":
            assert not re.search(FORBIDDEN, element.text or "")


def test_nothing_hostile_reaches_the_published_markup(hostile: Hostile) -> None:
    assert [str(error) for error in hostile.refused if not error.path.match("*/note.md")] == []


def test_our_scripts_make_neither_markup_nor_code_of_text() -> None:
    folders = (CHECKOUT / "overrides", CHECKOUT / "kensaku" / "client")
    scripts = [path for folder in folders for path in folder.rglob("*.*js")]
    assert len(scripts) > 10
    for path in scripts:
        assert SINKS.search(path.read_text("utf-8")) is None, path
