"""The look, as far as it can be measured: phones, palettes, zoom, forced colours, paper, home."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from scraper.pages.guides import read_guides
from tests.conftest import CHECKOUT
from tests.site.kinds import THREAD, visit
from tests.site.test_access import PHONE, overflow, violations

GUIDE = "guides/relay.html"
GUIDES = [
    "guides/index.html",
    *(guide.path.replace(".md", ".html") for guide in read_guides(CHECKOUT / "docs")),
]
# 210 mm less the margins, in pixels.
PAPER: ViewportSize = {"width": 672, "height": 970}
DARK = "rgb(20, 23, 27)"


def style(page: Page, selector: str, name: str, pseudo: str = "") -> str:
    """The computed value of a property of the first element that ``selector`` finds."""
    read = "(found, [name, pseudo]) => getComputedStyle(found, pseudo || null)[name]"
    return str(page.locator(selector).first.evaluate(read, [name, pseudo]))


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size(PHONE)
    return page


# Phones.


@pytest.mark.parametrize("kind", [*GUIDES, "data/index.html"])
def test_no_guide_scrolls_sideways_at_320_px(phone: Page, site_url: str, kind: str) -> None:
    visit(phone, site_url + kind)
    assert overflow(phone) <= 0


def test_a_wide_table_scrolls_by_itself(phone: Page, site_url: str) -> None:
    visit(phone, site_url + GUIDE)
    table = phone.locator(".wide").last
    assert table.evaluate("found => found.scrollWidth > found.clientWidth")


# Latin words that stand in two lines of a table's cell.
BROKEN = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll(".wide :is(th, td)")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (const { 0: word, index } of node.data.matchAll(/[A-Za-z]+/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (range.getClientRects().length > 1) broken.push(word);
      }
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("kind", [*GUIDES, "search.html", "en/about/index.html"])
def test_a_narrow_table_keeps_latin_words_whole(phone: Page, site_url: str, kind: str) -> None:
    visit(phone, site_url + kind)
    assert phone.evaluate(BROKEN) == []


@pytest.mark.parametrize(("kind", "menu"), [("index.html", "メニュー"), (f"en/{GUIDE}", "Menu")])
def test_the_header_of_a_phone_is_one_row_with_a_menu(
    phone: Page, site_url: str, kind: str, menu: str
) -> None:
    visit(phone, site_url + kind)
    box = phone.locator(".md-header").bounding_box()
    assert box is not None
    assert box["height"] <= 50
    links = phone.locator("#site-menu a")
    assert not links.first.is_visible()
    phone.get_by_role("button", name=menu).focus()
    phone.keyboard.press("Enter")
    assert links.count() == 6
    assert all(link.is_visible() for link in links.all())
    assert violations(phone) == []
    assert overflow(phone) <= 0
    phone.keyboard.press("Escape")
    assert not links.first.is_visible()


def test_a_wide_header_shows_all_its_entries(page: Page, site_url: str) -> None:
    visit(page, site_url + GUIDE)
    assert all(link.is_visible() for link in page.locator("#site-menu a").all())
    assert not page.locator(".site-menu-button").is_visible()


@pytest.mark.parametrize("kind", ["index.html", GUIDE, THREAD])
def test_nothing_is_cut_off_at_200_percent(page: Page, site_url: str, kind: str) -> None:
    page.set_viewport_size({"width": 640, "height": 450})
    visit(page, site_url + kind)
    assert overflow(page) <= 0


# Palettes.


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", GUIDES)
def test_axe_finds_no_violation_in_a_guide(
    page: Page, site_url: str, kind: str, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit(page, site_url + kind)
    assert violations(page) == []


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without scripts, of a reader whose system is dark."""
    with browser.new_context(java_script_enabled=False, color_scheme="dark") as context:
        yield context.new_page()


def test_without_scripts_the_palette_is_the_systems(plain: Page, site_url: str) -> None:
    visit(plain, site_url + GUIDE)
    assert style(plain, "body", "backgroundColor") == DARK
    plain.emulate_media(color_scheme="light")
    assert style(plain, "body", "backgroundColor") == "rgb(255, 255, 255)"


def test_without_scripts_the_menu_opens(plain: Page, site_url: str) -> None:
    plain.set_viewport_size(PHONE)
    visit(plain, site_url)
    plain.locator(".site-menu-button").click()
    assert plain.locator("#site-menu a").last.is_visible()


def test_the_labels_of_advice_differ_in_sign_and_frame(page: Page, site_url: str) -> None:
    visit(page, site_url + GUIDES[0])
    kinds = [".shelf-good", ".shelf-superseded", ".shelf-harmful"]
    assert len({style(page, kind, "content", "::before") for kind in kinds}) == len(kinds)
    frames = {style(page, kind, "border").rpartition(" rgb")[0] for kind in kinds}
    assert len(frames) == len(kinds)
    assert {style(page, kind, "whiteSpace") for kind in kinds} == {"nowrap"}


def test_forced_colours_show_where_one_is(page: Page, site_url: str) -> None:
    page.emulate_media(forced_colors="active")
    visit(page, site_url)
    here, elsewhere = (
        style(page, f".site-nav a{which}", "fontWeight")
        for which in ("[aria-current]", ":not([aria-current])")
    )
    assert int(here) > int(elsewhere)


def test_nothing_moves_for_those_who_want_no_motion(page: Page, site_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, site_url + THREAD)
    moving = "document.getAnimations().length"
    page.mouse.wheel(0, 2000)
    assert page.evaluate(moving) == 0
    assert style(page, ".md-header", "transitionProperty") == "none"


# Paper.


@pytest.mark.parametrize("kind", ["index.html", THREAD, *GUIDES])
def test_paper_has_the_text_without_what_one_presses(page: Page, site_url: str, kind: str) -> None:
    page.set_viewport_size(PAPER)
    visit(page, site_url + kind)
    page.emulate_media(media="print")
    # Those who took part are named by buttons.
    shown = ".md-header, .toc, .site-footer, .headerlink, .guide-place, input"
    shown += ", button:not(.people *)"
    assert [each for each in page.locator(shown).all() if each.is_visible()] == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("kind", [THREAD, GUIDE, f"en/{GUIDE}"])
def test_paper_is_as_wide_as_its_margins_leave(page: Page, site_url: str, kind: str) -> None:
    page.set_viewport_size(PAPER)
    visit(page, site_url + kind)
    page.emulate_media(media="print")
    box = page.locator("article").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PAPER["width"])


def test_paper_is_light(page: Page, site_url: str) -> None:
    page.emulate_media(color_scheme="dark")
    visit(page, site_url + THREAD)
    assert style(page, "body", "backgroundColor") == DARK
    page.emulate_media(media="print")
    assert style(page, ".post-author", "color") == "rgb(28, 34, 43)"


def test_paper_says_where_sources_are(page: Page, site_url: str) -> None:
    visit(page, site_url + GUIDE)
    page.emulate_media(media="print")
    source = page.locator(".references a[href^=http]").first.get_attribute("href")
    assert f"<{source}>" in style(page, ".references a[href^=http]", "content", "::after")
    assert style(page, ".cite > a[href^=http]", "content", "::after") == "none"


def test_paper_has_notes_after_their_post(page: Page, site_url: str) -> None:
    visit(page, site_url + THREAD)
    page.emulate_media(media="print")
    post = page.locator(".post:has(> .notes)").first
    body, notes = (post.locator(f"> {part}").bounding_box() for part in (".post-body", ".notes"))
    assert body is not None
    assert notes is not None
    assert notes["y"] >= body["y"] + body["height"]


# The home page.


@pytest.mark.parametrize(("home", "lang"), [("index.html", "ja"), ("en/index.html", "en")])
def test_the_home_page_begins_with_the_guides_as_they_describe_themselves(
    page: Page, site_url: str, home: str, lang: str
) -> None:
    visit(page, site_url + home)
    listed = page.locator("ol > li")
    heads = [each.head for each in read_guides(CHECKOUT / "docs") if each.head.lang == lang]
    assert [text.split("\n")[0].strip() for text in listed.locator("strong").all_inner_texts()] == [
        head.title for head in heads
    ]
    for head, text in zip(heads, listed.all_inner_texts(), strict=True):
        assert head.description in text
    assert listed.first.bounding_box()["y"] < 900  # type: ignore[index]


def test_the_home_page_counts_what_the_thread_has(page: Page, site_url: str) -> None:
    visit(page, site_url)
    counted = page.locator(".counted").inner_text()
    dots = page.locator(".timeline a")
    visit_first = dots.first.get_attribute("href")
    assert f"発言{dots.count()}件" in counted.replace(" ", "")
    assert visit_first == f"{THREAD}#m1"


def test_the_home_pages_field_asks_the_search_page(page: Page, site_url: str) -> None:
    visit(page, site_url)
    page.locator("#home-q").fill("踏み台")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    assert page.locator(".kensaku-page input").input_value() == "踏み台"


# The search.


def test_a_wide_screen_shows_what_narrows_a_search(page: Page, site_url: str) -> None:
    visit(page, site_url + "search.html?q=RBL")
    page.locator(".kensaku-hit").first.wait_for()
    assert page.get_by_role("group", name="種類").is_visible()
    page.set_viewport_size(PHONE)
    assert not page.get_by_role("group", name="種類").is_visible()
    page.get_by_role("button", name="絞り込み").click()
    assert page.get_by_role("group", name="種類").is_visible()
