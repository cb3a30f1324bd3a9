import gzip
import os
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_STORED

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.captures.sources import Found, Skipped, read_capture, read_source
from tests.scraper.captures.containers import (
    CRAWL,
    DATE,
    INDEX,
    OTHER_THREAD,
    PAGE,
    THREAD,
    URL,
    files_below,
    warc_gz,
    warc_record,
    zip_of,
)

WET = warc_record("conversion", URL, THREAD, "text/plain")
CAPTURED = datetime.fromisoformat(DATE).astimezone(UTC)


def read(path: Path) -> tuple[list[Found], list[str], list[Skipped]]:
    """What is found, what is reported, and what is skipped."""
    problems: list[str] = []
    skipped: list[Skipped] = []
    found = read_source(path, lambda problem: problems.append(str(problem)), skipped.append)
    return list(found), problems, skipped


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# A file, under a name that says nothing; its pages, and why others are skipped.
CONTAINERS = {
    "text": (THREAD, [THREAD], []),
    "a page": (PAGE, [PAGE], []),
    "a WARC": (b"".join(CRAWL), [PAGE, INDEX], ["is neither HTML nor text"]),
    "a WARC of gzip members": (warc_gz(*CRAWL), [PAGE, INDEX], ["is neither HTML nor text"]),
    "a WET": (warc_gz(WET), [THREAD], []),
    "a zip": (zip_of({"b.html": PAGE, "a/c.txt": THREAD}), [PAGE, THREAD], []),
    "a stored zip": (zip_of({"b.html": PAGE}, ZIP_STORED), [PAGE], []),
    "a zip of a WARC": (
        zip_of({"x": warc_gz(*CRAWL)}),
        [PAGE, INDEX],
        ["is neither HTML nor text"],
    ),
    "a WACZ": (
        zip_of(
            {
                "archive/data.warc.gz": warc_gz(*CRAWL[:2]),
                "indexes/index.cdx.gz": gzip.compress(b"jp,host)/ 2004 {}"),
                "indexes/index.idx": b"!meta 0 {}",
                "pages/pages.jsonl": b"{}",
                "datapackage.json": b"{}",
            }
        ),
        [PAGE],
        [],
    ),
    "a zip with more than pages": (
        zip_of(
            {
                "folder/": b"",
                "__MACOSX/._a.html": b"x",
                ".hidden/a.html": PAGE,
                "empty.html": b"",
                "image.gif": b"GIF89a\0",
                "page.html.gz": gzip.compress(PAGE),
                "inner.zip": zip_of({"a.html": PAGE}),
                "a.html": PAGE,
            }
        ),
        [PAGE],
        [
            "is hidden",
            "is hidden",
            "is empty; save the page again",
            "is binary, not a saved page or text",
            "is compressed, and no WARC; unpack it first",
            "is a zip in a zip; unpack it first",
        ],
    ),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_file_is_told_by_its_content(tmp_path: Path, name: str) -> None:
    data, pages, reasons = CONTAINERS[name]
    found, problems, skipped = read(write(tmp_path / "file.bin", data))
    assert [each.capture.payload for each in found] == pages
    assert [each.reason for each in skipped] == reasons
    assert problems == []


def test_a_page_of_a_crawl_has_its_address_time_and_charset(tmp_path: Path) -> None:
    found, _, _ = read(write(tmp_path / "a.warc.gz", warc_gz(*CRAWL)))
    capture, record = found[0]
    assert (capture.url, capture.captured, capture.label) == (URL, CAPTURED, "utf-8")
    assert capture.media_type == "text/html"
    assert capture.name == f"{tmp_path}/a.warc.gz#{len(gzip.compress(CRAWL[0], mtime=0))}"
    assert record
    assert record.data == CRAWL[1]


def test_a_wet_record_has_the_address_and_time_of_its_page(tmp_path: Path) -> None:
    ((capture, _),), _, _ = read(write(tmp_path / "a.warc.wet.gz", warc_gz(WET)))
    assert (capture.url, capture.captured, capture.media_type) == (URL, CAPTURED, "text/plain")


def test_a_page_from_disk_has_neither_address_nor_time(tmp_path: Path) -> None:
    ((capture, record),), _, _ = read(write(tmp_path / "a.html", PAGE))
    assert (capture.url, capture.captured, capture.label, record) == (None, None, None, None)


def test_a_saved_page_has_the_address_that_the_browser_wrote(tmp_path: Path) -> None:
    comment = f"<!-- saved from url=({len(URL):04}){URL} -->".encode()
    ((capture, _),), _, _ = read(write(tmp_path / "a.html", comment + PAGE))
    assert (capture.url, capture.captured) == (URL, None)


def test_a_folder_is_read_in_the_order_of_names_with_all_below_it(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    for name in ("b/2.html", "b/1.html", "c.html", "a.html", "b/.git/x.html", ".DS_Store"):
        write(folder / name, PAGE)
    write(folder / "d.zip", zip_of({"e.html": PAGE}))
    write(folder / "empty.txt", b"")
    os.mkfifo(folder / "pipe")
    (folder / "link.html").symlink_to(write(tmp_path / "outside.html", THREAD))
    (folder / "up").symlink_to(tmp_path)
    found, problems, skipped = read(folder)
    names = [Path(each.capture.name).relative_to(folder).as_posix() for each in found]
    assert names == ["a.html", "c.html", "d.zip/e.html", "b/1.html", "b/2.html"]
    assert {Path(each.name).name for each in skipped} == {
        ".DS_Store",
        "empty.txt",
        "pipe",
        "link.html",
    }
    assert problems == []


def test_a_folder_that_cannot_be_read_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path / "a.html", PAGE)
    write(tmp_path / "b.warc.gz", b"")
    found, problems, _ = read(tmp_path)
    assert len(found) == 1
    assert problems == [f"{tmp_path}/b.warc.gz#0: the file is empty; get it again or delete it"]


def test_a_name_is_shown_without_control_characters(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", zip_of({"x\x1b[2J\n.html": PAGE, "y\n.gif": b"\0"}))
    found, _, skipped = read(path)
    assert found[0].capture.name == f"{path}/x\ufffd[2J\ufffd.html"
    assert skipped[0].name == f"{path}/y\ufffd.gif"


@pytest.mark.parametrize("charset", ["utf-8", "cp932"])
def test_japanese_names_in_a_zip_are_read_whatever_made_it(tmp_path: Path, charset: str) -> None:
    name = "スパム.html"
    place = "?" * len(name.encode(charset))
    data = zip_of({place: PAGE}).replace(place.encode(), name.encode(charset))
    ((capture, _),), _, _ = read(write(tmp_path / "a.zip", data))
    assert capture.name == f"{tmp_path}/a.zip/{name}"


OUTSIDE = ["../../escaped.html", "/tmp/escaped.html", "C:\\escaped.html", "a/../../escaped.html"]


def test_nothing_in_a_zip_is_written_anywhere(tmp_path: Path) -> None:
    path = write(tmp_path / "in/deep/a.zip", zip_of(dict.fromkeys(OUTSIDE, PAGE)))
    before = files_below(tmp_path)
    found, problems, skipped = read(path)
    assert len(found) + len(skipped) == len(OUTSIDE)
    assert problems == []
    assert files_below(tmp_path) == before


FILES = {"a.html": PAGE, "b.html": THREAD, "c.html": OTHER_THREAD}
ZIP = zip_of(FILES)
STORED = zip_of(FILES, ZIP_STORED)


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def with_unknown_sizes(data: bytes) -> bytes:
    """As a program writes it that cannot go back: sizes and checksum follow each file."""
    at = 0
    while (at := data.find(b"PK\x03\x04", at)) >= 0:
        flags = struct.pack("<H", 8)
        data = data[: at + 6] + flags + data[at + 8 : at + 14] + bytes(12) + data[at + 26 :]
        at += 4
    return data


def without_name(data: bytes) -> bytes:
    """The name of one letter is said to be something else in the directory."""
    at = data.index(b"PK\x01\x02") + 28
    return data[:at] + struct.pack("<2H", 0, 1) + data[at + 4 :]


# A damaged zip, the pages that are read, and the file that is reported.
DAMAGED = {
    "cut off in the directory": (ZIP[:-30], [PAGE, THREAD, OTHER_THREAD], ""),
    "cut off in a file": (ZIP[: ZIP.index(b"c.html") + 20], [PAGE, THREAD], ""),
    "cut off in a stored file": (STORED[: STORED.index(b"c.html") + 90], [PAGE, THREAD], ""),
    "cut off, sizes unknown": (
        with_unknown_sizes(ZIP[:-30]),
        [PAGE, THREAD, OTHER_THREAD],
        "",
    ),
    "a file without a name": (without_name(zip_of({"x": PAGE})), [], ""),
    "a file damaged": (flip(ZIP, ZIP.index(b"b.html") + 40), [PAGE, OTHER_THREAD], "b.html"),
    "a stored file damaged": (
        flip(STORED, STORED.index(b"b.html") + 40),
        [PAGE, OTHER_THREAD],
        "b.html",
    ),
    "an unknown compression": (
        zip_of({"a.html": PAGE}, ZIP_BZIP2),
        [],
        "a.html",
    ),
    "a stored WARC cut off": (
        zip_of({"archive/a.warc.gz": warc_gz(*CRAWL[1:3], *CRAWL)}, ZIP_STORED)[
            : len(warc_gz(*CRAWL[1:3])) + 100
        ],
        [PAGE, INDEX],
        "",
    ),
    "an error page": (b"<html>504", [], ""),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_whole_in_a_damaged_zip_is_read_and_the_rest_reported(
    tmp_path: Path, name: str
) -> None:
    data, pages, damaged = DAMAGED[name]
    path = write(tmp_path / "a.zip", data)
    found, problems, _ = read(path)
    assert [each.capture.payload for each in found] == pages
    assert problems[0].startswith(f"{path}/{damaged}: " if damaged else f"{path}: ")


def test_a_damaged_file_of_a_zip_is_no_page(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", ZIP.replace(struct.pack("<I", zlib.crc32(PAGE)), bytes(4)))
    found, problems, _ = read(path)
    assert PAGE not in [each.capture.payload for each in found]
    assert problems == [f"{path}/a.html: damaged; get the file again"]


def bomb() -> bytes:
    """A thousandfold: 2 GB in files of 16 MiB, all the same bytes, as overlapping bombs have."""
    return zip_of({f"{number}.html": bytes(16 * 2**20) for number in range(24)})


BOMBS = {
    "many files": bomb(),
    "many files without a directory": bomb()[:-30],
    "one large WARC": zip_of({"a.warc": b"WARC/1.0\r\n" + bytes(400 * 2**20)}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_not_read_to_its_end(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.zip", BOMBS[name])
    found, problems, _ = read(path)
    assert found == []
    assert problems[-1] == f"{path}: expands more than 100-fold; what follows was not read"


def test_a_file_larger_than_a_page_in_a_zip_is_skipped(tmp_path: Path) -> None:
    large = os.urandom(2**20).replace(b"\0", b"1") * 17
    _, problems, skipped = read(write(tmp_path / "a.zip", zip_of({"a.html": large})))
    assert [each.reason for each in skipped] == [
        "is larger than 16 MiB, so not a page of the forum"
    ]
    assert problems == []


def test_a_directory_of_too_many_files_is_not_loaded(tmp_path: Path) -> None:
    size = 17 * 2**20
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 65535, 65535, size, 0, 0)
    path = write(tmp_path / "a.zip", bytes(size) + end)
    _, problems, _ = read(path)
    assert problems == [
        f"{path}: it has too many files, or its directory is damaged; "
        "what can be found is read; get it again"
    ]


MEDIA_TYPES = {
    "<html>": "text/html",
    "\ufeff\r\n <!DOCTYPE html PUBLIC>": "text/html",
    "<HEAD\n>": "text/html",
    "<!-- saved from url=(0041) -->": "text/html",
    "<Meta charset=x-sjis>": "text/html",
    "このページは<html>": "text/plain",
    "<abbr>": "text/plain",
    "<someone@host.jp>": "text/plain",
    "html": "text/plain",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("text", MEDIA_TYPES)
def test_html_is_known_by_how_it_begins(tmp_path: Path, text: str, encoding: str) -> None:
    path = write(tmp_path / "page", text.encode(encoding))
    assert read_capture(path).media_type == MEDIA_TYPES[text]


ORIGINALS = [
    ZIP,
    STORED,
    zip_of({"archive/a.warc.gz": warc_gz(*CRAWL), "datapackage.json": b"{}"}, ZIP_STORED),
    warc_gz(*CRAWL),
    b"".join(CRAWL),
]


@settings(max_examples=500)
@given(st.data())
def test_no_damage_raises_or_writes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    content = bytearray(data.draw(st.sampled_from(ORIGINALS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(
            st.one_of(st.binary(max_size=40), st.sampled_from([b"PK\x01\x02", b"PK\x03\x04"]))
        )
    name = data.draw(st.sampled_from(["a.bin", "a.zip", "a.wacz", "a.warc.gz", "a.warc"]))
    path = write(folder / name, bytes(content))
    _, problems, skipped = read(path)
    assert all("\n" not in line for line in (*problems, *map(str, skipped)))
    assert files_below(folder) == {name: bytes(content)}


@given(
    st.sampled_from(
        (b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(16), b"WARC/1.0\r\n", b"\x1f\x8b\x08")
    ),
    st.binary(max_size=500),
)
def test_any_bytes_are_read_without_an_exception(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("a", "a.zip", "a.warc.gz"):
        read(write(folder / name, start + content))
