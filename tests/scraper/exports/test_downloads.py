"""Downloads are listed with sizes and digests that can be checked."""

import hashlib
import json
from pathlib import Path

import pytest

from scraper.exports.downloads import Download, describe, fill_page, listing
from tests.conftest import CHECKOUT

PAGES = ["docs/data/index.md", "docs/en/data/index.md"]
PLACE = '<p id="downloads">'


def test_a_file_is_described_by_name_size_and_digest(tmp_path: Path) -> None:
    data = b"x" * 3_000_000
    (tmp_path / "wsm.jsonl").write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    assert describe(tmp_path / "wsm.jsonl") == Download("wsm.jsonl", 3_000_000, digest)


def test_the_listing_is_json_with_the_rights() -> None:
    data = json.loads(listing([Download("wsm.db", 5, "0" * 64)]))
    assert data["files"] == [{"name": "wsm.db", "bytes": 5, "sha256": "0" * 64}]
    assert data["rights"] == "投稿の著作権は各発言者にあります。"


@pytest.mark.parametrize(
    ("lang", "up", "size"),
    [("ja", "", "1,234,567バイト"), ("en", "../../data/", "1,234,567 bytes")],
)
def test_the_list_takes_the_place_of_the_notice(lang: str, up: str, size: str) -> None:
    html = '<h1>A</h1><p id="downloads">Not\nhere.</p><p>B</p>'
    filled = fill_page(html, [Download("a&b.db", 1_234_567, "0123456789abcdef" * 4)], lang, up)
    assert filled.startswith('<h1>A</h1><ul id="downloads"')
    assert filled.endswith("</ul><p>B</p>")
    assert "Not" not in filled
    assert f'<a href="{up}a&amp;b.db" download>a&amp;b.db</a>' in filled
    assert size in filled
    assert filled.replace("<wbr>", "").count("0123456789abcdef" * 4) == 1


def test_a_page_without_the_notice_stays_as_it_is() -> None:
    assert fill_page("<p>A</p>", [Download("a", 1, "0")], "ja", "") == "<p>A</p>"


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_of_the_site_have_the_notice_once(page: str) -> None:
    assert (CHECKOUT / page).read_text("utf-8").count(PLACE) == 1
