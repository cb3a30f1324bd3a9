"""Building beside the site that is there: what is kept, what is made anew, and what stays whole."""

import re
import shutil
from pathlib import Path

import pytest

from bench.convert import captures
from scraper.captures.archive import write_warc
from scraper.errors import ContentError
from tests.conftest import CHECKOUT
from tests.wsm.conftest import Checkout
from wsm.build import build_site
from wsm.inputs import page_digests
from wsm.pages import _present, render_pages
from wsm.project import Project

SEED = "threads/1998/980820210426"
NOTE = """---
target: {target}
kind: context
author: 試験
created: 2026-01-01
---

背景は [980820210426-1] にあります。
"""


@pytest.fixture
def built(checkout: Checkout) -> Checkout:
    """A checkout with the product's own content and three invented threads, converted and built."""
    shutil.rmtree(checkout.root / "vocabulary")
    for part in ("annotations", "archive", "docs", "overrides", "vocabulary"):
        shutil.copytree(CHECKOUT / part, checkout.root / part, dirs_exist_ok=True)
    invented = list(captures(4))[:3]
    assert invented[0].captured
    write_warc(checkout.root / "archive/invented.warc.gz", invented, invented[0].captured)
    result = checkout.wsm("build")
    assert result.exit_code == 0, result.output
    return checkout


def contents(site: Path) -> dict[str, bytes]:
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def places(site: Path) -> dict[str, int]:
    """The inode of each page: a page that was kept is the file that it was."""
    return {path.relative_to(site).as_posix(): path.stat().st_ino for path in site.rglob("*.html")}


def full(tmp_path: Path) -> dict[str, bytes]:
    """What a build of the working folder from nothing gives."""
    build_site(Project(Path()), tmp_path / "full", refuse)
    return contents(tmp_path / "full")


def refuse(problem: ContentError) -> None:
    raise problem


def is_thread(page: str) -> bool:
    return re.fullmatch("[0-9]{12}", Path(page).stem) is not None


def invented_page(checkout: Checkout) -> str:
    pages = sorted(checkout.root.glob("docs/threads/*/????????????.md"))
    return next(page.stem for page in pages if page.stem not in SEED)


def test_a_new_annotation_makes_only_its_page_anew(built: Checkout, tmp_path: Path) -> None:
    before = places(built.root / "site")
    thread = invented_page(built)
    built.write(f"annotations/{thread}/note.md", NOTE.format(target=f"{thread}-1").encode())
    result = built.wsm("build")
    assert result.exit_code == 0, result.output
    after = places(built.root / "site")
    changed = {page for page in after if after[page] != before.get(page)}
    assert {Path(page).stem for page in changed if is_thread(page)} == {thread}
    assert not any(page.startswith(("topics/", "people/")) for page in changed)
    assert contents(built.root / "site") == full(tmp_path)


def test_a_new_capture_gives_the_site_of_a_full_build(built: Checkout, tmp_path: Path) -> None:
    more = list(captures(4))[3:]
    assert more[0].captured
    write_warc(built.root / "archive/more.warc.gz", more, more[0].captured)
    before = places(built.root / "site")
    result = built.wsm("build")
    assert result.exit_code == 0, result.output
    after = places(built.root / "site")
    assert [page for page in before if before[page] == after[page]]
    assert contents(built.root / "site") == full(tmp_path)


def test_a_page_that_somebody_edited_is_made_anew(built: Checkout, tmp_path: Path) -> None:
    page = built.root / f"site/{SEED}.html"
    page.write_bytes(page.read_bytes() + b"<p>edited")
    result = built.wsm("build")
    assert result.exit_code == 0, result.output
    assert contents(built.root / "site") == full(tmp_path)


def test_a_digest_changes_with_what_the_page_shows(built: Checkout) -> None:
    project = Project(Path())
    before = page_digests(project)
    order = built.root / "docs/threads/.order.jsonl"
    order.write_text("\n".join(order.read_text("utf-8").split("\n")[:2]) + "\n", "utf-8")
    after = page_digests(project)
    assert {page for page in before if before[page] != after[page]} == {
        page for page in before if is_thread(page)
    }
    (built.root / "vocabulary/glossary.yml").write_bytes(b"terms: []\n")
    assert not before.items() & page_digests(project).items()


@pytest.mark.usefixtures("built")
def test_workers_and_one_process_write_the_same_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wsm.pages._STRETCH", 5)
    sites = []
    for workers in (1, 2):
        site = tmp_path / f"site-{workers}"
        site.mkdir()
        assert render_pages(Project(Path()), site, [], workers) == []
        sites.append(contents(site))
    assert sites[0] == sites[1]


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("[a](nowhere.md)", "contains a link 'nowhere.md', but the target 'about/nowhere.md'"),
        (
            "[a](index.md#nowhere)",
            "contains a link 'index.md#nowhere', but there is no such anchor",
        ),
        (
            f"[a](../{SEED}.md#m99)",
            f"contains a link '../{SEED}.md#m99', but the doc '{SEED}.md' does not contain",
        ),
    ],
)
def test_a_broken_link_names_its_line_and_leaves_the_site(
    built: Checkout, link: str, message: str
) -> None:
    before = contents(built.root / "site")
    about = built.root / "docs/about/index.md"
    text = about.read_text("utf-8")
    about.write_text(f"{text}\n\n{link}\n", "utf-8")
    with pytest.raises(ContentError) as error:
        build_site(Project(Path()), Path("site"), refuse, Path(".cache/pages.json"))
    line = text.count("\n") + 3
    assert str(error.value).startswith(f"docs/about/index.md:{line}: {message}")
    assert contents(built.root / "site") == before
    assert not list(built.root.glob(".site*"))


def test_what_a_killed_build_left_is_put_right(built: Checkout) -> None:
    before = contents(built.root / "site")
    (built.root / "site").rename(built.root / ".site.old")
    (built.root / ".site.new").mkdir()
    result = built.wsm("build")
    assert result.exit_code == 0, result.output
    assert contents(built.root / "site") == before
    assert not list(built.root.glob(".site*"))


# Of a page that was kept: its HTML, the ids that links want, and those that are found.
KEPT = [
    (b'<p id="m1">a</p><p id="m2">b</p>', {"m2"}, {"m2"}),
    (b"<p id='m1'>a</p><a class=x id=m2>b</a>", {"m2"}, {"m1", "m2"}),
    (b'<p>write &lt;a id="m2"&gt;</p><p id="m1">a</p>', {"m2"}, {"m1"}),
    (b'<p>write &lt;a id="m2"&gt;</p><p id="m2">a</p>', {"m2"}, {"m2"}),
]


@pytest.mark.parametrize(("html", "wanted", "found"), KEPT)
def test_ids_are_found_in_tags_alone(
    tmp_path: Path, html: bytes, wanted: set[str], found: set[str]
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(html)
    assert _present(wanted, page) == found
