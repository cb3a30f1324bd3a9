"""Captures from the Wayback Machine and Common Crawl, with pywb as the server of both."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

from tests.fetch.conftest import Fetch, captures
from tests.fetch.made import SITE, STEMS, page
from tests.fetch.server import Web, serving


def test_the_newest_good_capture_before_the_end_is_replayed_byte_for_byte(
    project: Path, fetch: Fetch, wayback: str
) -> None:
    done = fetch("--from", "wayback", "--index", f"{wayback}cdx", "--data", wayback)
    assert done.returncode == 0, done.stderr
    assert "2 fetched, 0 already there" in done.stdout
    found = {capture.url: capture for capture in captures(project)}
    assert {url: capture.payload for url, capture in found.items()} == {
        f"{SITE}WSM_1998/{STEMS[0]}.html": page(STEMS[0], "newest good"),
        f"{SITE}WSM_1998/{STEMS[1]}.html": page(STEMS[1], "only one"),
    }
    first = found[f"{SITE}WSM_1998/{STEMS[0]}.html"]
    assert first.captured == datetime(2005, 1, 1, tzinfo=UTC)
    (warc,) = (project / "archive").glob("*.warc.gz")
    assert f"WARC-Source-URI: {wayback}20050101000000id_/{first.url}".encode() in gzip.decompress(
        warc.read_bytes()
    )


def test_until_moves_the_end(project: Path, fetch: Fetch, wayback: str) -> None:
    until = ["--until", "2009-01-01"]
    done = fetch("--from", "wayback", "--index", f"{wayback}cdx", "--data", wayback, *until)
    assert "3 fetched" in done.stdout
    assert page(STEMS[0], "after the end") in [capture.payload for capture in captures(project)]


def test_what_the_archive_has_is_not_fetched_again(
    project: Path, fetch: Fetch, wayback: str
) -> None:
    command = ["--from", "wayback", "--index", f"{wayback}cdx", "--data", wayback]
    assert fetch(*command).returncode == 0
    done = fetch(*command)
    assert done.returncode == 0
    assert "0 fetched, 2 already there" in done.stdout
    assert len(captures(project)) == 2


def test_dry_run_lists_addresses_and_fetches_none(
    project: Path, fetch: Fetch, wayback: str
) -> None:
    done = fetch("--from", "wayback", "--index", f"{wayback}cdx", "--data", wayback, "--dry-run")
    assert done.stdout.splitlines()[0] == (
        f"{wayback}20050101000000id_/{SITE}WSM_1998/{STEMS[0]}.html"
    )
    assert captures(project) == []


def test_common_crawl_records_are_copied_as_they_are(
    project: Path, fetch: Fetch, wayback: str, made_warc: Path
) -> None:
    with serving(Web(files={"/made.warc.gz": made_warc.read_bytes()})) as data:
        done = fetch(*["--from", "commoncrawl", "--index", f"{wayback}cdx", "--data", data.address])
        assert done.returncode == 0, done.stderr
    assert [capture.payload for capture in captures(project)] == [
        page(STEMS[0], "after the end"),
        page(STEMS[1], "only one"),
        page(STEMS[2], "only after the end"),
    ]
    (written,) = (project / "archive").glob("*.warc.gz")
    copied = gzip.decompress(written.read_bytes())
    assert b"Server: WebSTAR/3.0" in copied
    assert b"WARC-Date: 2008-01-01T00:00:00Z" in copied
