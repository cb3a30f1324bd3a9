"""Guides and threads in the browser: previews, citations to take away, where links lead."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from scraper.emit import emit
from scraper.model import Capture
from scraper.thread import parse_capture
from tests.conftest import CHECKOUT, build
from tests.marginalia.citations.conftest import BIBLIOGRAPHY, DRAWING, HEAD
from wsm.build import serve_site

GUIDE = """# 題

## 当時

「RBL」[@980820210426-12 "RBL exclusions"]、先[@980820210426-4]、再び[@980820210426-12]。

![それは輪です。](figures/loop.svg "輪")

| a | b |
| - | - |
| とても長い表の長い長い長い欄の先[@rfc7208, §4.6.4] | b |
"""
ENGLISH = "# T\n\n## Then\n\nYes [@980820210426-1].\n"
OVERVIEW = HEAD.replace("topic: forged-sender\norder: 1\n", "").replace(
    "template: guide.html\n", ""
)
SIGNS = '100% {A} & B_C #1 ~x^2 \\n $5 "q" }<b>'
NAMED = (
    "index.md",
    "about/index.md",
    "browse/index.md",
    "threads/index.md",
    "topics/forged-sender.md",
)
ODD = f"""{SIGNS}

発言者:{SIGNS}
( Date Monday, March 1, 1999 09:00:00 )

本文。
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with one guide in both languages and a thread of odd signs."""
    project = tmp_path_factory.mktemp("cited")
    # With the packages, so that MkDocs alone takes this folder for the checkout.
    for part in ("overrides", "vocabulary", "marginalia", "scraper"):
        shutil.copytree(CHECKOUT / part, project / part)
    shutil.copy(CHECKOUT / "mkdocs.yml", project)
    docs = project / "docs"
    shutil.copytree(CHECKOUT / "docs" / "threads" / "1998", docs / "threads" / "1998")
    (project / "vocabulary" / "bibliography.yml").write_text(BIBLIOGRAPHY, "utf-8")
    pages = {
        "guides/forged-sender.md": HEAD.format(title="題 100%", lang="ja") + GUIDE,
        "en/guides/forged-sender.md": HEAD.format(title="T", lang="en") + ENGLISH,
        "guides/index.md": OVERVIEW.format(title="ガイド", lang="ja") + "# ガイド\n",
        "en/guides/index.md": OVERVIEW.format(title="Guides", lang="en") + "# Guides\n",
        "guides/figures/loop.svg": DRAWING,
        # What the navigation and the guide lead to.
        **dict.fromkeys(NAMED, "# 題\n"),
        "threads/1999/990301090000.md": emit(
            parse_capture(Capture(ODD.encode(), "text/plain", "odd"))
        ),
    }
    for name, text in pages.items():
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return project


@pytest.fixture(scope="module")
def site(project: Path) -> Path:
    """What is built of it."""
    return build(project, project / "site")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serve_site(site, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def guide(page: Page, site: Path) -> Page:
    """The guide, opened from its folder."""
    page.goto((site / "guides" / "forged-sender.html").as_uri())
    return page


def preview(page: Page, number: int) -> Locator:
    return page.locator(f"#cite-{number}-preview")


def test_the_preview_shows_on_focus_and_escape_puts_it_away(guide: Page) -> None:
    assert not preview(guide, 1).is_visible()
    guide.locator("#cite-1").focus()
    assert preview(guide, 1).is_visible()
    assert "RBL exclusions" in preview(guide, 1).inner_text()
    guide.keyboard.press("Escape")
    assert not preview(guide, 1).is_visible()
    assert guide.locator("#cite-1").evaluate("link => link === document.activeElement")
    guide.keyboard.press("Tab")
    assert preview(guide, 2).is_visible()
    guide.keyboard.press("Shift+Tab")
    assert preview(guide, 1).is_visible()


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize("width", [320, 700, 1280])
def test_the_pointer_can_go_to_the_preview_which_is_never_cut_off(
    guide: Page, number: int, width: int
) -> None:
    guide.set_viewport_size({"width": width, "height": 900})
    link, shown = guide.locator(f"#cite-{number}"), preview(guide, number)
    link.hover()
    assert shown.is_visible()
    place, target = link.bounding_box(), shown.bounding_box()
    assert place
    assert target
    assert target["x"] >= 0
    assert target["x"] + target["width"] <= width
    x = min(place["x"] + place["width"] / 2, target["x"] + target["width"] - 2)
    guide.mouse.move(x, target["y"] + target["height"] / 2, steps=20)
    assert shown.is_visible()
    guide.keyboard.press("Escape")
    assert not shown.is_visible()
    guide.mouse.move(1, 1)
    link.hover()
    assert shown.is_visible()
    assert guide.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_screen_reader_is_told_the_preview(guide: Page) -> None:
    client = guide.context.new_cdp_session(guide)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    told = {
        node["name"]["value"]: node["description"]["value"]
        for node in nodes
        if node.get("description", {}).get("value") and node.get("role", {}).get("value") == "link"
    }
    assert "RBL exclusions" in told["#12 たまちゃん"] or "素っ頓狂" in told["#12 たまちゃん"]
    assert "サーバー側で根本的な対策は" in told["#4 田中求之"]


def test_links_lead_to_the_post_and_back_without_scripts(guide: Page, site: Path) -> None:
    for path in ("guides/forged-sender.html", "threads/1998/980820210426.html"):
        guide.goto((site / path).as_uri())
        links = guide.locator(".cite > a, .references a, .cited-by a, .guide-place a")
        targets = links.evaluate_all(
            "links => links.map(a => [a.protocol, decodeURIComponent(a.pathname), a.hash.slice(1)])"
        )
        assert targets
        for protocol, file, fragment in targets:
            if protocol == "file:":
                assert f'id="{fragment}"' in Path(file).read_text("utf-8") or not fragment


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["guides/forged-sender.html", "en/guides/forged-sender.html", "threads/1998/980820210426.html"],
)
def test_axe_finds_no_violation(page: Page, address: str, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address + path)
    if "guides" in path:
        page.locator("#cite-1").focus()
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == []


def taken(page: Page, scope: str, name: str) -> str:
    """What the button offers; the dialog is closed again by Escape."""
    page.locator(scope).get_by_role("button", name=name).click()
    text = page.get_by_role("dialog").get_by_role("textbox").input_value()
    page.get_by_role("dialog").get_by_role("status").filter(has_text="。").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".cite-dialog")).to_have_count(0)
    return text


def test_a_post_is_taken_away_as_bibtex_with_every_sign_escaped(page: Page, address: str) -> None:
    page.goto(f"{address}threads/1999/990301090000.html")
    signs = (
        r"100\% \textbraceleft{}A\textbraceright{} \& B\_C \#1 \textasciitilde{}x"
        r"\textasciicircum{}2 \textbackslash{}n \$5 " + '"q" ' + r"\textbraceright{}<b>"
    )
    assert taken(page, "section.post", "BibTeX") == (
        "@misc{wsm-990301090000-1,\n"
        f"  author = {{{{{signs}}}}},\n"
        f"  title = {{{{{signs}}}}},\n"
        "  howpublished = {Web Scripter's Meeting, 発言1},\n"
        "  year = {1999},\n"
        "  month = mar,\n"
        "  day = {1},\n"
        f"  url = {{{address}threads/1999/990301090000.html#m1}},\n"
        "  language = {japanese}\n"
        "}\n"
    )


def test_a_post_is_taken_away_as_csl_json(page: Page, address: str) -> None:
    page.goto(f"{address}threads/1999/990301090000.html#m1")
    assert json.loads(taken(page, "section.post", "CSL-JSON")) == [
        {
            "id": "wsm-990301090000-1",
            "type": "post",
            "author": [{"literal": SIGNS}],
            "title": SIGNS,
            "container-title": "Web Scripter's Meeting",
            "number": "1",
            "issued": {"date-parts": [[1999, 3, 1]]},
            "URL": f"{address}threads/1999/990301090000.html#m1",
            "language": "ja",
        }
    ]


def test_a_guide_is_taken_away_and_from_a_folder_without_an_address(guide: Page) -> None:
    assert json.loads(taken(guide, ".guide", "CSL-JSON")) == [
        {
            "id": "wsm-forged-sender-ja",
            "type": "webpage",
            "author": [{"literal": "WSM アーカイブ"}],
            "title": "題 100%",
            "container-title": "WSM アーカイブ",
            "issued": {"date-parts": [[2026, 11, 24]]},
            "language": "ja",
        }
    ]
    assert "url" not in taken(guide, ".guide", "BibTeX")


def test_what_was_taken_is_on_the_clipboard(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}threads/1998/980820210426.html")
    text = taken(page, "section[data-post$='-12']", "BibTeX")
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_the_generator_alone_refuses_a_wrong_citation_with_its_line(
    project: Path, site: Path
) -> None:
    guide = project / "docs" / "guides" / "forged-sender.md"
    right = guide.read_text("utf-8")
    guide.write_text(right.replace("RBL exclusions", "RBL exclusion s."), "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", site / "again"]
    built = subprocess.run(command, cwd=project, capture_output=True, text=True)
    guide.write_text(right, "utf-8")
    assert built.returncode != 0
    assert "docs/guides/forged-sender.md:14: no such words in post 980820210426-12" in built.stderr
