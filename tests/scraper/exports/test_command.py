"""``wsm export`` from outside: what it writes, what it refuses."""

import json
import sys
from pathlib import Path

import pytest

from tests.wsm.conftest import Checkout, checkout
from tests.wsm.test_cli import PAGE, THREAD, imported
from wsm.export import FORMATS, write_downloads
from wsm.project import Project

__all__ = ["checkout", "imported"]

WRITTEN = {
    "jsonl": ("wsm.jsonl", b'{"id":"980820210426-1"', "2 posts"),
    "sqlite": ("wsm.db", b"SQLite format 3\0", "2 posts"),
    "bibtex": ("wsm.bib", b"@misc{wsm-980820210426,", "3 entries"),
    "csl-json": ("wsm.csl.json", b'[\n{"id": "wsm-980820210426"', "3 items"),
    "wacz": ("wsm.wacz", b"PK", "1 captures, 0 withheld"),
    "zim": ("wsm.zim", b"ZIM\x04", "2 pages"),
}


@pytest.fixture
def built(imported: Checkout) -> Checkout:
    (imported.root / "overrides").mkdir()
    imported.write("site/index.html", b"<title>A</title>")
    imported.write("site/data/index.html", b'<p id="downloads">none</p>')
    return imported


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_is_written_and_counted(built: Checkout, kind: str) -> None:
    name, start, count = WRITTEN[kind]
    before = built.files()
    result = built.wsm("export", "--format", kind, "-o", f"out/{name}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"wrote out/{name}: {count}\n"
    data = (built.root / "out" / name).read_bytes()
    assert data.startswith(start)
    assert b"user@example.com" not in data
    beside = {"out/wsm.metadata.json"} if kind == "sqlite" else set()
    assert built.files() - before == {f"out/{name}", *beside}


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "zim"])
def test_the_same_archive_gives_the_same_bytes(built: Checkout, kind: str) -> None:
    name = WRITTEN[kind][0]
    for folder in ("one", "two"):
        assert built.wsm("export", "--format", kind, "-o", f"{folder}/{name}").exit_code == 0
    one, two = ((built.root / folder / name).read_bytes() for folder in ("one", "two"))
    assert one == two


@pytest.mark.parametrize("kind", ["jsonl", "sqlite", "bibtex", "csl-json"])
def test_what_was_taken_down_since_the_last_conversion_is_not_exported(
    built: Checkout, kind: str
) -> None:
    rule = "takedowns:\n  - {id: 980820210426-2, date: 2026-01-02, reason: 本人の依頼}\n"
    built.write("archive/redactions.yml", rule.encode())
    result = built.wsm("export", "--format", kind, "-o", "out/wsm")
    assert result.exit_code == 1
    assert result.stderr == f"{THREAD}: 980820210426-2 is taken down; run wsm convert\n"
    assert not list((built.root / "out").iterdir())
    assert built.wsm("convert").exit_code == 0
    assert built.wsm("export", "--format", kind, "-o", "out/wsm").exit_code == 0
    assert "まゆみ".encode() not in (built.root / "out" / "wsm").read_bytes()


def test_the_zim_needs_a_built_site(imported: Checkout) -> None:
    result = imported.wsm("export", "--format", "zim", "-o", "wsm.zim")
    assert (result.exit_code, result.stderr) == (1, "site: not built yet; run wsm build\n")


def test_without_libzim_one_line_names_the_extra(
    built: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "scraper.exports.zim", raising=False)
    monkeypatch.setitem(sys.modules, "libzim.writer", None)
    result = built.wsm("export", "--format", "zim", "-o", "wsm.zim")
    assert result.exit_code == 2
    assert "zim needs the extra: pip install 'wsm-archive[zim]'" in result.stderr
    project = Project(Path())
    left_out = [line for line in write_downloads(project, pytest.fail) if "left out" in line]
    assert left_out == [
        "left out site/data/wsm.zim: zim needs the extra: pip install 'wsm-archive[zim]'"
    ]


@pytest.mark.parametrize("arguments", [["-o", "x"], ["--format", "xml", "-o", "x"]])
def test_wrong_usage_exits_with_2(built: Checkout, arguments: list[str]) -> None:
    assert built.wsm("export", *arguments).exit_code == 2


def test_an_output_that_cannot_be_written_is_one_line(built: Checkout) -> None:
    built.write("file", b"")
    for kind in FORMATS:
        name = WRITTEN[kind][0]
        result = built.wsm("export", "--format", kind, "-o", f"file/{name}")
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1


def test_downloads_are_written_beside_the_page_that_lists_them(built: Checkout) -> None:
    said = write_downloads(Project(Path()), pytest.fail)
    # Captures hold addresses that are not masked, so they are not offered.
    offered = [WRITTEN[kind] for kind in FORMATS if kind != "wacz"]
    assert said == [f"wrote site/data/{name}: {count}" for name, _, count in offered]
    folder = built.root / "site" / "data"
    files = json.loads((folder / "downloads.json").read_bytes())["files"]
    page = (folder / "index.html").read_text("utf-8")
    for each in files:
        assert (folder / each["name"]).stat().st_size == each["bytes"]
        assert f'href="{each["name"]}"' in page
    assert len(files) == len(offered) + 1
    assert json.loads((folder / "posts.schema.json").read_bytes())["title"] == "PostRecord"
    # What the capture says in full is masked in every file.
    assert PAGE.decode().count("user@example.com") == 2
    for path in folder.iterdir():
        assert b"user@example.com" not in path.read_bytes()
