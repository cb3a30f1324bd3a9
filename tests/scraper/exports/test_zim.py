"""A ZIM file is read back by libzim, as Kiwix does."""

import struct
from datetime import date
from pathlib import Path

import pytest
from libzim.reader import Archive
from libzim.search import Query, Searcher
from libzim.suggestion import SuggestionSearcher

from scraper.errors import ContentError
from scraper.exports.zim import write_zim

THREAD = "threads/1998/980820210426.html"


@pytest.fixture(scope="module")
def archive(site_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    path = tmp_path_factory.mktemp("zim") / "wsm.zim"
    day = date(2026, 1, 2)
    pages = write_zim(path, site_dir, "WSM アーカイブ", "記録", day, downloads="data")
    archive = Archive(path)
    assert archive.article_count == pages > 50
    return archive


def content(archive: Archive, path: str) -> bytes:
    return bytes(archive.get_entry_by_path(path).get_item().content)


def metadata(archive: Archive, name: str) -> str:
    return archive.get_metadata(name).decode()


def test_it_is_whole_and_opens_at_the_home_page(archive: Archive) -> None:
    assert archive.check()
    assert archive.main_entry.get_item().path == "index.html"


def test_it_says_what_it_is(archive: Archive) -> None:
    assert metadata(archive, "Title") == "WSM アーカイブ"
    assert metadata(archive, "Description") == "記録"
    assert metadata(archive, "Language") == "jpn,eng"
    assert metadata(archive, "Date") == "2026-01-02"
    # Mandatory: https://wiki.openzim.org/wiki/Metadata
    assert {"Name", "Creator", "Publisher"} <= set(archive.metadata_keys)


def test_its_illustration_is_a_png_of_48_by_48(archive: Archive) -> None:
    picture = bytes(archive.get_illustration_item(48).content)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (48, 48)


def test_every_file_of_the_site_is_in_it_byte_for_byte(archive: Archive, site_dir: Path) -> None:
    for file in site_dir.rglob("*"):
        path = file.relative_to(site_dir).as_posix()
        if file.is_file() and path not in ("404.html", "sitemap.xml", "sitemap.xml.gz"):
            assert content(archive, path) == file.read_bytes(), path
    assert not archive.has_entry_by_path("404.html")


def test_pages_are_articles_with_titles_of_their_own(archive: Archive) -> None:
    entry = archive.get_entry_by_path(THREAD)
    assert entry.title == "スパムメールで困っています。 PLS HELP!"
    assert entry.get_item().mimetype == "text/html"
    assert archive.get_entry_by_path("assets/site.css").get_item().mimetype == "text/css"


def test_its_search_finds_japanese_words_and_its_suggestions_titles(archive: Archive) -> None:
    for words in ("バウンス", "踏み台", "EIMS 移行"):
        found = Searcher(archive).search(Query().set_query(words))
        assert THREAD in found.getResults(0, 50)
    suggested = SuggestionSearcher(archive).suggest("スパムメール")
    assert THREAD in suggested.getResults(0, 10)


def test_downloads_stay_out_and_the_page_that_lists_them_stays_in(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "data").mkdir(parents=True)
    for name in ("index.html", "data/index.html", "data/wsm.jsonl"):
        (site / name).write_text("<title>題 &amp; 題 - 名</title>", "utf-8")
    path = tmp_path / "wsm.zim"
    assert write_zim(path, site, "名", "説明", date(2026, 1, 2), downloads="data") == 2
    archive = Archive(path)
    assert archive.get_entry_by_path("data/index.html").title == "題 & 題"
    assert not archive.has_entry_by_path("data/wsm.jsonl")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"wsm\.zip: Kiwix opens files named \*\.zim"):
        write_zim(tmp_path / "wsm.zip", tmp_path, "名", "説明", date(2026, 1, 2), downloads="data")
    assert list(tmp_path.iterdir()) == []


def test_libzim_says_nothing_on_stdout(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<title>名</title>", "utf-8")
    write_zim(tmp_path / "a.zim", tmp_path / "site", "名", "説明", date(2026, 1, 2), downloads="d")
    assert capfd.readouterr().out == ""
