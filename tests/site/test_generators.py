"""MkDocs and Zensical make the same site: every file, to the byte, but for what is listed here."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from playwright.sync_api import Page

from scraper.errors import ContentError
from tests.conftest import CHECKOUT
from tests.site.conftest import (
    LONG_LINES,
    LONG_NAME,
    LONG_TITLE,
    MARKUP_LINE,
    MARKUP_NAME,
    MARKUP_TITLE,
    odd_thread,
)
from tests.site.kinds import THREAD
from wsm import zensical
from wsm.build import build_site
from wsm.project import Project
from wsm.zensical import build_pages


class Difference(NamedTuple):
    """Something in pages that is written in two ways; ``pattern`` becomes ``one`` in both sites."""

    why: str
    pattern: bytes
    one: bytes


IN_PAGES = (
    Difference(
        "Zensical begins addresses in the page's own folder with ./",
        rb'(?<=href=")\./|(?<=src=")\./|(?<=action=")\./',
        b"",
    ),
    Difference(
        "The templates' filter e is MiniJinja's in Zensical: it writes ' in hexadecimal",
        rb"&#x27;",
        b"&#39;",
    ),
    Difference("The same filter escapes / too", rb"&#x2f;", b"/"),
    Difference(
        'The same filter writes " by name, and SuperFences leaves it as it is in code',
        rb"&#34;|&quot;",
        b'"',
    ),
    Difference(
        "SuperFences writes no line end after the last line of code",
        rb"\n</code></pre>",
        b"</code></pre>",
    ),
)
# Zensical says nothing of what it does not know: each of these is in both sites.
FEATURES = {
    "a citation": ("guides/bounce.html", 'class="cite"'),
    "the list of references": ("guides/bounce.html", 'class="references"'),
    "words that an annotation marks": (THREAD, "<mark"),
    "an annotation": (THREAD, 'class="note'),
    "the way of a mail, hop by hop": (THREAD, 'class="hops'),
    "the timeline": (THREAD, 'class="timeline"'),
    "a term with its explanation": (THREAD, 'class="term"'),
    "a quotation's origin": (THREAD, 'class="quote'),
    "where a post is cited": (THREAD, 'class="cited-by"'),
    "the canonical address": (THREAD, 'rel="canonical" href="https://wsm.example/archive/'),
    "JSON-LD": (THREAD, "application/ld+json"),
    "the policy": (THREAD, "Content-Security-Policy"),
    "the repository": (THREAD, "https://forge.example/someone/archive"),
    "Japanese words on an English page": ("en/guides/bounce.html", '<span lang="ja">'),
    "the search": ("kensaku/index.js", "kensaku"),
    "the feed of annotations": ("annotations.atom", "<entry>"),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout's own content, and threads with markup in every field or all too long."""
    root = tmp_path_factory.mktemp("generators") / "tree"
    for part in ("annotations", "archive", "docs", "overrides", "vocabulary"):
        shutil.copytree(CHECKOUT / part, root / part)
    shutil.copy(CHECKOUT / "mkdocs.yml", root)
    folder = root / "docs" / "threads" / "1999"
    folder.mkdir()
    (folder / "index.md").write_text("# 1999年のスレッド\n", "utf-8")
    markup = odd_thread(MARKUP_TITLE, MARKUP_NAME, MARKUP_LINE)
    (folder / "markup.md").write_text(markup, "utf-8")
    (folder / "long.md").write_text(odd_thread(LONG_TITLE, LONG_NAME, LONG_LINES), "utf-8")
    return root


def fail(problem: ContentError) -> None:
    pytest.fail(str(problem))


@pytest.fixture(scope="module")
def sites(tree: Path) -> tuple[Path, Path]:
    """The sites that MkDocs and Zensical made of it, as they are at an address."""
    by_mkdocs, by_zensical = tree.with_name("mkdocs"), tree.with_name("zensical")
    project = Project(tree)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WSM_SITE_URL", "https://wsm.example/archive/")
        patch.setenv("WSM_REPOSITORY", "github+https://forge.example/someone/archive")
        build_site(project, by_mkdocs, fail)
        build_site(
            project,
            by_zensical,
            fail,
            render=lambda project, site, _kept, _workers: build_pages(project, site),
        )
    return by_mkdocs, by_zensical


def files(site: Path) -> set[str]:
    """What is in a site."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def same(path: Path, *without: Difference) -> bytes:
    """A file with what is listed written in one way; ``without`` is left as it is."""
    data = path.read_bytes()
    if path.suffix == ".html":
        for each in IN_PAGES:
            if each not in without:
                data = re.sub(each.pattern, each.one, data)
    return data


def test_both_make_the_same_files(sites: tuple[Path, Path]) -> None:
    by_mkdocs, by_zensical = sites
    assert files(by_mkdocs) == files(by_zensical)


def test_both_write_the_same_into_them(sites: tuple[Path, Path]) -> None:
    by_mkdocs, by_zensical = sites
    for name in sorted(files(by_mkdocs)):
        assert same(by_mkdocs / name) == same(by_zensical / name), name


@pytest.mark.parametrize("difference", IN_PAGES, ids=lambda each: each.why)
def test_each_difference_that_is_listed_is_there(
    sites: tuple[Path, Path], difference: Difference
) -> None:
    by_mkdocs, by_zensical = sites
    assert any(
        same(by_mkdocs / name, difference) != same(by_zensical / name, difference)
        for name in files(by_mkdocs)
    )


@pytest.mark.parametrize(("page", "found"), FEATURES.values(), ids=FEATURES)
def test_both_have_every_feature(sites: tuple[Path, Path], page: str, found: str) -> None:
    for site in sites:
        assert found.encode() in (site / page).read_bytes()


def test_what_pages_load_is_there_and_the_themes_own_is_not(sites: tuple[Path, Path]) -> None:
    for site in sites:
        assert not list(site.glob("assets/*/bundle*")) + list(site.glob("assets/*/main*"))
        for page in site.rglob("*.html"):
            loaded = re.findall(r'(?:href|src)="[./]*(assets/[^"#?]*)', page.read_text("utf-8"))
            assert not [each for each in loaded if not (site / each).is_file()]


def test_the_search_works_in_what_zensical_made(sites: tuple[Path, Path], page: Page) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto((sites[1] / "search.html").as_uri() + "?q=%E3%83%A1%E3%83%BC%E3%83%AB")
    page.locator("#kensaku-page a[href*='.html']").first.click()
    page.locator("h1").wait_for()
    assert refused == []


Edit = Callable[[Path], object]


def added(name: str, text: str) -> Edit:
    """Puts ``text`` at the end of a file."""

    def edit(root: Path) -> None:
        path = root / name
        path.write_text(f"{path.read_text('utf-8')}{text}", "utf-8")

    return edit


BROKEN: dict[str, tuple[Edit, list[str]]] = {
    "a citation of a post that is not there": (
        added("docs/index.md", "\n[@980820210426-99]\n"),
        [r"docs/index\.md:\d+: no post 980820210426-99"],
    ),
    "links to pages and places that are not there": (
        added("docs/index.md", "\n[x](nowhere.md)\n[x](guides/rbl.md#nowhere)\n"),
        [
            r"docs/index\.md:\d+: page does not exist; correct the link",
            r"docs/index\.md:\d+: anchor does not exist; correct the link",
        ],
    ),
    "a picture that is not there, and a link that starts at the server's root": (
        added("docs/index.md", "\n![x](nowhere.png)\n[x](/guides/rbl.html)\n"),
        [
            r"docs/index\.md: no file is at nowhere\.png; correct the link",
            r"docs/index\.md: no file is at /guides/rbl\.html; correct the link",
        ],
    ),
    "settings that are no YAML": (added("mkdocs.yml", "\nx: [\n"), [r"mkdocs\.yml: .*line \d+"]),
    "a template with a name that is not there": (
        added("overrides/home.html", "{% block description %}{{ nobody.name }}{% endblock %}"),
        [r"mkdocs\.yml: Zensical stopped: .*home\.html"],
    ),
}


@pytest.mark.parametrize(("edit", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_stops_the_build_with_its_place(
    tree: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, edit: Edit, said: list[str]
) -> None:
    root = shutil.copytree(tree, tmp_path / "tree")
    site = tmp_path / "site"
    site.mkdir()
    edit(root)
    with pytest.raises(ContentError) as stopped:
        build_pages(Project(root), site)
    lines = [*caplog.messages, str(stopped.value)]
    for each in said:
        assert any(re.search(each, line) for line in lines), lines
    assert not any("\n" in line for line in lines)
    assert list(site.iterdir()) == []


def test_an_annotation_that_is_not_in_order_is_left_out_and_reported(
    tree: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(tree, tmp_path / "tree")
    site = tmp_path / "site"
    site.mkdir()
    note = root / "annotations" / "980820210426" / "abced.md"
    note.write_text(
        re.sub("exact: .*", "exact: 書かれていない言葉", note.read_text("utf-8")), "utf-8"
    )
    refused = build_pages(Project(root), site)
    assert [Path(each.path).name for each in refused] == ["abced.md"]
    assert "annotate-abced" not in (site / THREAD).read_text("utf-8")


def test_without_zensical_it_says_how_to_install_it(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zensical, "find_spec", lambda _name: None)
    with pytest.raises(click.UsageError, match=r"pip install 'wsm-archive\[zensical\]'"):
        build_pages(Project(tree), tmp_path)
