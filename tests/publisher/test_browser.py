"""Published pages in Chromium: the policy holds back nothing of ours, and old addresses lead on."""

from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.site.kinds import KINDS, THREAD, visit

PAGES = (*KINDS, "guides/index.html", "guides/rbl.html", "en/guides/rbl.html")
OLD = "http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html"
ABOUT = "about/index.html"
NONE = "このアドレスのスレッドは、まだ取り込まれていません。"
UNREAD = "WSMのアドレスとして読み取れませんでした。"


def held_back(page: Page) -> list[str]:
    """What the page says on its console that it should not."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    page.on("console", note)
    return said


@pytest.mark.parametrize("kind", [*PAGES, "404.html"])
def test_the_policy_holds_back_nothing_on_a_server(
    page: Page, published_url: str, kind: str
) -> None:
    said = held_back(page)
    visit(page, published_url + kind)
    page.wait_for_load_state("networkidle")
    assert said == []


@pytest.mark.parametrize("kind", PAGES)
def test_the_policy_holds_back_nothing_in_a_folder(page: Page, published: Path, kind: str) -> None:
    said = held_back(page)
    visit(page, (published / kind).as_uri())
    page.wait_for_load_state("networkidle")
    assert said == []
    assert "Hiragino" in page.evaluate("getComputedStyle(document.body).fontFamily")


def test_search_and_the_switches_work_under_the_policy(page: Page, published_url: str) -> None:
    said = held_back(page)
    visit(page, published_url + THREAD)
    page.keyboard.press("/")
    page.keyboard.type("バウンス")
    page.locator(".kensaku-hit").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("#palette button:visible").click()
    assert said == []


def test_a_script_from_nowhere_does_not_run(page: Page, published_url: str) -> None:
    visit(page, published_url + THREAD)
    # What Playwright calls may evaluate text; what runs later on its own is the page's.
    ran = page.evaluate(
        """() => new Promise((resolve) => setTimeout(() => {
             const script = document.createElement("script");
             script.textContent = "window.ran = 'a script element'";
             document.body.append(script);
             try {
               eval("window.ran = 'eval'");
             } catch {}
             resolve(window.ran ?? "nothing");
           }))"""
    )
    assert ran == "nothing"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (OLD.replace("980820", "980821"), NONE),
        (OLD.replace("980820", "030101"), NONE),
        ("https://example.com/", UNREAD),
        ("", UNREAD),
        ("<img src=x onerror=xss()>", UNREAD),
    ],
)
def test_an_address_that_leads_nowhere_says_why(
    page: Page, published_url: str, typed: str, said: str
) -> None:
    visit(page, published_url + ABOUT)
    page.get_by_label("WSMのアドレス").fill(typed)
    page.get_by_role("button", name="スレッドを探す").click()
    page.get_by_text(said, exact=True).wait_for()


@pytest.mark.parametrize(
    "typed", [OLD, f"  {OLD}#end ", "WSM_1998/980820210426.html", "980820210426"]
)
def test_an_old_address_opens_its_thread(page: Page, published_url: str, typed: str) -> None:
    visit(page, published_url + ABOUT)
    page.get_by_label("WSMのアドレス").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url(published_url + THREAD)


def test_an_old_address_opens_its_thread_from_a_folder(page: Page, published: Path) -> None:
    visit(page, (published / ABOUT).as_uri())
    page.get_by_label("WSMのアドレス").fill(OLD)
    page.keyboard.press("Enter")
    page.wait_for_url((published / THREAD).as_uri())


def test_an_inferred_address_a_second_off_is_offered(page: Page, published_url: str) -> None:
    visit(page, published_url + ABOUT)
    page.get_by_label("WSMのアドレス").fill(OLD.replace("26.html", "27.html"))
    page.keyboard.press("Enter")
    link = page.locator(".old-address").get_by_role("link")
    link.click()
    page.wait_for_url(published_url + THREAD)


def test_the_field_holds_its_shape_at_320_px(page: Page, published_url: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    visit(page, published_url + ABOUT)
    assert page.get_by_label("WSMのアドレス").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
