"""Blocks of a post, case by case, and what holds for any post."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.body import find_blocks
from scraper.lines import is_blank
from tests.scraper.cases import HERE, read_lines
from tests.scraper.strategies import line


@pytest.mark.parametrize(
    "path", sorted((HERE / "blocks").glob("*.txt")), ids=lambda path: path.stem
)
def test_blocks_are_found_as_the_case_says(path: Path) -> None:
    rows = [re.fullmatch(r"(\+?)(\w+) *\| ?(.*)", row) for row in read_lines(path)]
    lines = [row[3] if row else "" for row in rows]
    expected: list[tuple[str, int, int]] = []
    for index, row in enumerate(rows):
        if not row:
            continue
        begins = row[1] or index == 0 or not rows[index - 1] or expected[-1][0] != row[2]
        if begins:
            expected.append((row[2], index, index))
        else:
            expected[-1] = (row[2], expected[-1][1], index)
    found = [(block.type, block.first_line, block.last_line) for block in find_blocks(lines)]
    assert found == expected


@given(st.lists(line, max_size=20))
def test_blocks_cover_every_line_that_is_not_blank_exactly_once(lines: list[str]) -> None:
    covered = [
        index
        for block in find_blocks(lines)
        for index in range(block.first_line, block.last_line + 1)
    ]
    assert covered == sorted(set(covered))
    assert all(is_blank(lines[index]) for index in set(range(len(lines))) - set(covered))


@given(st.lists(line, max_size=20))
def test_blocks_begin_and_end_with_a_line_that_is_not_blank(lines: list[str]) -> None:
    for block in find_blocks(lines):
        assert not is_blank(lines[block.first_line])
        assert not is_blank(lines[block.last_line])


def test_a_quote_says_the_depth_of_each_line() -> None:
    (block,) = find_blocks(["田中さんが", "", ">>a", "> b", "| c"])
    assert block.depths == (0, 0, 2, 1, 1)
