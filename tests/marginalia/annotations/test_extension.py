import logging
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from scraper.emit import emit
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.thread import parse_capture
from tests.conftest import CHECKOUT
from tests.marginalia.reading import parse

THREAD = """題

発言者:田中
( Date Monday, March 1, 1999 09:00:00 )

一つめの行と二つめの行。

たま さんからのコメント
( Monday, March 1, 1999 10:00:00 )

止まりません。
"""
ID = "990301090000"
NOTE = """---
target: {id}-{number}
{quote}kind: {kind}
author: {author}
created: 2026-11-24
---

{body}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "vocabulary").symlink_to(CHECKOUT / "vocabulary")
    page = tmp_path / f"docs/threads/1999/{ID}.md"
    page.parent.mkdir(parents=True)
    thread = parse_capture(Capture(THREAD.encode(), "text/plain", "made"))
    page.write_text(emit(thread), "utf-8")
    (tmp_path / "annotations" / ID).mkdir(parents=True)
    authors = "editors: [E]\nposters: {T: [田中]}\n"
    (tmp_path / "annotations" / "authors.yml").write_text(authors, "utf-8")
    return tmp_path


def note(checkout: Path, slug: str, words: str = "", **changed: object) -> None:
    quote = f"quote:\n  exact: '{words}'\n" if words else ""
    given = {"id": ID, "number": 1, "kind": "context", "author": "A", "body": "b"} | changed
    path = checkout / "annotations" / ID / f"{slug}.md"
    path.write_text(NOTE.format(quote=quote, **given), "utf-8")


def render(checkout: Path, **settings: str) -> BeautifulSoup:
    text = (checkout / f"docs/threads/1999/{ID}.md").read_text("utf-8")
    name = "marginalia.annotations.extension"
    configs = {name: {"root": str(checkout), **settings}, "marginalia.thread": {}}
    extensions = ["marginalia.thread", "toc", name]
    html = Markdown(extensions=extensions, extension_configs=configs).convert(
        text.split("\n---\n", 1)[1]
    )
    return parse(html)


def test_notes_are_numbered_by_their_words_then_the_whole_post_then_translations(
    checkout: Path,
) -> None:
    note(checkout, "a", kind="translation", words="一つめ")
    note(checkout, "b")
    note(checkout, "c", words="二つめの行")
    note(checkout, "d", words="一つめの行と")
    note(checkout, "e", words="行と二つ")
    note(checkout, "f", number=2)
    page = render(checkout)
    notes = [each["id"] for each in page.select(".note-head")]
    assert notes == [f"note-{slug}" for slug in "decbaf"]
    numbers = [each.get_text() for each in page.select(".note-number")]
    assert numbers == list("123456")
    first, second = page.select("section.post")
    assert len(first.select(".note")) == 5
    assert [each["id"] for each in second.select(".note-head")] == ["note-f"]


def test_an_annotation_that_is_not_in_order_is_a_warning_and_left_out(
    checkout: Path, caplog: pytest.LogCaptureFixture
) -> None:
    note(checkout, "good", words="一つめ")
    note(checkout, "gone", words="三つめの行")
    note(checkout, "post", number=3)
    note(checkout, "html", body="<b>")
    with caplog.at_level(logging.WARNING, "mkdocs"):
        page = render(checkout)
        render(checkout)
    assert [each["id"] for each in page.select(".note-head")] == ["note-good"]
    assert all(record.name.startswith("mkdocs.") for record in caplog.records)
    said = sorted(record.message.rpartition(f"{ID}/")[2][:14] for record in caplog.records)
    assert said == ["gone.md:4: the", "html.md:8: raw", "post.md:2: no "]


def test_a_mail_address_in_a_note_is_masked(checkout: Path) -> None:
    note(checkout, "a", body="user@example.com")
    text = render(checkout).select(".note-body")[0].get_text()
    assert text == "…＠example.com"


def test_who_wrote_the_note_is_told_apart(checkout: Path) -> None:
    for slug, author in zip("abc", "EAT", strict=True):
        note(checkout, slug, author=author)
        note(checkout, f"{slug}2", author=author, number=2)
    heads = [each.get_text() for each in render(checkout).select(".note-head")]
    assert heads == [
        "1 背景 E 編集者",
        "2 背景 A",
        "3 背景 T 投稿者本人",
        "4 背景 E 編集者",
        "5 背景 A",
        "6 背景 T 当時の発言者",
    ]


def test_without_annotations_only_the_settings_are_added(checkout: Path) -> None:
    page = render(checkout)
    assert page.select(".notes, mark, .note-ref") == []
    settings = page.select_one("#annotate-settings")
    assert settings is not None
    assert (settings["data-host"], settings["data-new-file"]) == ("", "")


def test_a_repository_that_cannot_be_is_an_error(checkout: Path) -> None:
    with pytest.raises(ContentError, match=r"mkdocs\.yml: repository: 'x' is not the address"):
        render(checkout, repository="x")
