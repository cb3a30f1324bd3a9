import gzip
import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_STORED

import pytest

from scraper.captures.archive import read_archive
from scraper.captures.bounds import MAX_PAYLOAD
from scraper.captures.importer import ImportReport, import_files
from scraper.captures.sources import Skipped
from scraper.errors import ContentError
from tests.scraper.captures.containers import CRAWL, INDEX, PAGE, URL, warc_gz, warc_record, zip_of

NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
THREAD = """\
このページは記録です。

題

発言者:笹田
( Date Thursday, August 20, 1998 21:04:26 )

本文
"""
OTHER_THREAD = THREAD.replace("21:04:26", "21:04:27")


def run(tmp_path: Path, *contents: str | bytes) -> ImportReport:
    """Import files 0.txt, 1.txt … of these contents."""
    paths = [tmp_path / f"{number}.txt" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_files(paths, tmp_path / "archive", NOW)


def problems_of(report: ImportReport) -> list[str]:
    return [str(problem) for problem in report.problems]


def archived(tmp_path: Path) -> list[bytes]:
    problems: list[ContentError] = []
    payloads = [each.payload for each in read_archive(tmp_path / "archive", problems.append)]
    assert problems == []
    return payloads


def test_a_thread_is_added_unchanged(tmp_path: Path) -> None:
    report = run(tmp_path, THREAD)
    assert [str(added) for added in report.added] == [
        f"{tmp_path}/0.txt: added, thread 980820210426 with 1 post"
    ]
    assert report.warc == tmp_path / "archive/20260102T030405Z-0.warc.gz"
    assert archived(tmp_path) == [THREAD.encode()]


def test_one_import_writes_one_file(tmp_path: Path) -> None:
    run(tmp_path, THREAD, OTHER_THREAD)
    assert len(list((tmp_path / "archive").iterdir())) == 1
    assert archived(tmp_path) == [THREAD.encode(), OTHER_THREAD.encode()]


def test_bytes_that_the_archive_has_are_not_added_again(tmp_path: Path) -> None:
    first = run(tmp_path, THREAD)
    second = run(tmp_path, THREAD)
    (duplicate,) = second.duplicates
    assert str(duplicate).startswith(
        f"{tmp_path}/0.txt: not added, the same bytes as {first.warc}#"
    )
    assert (second.added, second.problems, second.warc) == ((), (), None)
    assert archived(tmp_path) == [THREAD.encode()]


def test_the_same_bytes_twice_in_one_import_are_added_once(tmp_path: Path) -> None:
    report = run(tmp_path, THREAD, THREAD)
    assert [duplicate.original for duplicate in report.duplicates] == [f"{tmp_path}/0.txt"]
    assert archived(tmp_path) == [THREAD.encode()]


REFUSED = {
    "empty": (b"", "is empty; save the page again"),
    "binary": (b"\xca\xfe\0\0", "is binary, not a saved page or text"),
    "another page": ("<html><body>ようこそ", ""),
    "half a thread": (THREAD[:20], ""),
    "too large": (b" " * (MAX_PAYLOAD + 1), "is larger than 16 MiB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_thread_is_refused_with_one_line_and_the_rest_is_added(
    tmp_path: Path, name: str
) -> None:
    content, message = REFUSED[name]
    report = run(tmp_path, content, THREAD)
    (problem,) = problems_of(report)
    assert problem.startswith(f"{tmp_path}/0.txt: {message}")
    assert "\n" not in problem
    assert archived(tmp_path) == [THREAD.encode()]


def test_when_nothing_can_be_added_no_file_is_written(tmp_path: Path) -> None:
    report = run(tmp_path, b"")
    assert report.warc is None
    assert not (tmp_path / "archive").exists()


def test_paths_that_are_not_readable_files_are_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    missing = tmp_path / "missing.txt"
    report = import_files([missing, pipe], tmp_path / "archive", NOW)
    assert problems_of(report) == [
        f"{missing}: cannot be read: No such file or directory",
        f"{pipe}: is not a file; save the page to a file first",
    ]


def test_an_archive_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "a.txt").write_text(THREAD)
    with pytest.raises(ContentError, match=r"file/archive/\S+: cannot be written: \w"):
        import_files([tmp_path / "a.txt"], tmp_path / "file/archive", NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "file"]


def test_a_second_import_under_the_same_name_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, THREAD)
    with pytest.raises(ContentError, match="it exists and is never changed"):
        run(tmp_path, OTHER_THREAD)
    assert archived(tmp_path) == [THREAD.encode()]


CRAWLED = warc_gz(*CRAWL, warc_record("response", URL, PAGE + b" ", date="2005-05-06T07:08:09Z"))


def test_records_of_a_crawl_are_kept_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(CRAWLED)
    report = import_files([tmp_path / "crawl.warc.gz"], tmp_path / "archive", NOW)
    assert report.warc == tmp_path / "archive/20260102T030405Z-crawl.warc.gz"
    assert gzip.decompress(report.warc.read_bytes()).count(CRAWL[1]) == 1
    captures = list(read_archive(tmp_path / "archive", print))
    assert [(each.url, each.label) for each in captures] == [(URL, "utf-8"), (URL, None)]
    assert [each.captured.year for each in captures if each.captured] == [2004, 2005]


def test_what_is_no_thread_in_a_container_is_counted_and_no_problem(tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(CRAWLED)
    seen: list[Skipped] = []
    steps: list[None] = []
    report = import_files(
        [tmp_path / "crawl.warc.gz"],
        tmp_path / "archive",
        NOW,
        skip=seen.append,
        progress=lambda: steps.append(None),
    )
    assert report.skipped == {"is no thread of the forum": 1, "is neither HTML nor text": 1}
    assert [each.reason for each in seen] == [
        "is no thread of the forum",
        "is neither HTML nor text",
    ]
    assert len(steps) == 3
    assert report.problems == ()


@pytest.mark.parametrize("content", [{}, {"a.html": INDEX}, {"a.gif": b"\0"}])
def test_a_container_without_any_thread_is_a_problem(
    tmp_path: Path, content: dict[str, bytes]
) -> None:
    (tmp_path / "a.zip").write_bytes(zip_of(content))
    (tmp_path / "folder").mkdir()
    paths = [tmp_path / "a.zip", tmp_path / "folder"]
    report = import_files(paths, tmp_path / "archive", NOW)
    assert problems_of(report) == [f"{path}: holds no thread of the forum" for path in paths]


def test_a_container_whose_threads_are_all_known_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zip_of({"a.txt": THREAD.encode()}))
    run(tmp_path, THREAD)
    report = import_files([tmp_path / "a.zip"], tmp_path / "archive", NOW)
    assert (len(report.duplicates), report.problems) == (1, ())


def test_the_same_bytes_are_added_once_more_when_their_time_becomes_known(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.warc.gz").write_bytes(CRAWLED)
    paths = [tmp_path / "a.html", tmp_path / "b.warc.gz", tmp_path / "b.warc.gz"]
    report = import_files(paths, tmp_path / "archive", NOW)
    assert len(report.added) == 3
    assert len(report.duplicates) == 2
    again = import_files([tmp_path / "a.html"], tmp_path / "archive", NOW)
    assert len(again.duplicates) == 1


def test_memory_holds_one_page_whatever_the_number(tmp_path: Path) -> None:
    """200 pages of 100 KB, 20 MB in all."""
    pages = {}
    for number in range(200):
        time = f"21:{number // 60:02}:{number % 60:02}"
        text = THREAD.replace("21:04:26", time) + ("行" * 100 + "\n\n") * 330
        pages[f"{number}.txt"] = text.encode()
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of(pages, ZIP_STORED))
    del pages
    tracemalloc.start()
    report = import_files([path], tmp_path / "archive", NOW)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(report.added) == 200
    assert peak < 10 * 2**20


def test_damage_in_the_archive_is_reported(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/a.warc.gz").write_bytes(b"")
    report = run(tmp_path, THREAD)
    assert problems_of(report) == [
        f"{tmp_path}/archive/a.warc.gz#0: the file is empty; get it again or delete it"
    ]
    assert report.warc is not None


NAMES = {
    "000_437afb659cf1b66b.txt": "000_437afb659cf1b66b",
    "スパム.txt": "import",
    "a b/../c;$(x).html": "c-x",
    "-rf.txt": "rf",
    "x" * 200: "x" * 60,
}


@pytest.mark.parametrize("name", NAMES)
def test_the_archive_file_has_a_safe_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / name).write_text(THREAD)
    report = import_files([tmp_path / name], tmp_path / "archive", NOW)
    assert report.warc == tmp_path / f"archive/20260102T030405Z-{NAMES[name]}.warc.gz"
