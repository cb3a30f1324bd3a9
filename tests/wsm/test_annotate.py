"""`wsm annotate`: new files, what is refused and where, proposals for words that moved."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.wsm.conftest import ROOT, Checkout
from tests.wsm.test_check import GOOD, write_guides
from tests.wsm.test_cli import PAGE

FOLDER = "annotations/980820210426"
GIVEN = {
    "--target": "980820210426-1",
    "--exact": "から届く",
    "--kind": "context",
    "--author": "Aki",
    "--created": "2026-11-24",
    "--lang": "ja",
    "--slug": "a-term",
    "--body": "届いたもの。",
}
WRITTEN = """---
target: 980820210426-1
quote:
  exact: 'から届く'
kind: context
author: Aki
created: 2026-11-24
lang: ja
---

届いたもの。
"""


@pytest.fixture
def forum(checkout: Checkout) -> Checkout:
    """A checkout with a thread of two posts, and a guide to it in two languages."""
    checkout.wsm("import", checkout.write("page.txt", PAGE))
    checkout.wsm("convert")
    write_guides(checkout, GOOD)
    (checkout.root / "overrides").mkdir()
    return checkout


def options(**changed: str) -> list[str]:
    given = GIVEN | {f"--{name}": value for name, value in changed.items()}
    return [part for pair in given.items() for part in pair]


def write(checkout: Checkout, name: str, old: str = "", new: str = "") -> Path:
    """Put the annotation into the checkout with one thing changed."""
    assert old in WRITTEN
    return checkout.write(f"annotations/{name}", WRITTEN.replace(old, new).encode())


def test_options_answer_every_question(forum: Checkout) -> None:
    result = forum.wsm("annotate", "new", *options())
    assert (result.exit_code, result.stdout) == (0, f"wrote {FOLDER}/a-term.md\n")
    assert (forum.root / FOLDER / "a-term.md").read_text("utf-8") == WRITTEN
    assert forum.wsm("annotate", "check").stdout == "1 annotations are in order\n"


def test_what_no_option_says_is_asked_with_defaults(forum: Checkout) -> None:
    answers = "980820210426-9\n980820210426-2\n無い\n\n\nAki\n\n\n"
    result = forum.wsm("annotate", "new", "--body", "x", answers=answers)
    assert result.exit_code == 0
    assert "no post 980820210426-9: the thread has 2" in result.stdout
    assert "these words do not stand there" in result.stdout
    text = (forum.root / FOLDER / "context.md").read_text("utf-8")
    assert text.startswith("---\ntarget: 980820210426-2\nkind: context\nauthor: Aki\ncreated: ")
    assert forum.wsm("annotate", "check").exit_code == 0


def test_of_several_places_one_is_chosen_by_its_number(forum: Checkout) -> None:
    result = forum.wsm("annotate", "new", *options(exact="e"), answers="2\n")
    assert result.exit_code == 0
    assert "1. 昨夜より …＠[e]xample.com" in result.stdout
    text = (forum.root / FOLDER / "a-term.md").read_text("utf-8")
    assert "  exact: 'e'\n  prefix: 'ampl'\n" in text
    assert forum.wsm("annotate", "check").exit_code == 0


def test_a_guides_section_is_annotated_in_its_own_folder(forum: Checkout) -> None:
    result = forum.wsm("annotate", "new", *options(target="en/guides/g#a", exact="And"))
    assert (result.exit_code, result.stdout) == (0, "wrote annotations/guides/a-term.md\n")
    assert forum.wsm("annotate", "check").exit_code == 0


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"target": "../x"}, "String should match pattern"),
        ({"target": "980820210426-9"}, "no post 980820210426-9: the thread has 2"),
        ({"target": "980820210425-1"}, "no thread 980820210425; did you mean 980820210426?"),
        ({"target": "guides/x"}, "no guide guides/x"),
        ({"target": "guides/g#x"}, "no section #x; there are #a, #references"),
        ({"exact": "から届いた"}, "the nearest is example.com [から届く。]"),
        ({"kind": "x"}, "'x' is not one of 'context'"),
        ({"author": "<b>"}, "should be a name without <, > and &"),
        ({"created": "yesterday"}, "should be a valid date"),
        ({"lang": "Japanese!"}, "String should match pattern"),
        ({"slug": "../x"}, "use lower-case letters"),
        ({"body": " "}, "the note is empty"),
    ],
)
def test_an_option_that_cannot_be_is_wrong_usage(
    forum: Checkout, changed: dict[str, str], says: str
) -> None:
    before = forum.files()
    result = forum.wsm("annotate", "new", *options(**changed))
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert forum.files() == before


def test_no_file_is_overwritten_and_none_written_that_check_would_refuse(forum: Checkout) -> None:
    path = write(forum, "980820210426/a-term.md")
    result = forum.wsm("annotate", "new", *options())
    assert result.exit_code == 2
    assert "is already there" in result.stderr
    result = forum.wsm("annotate", "new", *options(slug="b", body="<script>"))
    assert (result.exit_code, result.stderr) == (
        1,
        f"{FOLDER}/b.md:11: raw HTML is not allowed; use Markdown, or put code between backticks\n",
    )
    assert [each.name for each in path.parent.iterdir()] == ["a-term.md"]


REFUSED = [
    ("980820210426/a.md", "980820210426-1", "980820210426-9", "2: no post 980820210426-9: the"),
    ("980820210425/b.md", "980820210426-1", "980820210425-1", "2: no thread 980820210425; did"),
    ("guides/c.md", "980820210426-1", "guides/x", "2: no guide guides/x; correct the target"),
    ("guides/d.md", "980820210426-1", "guides/g#x", "2: no section #x; there are #a, #references"),
    ("980820210426/e.md", "から届く", "e", "4: these words stand 2 times in 980820210426-1: 昨夜"),
    ("980820210426/f.md", "から届く", "から届け", "4: these words do not stand in 980820210426-1"),
    ("980820210426/g.md", "kind: context", "kind: x", "5: 'kind': input should be 'context',"),
    ("980820210426/h.md", "届いたもの。", "[@980820210426-9]", "11: no post 980820210426-9; corr"),
    ("980820210426/I.md", "", "", " this file name is not allowed; name it with lower-case"),
]


@pytest.mark.parametrize("command", [["check"], ["annotate", "check"]])
def test_check_names_everything_that_is_wrong(forum: Checkout, command: list[str]) -> None:
    for name, old, new, _ in REFUSED:
        write(forum, name, old, new)
    write(forum, "980820210426/good.md")
    result = forum.wsm(*command)
    assert result.exit_code == 1
    for name, _, _, says in REFUSED:
        assert f"annotations/{name}:{says}" in result.stderr
    assert result.stderr.count("\n") == len(REFUSED)
    assert "1 annotations are in order\n" in result.stdout


def test_a_post_that_was_taken_down_has_no_annotations(forum: Checkout) -> None:
    rule = (forum.root / "archive/redactions.yml").read_text("utf-8")
    entry = "takedowns:\n  - {id: 980820210426-1, date: 2026-01-02, reason: asked for}\n"
    kept = "\n".join(line for line in rule.split("\n") if not line.startswith("takedowns"))
    forum.write("archive/redactions.yml", (kept + "\n" + entry).encode())
    forum.wsm("convert")
    write_guides(forum, "Yes. [@980820210426-2]\n")
    write(forum, "980820210426/a.md")
    result = forum.wsm("annotate", "check")
    assert (result.exit_code, result.stderr) == (
        1,
        f"{FOLDER}/a.md:2: 980820210426-1 was taken down; remove the annotation\n",
    )


def test_authors_are_checked(forum: Checkout) -> None:
    forum.write("annotations/authors.yml", b"editor: [A]\n")
    result = forum.wsm("annotate", "check")
    assert result.exit_code == 1
    assert result.stderr.startswith("annotations/authors.yml:1: unknown key 'editor'")


def test_reanchor_proposes_and_writes_only_what_is_accepted(forum: Checkout) -> None:
    moved = write(forum, "980820210426/a.md", "'から届く'", "'から届く'\n  prefix: 'x'")
    likely = write(forum, "980820210426/b.md", "から届く", "から届けた")
    fits = write(forum, "980820210426/c.md")
    before = {path: path.read_text("utf-8") for path in (moved, likely, fits)}
    result = forum.wsm("annotate", "reanchor")
    assert result.exit_code == 0
    assert f"--- a/{FOLDER}/a.md\n+++ b/{FOLDER}/a.md\n" in result.stdout
    assert "-  prefix: 'x'\n" in result.stdout
    assert "-  exact: 'から届けた'\n+  exact: 'から届く。'\n" in result.stdout
    assert f"{FOLDER}/c.md" not in result.stdout
    assert {path: path.read_text("utf-8") for path in before} == before
    forum.wsm("annotate", "reanchor", "--write", answers="y\nn\n")
    assert moved.read_text("utf-8") == WRITTEN
    assert likely.read_text("utf-8") == before[likely]
    forum.wsm("annotate", "reanchor", "--write", "--yes")
    assert forum.wsm("annotate", "check").exit_code == 0


def test_reanchor_guesses_nothing(forum: Checkout) -> None:
    path = write(forum, "980820210426/a.md", "から届く", "e")
    result = forum.wsm("annotate", "reanchor", "--write", "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "these words stand 2 times" in result.stderr
    assert "exact: 'e'" in path.read_text("utf-8")


def test_build_leaves_out_what_is_wrong_and_writes_the_rest_as_data(checkout: Checkout) -> None:
    for name in ("docs", "overrides", "annotations", "archive"):
        shutil.copytree(ROOT / name, checkout.root / name, dirs_exist_ok=True)
    bad = write(checkout, "980820210426/bad.md", "から届く", "unrelated words")
    result = checkout.wsm("build")
    assert result.exit_code == 1
    shown = [line for line in result.stderr.splitlines() if "annotations/" in line]
    assert [line.partition(": ")[0] for line in shown] == [f"{FOLDER}/bad.md:4"]
    site, files = checkout.root / "site", set((ROOT / "annotations").glob("*/*.md"))
    made = json.loads((site / "annotations.jsonld").read_text("utf-8"))
    assert made["total"] == len(files)
    for item in made["first"]["items"]:
        alone = json.loads((site / item["id"]).read_text("utf-8"))
        assert alone["body"] == item["body"]
    assert not (site / FOLDER / "bad.jsonld").exists()
    page = (site / "threads/1998/980820210426.html").read_text("utf-8")
    assert page.count('<section class="note ') == len(files)
    assert f"note-{bad.stem}" not in page
    entry = ET.parse(site / "annotations.atom").getroot()[-1]
    assert [part.tag.partition("}")[2] for part in entry][:3] == ["id", "title", "updated"]
    for name, key in (("annotations", "target"), ("thread", "messages")):
        schema = json.loads((site / f"{name}.schema.json").read_text("utf-8"))
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert key in schema["required"]
