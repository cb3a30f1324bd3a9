"""What `wsm check` says of a guide: every case with its line, and the counts."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from marginalia.citations.library import Library
from scraper.errors import ContentError
from tests.marginalia.citations.conftest import BIBLIOGRAPHY, HEAD, REDACTIONS, Desk

CASES = yaml.safe_load(Path(__file__).with_name("cases.yml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_guide_is_told_what_is_wrong_and_where(desk: Desk, case: dict[str, Any]) -> None:
    desk.guide(case["text"])
    found = [each.replace(f"{desk.root}/", "") for each in desk.problems()]
    assert found == case["problems"]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("## A\n\nOne [@rfc7208]. None. Two.[@rfc7208]\n", (2, 2, 0)),
        ("## A\n\n一つ[@rfc7208]。二つ。[@rfc7208][@rfc7208]なし。\n", (2, 3, 0)),
        ("## A\n\n- a [@rfc7208]\n- b\n- c [@rfc7208]\n\n| a [@rfc7208] |\n| b |\n", (3, 3, 0)),
        ('## A\n\n[@980820210426-12 "RBL"] `[@x]` と [@980820210426-12 "no"]\n', (1, 2, 1)),
    ],
)
def test_claims_citations_and_verified_quotations_are_counted(
    desk: Desk, text: str, counts: tuple[int, int, int]
) -> None:
    desk.guide(text)
    assert desk.check().counts == counts


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("topic:", "topik:"), "5: unknown front matter key 'topik'; did you mean 'topic'?"),
        (("order: 1", "order: 1\nxyz: 1"), "7: unknown front matter key 'xyz'; remove it"),
        (("order: 1\n", ""), "2: 'order' is missing; add it"),
        (("lang: ja", "lang: en"), "4: lang is en here; write ja"),
        (
            ("forged-sender", "forged-sendr"),
            "5: no topic forged-sendr; did you mean forged-sender?",
        ),
        (("---\n", ""), "1: has no front matter; begin with --- and the keys of a guide"),
    ],
)
def test_front_matter_is_checked(desk: Desk, change: tuple[str, str], problem: str) -> None:
    head = HEAD.format(title="T", lang="ja").replace(*change)
    desk.write("docs/guides/forged.md", head + "\n## A\n\n[@rfc7208]\n")
    assert desk.problems() == [problem]


def test_a_guide_needs_its_page_in_the_other_language(desk: Desk) -> None:
    desk.guide("## A\n\n[@rfc7208]\n")
    (desk.root / "docs/en/guides/forged.md").unlink()
    path = desk.root / "docs/en/guides/forged.md"
    assert desk.problems() == [f"1: has no page in the other language; write {path}"]


def test_an_overview_needs_neither_topic_nor_citations(desk: Desk) -> None:
    head = HEAD.format(title="T", lang="ja").replace("topic: forged-sender\norder: 1\n", "")
    desk.write("docs/guides/index.md", head + "\n## A\n")
    assert desk.check("guides/index.md").problems == []


def test_other_hand_written_pages_are_checked_where_they_cite(desk: Desk) -> None:
    desk.write("docs/about/index.md", "# About\n\n## A\n\n[@rfc1]\n")
    (problem,) = desk.check("about/index.md").problems
    assert problem.line == 5


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("title: A\ntitle: B", "key 'title' is here twice (also line 2); keep one"),
        ("title: &a A", "anchors (&) and aliases (*) are not allowed; quote the text"),
        ("title: !!python/name:os.system", "tags (!) are not allowed; quote the text"),
        ("title: [A", "is not valid YAML: expected ',' or ']', but got '<stream end>'"),
    ],
)
def test_front_matter_that_has_more_than_one_meaning_is_refused_on_any_page(
    desk: Desk, front: str, message: str
) -> None:
    desk.write("docs/about/index.md", f"---\n{front}\n---\n\n# About\n")
    (problem,) = desk.check("about/index.md").problems
    assert problem.message == message


def test_generated_pages_are_not_read(desk: Desk) -> None:
    desk.write("docs/topics/x.md", "[@rfc1]\n")
    pages = Library(desk.root).pages
    assert [page.path for page in pages] == ["en/guides/forged.md", "guides/forged.md"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "vocabulary/bibliography.yml",
            BIBLIOGRAPHY.replace("loader-readme", "rfc7208"),
            "9: the id 'rfc7208' is here twice (also line 2); keep one",
        ),
        (
            "vocabulary/bibliography.yml",
            BIBLIOGRAPHY.replace(
                "https://example.org/loader?a=1&b=2", "https://www.rfc-editor.org/rfc/rfc7208"
            ),
            "12: the url 'https://www.rfc-editor.org/rfc/rfc7208' is here twice (also line 8); "
            "keep one",
        ),
        (
            "vocabulary/bibliography.yml",
            BIBLIOGRAPHY.replace("    url", "    link", 1),
            "2: 'sources.0.url' is missing; add it",
        ),
        (
            "vocabulary/bibliography.yml",
            BIBLIOGRAPHY.replace("https://example", "javascript://example"),
            "12: 'sources.1.url': should be an address that begins with https:// or http://",
        ),
        ("archive/redactions.yml", REDACTIONS + "x: 1\n", "5: unknown key 'x'; correct its"),
        ("docs/guides/odd.md", "caf\udce9", "1: is not UTF-8 text; save the file as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(
    desk: Desk, name: str, text: str, message: str
) -> None:
    path = desk.write(name, "")
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ContentError) as error:
        Library(desk.root)
    assert str(error.value).startswith(f"{path}:{message}")


def test_many_sources_may_be_found_at_one_site(desk: Desk) -> None:
    same = [
        f"  - {{id: a{n}, type: book, title: T{n}, url: 'https://example.org/'}}" for n in (1, 2)
    ]
    desk.write("vocabulary/bibliography.yml", "\n".join(["sources:", *same]))
    assert set(Library(desk.root).sources) == {"a1", "a2"}
