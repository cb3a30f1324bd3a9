"""Reading aids of a thread: views, keys, participants, place, proof, charsets, definitions."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from scraper.charset.macjapanese import TABLE
from tests.site.kinds import THREAD, reload, visit

OWN, PERIOD = "原文の改行で表示", "1998年の画面"
# What Shift_JIS, EUC-JP and ISO-2022-JP spell alike here and in browsers.
TEXT = "スパムメールで困っています。ABC \\ ~ ｶﾅ 亜腕弌熙、∴♪"
WIDTHS = """body => ["a", "あ", "─"].map((sign, at) => {
  const measured = document.createElement("span");
  measured.textContent = sign.repeat(at ? 40 : 80);
  measured.style.cssText = "position: absolute; white-space: pre";
  body.append(measured);
  const { width } = measured.getBoundingClientRect();
  measured.remove();
  return width;
})"""


@pytest.fixture
def thread(page: Page, site_url: str) -> Page:
    visit(page, site_url + THREAD)
    return page


def pressed(page: Page, name: str) -> bool:
    return page.get_by_role("button", name=name).get_attribute("aria-pressed") == "true"


def view(page: Page) -> list[str | None]:
    article = page.locator("article")
    return [article.get_attribute("data-lines"), article.get_attribute("data-view")]


def kept(page: Page) -> dict[str, str]:
    stored = page.evaluate("Object.entries(localStorage)")
    return {name: value for name, value in stored if name.startswith("wsm.")}


def axe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


# Views and keys.


def test_one_view_takes_the_place_of_the_other(thread: Page) -> None:
    thread.get_by_role("button", name=PERIOD).click()
    assert view(thread) == ["source", "1998"]
    thread.get_by_role("button", name=OWN).click()
    assert view(thread) == ["source", None]
    assert [pressed(thread, name) for name in (OWN, PERIOD)] == [True, False]
    thread.get_by_role("button", name=OWN).click()
    assert view(thread) == [None, None]


def test_the_view_of_1998_is_kept_for_the_next_page(thread: Page) -> None:
    thread.get_by_role("button", name=PERIOD).click()
    reload(thread)
    assert view(thread) == ["source", "1998"]
    assert pressed(thread, PERIOD)


@pytest.mark.parametrize("width", [450, 1280])
def test_80_columns_fit_and_two_letters_are_as_wide_as_a_kanji(thread: Page, width: int) -> None:
    thread.set_viewport_size({"width": width, "height": 640})
    thread.get_by_role("button", name=PERIOD).click()
    body = thread.locator(".post-body").first
    latin, kana, ruled = body.evaluate(WIDTHS)
    # Where a browser places glyphs on whole pixels only, small letters are that much off.
    assert abs(latin - kana) < kana / 40
    assert ruled == kana
    assert kana <= body.evaluate("body => body.clientWidth")
    assert thread.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_the_headings_of_1998_are_those_of_the_forum(thread: Page) -> None:
    thread.get_by_role("button", name=PERIOD).click()
    shown = "time => getComputedStyle(time, '::before').content"
    times = [thread.locator(f"#m{number} .post-time").evaluate(shown) for number in (1, 2)]
    assert times[0].startswith('"( Date Thursday, August 20, 1998 21:04:26 )"')
    assert times[1].startswith('"( Thursday, August 20, 1998 21:46:')


def test_keys_of_one_character_can_be_switched_off_for_the_whole_site(
    thread: Page, site_url: str
) -> None:
    thread.get_by_text("設定", exact=True).click()
    box = thread.get_by_label("一文字のキー操作")
    box.uncheck()
    assert kept(thread) == {"wsm.keys": "off"}
    thread.locator("h1").click()
    thread.keyboard.press("o")
    thread.keyboard.press("/")
    assert view(thread) == [None, None]
    assert thread.locator("dialog[open]").count() == 0
    visit(thread, site_url + THREAD)
    thread.keyboard.press("o")
    assert view(thread) == [None, None]
    thread.get_by_text("設定", exact=True).click()
    thread.get_by_label("一文字のキー操作").check()
    assert kept(thread) == {}
    thread.locator("h1").click()
    thread.keyboard.press("o")
    assert view(thread) == ["source", None]


# People.


def test_the_posts_of_one_participant_are_marked_until_the_next_press(thread: Page) -> None:
    def marked() -> list[str]:
        return thread.locator(".post.chosen .post-author").all_inner_texts()

    thread.get_by_role("button", name="笹田").click()
    assert marked() == ["笹田"] * 3
    thread.get_by_role("button", name="まゆみ").click()
    assert marked() == ["まゆみ"] * 3
    thread.get_by_role("button", name="まゆみ").click()
    assert marked() == []


def test_a_post_leads_to_its_authors_next_one(thread: Page) -> None:
    thread.locator("#m1 ~ .same-author").get_by_text("次の発言").click()
    assert thread.url.endswith("#m3")


# Where one was.


def leave_at(page: Page, post: str) -> None:
    page.locator(post).evaluate("heading => heading.scrollIntoView()")
    page.goto("about:blank")


def test_a_thread_left_in_the_middle_offers_to_go_on(thread: Page, site_url: str) -> None:
    assert thread.locator(".resume").count() == 0
    leave_at(thread, "#m7")
    visit(thread, site_url + THREAD)
    assert thread.evaluate("window.scrollY") == 0
    assert kept(thread) == {"wsm.places": '[["980820210426","7"]]'}
    thread.get_by_role("link", name="続きから").click()
    assert thread.url.endswith("#m7")


def test_a_thread_read_to_its_end_is_forgotten(thread: Page, site_url: str) -> None:
    leave_at(thread, "#m7")
    visit(thread, site_url + THREAD)
    leave_at(thread, "footer")
    visit(thread, site_url + THREAD)
    assert kept(thread) == {}
    assert thread.locator(".resume").count() == 0


def test_fifty_threads_are_kept_the_last_read_first(thread: Page, site_url: str) -> None:
    old = [[f"{number:012}", "2"] for number in range(50)]
    thread.evaluate("value => localStorage.setItem('wsm.places', value)", json.dumps(old))
    leave_at(thread, "#m7")
    visit(thread, site_url + THREAD)
    places = json.loads(kept(thread)["wsm.places"])
    assert places == [["980820210426", "7"], *old[:49]]


def test_no_place_is_kept_for_who_does_not_want_it(thread: Page, site_url: str) -> None:
    leave_at(thread, "#m7")
    visit(thread, site_url + THREAD)
    thread.get_by_text("設定", exact=True).click()
    thread.get_by_label("読んだ位置").uncheck()
    leave_at(thread, "#m7")
    visit(thread, site_url + THREAD)
    assert kept(thread) == {"wsm.places": "off"}
    assert thread.locator(".resume").count() == 0


@pytest.mark.parametrize(
    "value", ["", "x", "{}", "[1]", '[["980820210426"]]', '[["980820210426", "<b>"]]']
)
def test_a_place_that_cannot_be_read_is_none(thread: Page, value: str) -> None:
    thread.evaluate("value => localStorage.setItem('wsm.places', value)", value)
    reload(thread)
    assert thread.locator(".resume").count() == 0


# Proof.


@pytest.mark.parametrize("name", ["", OWN, PERIOD])
def test_every_post_shown_has_the_digest_recorded(thread: Page, name: str) -> None:
    if name:
        thread.get_by_role("button", name=name).click()
    # The view of 1998 hides the buttons, which were not on its pages.
    for button in thread.locator(".post-tools button:text('行の照合')").all():
        button.dispatch_event("click")
        expect(thread.locator(".aid-dialog .verdict")).to_have_text(re.compile("^一致しました"))
        thread.get_by_role("button", name="閉じる").click()
        expect(thread.locator(".aid-dialog")).to_have_count(0)


def test_posts_of_markup_and_of_long_lines_are_proven_too(page: Page, odd_url: str) -> None:
    for name in ("markup.html", "long.html"):
        visit(page, odd_url + name)
        page.get_by_role("button", name="行の照合").click()
        expect(page.locator(".aid-dialog .verdict")).to_have_text(re.compile("^一致しました"))


def test_a_letter_changed_on_the_page_is_found(thread: Page) -> None:
    thread.locator("#m2 ~ .post-body p").first.evaluate("p => { p.firstChild.data += '。'; }")
    thread.locator("#m2 ~ .post-tools").get_by_role("button", name="行の照合").click()
    expect(thread.locator(".aid-dialog .verdict")).to_have_text(re.compile("^一致しません"))


def test_the_proof_works_from_a_folder(page: Page, site_dir: Path) -> None:
    visit(page, (site_dir / THREAD).as_uri())
    page.get_by_role("button", name="行の照合").first.click()
    expect(page.locator(".aid-dialog .verdict")).to_have_text(re.compile("^一致しました"))


def test_without_a_secure_context_the_page_says_so(page: Page, site_url: str) -> None:
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', {value: undefined})")
    visit(page, site_url + THREAD)
    page.get_by_role("button", name="行の照合").first.click()
    expect(page.locator(".aid-dialog .verdict")).to_have_text(re.compile("^照合できません"))


# Charsets.


@pytest.fixture
def charsets(thread: Page) -> Page:
    """A thread's page with the tables that it fetches when a post is to be examined."""
    thread.evaluate("Promise.all(['macjapanese.js', 'charset.js'].map(wsm.load))")
    return thread


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("shift_jis", "cp932"),
        ("x-mac-japanese", "shift_jis"),
        ("euc-jp", "euc_jp"),
        ("iso-2022-jp", "iso2022_jp_ext"),
        ("utf-8", "utf-8"),
    ],
)
def test_a_text_has_the_bytes_that_a_program_of_its_time_wrote(
    charsets: Page, charset: str, codec: str
) -> None:
    script = "([text, name]) => Array.from(wsm.charsets.encode(text, name).bytes)"
    assert bytes(charsets.evaluate(script, [TEXT, charset])) == TEXT.encode(codec)
    both = "([text, name]) => wsm.charsets.decode(wsm.charsets.encode(text, name).bytes, name)"
    assert charsets.evaluate(both, [TEXT, charset]) == TEXT


def test_the_table_of_macjapanese_is_that_of_the_decoder(charsets: Page) -> None:
    table = dict(charsets.evaluate("Array.from(wsm.macJapanese)"))
    hints = re.compile("[\uf860-\uf87f]")
    assert table == {code: hints.sub("", text) for code, text in TABLE.items()}


@pytest.mark.parametrize(
    ("written", "read", "text", "shown"),
    [
        ("shift_jis", "euc-jp", "表示", "�\\ｦ"),
        ("utf-8", "shift_jis", "あ", "縺�"),
        ("x-mac-japanese", "shift_jis", "①", "�@"),
        ("shift_jis", "x-mac-japanese", "①", "㈰"),
        ("euc-jp", "iso-2022-jp", "あ", "��"),
        ("iso-2022-jp", "utf-8", "あ", "\x1b$B$\"\x1b(B"),
        ("shift_jis", "shift_jis", "あ〜−€", "あ～－?"),
    ],
)  # fmt: skip
def test_what_one_program_wrote_another_misread(
    charsets: Page, written: str, read: str, text: str, shown: str
) -> None:
    script = """([text, written, read]) =>
      wsm.charsets.decode(wsm.charsets.encode(text, written).bytes, read)"""
    assert charsets.evaluate(script, [text, written, read]) == shown


def test_the_lens_shows_the_post_in_another_charset_and_as_bytes(thread: Page) -> None:
    thread.get_by_role("button", name="文字コード").nth(3).click()
    output = thread.get_by_role("region", name="読み直した発言")
    thread.get_by_label("書いた文字コード").select_option("shift_jis")
    thread.get_by_label("読む文字コード").select_option("shift_jis")
    assert output.inner_text().startswith("メールアドレスを悪用")
    thread.get_by_label("読む文字コード").select_option("bytes")
    assert output.inner_text().startswith("83 81 81 5b 83 8b")
    assert axe(thread) == []


def test_repaired_characters_are_listed_and_marked_with_their_bytes(
    page: Page, odd_url: str
) -> None:
    visit(page, odd_url + "repaired.html")
    page.get_by_text("読み替えたバイト列が1か所").click()
    row = page.locator("#repairs tbody td")
    assert row.all_inner_texts()[1:] == ["ff", "�"]
    page.get_by_role("button", name="文字コード").click()
    page.get_by_label("読む文字コード").select_option("utf-8")
    assert page.locator(".aid-dialog mark").all_inner_texts() == ["�［ff］"]


# The source, the definitions, and everyone.


@pytest.mark.parametrize(("name", "day"), [("markup", "19990301"), ("long", "20040229")])
def test_the_source_links_to_the_copy_nearest_to_its_day(
    page: Page, odd_url: str, name: str, day: str
) -> None:
    visit(page, odd_url + f"{name}.html")
    link = page.locator(".thread-source a[href^='https://web.archive.org/']")
    address = "http://mtlab.ecn.fpu.ac.jp/WSM_1999/990301090000.html"
    assert link.get_attribute("href") == f"https://web.archive.org/web/{day}/{address}"


@pytest.mark.parametrize("width", [800, 1280])
def test_a_definition_stays_under_the_pointer_and_goes_with_escape(
    thread: Page, width: int
) -> None:
    thread.set_viewport_size({"width": width, "height": 900})
    term = thread.locator(".post-body .term").first
    shown = "term => getComputedStyle(term, '::after').content !== 'none'"
    term.hover()
    assert term.evaluate(shown)
    box = term.bounding_box()
    assert box is not None
    # The definition is below the word, or at the foot of a narrow window.
    below = 880 if width == 800 else box["y"] + box["height"] + 4
    thread.mouse.move(box["x"] + 4, below, steps=5)
    assert term.evaluate(shown)
    thread.keyboard.press("Escape")
    assert not term.evaluate(shown)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_with_all_aids_on(thread: Page, scheme: str) -> None:
    thread.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    reload(thread)
    thread.get_by_text("設定", exact=True).click()
    thread.get_by_role("button", name="笹田").click()
    assert axe(thread) == []
    thread.get_by_role("button", name=PERIOD).click()
    assert axe(thread) == []
    thread.get_by_role("button", name=PERIOD).click()
    thread.get_by_role("button", name="行の照合").first.click()
    expect(thread.locator(".aid-dialog .verdict")).to_be_visible()
    assert axe(thread) == []


def test_without_scripts_the_links_are_there_and_no_aid_is(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        visit(page, site_url + THREAD)
        assert page.locator(".same-author a").count() == 14
        assert page.locator(".thread-source a[href^='https://web.archive.org/']").count() == 1
        assert (
            page.locator("article :is(button, .post-tools, details.reading-settings)").count() == 0
        )
