"""`wsm check` and what it keeps `wsm build` from publishing."""

import pytest

from tests.wsm.conftest import Checkout
from tests.wsm.test_cli import PAGE

HEAD = """---
title: T
description: D
lang: {lang}
topic: bounce
order: 1
updated: 2026-11-24
---

## A

"""
GOOD = 'Yes. [@980820210426-1 "から届く"] And [@980820210426-2].\n'


@pytest.fixture
def cited(checkout: Checkout) -> Checkout:
    """A checkout with a thread of two posts, and a guide to it in two languages."""
    checkout.wsm("import", checkout.write("page.txt", PAGE))
    checkout.wsm("convert")
    write_guides(checkout, GOOD)
    return checkout


def write_guides(checkout: Checkout, text: str) -> None:
    checkout.write("docs/guides/g.md", (HEAD.format(lang="ja") + text).encode())
    checkout.write("docs/en/guides/g.md", (HEAD.format(lang="en") + GOOD).encode())


def test_check_counts_what_is_backed(cited: Checkout) -> None:
    result = cited.wsm("check")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "docs/en/guides/g.md: 2 claims, 2 citations, 1 quotations verified",
        "docs/guides/g.md: 2 claims, 2 citations, 1 quotations verified",
        "checked: 4 claims, 4 citations, 2 quotations verified",
    ]


def test_check_names_every_problem_by_file_and_line_and_exits_with_1(cited: Checkout) -> None:
    write_guides(cited, "[@980820210426-3]\n\n[@980820210426-1 'x']\n\n[@rfc7209]\n")
    result = cited.wsm("check")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "docs/guides/g.md:12: no post 980820210426-3: the thread has 2",
        "docs/guides/g.md:14: not a citation: [@980820210426-1 'x']; write [@980820210426-12], "
        '[@980820210426-12 "words"] or [@rfc7208, §4.6.4]',
        "docs/guides/g.md:16: no source rfc7209 in vocabulary/bibliography.yml; did you mean "
        "rfc7208?",
    ]


def test_check_needs_no_guides(checkout: Checkout) -> None:
    result = checkout.wsm("check")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize(
    "text",
    [
        "[@980820210426-3]\n",
        '[@980820210426-1 "から届け"]\n',
        '[@980820210426-1 "から届く]\n',
        "[@rfc0000]\n",
        "Nothing.\n",
    ],
)
def test_build_publishes_nothing_where_check_finds_a_problem(cited: Checkout, text: str) -> None:
    write_guides(cited, text)
    result = cited.wsm("build", "--workers", "1")
    assert result.exit_code == 1
    assert "docs/guides/g.md:1" in result.stderr
    assert not (cited.root / "site").exists()


def test_a_post_that_is_taken_down_stops_the_guides_that_cite_it(cited: Checkout) -> None:
    rule = cited.root / "archive" / "redactions.yml"
    entry = "takedowns:\n  - {id: 980820210426-2, date: 2026-01-01, reason: asked}\n"
    rule.write_text(entry, "utf-8")
    cited.wsm("convert")
    result = cited.wsm("check")
    assert result.exit_code == 1
    assert [line.partition(": ")[2] for line in result.stderr.splitlines()] == [
        "980820210426-2 was taken down; remove the citation and what rests on it"
    ] * 2
