"""A thread's page with our labels in English: chosen by a button, kept, and never put on a post."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from scraper.pages.glossary import Glossary
from scraper.yamlfile import read_model
from tests.conftest import CHECKOUT
from tests.site.kinds import THREAD, visit

CHOOSE = "Labels in English"
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
# What is not ours, or what the page has in both languages; observations on headers are prose.
NOT_LABELS = (
    "h1, .post-author, .people, .post-index ol, .topics li:not(:has(a)), .timeline, "
    ".note-body, .note-author, .note-words q, "
    ".cited-by, .hops ul, .same-author > p, .answers a, .answered a, blockquote, "
    "button[lang=ja], .thread-neighbours a, .toc a"
)
LEFT = """(body, notLabels) => {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const around = walker.currentNode.parentElement;
    const added = around.closest(".post-body [data-kensaku-ignore]");
    const isPost = around.closest(".post-body") && !added;
    if (!isPost && !around.closest(notLabels)) found.push(walker.currentNode.data);
  }
  for (const element of body.querySelectorAll("[title], [aria-label]")) {
    found.push(element.title ?? "", element.ariaLabel ?? "");
  }
  return found;
}"""
POSTS = "posts => posts.map(post => wsm.lines.of(post))"


@pytest.fixture
def thread(page: Page, site_url: str) -> Iterator[Page]:
    visit(page, site_url + THREAD)
    yield page
    assert page.context.cookies() == []


def choose(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=CHOOSE).click()
    expect(page.get_by_role("heading", name="Source")).to_be_visible()


def test_no_label_stays_japanese(thread: Page) -> None:
    choose(thread)
    expect(thread.locator(".topics a").first).to_have_text("Spam")
    texts = thread.locator("body").evaluate(LEFT, NOT_LABELS)
    assert [text for text in texts if JAPANESE.search(text)] == []
    axis = thread.locator(".timeline text").all_text_contents()
    assert axis == ["8 days", "20 Aug", "1998", "22 Aug", "30 Aug"]


def test_the_header_leads_to_what_there_is_in_english(thread: Page, site_url: str) -> None:
    choose(thread)
    links = thread.locator("header a, footer a")
    leads_to = links.evaluate_all("links => links.map(link => link.href)")
    assert set(leads_to) == {
        f"{site_url}{page}"
        for page in (
            "en/index.html",
            "en/guides/index.html",
            "threads/index.html",
            "browse/index.html",
            "en/about/index.html",
            "en/about/index.html#rights",
            "en/search.html",
        )
    }


def test_terms_are_defined_in_english_and_no_japanese_reader_fetches_that(
    page: Page, site_url: str
) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    visit(page, site_url + THREAD)
    assert "page-thread.js" in fetched
    assert not {"english.js", "translations.js"} & set(fetched)
    choose(page)
    terms = page.locator(".term")
    expect(terms.first).to_have_attribute("aria-description", re.compile("^[A-Z]"))
    said = terms.evaluate_all("terms => terms.map(term => term.getAttribute('aria-description'))")
    glossary = read_model(CHECKOUT / "vocabulary" / "glossary.yml", Glossary)
    assert set(said) <= {term.definition.en for term in glossary.terms}


def test_posts_and_names_stay_as_they_are(thread: Page) -> None:
    bodies, authors = thread.locator(".post-body"), thread.locator(".post-author")
    before = bodies.evaluate_all(POSTS), authors.all_inner_texts()
    choose(thread)
    assert (bodies.evaluate_all(POSTS), authors.all_inner_texts()) == before
    assert thread.locator(".post-body > p span[lang=en], .post-author[lang=en]").count() == 0


def test_what_is_english_says_so_and_the_page_is_japanese(thread: Page) -> None:
    choose(thread)
    assert thread.locator("html").get_attribute("lang") == "ja"
    assert thread.locator(".thread-summary dt span").first.get_attribute("lang") == "en"
    assert thread.locator(".reading-buttons").first.get_attribute("lang") == "en"


def test_dialogs_are_in_english_too(thread: Page) -> None:
    choose(thread)
    post = thread.locator("section.post").nth(3)
    dialogs = {"Charset": "Charset of post 4", "Check the lines": "Check of the lines of post 4"}
    dialogs |= {"Annotate this post": "Propose a note", "BibTeX": "BibTeX"}
    for button, title in dialogs.items():
        post.get_by_role("button", name=button).click()
        dialog = thread.get_by_role("dialog", name=title)
        expect(dialog).to_be_visible()
        assert dialog.get_attribute("lang") == "en"
        dialog.get_by_role("button", name="Close").click()


def test_the_choice_is_kept_until_it_is_taken_back(thread: Page, site_url: str) -> None:
    choose(thread)
    visit(thread, site_url + THREAD)
    expect(thread.get_by_role("heading", name="Source")).to_be_visible()
    thread.get_by_role("button", name="表示を日本語に").click()
    expect(thread.get_by_role("heading", name="出典")).to_be_visible()
    assert thread.evaluate("localStorage.getItem('wsm.language')") is None


def test_it_is_as_accessible_in_english(thread: Page) -> None:
    choose(thread)
    found = Axe().run(thread).response["violations"]
    assert [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]] == []
