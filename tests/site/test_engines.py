"""What only other engines show: the search and the previews in Firefox and in WebKit."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kensaku import Index
from tests import firefox, webkit
from tests.engine import Engine
from tests.kensaku.client.conftest import as_javascript
from tests.site.kinds import THREAD

QUERIES = [
    "メール",
    "サーバ",
    "バウンスメール",
    "の",
    "mail",
    "ＡＩＭＳ",
    "ﾒｰﾙ -スパム",
    '"Mac OS"',
]
DEFINITION = "getComputedStyle(word, '::after').content !== 'none'"
PREVIEW = "word.nextElementSibling.checkVisibility()"
READY = "document.querySelector('#kensaku-open[aria-haspopup]') && globalThis.wsm && true"


@pytest.fixture(scope="module", params=["Firefox", "WebKit"])
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    engine = {"Firefox": firefox, "WebKit": webkit}[request.param]
    if not engine.PROGRAM:
        pytest.skip(f"there is no {request.param}")
    with engine.start(tmp_path_factory.mktemp(request.param)) as browser:
        yield browser


@pytest.fixture
def browser(started: Engine) -> Iterator[Engine]:
    """A script error, or what the policy holds back, fails the test in Firefox."""
    started.errors.clear()
    yield started
    assert started.errors == []


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, site_url: str, site_dir: Path) -> str:
    return site_url if request.param == "http" else f"{site_dir.as_uri()}/"


def test_answers_are_those_of_the_python_reader(browser: Engine, root: str, site_dir: Path) -> None:
    browser.open(f"{root}search.html?q=mail")
    browser.wait_for("globalThis.kensaku && true")
    answers = f"""kensaku.open().then((index) =>
        Promise.all({json.dumps(QUERIES)}.map((query) => index.search(query))))"""
    index = Index(site_dir / "kensaku")
    assert browser.evaluate(answers) == [as_javascript(index.search(query)) for query in QUERIES]


def test_a_result_is_found_and_opened_by_keyboard_alone(browser: Engine, root: str) -> None:
    browser.open(f"{root}index.html")
    browser.wait_for(READY)
    browser.press("/", *"バウンス")
    assert (
        browser.wait_for("document.querySelector('.kensaku-hit mark')?.textContent") == "バウンス"
    )
    browser.press("Escape")
    assert browser.evaluate("!document.querySelector('dialog').open")
    browser.press("/")
    browser.wait_for("document.activeElement.id === 'kensaku-input'")
    browser.press("ArrowDown")
    browser.wait_for("document.querySelector('.kensaku-hit[aria-selected=true]') && true")
    browser.press("Enter")
    browser.wait_for("!location.pathname.endsWith('index.html') && document.readyState")
    shown = "document.querySelector('main mark.kensaku-mark')?.getBoundingClientRect().y"
    assert 0 < browser.wait_for(shown) < 900


def test_on_arrival_what_was_found_is_in_the_middle(browser: Engine, root: str) -> None:
    browser.open(f"{root}guides/bounce.html?mark=550#step-3")
    mark = "document.querySelector('main p mark.kensaku-mark')"
    browser.wait_for(f"{mark} && true")
    time.sleep(0.5)  # some frames later WebKit went back to the fragment
    assert 300 < browser.evaluate(f"{mark}.getBoundingClientRect().y") < 600


@pytest.mark.parametrize(
    ("page", "width", "word", "opened"),
    [
        (THREAD, 800, ".post-body .term", DEFINITION),
        (THREAD, 1280, ".post-body .term", DEFINITION),
        ("guides/forged-sender.html", 1280, "#cite-1", PREVIEW),
    ],
    ids=["definition at the foot", "definition", "preview"],
)
def test_the_pointer_can_go_to_what_it_opened_and_escape_puts_it_away(
    browser: Engine, site_url: str, page: str, width: int, word: str, opened: str
) -> None:
    browser.open(site_url + page, width)
    browser.wait_for(READY)
    browser.evaluate(f"(globalThis.word = document.querySelector('{word}')).scrollIntoView()")
    browser.evaluate("scrollBy(0, -300)")
    box = browser.evaluate("word.getBoundingClientRect()")
    browser.point(box["x"] + 4, box["y"] + 4)
    assert browser.evaluate(opened)
    # A definition is below the word, or at the foot of a narrow window.
    browser.point(box["x"] + 4, 880 if width == 800 else box["bottom"] + 8)
    assert browser.evaluate(opened)
    browser.press("Escape")
    assert not browser.evaluate(opened)
