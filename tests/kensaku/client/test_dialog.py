"""The dialog and the search page, as one uses them; mostly by keyboard alone."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

ACTIVE = "document.activeElement.id"


@pytest.fixture
def site(page: Page, root: str) -> Page:
    page.goto(f"{root}index.html")
    return page


@pytest.fixture
def http(page: Page, library_url: str) -> Page:
    page.goto(f"{library_url}index.html")
    return page


def search(page: Page, query: str) -> None:
    """Open the dialog, type, and wait for the answer."""
    page.keyboard.press("/")
    page.keyboard.type(query)
    page.locator(".kensaku-status:not(:empty)").wait_for()


def status(page: Page) -> str:
    return page.locator(".kensaku-status").inner_text()


def titles(page: Page) -> list[str]:
    return page.locator(".kensaku-title").all_inner_texts()


def active_option(page: Page) -> str | None:
    """What assistive technology is told to be the current option."""
    name = page.locator("#kensaku-input").get_attribute("aria-activedescendant")
    selected = page.locator("[aria-selected=true]")
    assert selected.count() == (1 if name else 0)
    return selected.get_attribute("id") if name else None


def compose(page: Page, text: str) -> Callable[[str], object]:
    """Begin a composition in the field, as an input method does; the result ends it."""
    session = page.context.new_cdp_session(page)
    for end in range(1, len(text) + 1):
        session.send(
            "Input.imeSetComposition",
            {"text": text[:end], "selectionStart": end, "selectionEnd": end},
        )
    return lambda final: session.send("Input.insertText", {"text": final})


@pytest.mark.parametrize("key", ["/", "Control+k", "Control+K", "Meta+k"])
def test_a_key_opens_the_dialog_and_escape_closes_it_where_one_was(site: Page, key: str) -> None:
    site.locator("#kensaku-open").focus()
    site.keyboard.press(key)
    expect(site.locator("#kensaku-dialog")).to_be_visible()
    assert site.evaluate(ACTIVE) == "kensaku-input"
    assert site.locator("#kensaku-input").input_value() == ""
    site.keyboard.press("Escape")
    expect(site.locator("#kensaku-dialog")).to_be_hidden()
    assert site.evaluate(ACTIVE) == "kensaku-open"


def test_the_link_opens_the_dialog_by_enter(site: Page) -> None:
    site.locator("#kensaku-open").press("Enter")
    expect(site.locator("#kensaku-dialog")).to_be_visible()


def test_nothing_is_loaded_before_the_dialog_opens(page: Page, library_url: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{library_url}index.html")
    page.wait_for_load_state("networkidle")
    assert [url for url in requests if "kensaku" in url] == [
        f"{library_url}kensaku/dialog.css",
        f"{library_url}kensaku/dialog.js",
    ]


def test_the_slash_is_a_letter_in_a_field_and_can_be_switched_off(site: Page) -> None:
    site.locator("#other").press("/")
    assert site.locator("#other").input_value() == "/"
    assert site.locator("#kensaku-dialog").count() == 0
    site.locator("#kensaku-open").focus()
    search(site, "a/b")
    assert site.locator("#kensaku-input").input_value() == "a/b"
    site.get_by_label("「/」キーで検索を開く").uncheck()
    site.reload()
    site.keyboard.press("/")
    assert site.locator("#kensaku-dialog").count() == 0
    site.keyboard.press("Control+k")
    assert not site.get_by_label("「/」キーで検索を開く").is_checked()
    site.get_by_label("「/」キーで検索を開く").check()
    site.keyboard.press("Escape")
    expect(site.locator("#kensaku-dialog")).to_be_hidden()
    site.keyboard.press("/")
    expect(site.locator("#kensaku-dialog")).to_be_visible()


def test_a_result_is_found_and_opened_by_keyboard_alone(site: Page) -> None:
    search(site, "スパム")
    field = site.get_by_role("combobox", name="検索")
    assert status(site) == "3件"
    assert field.get_attribute("aria-expanded") == "true"
    assert active_option(site) is None
    site.keyboard.press("ArrowDown")
    assert active_option(site) == "kensaku-hit-0"
    site.keyboard.press("ArrowDown")
    site.keyboard.press("ArrowDown")
    assert active_option(site) == "kensaku-hit-2"
    site.keyboard.press("ArrowUp")
    assert active_option(site) == "kensaku-hit-1"
    assert site.evaluate(ACTIVE) == "kensaku-input"
    target = site.locator("#kensaku-hit-1").get_attribute("href") or ""
    site.keyboard.press("Enter")
    site.wait_for_url(lambda url: urlsplit(url).path == urlsplit(target).path)
    expect(site.locator("mark.kensaku-mark").first).to_have_text("スパム")


def test_a_hit_shows_title_excerpt_marks_author_and_date(site: Page) -> None:
    search(site, "EIMS2.2")
    hit = site.locator(".kensaku-hit")
    assert hit.count() == 1
    assert hit.locator(".kensaku-title").inner_text() == "スパムの相談"
    assert hit.locator("mark").all_inner_texts() == ["EIMS2.2"]
    assert hit.locator(".kensaku-meta").inner_text().split() == ["笹田", "1998年8月20日"]


def test_text_of_the_index_is_never_markup(site: Page) -> None:
    search(site, "<script>bad")
    assert status(site) == "1件"
    assert "at <script>bad()</script> & co." in site.locator(".kensaku-excerpt").inner_text()
    assert site.locator(".kensaku-excerpt script").count() == 0


def test_enter_without_a_choice_opens_the_search_page_with_the_query(site: Page) -> None:
    search(site, "まゆみ")
    site.keyboard.press("Enter")
    site.wait_for_url("**/search.html?q=*")
    assert parse_qs(urlsplit(site.url).query) == {"q": ["まゆみ"]}
    site.locator(".kensaku-hit").first.wait_for()
    assert status(site) == "2件"


def test_no_search_while_composing_and_enter_is_the_input_methods(http: Page) -> None:
    http.keyboard.press("/")
    end = compose(http, "すぱむ")
    http.keyboard.press("Control+a")  # a key that is not the input method's changes nothing
    http.locator("#kensaku-input").dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    )
    http.locator("#kensaku-input").dispatch_event(
        "keydown", {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True}
    )
    assert status(http) == ""
    assert http.url.endswith("index.html")
    end("スパム")
    http.locator(".kensaku-hit").first.wait_for()
    assert http.locator("#kensaku-input").input_value() == "スパム"


def test_an_answer_that_comes_late_is_dropped(page: Page, library_url: str) -> None:
    page.goto(f"{library_url}index.html")
    page.keyboard.press("/")
    page.locator(".kensaku-elsewhere").wait_for()
    page.evaluate(
        """() => kensaku.open().then((index) => {
          const search = Object.getPrototypeOf(index).search;
          Object.getPrototypeOf(index).search = async function (query, ...rest) {
            const answer = await search.call(this, query, ...rest);
            if (query === "の") await new Promise((resolve) => (globalThis.release = resolve));
            return answer;
          };
        })"""
    )
    page.keyboard.type("の")
    page.wait_for_function("!!globalThis.release")
    page.keyboard.press("Backspace")
    page.keyboard.type("𩸽")
    expect(page.locator(".kensaku-status")).to_have_text("1件")
    page.evaluate("release()")
    page.evaluate("new Promise((resolve) => setTimeout(resolve))")
    assert status(page) == "1件"


def test_facets_narrow_and_are_taken_off(site: Page) -> None:
    search(site, "転送の設定は")
    site.keyboard.press("Control+a")
    site.keyboard.type("の")
    expect(site.get_by_role("button", name="まゆみ")).to_be_visible()
    before = status(site)
    site.get_by_role("button", name="まゆみ").press("Enter")
    expect(site.get_by_role("button", name="まゆみ")).to_have_attribute("aria-pressed", "true")
    assert status(site) != before
    assert {text.split()[0] for text in site.locator(".kensaku-meta").all_inner_texts()} == {
        "まゆみ"
    }
    assert site.evaluate("document.activeElement.textContent").startswith("まゆみ")
    site.keyboard.press("Enter")
    expect(site.locator(".kensaku-status")).to_have_text(before)


def test_a_facet_stays_while_nothing_is_left_and_can_be_taken_off(site: Page) -> None:
    search(site, "メール")
    site.get_by_role("button", name="笹田").click()
    site.locator("#kensaku-input").fill("手引き")
    expect(site.locator(".kensaku-status")).to_have_text("見つかりませんでした")
    site.get_by_role("button", name="笹田").click()
    expect(site.locator(".kensaku-status")).to_have_text("1件")


def test_results_are_sorted_by_date_either_way(site: Page) -> None:
    search(site, "スパム まゆみ")
    site.locator("#kensaku-input").fill("author:笹田")
    expect(site.locator(".kensaku-status")).to_have_text("2件")
    dates = site.locator(".kensaku-meta time")
    site.get_by_label("並べ替え").select_option("newest")
    expect(dates.first).to_have_attribute("datetime", "1999-01-05T09:00:00+09:00")
    site.get_by_label("並べ替え").select_option("oldest")
    expect(dates.first).to_have_attribute("datetime", "1998-08-20T21:04:26+09:00")


def test_more_results_come_by_button_and_by_arrow(site: Page) -> None:
    search(site, "転送の設定は")
    assert status(site) == "30件"
    options = site.locator(".kensaku-hit")
    expect(options).to_have_count(10)
    site.get_by_role("button", name="続きを表示").press("Enter")
    expect(options).to_have_count(20)
    assert site.evaluate(ACTIVE) == "kensaku-hit-10"
    site.locator("#kensaku-input").focus()
    for _ in range(21):
        site.keyboard.press("ArrowDown")
    expect(options).to_have_count(30)
    expect(site.locator("#kensaku-hit-20")).to_have_attribute("aria-selected", "true")
    assert not site.get_by_role("button", name="続きを表示").is_visible()


def test_when_nothing_is_found_other_queries_are_offered_as_such(site: Page) -> None:
    search(site, "迷惑メールが届きます")
    assert status(site) == "見つかりませんでした"
    assert site.locator(".kensaku-hit").count() == 0
    other = site.get_by_role("button", name="「スパムが届きます」 1件")
    assert "言い換えて検索" in other.locator("..").inner_text()
    other.press("Enter")
    expect(site.locator(".kensaku-status")).to_have_text("1件")
    note = site.locator(".kensaku-note").inner_text()
    assert note == "迷惑メールが届きますは見つかりません。別の言葉での結果：スパムが届きます"
    assert "「スパムが届きます」" in site.locator(".kensaku-meta").inner_text()
    assert site.evaluate(ACTIVE) == "kensaku-input"
    site.keyboard.press("Backspace")
    expect(site.locator(".kensaku-note")).to_have_text("")


def test_a_broken_index_is_said_and_leads_to_the_indexes(page: Page, library_url: str) -> None:
    page.route("**/t*.js", lambda route: route.abort())
    page.goto(f"{library_url}index.html")
    search(page, "スパム")
    assert status(page) == "検索を利用できません"
    link = page.get_by_role("link", name="年別の索引")
    assert link.get_attribute("href") == "threads/a.html"
    page.unroute_all()
    page.keyboard.press("End")
    page.keyboard.type("の")
    expect(page.locator(".kensaku-status")).not_to_have_text("検索を利用できません")


def test_too_many_words_are_said_to_be_too_many(site: Page) -> None:
    search(site, "の")
    site.locator("#kensaku-input").fill(" ".join(map(str, range(40))))
    expect(site.locator(".kensaku-status")).to_have_text("検索語は32個までです。")


def test_the_address_of_the_search_page_says_what_is_asked(page: Page, library_url: str) -> None:
    page.goto(f"{library_url}search.html?q=の&year=2001&sort=newest")
    expect(page.locator(".kensaku-status")).to_have_text("30件")
    assert page.locator(".kensaku-meta").first.inner_text().split() == [
        "たまちゃん",
        "2001年1月30日",
    ]
    steps = page.evaluate("history.length")
    page.locator("#kensaku-input").fill("29番")
    expect(page.locator(".kensaku-status")).to_have_text("1件")
    page.get_by_role("button", name="2001").click()
    expect(page.locator(".kensaku-status")).to_have_text("1件")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["29番"], "sort": ["newest"]}
    assert page.evaluate("history.length") == steps
    page.keyboard.press("Control+k")
    assert page.evaluate(ACTIVE) == "kensaku-input"
    assert page.locator("dialog").count() == 0


@pytest.mark.parametrize(
    ("address", "query", "marked"),
    [
        ("threads/a.html", "メーリングリスト", ["メーリング\nリスト"]),
        ("threads/a.html", "ﾒｰﾙ", ["ﾒｰﾙ"]),
        ("threads/a.html", "メール", ["メールメール"]),
        ("guides/g.html", "二つの要素に", ["二つ", "の", "要素", "に"]),
        ("signs.html", "[a-z]+", ["[a-z]+"]),
    ],
)
def test_on_arrival_the_matches_of_the_section_are_marked(
    page: Page, root: str, address: str, query: str, marked: list[str]
) -> None:
    anchor = {"メーリングリスト": "m3", "ﾒｰﾙ": "m2", "メール": "m4"}.get(query)
    anchor = anchor or ("what" if "guides" in address else "top")
    page.set_viewport_size({"width": 600, "height": 200})
    page.goto(f"{root}{address}")
    before = page.locator("main").evaluate("main => main.textContent")
    page.goto(f"{root}{address}?mark={query.replace('+', '%2B')}#{anchor}")
    marks = page.locator("mark.kensaku-mark")
    marks.first.wait_for()
    assert marks.evaluate_all("all => all.map(mark => mark.textContent)") == marked
    assert page.locator("main").evaluate("main => main.textContent") == before
    expect(marks.first).to_be_in_viewport()
    if root.startswith("http"):
        assert page.url == f"{root}{address}#{anchor}"


def test_an_english_page_has_english_labels(page: Page, root: str) -> None:
    page.goto(f"{root}english.html")
    search(page, "mail")
    assert status(page).endswith(" found")
    assert page.get_by_role("button", name="Close").is_visible()
    assert page.get_by_role("group", name="Author").is_visible()
    page.get_by_label("Sort").select_option("oldest")
    expect(page.locator(".kensaku-meta time").first).to_have_text("February 1, 1999")


@pytest.mark.parametrize(
    ("address", "label"), [("index.html", "バウンス"), ("english.html", "Bounces")]
)
def test_a_value_has_the_label_of_the_pages_language(
    page: Page, root: str, address: str, label: str
) -> None:
    page.goto(f"{root}{address}")
    search(page, "スパム")
    expect(page.locator("[id='kensaku-topic-bounce'] > span:first-child")).to_have_text(label)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["の", "迷惑メールが届きます"])
def test_axe_finds_nothing_in_the_dialog(http: Page, query: str, scheme: str) -> None:
    http.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    http.set_viewport_size({"width": 1000, "height": 700})
    search(http, query)
    if query == "の":
        http.keyboard.press("ArrowDown")
    found = Axe().run(http, "#kensaku-dialog").response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_the_dialog_fits_a_phone(http: Page) -> None:
    http.set_viewport_size({"width": 320, "height": 480})
    search(http, "の")
    assert http.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    inside = "element => element.scrollWidth - element.clientWidth"
    assert http.locator(".kensaku-view").evaluate(inside) <= 0
    assert not http.get_by_role("group", name="発言者").is_visible()
    http.get_by_role("button", name="絞り込み").press("Enter")
    assert http.get_by_role("group", name="発言者").is_visible()
