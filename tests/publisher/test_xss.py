"""Hostile text wherever a reader may put some: nothing of it runs, and all of it shows as text.

Each page is opened as the generator wrote it too: there no policy stands behind the escaping.
"""

import html
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
import yaml
from playwright.sync_api import ConsoleMessage, Page

from scraper.emit import emit
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.thread import parse_capture
from tests.conftest import CHECKOUT
from tests.publisher.conftest import HERE, published_in, served
from tests.site.kinds import visit
from wsm.build import build_site
from wsm.project import Project

VECTORS = (Path(__file__).parent / "vectors.txt").read_text("utf-8").splitlines()
TARGETS = (
    "javascript:xss()",
    " java\tscript:xss()",
    "data:text/html,<script>xss()</script>",
    'http://a.example/"onmouseover="xss()',
    "vbscript:xss()",
)
QUOTE = "目印の言葉"
ACTIVE = "script, iframe, [onerror], [onload], [onclick], [onfocus], [ontoggle], [srcdoc], [style]"
NAMED = "'\"><img src=x onerror=xss()>.md"


class Hostile(NamedTuple):
    """A project's site before and after publishing, and what was reported while making it."""

    built: Path
    published: Path
    refused: list[ContentError]
    forbidden: list[ContentError]


def thread_id(number: int) -> str:
    return f"990301{number:06}"


def capture(number: int, vector: str) -> Capture:
    """A saved page of one post in which title, name, body, headers and links are hostile."""
    text = html.escape(vector)
    day = f"( Date Monday, March 1, 1999 00:{number // 60:02}:{number % 60:02} )"
    links = "".join(f'→ <a href="{html.escape(target)}">{text}</a><br>' for target in TARGETS)
    page = (
        f"<title>{text}</title><pre>{text}\n\n発言者:{text}\n{day}\n\n{QUOTE}\n\n{text}\n\n"
        f"&gt; {text}\n&gt; {text}\n\n・{text}\n・{text}\n\n"
        f"Received: from {text} ([192.0.2.1])\nby {text} (8.8.8)\nSubject: {text}\n"
        f"Message-ID: &lt;{text}&gt;\n\n</pre>{links}"
    )
    return Capture(page.encode(), "text/html", "made")


def annotation(number: int, vector: str) -> str:
    head = {
        "target": f"{thread_id(number)}-1",
        "quote": {"exact": QUOTE},
        "kind": "context",
        "author": vector if number % 2 else "試験",
        "created": "2026-01-01",
        "lang": "ja",
    }
    front = yaml.safe_dump(head, allow_unicode=True, sort_keys=False).replace(
        "'2026-01-01'", "2026-01-01"
    )
    return f"---\n{front}---\n\n本文 {vector}\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    root = tmp_path_factory.mktemp("hostile")
    for part in ("annotations", "docs", "overrides", "vocabulary"):
        shutil.copytree(CHECKOUT / part, root / part)
    shutil.copy(CHECKOUT / "mkdocs.yml", root)
    shutil.copytree(CHECKOUT / "archive", root / "archive")
    threads = root / "docs/threads/1999"
    threads.mkdir()
    for number, vector in enumerate(VECTORS):
        thread = parse_capture(capture(number, vector))
        (threads / f"{thread_id(number)}.md").write_text(emit(thread), "utf-8")
        notes = root / "annotations" / thread_id(number)
        notes.mkdir()
        (notes / "note.md").write_text(annotation(number, vector), "utf-8")
        facts = {"title": vector, "description": vector, "topic": "spam", "updated": "2026-01-01"}
        front = yaml.safe_dump(
            {**facts, "template": "guide.html", "lang": "ja"}, allow_unicode=True
        )
        (root / f"docs/links/{number}.md").write_text(f"---\n{front}---\n\n# 題\n", "utf-8")
    (root / "docs/links" / NAMED).write_text("# 題\n", "utf-8")
    refused: list[ContentError] = []
    built = root / "site"
    build_site(Project(root), built, refused.append)
    published = root / "published"
    shutil.copytree(built, published)
    return Hostile(built, published, refused, published_in(published, root / "docs", HERE))


@pytest.fixture(scope="module", params=["built", "published"])
def address(request: pytest.FixtureRequest, hostile: Hostile) -> Iterator[str]:
    """Where the site is served, as built and as published."""
    yield from served(getattr(hostile, request.param))


@pytest.fixture
def ran(page: Page) -> list[str]:
    """What ran on any page that is opened, or was held back."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A picture that is not there is how some vectors begin; what counts is what they do then.
        if message.type == "error" and not message.text.startswith("Failed to load"):
            said.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.add_init_script("window.xss = () => console.error('xss')")
    return said


def use(page: Page, address: str) -> None:
    """Open a page and do what may run something on it."""
    visit(page, address)
    page.evaluate(
        """() => {
             for (const element of document.querySelectorAll("article *")) {
               for (const name of ["mouseover", "focus", "toggle"])
                 element.dispatchEvent(new Event(name));
             }
             for (const link of document.querySelectorAll("article a[href]"))
               if (!/^(https?|file):$/.test(link.protocol)) console.error(link.href);
           }"""
    )


def squeezed(text: str) -> str:
    """Text without white space: lines are joined, and names have theirs made one."""
    return "".join(text.split())


def shown(page: Page, selector: str) -> str:
    return squeezed("".join(page.locator(selector).all_inner_texts()))


def test_nothing_in_a_thread_runs_and_all_of_it_is_text(
    page: Page, ran: list[str], address: str
) -> None:
    for number, vector in enumerate(VECTORS):
        use(page, f"{address}threads/1999/{thread_id(number)}.html")
        assert page.title().startswith(vector)
        assert squeezed(vector) in shown(page, "h1")
        assert squeezed(vector) in shown(page, ".post-author")
        assert shown(page, ".post-body").count(squeezed(vector)) >= 5
        assert page.locator("article").locator(ACTIVE).count() == 0
    assert ran == []


def test_nothing_in_front_matter_runs(page: Page, ran: list[str], address: str) -> None:
    for number, vector in enumerate(VECTORS):
        use(page, f"{address}links/{number}.html")
        assert page.title().startswith(vector)
    assert ran == []


def test_nothing_in_a_file_name_runs(page: Page, ran: list[str], address: str) -> None:
    use(page, f"{address}links/{quote(NAMED.removesuffix('.md'))}.html")
    assert ran == []


def test_an_annotation_is_refused_or_shows_as_text(
    page: Page, hostile: Hostile, address: str
) -> None:
    refused = {Path(error.path).parent.name for error in hostile.refused}
    taken = [number for number in range(len(VECTORS)) if thread_id(number) not in refused]
    assert refused
    assert taken
    for number in taken:
        visit(page, f"{address}threads/1999/{thread_id(number)}.html")
        # A note is Markdown, in which entities and code spans are what they stand for.
        vector = squeezed(html.unescape(VECTORS[number]).replace("`", ""))
        assert vector in shown(page, "section.note")


def test_nothing_hostile_reaches_the_published_markup(hostile: Hostile) -> None:
    assert hostile.forbidden == []
