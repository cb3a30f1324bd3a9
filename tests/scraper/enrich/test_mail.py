"""Pasted mail headers: fields, hops and what is odd about them."""

from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scraper.enrich.mail import Hop, decoded, read_fields, read_hops
from scraper.enrich.oddities import find_oddities

CASES = yaml.safe_load(Path(__file__).with_name("headers.yml").read_text("utf-8"))
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


def row(hop: Hop) -> list[str | None]:
    stamp = hop.stamp and f"{hop.stamp.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return [hop.helo, hop.name, hop.address, hop.by, hop.software, hop.id, stamp]


@each_case
def test_hops_are_read_oldest_first(case: dict[str, Any]) -> None:
    assert [row(hop) for hop in read_hops(read_fields(case["lines"].split("\n")))] == case["hops"]


@each_case
def test_what_is_odd_is_observed(case: dict[str, Any]) -> None:
    found = find_oddities(read_fields(case["lines"].split("\n")))
    rows = [
        [odd.line, odd.kind, odd.what, odd.gap and int(odd.gap / timedelta(seconds=1))]
        for odd in found
    ]
    assert rows == case["odd"]


def test_encoded_words_are_read_and_damaged_ones_left() -> None:
    assert decoded("=?ISO-2022-JP?B?GyRCRURDZhsoQg==?=") == "田中"
    assert decoded("=?no-such-charset?B?AAAA?=") == "=?no-such-charset?B?AAAA?="


words = st.sampled_from(
    ["Received:", "from", "by", "with", "id", "a.example", "([192.0.2.1])", "(a (b) c)", ";", "\t",
     "Wed, 19 Aug 98 21:00:28 EST", "31 Feb 1998 25:61:61", "Date:", "Return-Path:", "<a@b.c>", "("]
)  # fmt: skip


@given(st.lists(st.lists(words | st.text(max_size=8), max_size=8).map(" ".join), max_size=40))
def test_any_lines_are_read_without_failing(lines: list[str]) -> None:
    fields = read_fields(lines)
    assert all(0 <= odd.line < len(lines) for odd in find_oddities(fields))
    assert len(read_hops(fields)) == sum(field.key == "received" for field in fields)
