"""What only another engine shows: the search and the previews in Firefox."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kensaku import Index
from tests.firefox import PROGRAM, Firefox, start
from tests.kensaku.client.conftest import as_javascript
from tests.site.kinds import THREAD

pytestmark = pytest.mark.skipif(not PROGRAM, reason="there is no Firefox")

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


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with start(tmp_path_factory.mktemp("firefox")) as firefox:
        yield firefox


@pytest.fixture
def firefox(started: Firefox) -> Iterator[Firefox]:
    """A script error, or what the policy holds back, fails the test."""
    started.errors.clear()
    yield started
    assert started.errors == []


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, site_url: str, site_dir: Path) -> str:
    return site_url if request.param == "http" else f"{site_dir.as_uri()}/"


def test_answers_are_those_of_the_python_reader(
    firefox: Firefox, root: str, site_dir: Path
) -> None:
    firefox.open(f"{root}search.html?q=mail")
    firefox.wait_for("globalThis.kensaku && true")
    answers = f"""kensaku.open().then((index) =>
        Promise.all({json.dumps(QUERIES)}.map((query) => index.search(query))))"""
    index = Index(site_dir / "kensaku")
    assert firefox.evaluate(answers) == [as_javascript(index.search(query)) for query in QUERIES]


def test_a_result_is_found_and_opened_by_keyboard_alone(firefox: Firefox, root: str) -> None:
    firefox.open(f"{root}index.html")
    firefox.wait_for(READY)
    firefox.press("/", *"バウンス")
    assert (
        firefox.wait_for("document.querySelector('.kensaku-hit mark')?.textContent") == "バウンス"
    )
    firefox.press("Escape")
    assert firefox.evaluate("!document.querySelector('dialog').open")
    firefox.press("/", "ArrowDown", "Enter")
    firefox.wait_for("!location.pathname.endsWith('index.html') && document.readyState")
    shown = "document.querySelector('main mark.kensaku-mark')?.getBoundingClientRect().y"
    assert 0 < firefox.wait_for(shown) < 900


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
    firefox: Firefox, site_url: str, page: str, width: int, word: str, opened: str
) -> None:
    firefox.open(site_url + page, width)
    firefox.wait_for(READY)
    firefox.evaluate(f"(globalThis.word = document.querySelector('{word}')).scrollIntoView()")
    firefox.evaluate("scrollBy(0, -300)")
    box = firefox.evaluate("word.getBoundingClientRect()")
    firefox.point(box["x"] + 4, box["y"] + 4)
    assert firefox.evaluate(opened)
    # A definition is below the word, or at the foot of a narrow window.
    firefox.point(box["x"] + 4, 880 if width == 800 else box["bottom"] + 8)
    assert firefox.evaluate(opened)
    firefox.press("Escape")
    assert not firefox.evaluate(opened)
