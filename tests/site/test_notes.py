"""Annotations on the page: where they stand, by keyboard, by name, on paper, and hostile ones."""

import shutil
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from marginalia.annotations.authors import AUTHORS
from tests.conftest import CHECKOUT, build
from tests.site.kinds import THREAD, visit
from tests.site.test_access import violations
from wsm.build import serve_site

LIST = "annotations/index.html"
GUIDE = "guides/rbl.html"
COUNT = len(list((CHECKOUT / "annotations").glob("*/*.md")))

HOSTILE = """---
target: TARGET
quote:
  exact: 'QUOTED'
kind: question
author: '" onmouseover="document.title=''bad'' {{1}} ]]'
created: 2026-11-24
lang: en
---

`</section><script>document.title='bad'</script>` &lt;img src=x onerror="document.title='bad'"&gt;
[a](https://example.com/'onmouseover='document.title=1 "\\" onfocus=\\"document.title='bad'")
<https://example.com/"onclick="document.title='bad'> {: #m1 onclick=x } [TOC] [@980820210426-12]

    </code></pre><script>document.title='bad'</script>

> \\<script>document.title='bad'\\</script>
"""
# The beginning of a guide's first section, whatever it says.
GUIDE_WORDS = (
    (CHECKOUT / "docs/guides/rbl.md").read_text("utf-8").split("{#question}")[1].strip()[:12]
)
TARGETS = {
    "980820210426/hostile.md": ("980820210426-12", "RBL exclusions"),
    "980820210426/across.md": ("980820210426-12", "お詫びいたします。 お詫びだけでは"),
    "guides/hostile.md": ("guides/rbl#question", GUIDE_WORDS),
    "guides/whole.md": ("guides/rbl", GUIDE_WORDS[:-1]),
}


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site with hostile annotations on a thread and a guide, and a repository."""
    project = tmp_path_factory.mktemp("hostile")
    for part in ("annotations", "docs", "overrides", "marginalia", "scraper", "vocabulary"):
        shutil.copytree(CHECKOUT / part, project / part)
    shutil.copy(CHECKOUT / "mkdocs.yml", project)
    for name, (target, words) in TARGETS.items():
        path = project / "annotations" / name
        path.parent.mkdir(exist_ok=True)
        text = HOSTILE.replace("TARGET", target).replace("QUOTED", words)
        path.write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WSM_REPOSITORY", "https://github.com/aki/wsm")
        built = build(project, project / "site")
    with serve_site(built, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def thread(page: Page, site_url: str) -> Page:
    visit(page, site_url + THREAD)
    return page


def box(page: Page, selector: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the first such element."""
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    left, top = found["x"], found["y"]
    return left, top, left + found["width"], top + found["height"]


def test_every_annotation_is_there_and_its_words_are_marked(thread: Page) -> None:
    notes = thread.locator(".notes > .note")
    assert notes.count() == COUNT
    numbers = notes.locator(".note-number").all_inner_texts()
    assert numbers == [str(number) for number in range(1, COUNT + 1)]
    for note in notes.all():
        words = note.locator(".note-words q")
        if words.count():
            name = note.get_attribute("aria-labelledby")
            marked = thread.locator(f'mark[data-notes~="{name}"]').all_inner_texts()
            assert "".join("".join(marked).split()) == "".join(words.inner_text().split())


def test_notes_stand_beside_the_post_where_there_is_room_and_else_below_it(thread: Page) -> None:
    post = ".post:has(.notes)"
    thread.set_viewport_size({"width": 1280, "height": 900})
    body, notes = box(thread, f"{post} .post-body"), box(thread, f"{post} .notes")
    assert notes[0] >= body[2]
    assert notes[1] <= body[1]
    for width in (1100, 360):
        thread.set_viewport_size({"width": width, "height": 900})
        body, notes = box(thread, f"{post} .post-body"), box(thread, f"{post} .notes")
        assert notes[1] >= body[3]


def test_the_keyboard_goes_from_the_words_to_the_note_and_back(thread: Page) -> None:
    reference = thread.locator(".note-ref").first
    reference.focus()
    thread.keyboard.press("Enter")
    note = reference.get_attribute("href") or ""
    assert thread.url.endswith(note)
    # Where the sequence goes on from the note: its way back comes next.
    thread.keyboard.press("Tab")
    assert thread.evaluate("document.activeElement.getAttribute('aria-label')") == (
        "本文の該当箇所へ戻る"
    )
    thread.keyboard.press("Enter")
    assert thread.url.endswith(f"#{reference.get_attribute('id')}")


def test_a_posts_references_come_before_its_notes_and_these_before_the_next_post(
    thread: Page,
) -> None:
    order = thread.evaluate(
        """() => {
          const stops = document.querySelectorAll(".post :is(.note-ref, .notes a, h2 a)");
          return [...stops].map(stop => [
            stop.closest(".post").dataset.post,
            stop.matches(".headerlink") ? 0 : stop.matches(".note-ref") ? 1 : 2,
          ].join(" ").replace(/-(\\d) /, "-0$1 "));
        }"""
    )
    assert order == sorted(order)


def test_screen_readers_hear_what_a_reference_and_a_note_are(thread: Page) -> None:
    assert thread.get_by_role("link", name="注釈1", exact=True).count() == 1
    named = thread.get_by_role("region", name="1 訂正 WSM アーカイブ編集部 編集者", exact=True)
    assert named.count() == 1
    assert thread.get_by_role("group", name="この発言への注釈").count() == 12


def test_on_paper_a_note_follows_its_post_and_translations_are_unfolded(thread: Page) -> None:
    thread.emulate_media(media="print")
    post = ".post:has(.notes)"
    assert box(thread, f"{post} .notes")[1] >= box(thread, f"{post} .post-body")[3]
    assert thread.locator(".note-translation .note-body").first.is_visible()
    assert not thread.locator(".note-foot a").first.is_visible()


def test_a_translation_unfolds_without_javascript(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False, locale="ja-JP") as context:
        page = context.new_page()
        visit(page, site_url + THREAD)
        folded = page.locator(".note-translation").first
        assert not folded.locator(".note-body").is_visible()
        folded.get_by_text("英語訳を読む").click()
        assert folded.locator(".note-body").is_visible()


def test_the_list_shows_one_kind_without_javascript(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False, locale="ja-JP") as context:
        page = context.new_page()
        visit(page, site_url + LIST)
        rows = page.locator(".annotation-list > li:visible")
        assert rows.count() == COUNT
        page.get_by_role("link", name="質問", exact=True).click()
        assert set(rows.locator(".note-kind").all_inner_texts()) == {"質問"}
        page.get_by_role("link", name="すべて", exact=True).click()
        assert rows.count() == COUNT


def test_the_list_leads_to_the_note_and_has_a_feed(page: Page, site_url: str) -> None:
    visit(page, site_url + LIST)
    feed = page.locator('link[rel~=alternate][type="application/atom+xml"]')
    assert feed.get_attribute("href") == "../annotations.atom"
    page.locator(".annotation-list a").first.click()
    page.wait_for_url("**/threads/**")
    assert page.locator(".note-head:target").is_visible()


@pytest.mark.parametrize("address", [THREAD, GUIDE, LIST])
def test_hostile_annotations_are_text(page: Page, hostile_url: str, address: str) -> None:
    visit(page, hostile_url + address)
    title = page.title()
    for place in page.locator(".notes :is(a, code), .note-author, .annotation-list a").all():
        place.dispatch_event("mouseover")
        place.dispatch_event("focus")
    page.locator("article").dispatch_event("click")
    assert page.title() == title
    attributes = page.evaluate(
        """() => [...document.querySelectorAll("article :is(.notes, .annotation-list) *")]
          .flatMap(each => [...each.attributes].map(attribute => attribute.name))"""
    )
    assert [name for name in attributes if name.startswith("on")] == []
    inside = page.locator("article :is(.notes, .annotation-list) :is(script, img, iframe, style)")
    assert inside.count() == 0
    assert page.locator(f"#{'m1' if address == THREAD else 'none'}").count() == (address == THREAD)
    assert violations(page) == []


def test_a_guides_words_are_marked_and_listed_below_their_section(
    page: Page, hostile_url: str
) -> None:
    visit(page, hostile_url + GUIDE)
    section, whole = page.locator("#note-hostile"), page.locator("#note-whole")
    words = [mark.inner_text() for mark in page.locator('mark[data-notes~="note-hostile"]').all()]
    assert "".join(words) == TARGETS["guides/hostile.md"][1]
    after = "([one, other]) => one.compareDocumentPosition(other)"
    following = page.evaluate(
        f"({after})([document.querySelector('#note-hostile'), document.querySelector('h2 ~ h2')])"
    )
    assert following == 4  # Node.DOCUMENT_POSITION_FOLLOWING
    assert section.locator(".note-number").inner_text() == "1"
    assert whole.locator(".note-number").inner_text() == "2"


def test_a_quote_across_two_blocks_has_one_number(page: Page, hostile_url: str) -> None:
    visit(page, hostile_url + THREAD)
    assert page.locator('mark[data-notes~="note-across"]').count() >= 2
    assert page.locator("#ref-note-across").count() == 1


def test_a_note_leads_to_its_file_on_the_code_host(page: Page, hostile_url: str) -> None:
    visit(page, hostile_url + THREAD)
    note = page.locator(".note:has(#note-hostile)")
    edit = note.get_by_role("link", name="この注釈を編集").get_attribute("href")
    path = "annotations/980820210426/hostile.md"
    assert edit == f"https://github.com/aki/wsm/edit/main/{path}"
    settings = page.locator("#annotate-settings")
    assert settings.get_attribute("data-host") == "github"
    assert settings.get_attribute("data-new-file") == "https://github.com/aki/wsm/new/main"
    visit(page, hostile_url + GUIDE)
    assert settings.get_attribute("data-target") == "guides/rbl"


def test_the_editors_of_the_archive_are_listed_as_such(thread: Page) -> None:
    assert (CHECKOUT / "annotations" / AUTHORS).is_file()
    assert set(thread.locator(".note-role").all_inner_texts()) == {"編集者"}
