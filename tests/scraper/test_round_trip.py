"""Whatever a post holds, its Markdown gives it back."""

import yaml
from hypothesis import given

from scraper.emit import emit
from scraper.escape import escape, unescape
from scraper.model import Thread
from scraper.restore import restore
from tests.scraper.strategies import line, threads


@given(line)
def test_an_escaped_line_reads_back_as_itself(text: str) -> None:
    assert unescape(escape(text)) == text


@given(line)
def test_an_escaped_line_begins_and_ends_with_no_space_that_markdown_would_drop(text: str) -> None:
    assert escape(text) == escape(text).strip(" \t")


@given(threads)
def test_a_page_gives_back_every_post(thread: Thread) -> None:
    page = restore(emit(thread))
    assert (page.id, page.title) == (thread.id, thread.title)
    for message, post in zip(thread.messages, page.posts, strict=True):
        assert (message.number, message.author, message.posted) == (
            post.number,
            post.author,
            post.posted,
        )
        assert [line.text for line in post.lines] == list(message.lines)


@given(threads)
def test_a_page_gives_back_every_block(thread: Thread) -> None:
    for message, post in zip(thread.messages, restore(emit(thread)).posts, strict=True):
        blocks = [(block.kind, len(block.lines)) for block in post.blocks if block.kind]
        assert blocks == [
            (block.type, block.last_line - block.first_line + 1) for block in message.blocks
        ]


@given(threads)
def test_front_matter_is_plain_data_with_the_title_as_it_was(thread: Thread) -> None:
    front = emit(thread).split("\n---\n")[0].removeprefix("---\n")
    assert yaml.safe_load(front)["title"] == thread.title


@given(threads)
def test_every_source_line_is_a_line_of_the_page(thread: Thread) -> None:
    page = emit(thread)
    lines = page.split("\n")
    for post in restore(page).posts:
        for each in post.lines:
            markdown = lines[each.at - 1]
            assert each.links or each.text in markdown or each.text in unescape(markdown)
