"""What is exported is what is published, no more and no less."""

from pathlib import Path

import pytest
from hypothesis import given

from scraper.emit import emit
from scraper.errors import ContentError
from scraper.exports.published import published_threads, thread_posts
from scraper.exports.records import ThreadPosts
from scraper.lines import is_blank
from scraper.model import Link, Thread
from scraper.publish import publish
from scraper.redaction import Redactions
from tests.scraper.exports.conftest import PLACE, records, take_down
from tests.scraper.strategies import message, thread_of, threads

MASKED = thread_of("題", [message(1, "笹田", ["user@example.com から"])])


def put(docs: Path, markdown: str, place: str = PLACE) -> Path:
    path = docs / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(markdown, "utf-8")
    return path


@given(threads)
def test_every_line_of_a_post_is_exported_as_it_is(thread: Thread) -> None:
    published = publish(thread, Redactions())
    for post, each in zip(records(thread), published.messages, strict=True):
        assert (post.number, post.author or "", post.posted) == (
            each.number,
            each.author,
            each.posted,
        )
        assert post.lines == each.lines
        assert post.thread.title == published.title


@given(threads)
def test_blocks_cover_every_line_that_is_not_blank_once(thread: Thread) -> None:
    for post in records(thread):
        covered = [
            index
            for block in post.blocks
            for index in range(block.first_line, block.last_line + 1)
            if not is_blank(post.lines[index])
        ]
        assert covered == [index for index, text in enumerate(post.lines) if not is_blank(text)]


def test_a_phrase_across_a_wrapped_line_is_one(real: ThreadPosts) -> None:
    assert "メールでメーリングリストからはずして" in real[0].text
    assert not any("メールでメーリングリストからはずして" in line for line in real[0].lines)


def test_a_quote_has_no_marks_and_its_attribution_a_line_of_its_own() -> None:
    lines = ["Date:  08/21 14:05 に、田中さんが", ">>前の", ">その後", ">の話", "", "そう。"]
    (post,) = records(thread_of("題", [message(1, "x", lines)]))
    assert [block.type for block in post.blocks] == ["quote", "paragraph"]
    assert post.text == "Date:  08/21 14:05 に、田中さんが\n前の\nその後\nの話\n\nそう。"


def test_the_thread_is_repeated_with_each_post(real: ThreadPosts) -> None:
    assert {post.thread for post in real} == {real[0].thread}
    thread = real[0].thread
    assert thread.posts == len(real) == 12
    assert thread.url == "threads/1998/980820210426.html"
    assert real[11].url == f"{thread.url}#m12"
    assert real[11].id == "980820210426-12"
    assert thread.source.url == "http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html"
    assert "EIMS" in [software.name for software in thread.software]
    assert "spam" in thread.topics
    assert any(post.replies for post in real)
    assert any(post.topics for post in real)


def test_links_are_exported_with_and_without_their_target() -> None:
    linked = message(1, "x", ["→  LABEL", "", "see here"])
    links = (Link(label="here", href="http://example.com/a", line=2, start=4),)
    (post,) = records(thread_of("題", [linked.model_copy(update={"links": links})]))
    assert [(link.label, link.href) for link in post.links] == [
        ("LABEL", None),
        ("here", "http://example.com/a"),
    ]


def test_a_withdrawn_post_keeps_its_number_and_time_only(odd: ThreadPosts) -> None:
    gone = odd[3]
    assert gone.withdrawn
    assert (gone.id, gone.author, gone.text, gone.lines, gone.blocks) == (
        "980820210426-4",
        None,
        "",
        (),
        (),
    )
    assert "取り下げる" not in gone.model_dump_json()


def test_only_pages_of_threads_are_read(tmp_path: Path) -> None:
    put(tmp_path, emit(publish(MASKED, Redactions())))
    put(tmp_path, "# 1998年\n", "threads/1998/index.md")
    put(tmp_path, "# 8月\n", "threads/1998/08.md")
    (posts,) = published_threads(tmp_path, Redactions())
    assert posts[0].lines == ("…＠example.com から",)


def test_a_folder_without_a_thread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"threads: has no page of a thread; run wsm convert"):
        list(published_threads(tmp_path, Redactions()))


STALE = {
    "an address": (emit(MASKED), Redactions(), "shows a mail address; run wsm convert"),
    "a post taken down": (
        emit(publish(MASKED, Redactions())),
        take_down("980820210426-1"),
        "980820210426-1 is taken down; run wsm convert",
    ),
    "a thread taken down": (
        emit(publish(MASKED, Redactions())),
        take_down("980820210426"),
        "980820210426-1 is taken down; run wsm convert",
    ),
}


@pytest.mark.parametrize("name", STALE)
def test_a_page_older_than_the_rule_is_refused(tmp_path: Path, name: str) -> None:
    markdown, redactions, message = STALE[name]
    path = put(tmp_path, markdown)
    with pytest.raises(ContentError) as refused:
        list(published_threads(tmp_path, redactions))
    assert str(refused.value) == f"{path}: {message}"


GOOD = emit(publish(MASKED, Redactions()))
BROKEN = {
    "another page": "# 題\n",
    "no front matter": GOOD.partition("---\n<!--")[2].join(["<!--", ""]),
    "no source": GOOD.replace("source:", "sauce:"),
    "not YAML": GOOD.replace("id:", "id: [", 1),
    "not a mapping": "---\n- x\n---\n" + "<!--" + GOOD.partition("---\n<!--")[2],
    "no post": GOOD.partition("\n## ")[0],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_page_that_convert_did_not_write_is_refused(name: str) -> None:
    with pytest.raises(ContentError, match=r"page\.md:[0-9]+: .*; run wsm convert"):
        thread_posts(BROKEN[name], PLACE, Path("page.md"))
