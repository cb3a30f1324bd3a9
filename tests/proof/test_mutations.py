"""Whatever is changed in the archive, the pages or what cites them, a check names the place."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from marginalia.citations.check import check_pages
from marginalia.citations.library import Library
from marginalia.citations.syntax import read_citations
from scraper.captures.archive import archive_files, read_file
from scraper.captures.bounds import Expansion
from scraper.captures.warc import Record, gzip_member, read_records
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.restore import PageError, restore
from scraper.verify import verify
from tests.proof.changes import Change, change, reworded
from tests.proof.forum import Forum
from wsm.annotate import check_all
from wsm.project import Project
from wsm.running import Problems


def places(problems: Iterable[ContentError]) -> list[tuple[str, int | None]]:
    return sorted((str(problem.path), problem.line) for problem in problems)


def change_pages(forum: Forum, random: Random) -> dict[Path, Change]:
    """Change one character of every generated page."""
    changes = {path: change(random, path.read_bytes().decode()) for path in forum.pages()}
    for path, changed in changes.items():
        path.write_bytes(changed.text.encode())
    return changes


@pytest.mark.parametrize("seed", range(3))
def test_convert_check_names_the_line_of_each_changed_character(forum: Forum, seed: int) -> None:
    changes = change_pages(forum, Random(seed))
    stale = forum.convert(dry_run=True)
    assert stale.written == {path: changed.line for path, changed in changes.items()}
    assert stale.left == []


def said(markdown: str) -> object:
    """What the proof is of: who wrote what and when. The rest of a page is made from that."""
    page = restore(markdown)
    posts = [
        (post.number, post.author, post.posted, [line.text for line in post.lines])
        for post in page.posts
    ]
    return page.id, page.title, posts


@pytest.mark.parametrize("seed", range(5))
def test_verify_names_the_place_of_each_change_in_what_was_said(forum: Forum, seed: int) -> None:
    before = {path: said(path.read_text("utf-8")) for path in forum.thread_pages()}
    changes = change_pages(forum, Random(f"verify {seed}"))
    wanted = {}
    for path, was in before.items():
        try:
            if said(changes[path].text) != was:
                wanted[path] = changes[path].line
        except PageError:
            wanted[path] = changes[path].line
    problems: list[ContentError] = []
    verify(forum.captures(), forum.redactions, forum.docs, problems.append)
    found = {Path(problem.path): problem.line for problem in problems}
    found = {path: line for path, line in found.items() if path in before}
    assert found.keys() == wanted.keys()
    for path, line in wanted.items():
        # A heading that is none any more ends the post before it, or its comments are one's lines;
        # front matter that has no end is named by its beginning, code without a beginning by its
        # end, which begins code.
        at = found[path]
        assert at is not None
        is_near = abs(at - line) <= 3 or (at == 1 and line <= said_from(path))
        assert is_near or begins_code(path, at), (path, line, at)
    assert len(wanted) > len(before) / 3


def said_from(path: Path) -> int:
    """The line on which the front matter of a page ends."""
    return path.read_text("utf-8").split("\n# ")[0].count("\n") + 1


def begins_code(path: Path, line: int) -> bool:
    return path.read_text("utf-8").split("\n")[line - 1].startswith("```")


class Found(NamedTuple):
    """What reading an archive gives: captures and problems by the name of their record."""

    captures: dict[str, Capture]
    problems: list[ContentError]


def read(path: Path) -> Found:
    problems: list[ContentError] = []
    found = (capture for _, capture in read_file(path, problems.append))
    return Found({capture.name: capture for capture in found if capture}, problems)


def records(path: Path) -> list[Record]:
    with path.open("rb") as file:
        size = path.stat().st_size
        return list(read_records(file, Expansion(size), lambda *problem: pytest.fail(str(problem))))


def flip(random: Random, data: bytes, start: int, end: int) -> bytes:
    at = random.randrange(start, end)
    return data[:at] + bytes([data[at] ^ random.randint(1, 255)]) + data[at + 1 :]


@pytest.mark.parametrize("file", range(3))
def test_a_changed_byte_of_a_warc_file_is_found_in_its_record(forum: Forum, file: int) -> None:
    path = archive_files(forum.archive)[file]
    data, before = path.read_bytes(), read(path)
    offsets = [record.offset for record in records(path)] + [len(data)]
    random, found = Random(file), 0
    for number in range(150):
        start, end = random.choice(list(pairwise(offsets)))
        path.write_bytes(flip(random, data, start, end))
        after = read(path)
        if after.problems:
            found += 1
            assert str(after.problems[0].path) == f"{path}#{start}", number
            assert after.captures.items() <= before.captures.items()
        else:
            # Of a gzip member (RFC 1952, section 2.3), the time, the two bytes after it, and the
            # bits behind the end of the data mean nothing to a reader of records.
            assert after.captures == before.captures
    assert found > 140


@pytest.mark.parametrize("file", range(3))
def test_a_changed_byte_of_a_page_is_found_by_its_digest(forum: Forum, file: int) -> None:
    path = archive_files(forum.archive)[file]
    random, all_records = Random(file), records(path)
    for number in [at for at, each in enumerate(all_records) if each.offset][:25]:
        offset = all_records[number].offset
        block = all_records[number].block
        changed = all_records[number]._replace(block=flip(random, block, 0, len(block)))
        members = [*all_records[:number], changed, *all_records[number + 1 :]]
        path.write_bytes(b"".join(gzip_member(each.data) for each in members))
        problems = read(path).problems
        assert [str(problem.path) for problem in problems] == [f"{path}#{offset}"]
        assert "does not match its digest" in problems[0].message


# What no digest covers is the record's head. Of it, the address and the time stand on the page.
HEADS = {
    "address": (b"_1996/9603", b"_1996/9604"),
    "time": (b"Date: 2026-01", b"Date: 2026-02"),
    "type": (b"Type: conversion", b"Type: conversioN"),
    "length": (b"Content-Length: ", b"Content-Length: 1"),
    "digest": (b"Block-Digest: sha256:", b"Block-Digest: sha256:0"),
}


@pytest.mark.parametrize("part", HEADS)
def test_a_changed_head_of_a_record_is_found_in_it_or_makes_its_page_stale(
    forum: Forum, part: str
) -> None:
    path = forum.archive / "invented.warc.gz"
    first, record, *rest = records(path)
    changed = record._replace(head=record.head.replace(*HEADS[part]))
    assert changed != record
    path.write_bytes(b"".join(gzip_member(each.data) for each in (first, changed, *rest)))
    found = read(path)
    stale = forum.convert(found.captures.values(), dry_run=True)
    page = forum.docs / "threads" / "1996" / "960311224317.md"
    if found.problems:
        assert str(found.problems[0].path) == f"{path}#{record.offset}"
    else:
        assert page in stale.left or stale.written.get(page)


def test_check_names_each_annotation_whose_words_are_not_in_the_post(forum: Forum) -> None:
    wanted = {}
    for path in sorted(forum.root.glob("annotations/*/*.md")):
        text = path.read_text("utf-8")
        head, found, rest = text.partition("  exact: ")
        if found:
            quote, end, rest = rest.partition("\n")
            path.write_text(head + found + reworded(Random(path.name), quote) + end + rest, "utf-8")
            wanted[str(path)] = head.count("\n") + 1
    problems = Problems()
    check_all(Project(forum.root), problems)
    found_lines = dict(places(problems))
    assert found_lines.keys() == wanted.keys()
    assert len(wanted) > 20
    assert found_lines == wanted


def test_check_names_each_citation_whose_words_are_not_in_the_post(forum: Forum) -> None:
    wanted = []
    for path in sorted(forum.docs.glob("**/guides/*.md")):
        text = path.read_text("utf-8")
        for citation in reversed(read_citations(text)[0]):
            if citation.words:
                start = text.index('"', citation.start)
                words = reworded(Random(citation.words), text[start : citation.end])
                text = text[:start] + words + text[citation.end :]
                wanted.append((str(path), citation.line))
        path.write_text(text, "utf-8")
    found = [problem for page in check_pages(Library(forum.root)) for problem in page.problems]
    assert places(found) == sorted(wanted)
    assert len(wanted) > 20
