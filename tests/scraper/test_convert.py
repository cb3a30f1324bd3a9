"""Conversion of a whole archive: the same pages however the work is done."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.convert import NOW
from bench.forum import threads
from scraper.cache import Cache
from scraper.captures.archive import read_archive, write_warc
from scraper.convert import Converted, Report, convert, open_cache
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.redaction import Redactions
from scraper.verify import Proof, verify
from scraper.work import Pool, local_pool
from tests.scraper.cases import page_of, vocabularies

COUNT = 70
CAPTURES = [
    Capture(page_of(thread).encode(), "text/plain", f"{thread.id}.txt", thread.source.url)
    for thread in threads(COUNT, posts=4)
]
GUIDE = """---
title: 迷惑メールを断る
description: 題
lang: ja
topic: spam
order: 1
updated: 2026-01-01
---
"""
NO_RULES, WORDS = Redactions(), vocabularies()


class Site:
    """A folder of pages, and what the conversion into it reported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[ContentError] = []

    def convert(
        self,
        captures: Iterable[Capture] = CAPTURES,
        *,
        cache: Cache[Converted] | None = None,
        pool: Pool | None = None,
        dry_run: bool = False,
    ) -> Report:
        report = convert(
            lambda: captures,
            NO_RULES,
            WORDS,
            self.folder,
            self.problems.append,
            cache=cache,
            pool=pool,
            dry_run=dry_run,
        )
        if cache:
            cache.save()
        return report

    def verify(self, captures: list[Capture] = CAPTURES, pool: Pool | None = None) -> Proof:
        return verify(captures, NO_RULES, self.folder, self.problems.append, pool=pool)

    def pages(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "docs")


@pytest.fixture
def open_again(tmp_path: Path) -> Callable[[], Cache[Converted]]:
    return lambda: open_cache(tmp_path / "cache.json", NO_RULES, WORDS)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    site = Site(tmp_path_factory.mktemp("expected"))
    site.convert()
    return site.pages()


def test_every_thread_gets_a_page_and_is_proven(site: Site) -> None:
    report = site.convert()
    assert (report.threads, report.converted, report.left) == (COUNT, COUNT, [])
    assert len(report.written) == len(site.pages())
    proof = site.verify()
    assert (proof.threads, proof.posts) == (COUNT, 4 * COUNT)
    assert site.problems == []


@pytest.mark.parametrize(
    "pool",
    [local_pool(2), Pool(lambda: ThreadPoolExecutor(3), least=1)],
    ids=["processes", "threads"],
)
def test_a_pool_gives_the_same_bytes(site: Site, pool: Pool, expected: dict[str, bytes]) -> None:
    site.convert(pool=pool)
    assert site.pages() == expected
    assert site.verify(pool=pool) == site.verify()


def test_the_order_of_captures_does_not_matter(site: Site, expected: dict[str, bytes]) -> None:
    site.convert(CAPTURES[::-1])
    assert site.pages() == expected


def test_what_is_known_is_not_converted_again(
    site: Site, open_again: Callable[[], Cache[Converted]], expected: dict[str, bytes]
) -> None:
    assert site.convert(CAPTURES[:-1], cache=open_again()).converted == COUNT - 1
    report = site.convert(cache=open_again())
    assert report.converted == 1
    assert CAPTURES[-1].name.replace(".txt", ".md") in [path.name for path in report.written]
    assert site.pages() == expected


def test_pages_that_were_changed_since_are_made_again(
    site: Site, open_again: Callable[[], Cache[Converted]], expected: dict[str, bytes]
) -> None:
    report = site.convert(cache=open_again())
    changed = list(report.written)[:: len(report.written) // 9]  # index pages and threads
    for path in changed:
        path.write_bytes(b"changed by hand")
    report = site.convert(cache=open_again())
    assert (report.converted, list(report.written)) == (0, changed)
    assert site.pages() == expected


def test_a_new_guide_is_named_on_the_page_of_its_topic(
    site: Site, open_again: Callable[[], Cache[Converted]]
) -> None:
    site.convert(cache=open_again())
    guide = site.folder / "guides" / "spam.md"
    guide.parent.mkdir()
    guide.write_text(GUIDE, "utf-8")
    report = site.convert(cache=open_again())
    assert [path.name for path in report.written] == ["spam.md"]
    guide.unlink()
    site.convert(cache=open_again())
    assert site.convert(dry_run=True).written == {}


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """A file of an archive that has all captures but the last."""
    path = tmp_path / "archive" / "a.warc.gz"
    write_warc(path, [each._replace(captured=NOW) for each in CAPTURES[:-1]], NOW)
    return path


def test_a_file_of_the_archive_that_stays_is_not_read_again(
    site: Site, warc: Path, open_again: Callable[[], Cache[Converted]]
) -> None:
    archive = read_archive(warc.parent, site.problems.append)
    assert site.convert(archive, cache=open_again()).converted == COUNT - 1
    pages, state = site.pages(), warc.stat()
    warc.write_bytes(bytes(state.st_size))
    os.utime(warc, ns=(state.st_atime_ns, state.st_mtime_ns))
    report = site.convert(archive, cache=open_again())
    assert (report.threads, report.converted, report.written) == (COUNT - 1, 0, {})
    assert site.problems == []
    assert site.pages() == pages


def test_a_new_file_of_the_archive_is_read(
    site: Site, warc: Path, open_again: Callable[[], Cache[Converted]]
) -> None:
    site.convert(read_archive(warc.parent, pytest.fail), cache=open_again())
    write_warc(warc.with_name("b.warc.gz"), [CAPTURES[-1]._replace(captured=NOW)], NOW)
    report = site.convert(read_archive(warc.parent, pytest.fail), cache=open_again())
    assert (report.threads, report.converted) == (COUNT, 1)


def test_a_changed_file_of_the_archive_is_read_again(
    site: Site, warc: Path, open_again: Callable[[], Cache[Converted]]
) -> None:
    site.convert(read_archive(warc.parent, pytest.fail), cache=open_again())
    warc.unlink()
    write_warc(warc, [CAPTURES[-1]._replace(captured=NOW)], NOW)
    report = site.convert(read_archive(warc.parent, pytest.fail), cache=open_again())
    assert (report.threads, report.converted) == (1, 1)


def test_what_cannot_be_read_is_said_in_every_run(
    site: Site, warc: Path, open_again: Callable[[], Cache[Converted]]
) -> None:
    bad = Capture(b"nothing", "text/plain", "bad.txt", "http://www.example.com/bad.html", NOW)
    write_warc(warc.with_name("b.warc.gz"), [bad], NOW)
    warc.write_bytes(warc.read_bytes()[:-9])
    for _ in range(2):
        site.convert(read_archive(warc.parent, site.problems.append), cache=open_again())
    said = [str(each) for each in site.problems]
    assert said == said[: len(said) // 2] * 2
    assert {line.partition("#")[0] for line in said} == set(map(str, warc.parent.iterdir()))


def test_a_damaged_cache_counts_as_empty(
    site: Site, tmp_path: Path, open_again: Callable[[], Cache[Converted]]
) -> None:
    site.convert(cache=open_again())
    (tmp_path / "cache.json").write_bytes((tmp_path / "cache.json").read_bytes()[:-9])
    assert site.convert(cache=open_again()).converted == COUNT


def test_a_dry_run_writes_nothing_and_says_what_it_would(site: Site) -> None:
    report = site.convert(dry_run=True)
    assert len(report.written) > COUNT
    assert site.pages() == {}


def test_a_capture_that_is_no_thread_does_not_stop_the_rest(
    site: Site, expected: dict[str, bytes]
) -> None:
    site.convert([*CAPTURES[:3], Capture(b"nothing", "text/plain", "bad.txt"), *CAPTURES[3:]])
    assert [problem.path for problem in site.problems] == ["bad.txt"]
    assert site.pages() == expected


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("cached", [False, True])
def test_of_several_captures_the_best_is_shown_in_any_order(
    site: Site,
    open_again: Callable[[], Cache[Converted]],
    expected: dict[str, bytes],
    order: int,
    cached: bool,
) -> None:
    whole = CAPTURES[0]
    cut = whole._replace(
        payload=whole.payload[: len(whole.payload) // 2].decode(errors="ignore").encode()
    )
    captures = [whole, cut][::order] + CAPTURES[1:]
    for _ in range(2):
        site.convert(captures, cache=open_again() if cached else None)
        assert site.pages() == expected
    assert site.convert(captures, dry_run=True).written == {}
    assert site.verify(captures).threads == COUNT
    assert site.problems == []
