import datetime
from pathlib import Path

import pytest
import yaml

from marginalia.annotations.body import render_note
from marginalia.annotations.files import read_annotation, read_annotations
from marginalia.annotations.model import Annotation
from scraper.errors import ContentError

TODAY = datetime.date(2026, 11, 24)
PATH = Path("annotations/980820210426/a-term.md")
HEAD = {
    "target": "target: 980820210426-12",
    "quote": "quote:",
    "exact": "  exact: RBL exclusions",
    "kind": "kind: context",
    "author": "author: Aki",
    "created": "created: 2026-11-24",
    "lang": "lang: en",
}
BODY = "A file of EIMS; see [@980820210426-12] and [RFC 5782](https://www.rfc-editor.org/rfc/rfc5782).\n"
REFUSED = yaml.safe_load((Path(__file__).with_name("refused.yml")).read_text("utf-8"))


def _file(head: dict[str, str] | None = None, body: str = BODY) -> bytes:
    lines = ["---", *(HEAD | (head or {})).values(), "---", "", body]
    return "\n".join(lines).encode()


def _link(post: str) -> str | None:
    thread, _, number = post.partition("-")
    return f"#m{number}" if thread == "980820210426" and int(number) <= 12 else None


def _publish(payload: bytes, path: Path = PATH) -> tuple[Annotation, str]:
    annotation = read_annotation(path, payload, TODAY)
    return annotation, render_note(annotation, path, _link)


def test_a_good_file_becomes_a_record_and_html() -> None:
    annotation, html = _publish(_file())
    assert annotation.id == "980820210426/a-term"
    assert annotation.slug == "a-term"
    assert annotation.thread == "980820210426"
    assert annotation.quote_line == 4
    assert html == (
        '<p>A file of EIMS; see <a href="#m12" rel="noopener nofollow ugc">980820210426-12</a> and '
        '<a href="https://www.rfc-editor.org/rfc/rfc5782" rel="noopener nofollow ugc">RFC 5782</a>.'
        "</p>"
    )


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["says"])
def test_what_is_not_allowed_is_refused_with_its_line(case: dict[str, object]) -> None:
    payload = _file(case.get("head"), case.get("body", BODY))  # type: ignore[arg-type]
    with pytest.raises(ContentError) as caught:
        _publish(payload)
    assert (caught.value.line, str(case["says"]) in caught.value.message) == (case["line"], True), (
        caught.value
    )


@pytest.mark.parametrize(
    ("payload", "line", "says"),
    [
        (b"\xef\xbb\xbf" + _file(), 1, "begins with a byte order mark"),
        (_file().replace(b"\n", b"\r\n"), 1, "ends with CR LF"),
        (_file(body="一行\n日本語").decode().encode("shift_jis"), 11, "is not UTF-8 text"),
        (_file(body="x" * 2_000_000), None, "is longer than 64 KiB"),
        (b"target: 1\n", 1, "should begin with front matter"),
        (b"---\ntarget: 1\n", 1, "should begin with front matter"),
        (b"", 1, "should begin with front matter"),
        (_file(body="a\x00b"), 11, "holds a control character"),
        (_file(body="a\n\x02wzxhzdk:0\x03"), 12, "holds a control character"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bytes_that_are_no_annotation_are_refused(
    payload: bytes, line: int | None, says: str
) -> None:
    with pytest.raises(ContentError) as caught:
        _publish(payload)
    assert caught.value.line == line
    assert caught.value.message.startswith(says)


@pytest.mark.parametrize("name", ["A.md", "-a.md", "a.txt.md", "あ.md", f"{'a' * 70}.md"])
def test_a_file_name_is_lower_case_letters_digits_and_hyphens(name: str) -> None:
    with pytest.raises(ContentError, match="this file name is not allowed"):
        _publish(_file(), PATH.with_name(name))


def test_a_bad_file_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "980820210426"
    folder.mkdir()
    (folder / "b.md").write_bytes(_file())
    (folder / "a.md").write_bytes(_file({"kind": "kind: x"}))
    (folder / "c.md").symlink_to(folder / "b.md")
    problems: list[ContentError] = []
    found = read_annotations(tmp_path, TODAY, problems.append)
    assert [annotation.id for annotation in found] == ["980820210426/b"]
    assert sorted(Path(problem.path).name for problem in problems) == ["a.md", "c.md"]


def test_an_annotation_may_be_about_a_guide() -> None:
    path = Path("annotations/guides/a-term.md")
    payload = _file({"target": "target: en/guides/rbl#today"})
    annotation = read_annotation(path, payload, TODAY)
    assert annotation.thread is None
    assert annotation.head.target == "en/guides/rbl#today"
