"""Proposing a note: words selected in a browser → the file on the code host → the note at them."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from marginalia.annotations.anchor import squeeze
from marginalia.annotations.files import SLUG, read_annotation
from marginalia.annotations.forge import Forge, read_forge
from marginalia.annotations.form import annotation_text
from marginalia.annotations.wording import WORDING
from scraper.emit import emit
from scraper.model import Capture
from scraper.thread import parse_capture
from tests.conftest import CHECKOUT, build
from tests.site.kinds import visit
from tests.site.proposing import (
    AUTHOR,
    CASES,
    ID,
    NOTE,
    PAGE,
    POSTS,
    REPOSITORY,
    SECTIONS,
    SELECT_AT_HEADING,
    Proposal,
    Section,
    allow,
    body,
    copied,
    dialog,
    file_text,
    fill,
    opened,
    post_button,
    proposal,
    propose,
    select,
)
from tests.site.test_access import PHONE, Scheme, overflow, violations
from wsm.build import serve_site


def served(site: Path) -> Iterator[str]:
    with serve_site(site, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with one thread and one annotation more."""
    project = tmp_path_factory.mktemp("annotate")
    for part in ("annotations", "archive", "docs", "marginalia", "overrides", "scraper"):
        shutil.copytree(CHECKOUT / part, project / part)
    shutil.copytree(CHECKOUT / "vocabulary", project / "vocabulary")
    shutil.copy(CHECKOUT / "mkdocs.yml", project)
    folder = project / "docs" / "threads" / "1999"
    folder.mkdir(exist_ok=True)
    thread = parse_capture(Capture(POSTS.encode(), "text/plain", "made"))
    (folder / f"{ID}.md").write_text(emit(thread), "utf-8")
    (folder / "index.md").write_text("# 1999年のスレッド\n", "utf-8")
    (project / "annotations" / ID).mkdir()
    first = f"---\ntarget: {ID}-1\nquote:\n  exact: 止めたい\nkind: context\nauthor: 編集部\n"
    first += "created: 2026-01-01\n---\n\n先にある注釈。\n"
    (project / "annotations" / ID / "first.md").write_text(first, "utf-8")
    return project


@pytest.fixture(scope="session")
def plain_site(project: Path) -> Path:
    """The site before anything is proposed, kept on GitHub."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WSM_REPOSITORY", REPOSITORY)
        return build(project, project / "plain")


@pytest.fixture(scope="session")
def plain_url(plain_site: Path) -> Iterator[str]:
    yield from served(plain_site)


@pytest.fixture
def thread(page: Page, plain_url: str) -> Page:
    visit(allow(page), plain_url + PAGE)
    return page


@pytest.fixture(scope="session")
def proposals(browser: Browser, plain_url: str) -> dict[str, Proposal]:
    """What each case proposes."""
    made = {}
    with browser.new_context(locale="ja-JP") as context:
        page = allow(context.new_page())
        for name, words in CASES.items():
            visit(page, plain_url + PAGE)
            made[name] = propose(page, words)
    return made


@pytest.fixture(scope="session")
def guide_proposals(browser: Browser, plain_url: str) -> dict[Section, Proposal]:
    """What each section proposes."""
    made = {}
    with browser.new_context(locale="ja-JP") as context:
        page = allow(context.new_page())
        for words in SECTIONS:
            visit(page, f"{plain_url}{words.guide}.html")
            page.evaluate(SELECT_AT_HEADING, [words.heading, words.crossed])
            page.locator(".annotate-here").click()
            fill(page)
            page.get_by_role("link", name="GitHub").click()
            made[words] = proposal(page.evaluate("window.opened")[0])
    return made


@pytest.fixture(scope="session")
def noted_url(
    project: Path,
    proposals: dict[str, Proposal],
    guide_proposals: dict[Section, Proposal],
) -> Iterator[str]:
    """The site after every proposal was merged: checked, then built."""
    for each in (*proposals.values(), *guide_proposals.values()):
        path = project / each.path
        path.parent.mkdir(exist_ok=True)
        path.write_text(each.text, "utf-8")
    command = [str(Path(sys.executable).with_name("wsm")), "check"]
    checked = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    yield from served(build(project, project / "site"))


@pytest.mark.parametrize("name", CASES)
def test_the_file_is_the_annotation_in_canonical_form(
    proposals: dict[str, Proposal], name: str
) -> None:
    made, words = proposals[name], CASES[name]
    path = Path(made.path)
    annotation = read_annotation(path, made.text.encode(), date.today())
    assert annotation_text(annotation.head, annotation.body) == made.text
    assert (path.parent.as_posix(), annotation.head.target) == (
        f"annotations/{ID}",
        f"{ID}-{words.post}",
    )
    assert SLUG.fullmatch(path.stem)
    assert re.fullmatch(rf"m{words.post}-[0-9]{{8}}-[0-9a-z]{{3}}", path.stem)
    assert (annotation.head.author, annotation.head.kind) == (AUTHOR, "question")
    assert annotation.body.strip() == NOTE
    assert annotation.head.quote is not None
    assert squeeze(annotation.head.quote.exact).text == squeeze(words.text).text


@pytest.mark.parametrize("name", CASES)
def test_the_built_page_has_the_note_at_the_selected_words(
    page: Page, noted_url: str, proposals: dict[str, Proposal], name: str
) -> None:
    visit(page, noted_url + PAGE)
    note = f"note-{Path(proposals[name].path).stem}"
    marked = page.locator(f"{body(CASES[name].post)} mark[data-notes~='{note}']").all_inner_texts()
    assert squeeze("".join(marked)).text == squeeze(CASES[name].text).text
    shown = page.locator(f"section[aria-labelledby='{note}']")
    assert "注釈の本文です。" in shown.inner_text()


def test_words_that_stand_twice_are_told_apart_by_what_is_around_them(
    proposals: dict[str, Proposal],
) -> None:
    assert "  suffix: 'があります。" in proposals["the first of two"].text
    assert "suffix" not in proposals["one word"].text


@pytest.mark.parametrize("setting", ["", "https://gitlab.com/a/b", "https://codeberg.org/a/b"])
def test_each_code_host_is_given_what_it_reads(page: Page, plain_url: str, setting: str) -> None:
    forge = read_forge(setting)
    allow(page).route(f"**/{PAGE}", lambda route: kept_elsewhere(route, forge))
    visit(page, plain_url + PAGE)
    post_button(page, 2).click()
    fill(page)
    text = file_text(page)
    if forge is None:
        dialog(page).get_by_role("button", name="テキストをコピー").click()
        assert dialog(page).get_by_role("link").count() == 0
        assert re.search(rf"annotations/{ID}/m2-\S+\.md に保存", dialog(page).inner_text())
    elif forge.host == "gitlab":
        assert opened(page, "GitLabで提案") == forge.new_file()
        assert re.search(rf"annotations/{ID}/m2-\S+\.md にして", dialog(page).inner_text())
    else:
        address = opened(page, "Forgejoで提案")
        assert address.startswith(f"{forge.new_file()}?")
        assert proposal(address).text == text
    assert copied(page) == text


def kept_elsewhere(route: Route, forge: Forge | None) -> None:
    """Answer with the page as it is where the archive is kept on this code host."""
    html = route.fetch().text()
    ours = Forge("github", REPOSITORY)
    for name, old, new in (
        ("host", ours.host, forge.host if forge else ""),
        ("new-file", ours.new_file(), forge.new_file() if forge else ""),
        ("issue", ours.issue(), forge.issue() if forge else ""),
    ):
        assert f'data-{name}="{old}"' in html
        html = html.replace(f'data-{name}="{old}"', f'data-{name}="{new}"')
    route.fulfill(body=html, content_type="text/html; charset=utf-8")


def test_a_long_text_goes_by_the_clipboard_alone(thread: Page) -> None:
    post_button(thread, 2).click()
    fill(thread)
    dialog(thread).get_by_role("textbox", name="注釈（Markdown").fill("長い注釈です。" * 100)
    assert "貼り付け" in dialog(thread).inner_text()
    address = opened(thread, "GitHubで提案")
    assert list(parse_qs(urlsplit(address).query)) == ["filename"]
    assert "長い注釈です。" in copied(thread)


def test_a_note_without_words_is_about_the_post(thread: Page) -> None:
    post_button(thread, 2).click()
    assert f"target: {ID}-2\nkind: context\n" in file_text(thread)


def test_the_button_of_a_post_takes_the_words_selected_in_it(thread: Page) -> None:
    select(thread, body(1), "見当", "見当")
    post_button(thread, 1).click()
    assert "  exact: '見当'\n" in file_text(thread)
    thread.keyboard.press("Escape")
    post_button(thread, 2).click()
    assert "quote:" not in file_text(thread)


def test_an_issue_is_the_other_way(thread: Page) -> None:
    post_button(thread, 1).click()
    assert opened(thread, "Issueで送る") == Forge("github", REPOSITORY).issue()


def test_a_name_is_asked_for_and_markup_in_it_refused(thread: Page) -> None:
    post_button(thread, 1).click()
    author = dialog(thread).get_by_label("表示する名前")
    for name in ("", " ", "<b>", "a & b"):
        author.fill(name)
        dialog(thread).get_by_role("link", name="GitHubで提案").click()
        assert author.evaluate("field => !field.validity.valid && field.matches(':focus')")
    assert thread.evaluate("window.opened") is None


def test_the_mouse_selects_and_presses(thread: Page) -> None:
    thread.locator(body(1)).locator("p").nth(1).scroll_into_view_if_needed()
    box = thread.locator(body(1)).locator("p").nth(1).bounding_box()
    assert box is not None
    floating = thread.get_by_role("button", name="注釈を提案")
    thread.mouse.move(box["x"] + 1, box["y"] + 10)
    thread.mouse.down()
    thread.mouse.move(box["x"] + 100, box["y"] + 10, steps=4)
    assert not floating.is_visible()
    thread.mouse.up()
    floating.click()
    quoted = re.search("exact: '(別の段落.*)'", file_text(thread))
    assert quoted is not None


def test_the_keyboard_goes_from_the_words_to_the_button_and_back(thread: Page) -> None:
    thread.locator(body(1)).locator("p").last.dblclick(position={"x": 5, "y": 10})
    for _ in range(3):
        thread.keyboard.press("Shift+ArrowRight")
    words = thread.evaluate("getSelection().toString()")
    assert len(words) > 3
    floating = thread.get_by_role("button", name="注釈を提案")
    floating.wait_for()
    thread.keyboard.press("Tab")
    thread.keyboard.press("Enter")
    assert f"  exact: '{words}'\n" in file_text(thread)
    thread.keyboard.press("Escape")
    assert dialog(thread).count() == 0
    assert thread.evaluate("getSelection().toString()") == words
    assert floating.evaluate("button => button.matches(':focus')")


def test_a_finger_needs_no_selection_and_keeps_the_one_it_made(
    browser: Browser, plain_url: str
) -> None:
    with browser.new_context(locale="ja-JP", has_touch=True, viewport=PHONE) as context:
        page = context.new_page()
        visit(page, plain_url + PAGE)
        select(page, body(1), "見当", "見当")
        post_button(page, 1).tap()
        assert "  exact: '見当'\n" in file_text(page)
        page.get_by_role("button", name="閉じる").tap()
        page.get_by_role("button", name="注釈を提案").tap()
        assert "  exact: '見当'\n" in file_text(page)


def test_the_button_does_not_cover_the_words(thread: Page) -> None:
    select(thread, body(1), "どこ", "初期値")
    top = thread.get_by_role("button", name="注釈を提案").bounding_box()
    bottom = thread.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().bottom")
    assert top is not None
    assert top["y"] >= bottom


@pytest.mark.parametrize(
    ("target", "start", "end", "reason"),
    [
        (".md-content", "またあります", "別の段落", "一つの発言の中だけを"),
        (body(3), "い", "あ" * 500, "500字まで"),
        (body(3), "い", "あ" * 499, None),
    ],
)
def test_what_cannot_be_quoted_is_refused_with_the_reason(
    thread: Page, target: str, start: str, end: str, reason: str | None
) -> None:
    select(thread, target, start, end)
    thread.get_by_role("button", name="注釈を提案").click()
    form = dialog(thread).get_by_label("種類")
    if reason:
        assert reason in dialog(thread).inner_text()
        assert form.count() == 0
    else:
        form.wait_for()


def test_words_that_no_context_tells_apart_are_refused(thread: Page) -> None:
    thread.evaluate(
        """body => {
          const range = document.createRange();
          const text = document.querySelector(body).querySelector("p").firstChild;
          range.setStart(text, 300);
          range.setEnd(text, 310);
          getSelection().addRange(range);
        }""",
        body(3),
    )
    thread.get_by_role("button", name="注釈を提案").click()
    assert "もっと長く" in dialog(thread).inner_text()


@pytest.mark.parametrize("outside", ["#m1", "#source", ".notes", ".hops figcaption"])
def test_words_that_are_not_a_posters_have_no_button(thread: Page, outside: str) -> None:
    thread.locator(outside).first.evaluate("element => getSelection().selectAllChildren(element)")
    thread.evaluate("new Promise(requestAnimationFrame)")
    assert thread.get_by_role("button", name="注釈を提案").count() == 0


@pytest.mark.parametrize("words", SECTIONS)
def test_in_a_guide_the_target_is_the_smallest_section_around_the_words(
    page: Page, noted_url: str, guide_proposals: dict[Section, Proposal], words: Section
) -> None:
    made = guide_proposals[words]
    annotation = read_annotation(Path(made.path), made.text.encode(), date.today())
    assert annotation_text(annotation.head, annotation.body) == made.text
    assert annotation.head.target == words.guide + words.target
    assert annotation.head.lang == ("en" if words.guide.startswith("en/") else "ja")
    assert annotation.head.quote is not None
    visit(page, f"{noted_url}{words.guide}.html")
    marked = page.locator(f"mark[data-notes~='note-{annotation.slug}']").all_text_contents()
    assert squeeze("".join(marked)) == squeeze(annotation.head.quote.exact)


@pytest.mark.parametrize(("lang", "address"), [("ja", PAGE), ("en", "en/guides/rbl.html")])
def test_the_kinds_are_those_of_the_notes(
    page: Page, plain_url: str, lang: str, address: str
) -> None:
    visit(page, plain_url + address)
    page.locator(".annotate-whole").first.click()
    options = page.get_by_role("dialog").get_by_role("combobox").first.locator("option")
    expect(options).to_have_count(len(WORDING[lang].kinds))  # the form is loaded on the click
    shown = options.evaluate_all("options => options.map(({ value, text }) => [value, text])")
    assert dict(shown) == WORDING[lang].kinds


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_dialog_is_clean_and_no_wider_than_a_phone(
    thread: Page, scheme: Scheme, width: str
) -> None:
    thread.emulate_media(color_scheme=scheme)
    if width == "phone":
        thread.set_viewport_size(PHONE)
    select(thread, body(1), "どこ", "初期値")
    thread.get_by_role("button", name="注釈を提案").wait_for()
    assert violations(thread) == []
    assert overflow(thread) <= 0
    thread.get_by_role("button", name="注釈を提案").click()
    dialog(thread).get_by_text("ファイルの内容").click()
    assert violations(thread) == []
    assert dialog(thread).evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")


def test_it_works_from_a_folder(page: Page, plain_site: Path) -> None:
    allow(page).goto((plain_site / PAGE).as_uri())
    made = propose(page, CASES["across a wrap"])
    assert f"target: {ID}-1\n" in made.text
