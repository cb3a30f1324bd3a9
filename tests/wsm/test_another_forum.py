"""Another forum through the real commands: its archive names its profile, and nothing else does."""

import json
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.scraper.sazanami.pages import page
from tests.wsm.conftest import ROOT, Checkout

PAGES = ("7", "12", "index")


@pytest.fixture
def sazanami(checkout: Checkout) -> Checkout:
    """A checkout of the board's archive, with its pages as saved, and no vocabulary yet."""
    checkout.write("archive/forum.yml", b"profile: tests.scraper.sazanami.profile\n")
    for name in ("topics", "products", "terms:glossary", "sources:bibliography", "groups:synonyms"):
        key, _, file = name.partition(":")
        checkout.write(f"vocabulary/{file or key}.yml", f"{key}: []\n".encode())
    for name in PAGES:
        checkout.write(f"saved/{name}.html", page(name))
    return checkout


def test_its_pages_are_imported_converted_and_proven(sazanami: Checkout) -> None:
    imported = sazanami.wsm("import", "saved")
    assert imported.exit_code == 0, imported.stderr
    assert "thread 000000000007 with 3 posts" in imported.stdout
    assert "2 added, 0 already there, 1 skipped" in imported.stdout
    assert sazanami.wsm("convert").exit_code == 0
    assert sazanami.wsm("convert", "--check").exit_code == 0
    markdown = (sazanami.root / "docs/threads/2001/000000000007.md").read_text("utf-8")
    assert "# 潮見表のつくりかた\n" in markdown
    assert "2001-03-25 03:30:00+02:00\n" in markdown
    assert "url: http://sazanami.example/cgi-bin/bbs.cgi?no=7\n" in markdown
    verified = sazanami.wsm("verify")
    assert verified.exit_code == 0, verified.stderr
    assert verified.stdout.startswith("proven: 2 threads, 4 posts, 7 lines")


def test_one_page_is_parsed_as_the_checkouts_forum(sazanami: Checkout) -> None:
    thread = json.loads(sazanami.wsm("parse", "saved/12.html").stdout)
    assert (thread["id"], thread["messages"][0]["author"]) == ("000000000012", "灯台守")


def test_its_exports_name_it(sazanami: Checkout) -> None:
    sazanami.wsm("import", "saved")
    sazanami.wsm("convert")
    for kind in ("wacz", "sqlite"):
        exported = sazanami.wsm("export", "--format", kind, "-o", f"out.{kind}")
        assert exported.exit_code == 0, exported.stderr
    with ZipFile(sazanami.root / "out.wacz") as package:
        package_title = json.loads(package.read("datapackage.json"))["title"]
    metadata = json.loads((sazanami.root / "out.metadata.json").read_text("utf-8"))
    assert package_title == metadata["title"] == "さざなみ掲示板"


def test_what_was_converted_is_converted_anew_for_another_profile(sazanami: Checkout) -> None:
    sazanami.wsm("import", "saved")
    assert "2 captures converted" in sazanami.wsm("convert").stdout
    assert "0 captures converted" in sazanami.wsm("convert").stdout
    Path("archive/forum.yml").unlink()
    refused = sazanami.wsm("convert")
    assert refused.exit_code == 1
    assert refused.stderr.count("no line 発言者:NAME with its date") == 2


def test_its_site_is_built_without_a_page_of_wsm(sazanami: Checkout) -> None:
    shutil.copytree(ROOT / "overrides", "overrides")
    shutil.copytree(ROOT / "docs/about", "docs/about")
    for name in ("search.md", "annotations/index.md", "data/index.md"):
        sazanami.write(f"docs/{name}", (ROOT / "docs" / name).read_bytes())
    sazanami.write("docs/index.md", "# さざなみ掲示板の記録\n".encode())
    settings = Path("mkdocs.yml").read_text("utf-8").replace("  - ガイド: guides/index.md\n", "")
    settings = re.sub("(?m)^  forum: .*$", "  forum: さざなみ掲示板", settings)
    sazanami.write("mkdocs.yml", settings.encode())
    assert sazanami.wsm("import", "saved").exit_code == 0
    built = sazanami.wsm("build")
    assert built.exit_code == 0, built.stderr
    html = Path("site/threads/2001/000000000007.html").read_text("utf-8")
    assert "「さざなみ掲示板」の記録。" in html
    assert "Web Scripter" not in html
    map_of_addresses = json.loads(Path("site/old-addresses.json").read_text("utf-8"))
    assert map_of_addresses == {
        "captured": {
            "http://sazanami.example/cgi-bin/bbs.cgi?no=7": "threads/2001/000000000007.html"
        },
        "inferred": {
            "http://sazanami.example/cgi-bin/bbs.cgi?no=12": "threads/2001/000000000012.html"
        },
    }
