"""The whole site: the files it gains, and that publishing is safe to repeat, stop and watch."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from lxml import etree  # type: ignore[import-untyped]

from publisher import early_publisher, publish
from publisher.cards import HEIGHT, WIDTH, cards
from publisher.publish import _BATCH
from scraper.errors import ContentError
from tests.conftest import CHECKOUT
from tests.publisher.conftest import HERE, THERE, published_in
from tests.site.kinds import THREAD

DOCS = CHECKOUT / "docs"
OLD = "http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def state(folder: Path) -> dict[str, tuple[str, int]]:
    """The digest and the time of change of each file."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def small(site_dir: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A site of three pages and the Markdown of one, not yet published."""
    folder, docs = tmp_path / "site", tmp_path / "docs"
    for name in ("index.html", "404.html", THREAD):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(site_dir / name, folder / name)
    markdown = THREAD.replace(".html", ".md")
    (docs / markdown).parent.mkdir(parents=True)
    shutil.copy(DOCS / markdown, docs / markdown)
    return folder, docs


def test_a_second_run_touches_nothing(published: Path) -> None:
    before = state(published)
    assert published_in(published, DOCS, HERE) == []
    assert state(published) == before


def test_a_page_published_before_it_is_written_is_the_same(small: tuple[Path, Path]) -> None:
    folder, docs = small
    early = early_publisher(folder, docs, THERE, ["index.html", "404.html", THREAD])
    found = early(THREAD, (folder / THREAD).read_bytes())
    assert published_in(folder, docs, THERE) == []
    assert (folder / THREAD).read_bytes() == found


@pytest.mark.parametrize("bad", [b"<script>alert(1)</script>", b"<p onclick=a>", b"<i style=a>"])
def test_a_page_that_must_not_be_published_is_written_as_it_was(
    small: tuple[Path, Path], bad: bytes
) -> None:
    folder, docs = small
    html = (folder / THREAD).read_bytes().replace(b"</body>", bad + b"</body>")
    assert early_publisher(folder, docs, HERE, [THREAD])(THREAD, html) == html
    (folder / THREAD).write_bytes(html)
    assert published_in(folder, docs, HERE)


def test_every_page_has_a_policy_a_title_and_no_leak_of_where_one_was(published: Path) -> None:
    for path in published.rglob("*.html"):
        page = etree.parse(path, etree.HTMLParser(encoding="utf-8"))
        assert len(page.findall(".//meta[@http-equiv='Content-Security-Policy']")) == 1, path
        assert page.find(".//meta[@name='referrer']").get("content") == "no-referrer", path
        assert page.find(".//meta[@property='og:title']").get("content"), path
        for link in page.iterfind(".//a[@href]"):
            if link.get("href").startswith(("http:", "https:", "//")):
                assert "noopener" in link.get("rel", "").split(), (path, link.get("href"))


def test_every_page_written_in_markdown_has_it_beside_it(published: Path) -> None:
    for source in DOCS.rglob("*.md"):
        place = source.relative_to(DOCS)
        assert (published / place).read_bytes() == source.read_bytes()
        html = (published / place.with_suffix(".html")).read_text("utf-8")
        assert f'type="text/markdown" href="{place.name}"' in html


def test_pages_in_two_languages_name_each_other(addressed: Path) -> None:
    for page in ("guides/rbl.html", "en/guides/rbl.html"):
        html = (addressed / page).read_text("utf-8")
        for lang, place in (("ja", "guides/rbl.html"), ("en", "en/guides/rbl.html")):
            assert f'hreflang="{lang}" href="https://wsm.example/archive/{place}"' in html


def test_the_theme_asks_no_link_for_a_sitemap(published: Path) -> None:
    for path in published.rglob("*.html"):
        assert '<link rel="alternate"' not in path.read_text("utf-8"), path


def test_the_kinds_of_pages_say_what_they_are(published: Path) -> None:
    kinds = {
        "index.html": "WebSite",
        THREAD: "DiscussionForumPosting",
        "guides/rbl.html": "TechArticle",
        "en/guides/rbl.html": "TechArticle",
    }
    for page, kind in kinds.items():
        tree = etree.parse(published / page, etree.HTMLParser(encoding="utf-8"))
        assert json.loads(tree.findtext(".//script[@type='application/ld+json']"))["@type"] == kind


def test_the_feed_lists_the_newest_threads(published: Path) -> None:
    feed = ET.parse(published / "threads.atom").getroot()
    entry = feed.findall(f"{ATOM}entry")[-1]
    assert entry.findtext(f"{ATOM}id") == "tag:wsm-archive,2026:threads/1998/980820210426"
    assert entry.findtext(f"{ATOM}updated") == "1998-08-30T19:56:01+09:00"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert (published / link.get("href", "")).is_file()


def test_old_addresses_lead_to_pages(published: Path) -> None:
    found = json.loads((published / "old-addresses.json").read_bytes())
    assert found["inferred"][OLD] == THREAD
    pages = [*found["captured"].values(), *found["inferred"].values()]
    assert all((published / page).is_file() for page in pages)
    assert '"980820210426"' in (published / "old/1998.js").read_text()


def test_a_sitemap_is_there_only_with_an_address(published: Path, addressed: Path) -> None:
    assert not list(published.glob("sitemap.xml*"))
    assert "Sitemap" not in (published / "robots.txt").read_text()
    robots = (addressed / "robots.txt").read_text()
    assert robots.endswith("\nSitemap: https://wsm.example/archive/sitemap.xml\n")
    root = ET.parse(addressed / "sitemap.xml").getroot()
    places = [each.text or "" for each in root.iter(f"{SITEMAP}loc")]
    pages = [place.removeprefix("https://wsm.example/archive/") for place in places]
    assert all((addressed / page).is_file() for page in pages)
    assert {THREAD, "en/guides/rbl.html"} <= set(pages)
    assert not {"404.html", "search.html"} & set(pages)


def test_the_guide_for_language_models_leads_to_markdown(published: Path) -> None:
    text = (published / "llms.txt").read_text("utf-8")
    assert text.startswith("# WSM アーカイブ\n\n> 会議室の記録\n")
    places = [line.split("](")[1].split(")")[0] for line in text.splitlines() if "](" in line]
    assert "guides/rbl.md" in places
    assert all((published / place).is_file() for place in places)


def test_every_guide_has_a_picture_of_the_right_size() -> None:
    for name, *_ in cards(DOCS):
        png = (CHECKOUT / "overrides/assets/cards" / name).read_bytes()
        # PNG (ISO/IEC 15948), section 11.2.2.
        assert png[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", f"{name}: run scripts/cards"
        assert (png[16:20], png[20:24]) == (WIDTH.to_bytes(4), HEIGHT.to_bytes(4))


def test_what_must_not_stand_in_a_page_is_reported_and_the_page_left(
    small: tuple[Path, Path],
) -> None:
    folder, docs = small
    page = folder / THREAD
    html = page.read_text("utf-8").replace("</h1>", "</h1><script>xss()</script>", 1)
    page.write_text(html, "utf-8")
    for _ in range(2):
        [problem] = published_in(folder, docs, HERE)
        assert problem.path == page
        assert page.read_text("utf-8") == html


def test_a_site_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"build the site again"):
        published_in(tmp_path, DOCS, HERE)


def test_a_thread_without_a_source_is_named(small: tuple[Path, Path]) -> None:
    folder, docs = small
    file = docs / THREAD.replace(".html", ".md")
    file.write_text(file.read_text("utf-8").replace("\nsource:\n", "\nsauce:\n"), "utf-8")
    with pytest.raises(ContentError) as caught:
        published_in(folder, docs, HERE)
    assert str(caught.value) == f"{file}:1: its front matter names no source; run wsm convert"


def test_new_settings_publish_every_page_again(small: tuple[Path, Path]) -> None:
    folder, docs = small
    published_in(folder, docs, HERE)
    published_in(folder, docs, THERE)
    assert "https://wsm.example/archive/index.html" in (folder / "index.html").read_text("utf-8")
    assert (folder / "sitemap.xml").is_file()


def test_several_processes_give_what_one_gives(small: tuple[Path, Path], tmp_path: Path) -> None:
    folder, docs = small
    for number in range(_BATCH):
        shutil.copy(folder / THREAD, folder / f"{number}.html")
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    published_in(folder, docs, HERE)
    problems: list[ContentError] = []
    publish(other, docs, HERE, 2, problems.append)
    assert problems == []
    assert {name: each[0] for name, each in state(other).items()} == {
        name: each[0] for name, each in state(folder).items()
    }


def test_the_order_of_hashing_changes_nothing(small: tuple[Path, Path], tmp_path: Path) -> None:
    folder, docs = small
    script = (
        "from pathlib import Path\nfrom tests.publisher.conftest import HERE, published_in\n"
        "import sys\npublished_in(Path(sys.argv[1]), Path(sys.argv[2]), HERE)"
    )
    states = []
    for seed in ("1", "2"):
        copy = tmp_path / seed
        shutil.copytree(folder, copy)
        command = [sys.executable, "-c", script, str(copy), str(docs)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
        subprocess.run(command, check=True, cwd=CHECKOUT, env=environment)
        states.append({name: each[0] for name, each in state(copy).items()})
    assert states[0] == states[1]
