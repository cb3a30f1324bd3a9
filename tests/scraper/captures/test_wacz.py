"""Written files are read back with warcio and zipfile, which know nothing of how they were made."""

import datetime
import hashlib
import io
import json
import zlib
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.captures.cdxj import compress_index, search_key
from scraper.captures.importer import import_files
from scraper.captures.wacz import Export, write_wacz
from scraper.errors import ContentError
from scraper.redaction import Redactions, TakeDown
from tests.scraper.captures.containers import (
    CRAWL,
    OTHER_THREAD,
    PAGE,
    THREAD,
    URL,
    warc_gz,
    warc_record,
)

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
NOTHING = Redactions()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three captures of two threads: one crawled, one of the same from disk, another from disk."""
    (tmp_path / "crawl.warc.gz").write_bytes(warc_gz(*CRAWL))
    (tmp_path / "same.txt").write_bytes(THREAD)
    (tmp_path / "other.txt").write_bytes(OTHER_THREAD)
    folder = tmp_path / "archive"
    import_files([tmp_path / "crawl.warc.gz"], folder, NOW)
    import_files([tmp_path / "same.txt", tmp_path / "other.txt"], folder, NOW)
    return folder


def take_down(publication_id: str) -> Redactions:
    date = datetime.date(2026, 1, 2)
    return Redactions(takedowns=(TakeDown(id=publication_id, date=date, reason="x"),))


def export(archive: Path, redactions: Redactions = NOTHING) -> tuple[Path, Export]:
    problems: list[ContentError] = []
    path = archive.parent / "out.wacz"
    done = write_wacz(path, archive, redactions, problems.append)
    assert problems == []
    return path, done


def pages(path: Path) -> list[dict[str, str]]:
    with ZipFile(path) as package:
        lines = package.read("pages/pages.jsonl").decode().splitlines()
    assert json.loads(lines[0])["format"] == "json-pages-1.0"
    return [json.loads(line) for line in lines[1:]]


def index(path: Path) -> list[str]:
    """The lines of the index, got as a reader gets them: member by member, by the second index."""
    with ZipFile(path) as package:
        second = package.read("indexes/index.idx").decode().splitlines()
        data = package.read("indexes/index.cdx.gz")
    lines = []
    for line in second[1:]:
        place = json.loads(line.split(" ", 2)[2])
        member = data[place["offset"] : place["offset"] + place["length"]]
        found = zlib.decompress(member, zlib.MAX_WBITS + 16).decode().splitlines()
        assert found[0].startswith(line.partition("{")[0])
        lines += found
    return lines


def test_every_capture_is_found_by_the_index(archive: Path) -> None:
    path, done = export(archive)
    assert done == Export(captures=3, withheld=0)
    found = set()
    for line in index(path):
        block = json.loads(line.split(" ", 2)[2])
        with ZipFile(path) as package:
            warc = package.read(f"archive/{block['filename']}")
        offset, length = int(block["offset"]), int(block["length"])
        stream = io.BytesIO(warc[offset : offset + length])
        record = next(ArchiveIterator(stream, check_digests="raise"))
        assert record.rec_headers["WARC-Target-URI"] == block["url"]
        assert record.rec_headers["WARC-Payload-Digest"] == block["digest"]
        found.add((block["url"], block["mime"], record.content_stream().read()))
    assert found == {
        (URL, "text/html", PAGE),
        ("file:///same.txt", "text/plain", THREAD),
        ("file:///other.txt", "text/plain", OTHER_THREAD),
    }


def test_the_warc_files_are_those_of_the_archive(archive: Path) -> None:
    path, _ = export(archive)
    with ZipFile(path) as package:
        for warc in archive.iterdir():
            assert package.read(f"archive/{warc.name}") == warc.read_bytes()
            assert package.getinfo(f"archive/{warc.name}").compress_type == ZIP_STORED


def test_the_manifest_has_the_digest_of_every_file(archive: Path) -> None:
    path, _ = export(archive)
    with ZipFile(path) as package:
        data = package.read("datapackage.json")
        manifest = json.loads(data)
        for entry in manifest["resources"]:
            content = package.read(entry["path"])
            assert entry["bytes"] == len(content)
            assert entry["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        listed = {entry["path"] for entry in manifest["resources"]}
        assert listed == set(package.namelist()) - {"datapackage.json", "datapackage-digest.json"}
        digest = json.loads(package.read("datapackage-digest.json"))
    assert digest["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert (manifest["profile"], manifest["wacz_version"]) == ("data-package", "1.1.1")
    assert manifest["created"] == "2026-01-02T03:04:05Z"
    assert "mail addresses as they were posted" in manifest["description"]


def test_the_page_list_has_the_published_text(archive: Path) -> None:
    path, _ = export(archive)
    crawled, page = (page for page in pages(path) if page["url"] in (URL, "file:///same.txt"))
    assert (crawled["title"], crawled["ts"]) == ("題", "2004-05-06T07:08:09Z")
    assert "user@example.com" not in crawled["text"]
    assert page["text"] == (
        "笹田 1998-08-20 21:04:26\n…＠example.com から届く。\n\n"
        "まゆみ 1998-08-20 21:46:30\n同じです。"
    )


# The page of the thread has the address's id, and its text from disk that of its first post.
@pytest.mark.parametrize(
    "publication_id", ["980820210426", "980820210426-2", "980820210427", "980820210425-1"]
)
def test_every_capture_of_a_thread_is_withheld_when_any_of_it_is_taken_down(
    archive: Path, publication_id: str
) -> None:
    path, done = export(archive, take_down(publication_id))
    assert done == Export(captures=1, withheld=2)
    assert [page["url"] for page in pages(path)] == ["file:///other.txt"]
    assert len(index(path)) == 1
    with ZipFile(path) as package:
        (name,) = (name for name in package.namelist() if name.startswith("archive/"))
        bodies = [
            record.content_stream().read()
            for record in ArchiveIterator(io.BytesIO(package.read(name)))
        ]
    assert bodies[1:] == [OTHER_THREAD]


def test_a_taken_down_post_that_is_not_there_withholds_nothing(archive: Path) -> None:
    assert export(archive, take_down("980820210426-3"))[1].withheld == 0


def test_nothing_but_captures_of_threads_is_exported(archive: Path) -> None:
    crawl = [*CRAWL, warc_record("response", "http://host.jp/b", THREAD[:60])]
    (archive / "raw.warc").write_bytes(b"".join(crawl))
    problems: list[ContentError] = []
    write_wacz(archive.parent / "out.wacz", archive, NOTHING, problems.append)
    with ZipFile(archive.parent / "out.wacz") as package:
        data = package.read("archive/raw.warc.gz")
    records = [each.rec_headers["WARC-Target-URI"] for each in ArchiveIterator(io.BytesIO(data))]
    assert records == [URL]
    assert len(problems) == 2


def test_the_same_archive_gives_the_same_bytes(archive: Path) -> None:
    first = export(archive)[0].read_bytes()
    assert export(archive)[0].read_bytes() == first


def test_where_nothing_is_published_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no capture that is published"):
        write_wacz(tmp_path / "out.wacz", tmp_path / "archive", NOTHING, print)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"named \*\.wacz"):
        write_wacz(tmp_path / "out.zip", tmp_path, NOTHING, print)


def test_what_was_exported_can_be_imported(archive: Path, tmp_path: Path) -> None:
    path, _ = export(archive)
    report = import_files([path], tmp_path / "again", NOW)
    assert (len(report.added), report.problems) == (3, ())


# As pywb's own canonicalisation has them.
KEYS = {
    URL: "jp,ac,fpu,ecn,mtlab)/wsm_1998/980820210426.html",
    "http://www.Host.jp:8080/A/?b=2&A=1": "jp,host:8080)/a?a=1&b=2",
    "https://www2.host.jp:443": "jp,host)/",
    "http://host.jp/a/": "jp,host)/a",
    "http://host.jp/%E3%82%B9?q=日": "jp,host)/%e3%82%b9?q=%e6%97%a5",
    "file:///%E3%82%B9.txt": "file:/%e3%82%b9.txt",
    "http://[::1/": "http://[::1/",
}


@pytest.mark.parametrize("url", KEYS)
def test_addresses_are_searched_by_this_key(url: str) -> None:
    assert search_key(url) == KEYS[url]


def test_a_long_index_is_in_order_across_its_members() -> None:
    lines = [f"jp,host)/{number} 2004 {{}}\n" for number in range(1000)]
    data, second = compress_index(lines, "index.cdx.gz")
    offsets = [json.loads(line.split(b" ", 2)[2]) for line in second.splitlines()[1:]]
    assert len(offsets) == 4
    found = b"".join(
        zlib.decompress(data[place["offset"] :][: place["length"]], zlib.MAX_WBITS + 16)
        for place in offsets
    )
    assert found.decode().splitlines(keepends=True) == sorted(lines)
