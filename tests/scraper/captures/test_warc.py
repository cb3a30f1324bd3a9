import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.captures.bounds import MAX_PAYLOAD, Expansion
from scraper.captures.warc import Record, gzip_member, is_warc, read_records
from tests.scraper.captures.containers import CRAWL, warc_gz, warc_record

SMALL = [warc_record("resource", f"http://host.jp/{number}", b"x" * number) for number in range(3)]
LARGE = warc_record("resource", "http://host.jp/large", bytes(2 * MAX_PAYLOAD), "video/mp4")


def read(data: bytes) -> tuple[list[Record], list[tuple[int, str]]]:
    problems: list[tuple[int, str]] = []
    file = io.BytesIO(data)
    report = lambda offset, message: problems.append((offset, message))  # noqa: E731
    return list(read_records(file, Expansion(len(data)), report)), problems


@pytest.mark.parametrize("pack", [b"".join, lambda records: warc_gz(*records)])
def test_records_are_read_as_they_stand_in_the_file(pack: object) -> None:
    assert callable(pack)
    records, problems = read(pack(CRAWL))
    assert [record.data for record in records] == list(CRAWL)
    assert all(record.whole for record in records)
    assert problems == []


@pytest.mark.parametrize("pack", [b"".join, lambda records: warc_gz(*records)])
def test_a_large_record_is_passed_over_and_its_beginning_kept(pack: object) -> None:
    assert callable(pack)
    records, problems = read(pack([SMALL[1], LARGE, SMALL[2]]))
    assert [record.whole for record in records] == [True, False, True]
    assert records[1].headers["warc-target-uri"] == "http://host.jp/large"
    assert len(records[1].block) < 2 * MAX_PAYLOAD
    assert problems == []


def test_a_file_that_is_one_gzip_member_is_read() -> None:
    records, problems = read(gzip.compress(b"".join(SMALL)))
    assert [record.data for record in records] == SMALL
    assert problems == []


def test_a_large_file_that_is_one_gzip_member_is_read_to_the_bound_and_reported() -> None:
    records, problems = read(gzip.compress(b"".join([*SMALL, LARGE, *SMALL])))
    assert [record.data for record in records] == SMALL
    assert "unpack the file with gunzip first" in problems[0][1]


# What is done to three plain records of which the second begins at ``at``; how many are read.
PLAIN_DAMAGE = {
    "cut off in a block": (lambda data, _: data[:-6], 2, "cut short"),
    "cut off in a head": (lambda data, at: data[: at + 30], 1, "head is damaged"),
    "a length too long": (
        lambda data, at: data[:at] + data[at:].replace(b"Length: 1", b"Length: 99999", 1),
        2,
        "cut short",
    ),
    "junk between": (lambda data, at: data[:at] + b"junk\r\n" + data[at:], 3, "no WARC record"),
    "zeros at the end": (lambda data, _: data + bytes(512), 3, "no WARC record"),
}


@pytest.mark.parametrize("name", PLAIN_DAMAGE)
def test_what_is_whole_in_a_damaged_plain_file_is_read(name: str) -> None:
    damage, whole, message = PLAIN_DAMAGE[name]
    records, problems = read(damage(b"".join(SMALL), len(SMALL[0])))
    assert len(records) == whole
    assert [message in problem for _, problem in problems] == [True]


def test_a_warc_is_told_by_its_first_bytes() -> None:
    assert is_warc(b"WARC/1.1\r\n")
    assert is_warc(gzip_member(b"WARC/1.0\r\nWARC-Type"))
    assert not is_warc(gzip_member(b"<html>"))
    assert not is_warc(b"\x1f\x8b\x08WARC/1.0")
    assert not is_warc(b"")


@given(st.lists(st.binary(max_size=60), max_size=6).map(b"".join), st.sampled_from(CRAWL))
def test_a_record_before_any_bytes_is_read(rest: bytes, record: bytes) -> None:
    for data in (record + rest, gzip_member(record) + rest):
        assert read(data)[0][0].data == record
