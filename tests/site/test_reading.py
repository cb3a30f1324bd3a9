"""Reading a thread: the post's own lines and back, without JavaScript, and what the page says."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from scraper.restore import restore
from tests.conftest import CHECKOUT
from tests.site.kinds import KINDS, THREAD, reload, visit

MARKDOWN = CHECKOUT / "docs" / THREAD.replace(".html", ".md")
# The markup, and the text nodes one by one: markup alone hides where one was cut in two.
ARTICLE = """() => {
  const article = document.querySelector("article");
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  return [article.innerHTML, texts];
}"""


def shown_lines(page: Page) -> list[list[str]]:
    """The lines each post shows, blank ones and space at line ends aside."""
    bodies = page.locator(".post-body").all_inner_texts()
    return [[line.rstrip() for line in body.split("\n") if line.strip()] for body in bodies]


def own_lines() -> list[list[str]]:
    """The lines each post has in its Markdown, likewise."""
    return [
        [line.text.rstrip() for block in post.blocks for line in block.lines if line.text.strip()]
        for post in restore(MARKDOWN.read_text("utf-8")).posts
    ]


@pytest.fixture
def thread(page: Page, site_url: str) -> Page:
    visit(page, site_url + THREAD)
    return page


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    with browser.new_context(java_script_enabled=False, locale="ja-JP") as context:
        yield context.new_page()


def test_the_button_shows_the_posts_own_lines_and_restores_the_page(thread: Page) -> None:
    button = thread.get_by_role("button", name="原文の改行で表示")
    before = thread.evaluate(ARTICLE)
    assert shown_lines(thread) != own_lines()
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert shown_lines(thread) == own_lines()
    button.click()
    assert thread.evaluate(ARTICLE) == before


def test_the_key_does_what_the_button_does(thread: Page) -> None:
    thread.keyboard.press("o")
    assert shown_lines(thread) == own_lines()
    thread.keyboard.press("o")
    assert shown_lines(thread) != own_lines()


@pytest.mark.parametrize("key", ["Control+o", "Alt+o"])
def test_a_key_of_the_browser_is_left_to_it(thread: Page, key: str) -> None:
    thread.keyboard.press(key)
    assert shown_lines(thread) != own_lines()


def test_the_key_is_a_letter_while_one_types(thread: Page) -> None:
    thread.keyboard.press("/")
    thread.keyboard.type("to")
    assert thread.locator("#kensaku-input").input_value() == "to"
    assert shown_lines(thread) != own_lines()


def test_the_choice_is_kept_for_the_next_page(thread: Page) -> None:
    thread.keyboard.press("o")
    reload(thread)
    assert shown_lines(thread) == own_lines()
    thread.keyboard.press("o")
    reload(thread)
    assert shown_lines(thread) != own_lines()


def test_the_button_works_where_storage_is_refused(page: Page, site_url: str) -> None:
    page.add_init_script(
        """for (const name of ["getItem", "setItem"]) {
             const real = Storage.prototype[name];
             Storage.prototype[name] = function (key, ...rest) {
               if (key.startsWith("wsm.")) throw new DOMException("refused", "SecurityError");
               return real.call(this, key, ...rest);
             };
           }"""
    )
    visit(page, site_url + THREAD)
    page.keyboard.press("o")
    assert shown_lines(page) == own_lines()


def test_what_one_reads_stays_in_view_when_the_lines_change(thread: Page) -> None:
    place = thread.locator("#m9")
    place.evaluate("place => place.scrollIntoView()")
    before = place.bounding_box()
    thread.keyboard.press("o")
    after = place.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2


def test_a_post_is_reached_by_its_number(thread: Page) -> None:
    thread.locator("#m12 .headerlink").click()
    assert thread.url.endswith(f"{THREAD}#m12")
    assert thread.locator("#m12").is_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_read_without_javascript(scriptless: Page, site_url: str, kind: str) -> None:
    visit(scriptless, site_url + kind)
    assert scriptless.get_by_role("heading", level=1).is_visible()
    name = "Navigation" if kind.startswith("en/") else "ナビゲーション"
    assert scriptless.get_by_role("navigation", name=name, exact=True).is_visible()
    assert scriptless.get_by_role("button").count() == 0


def test_posts_are_read_without_javascript(scriptless: Page, site_url: str) -> None:
    visit(scriptless, site_url + THREAD)
    bodies = scriptless.locator(".post-body")
    assert bodies.count() == len(own_lines())
    assert all(body.is_visible() for body in bodies.all())


def test_the_page_says_when_who_and_whence(thread: Page) -> None:
    summary = thread.locator(".thread-summary").inner_text()
    assert "1998年8月20日から30日" in summary
    assert "12件" in summary
    source = thread.locator(".thread-source")
    assert "推定" in source.inner_text()
    assert "記録なし" in source.inner_text()
    assert source.locator("a[href^='http:']").count() == 0


def test_every_page_has_a_description_and_a_title_of_its_own(page: Page, site_url: str) -> None:
    described = set()
    for kind in KINDS:
        visit(page, site_url + kind)
        description = page.locator("meta[name=description]")
        assert description.count() == 1
        described.add((page.title(), description.get_attribute("content")))
    assert len(described) == len(KINDS)


def test_the_home_page_quotes_the_thread_word_for_word(page: Page, site_url: str) -> None:
    visit(page, site_url)
    quoted = page.locator("blockquote p:nth-of-type(odd)").all_inner_texts()
    visit(page, site_url + THREAD)
    posts = "\n".join(page.locator(".post-body").all_inner_texts())
    assert quoted
    assert [words for words in quoted if words not in posts] == []
