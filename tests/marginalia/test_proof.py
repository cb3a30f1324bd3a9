"""The digest of a post is that of its lines as a page can show them."""

import hashlib

import pytest
from hypothesis import given

from marginalia.proof import digest
from scraper.emit import emit
from scraper.model import Thread
from scraper.restore import restore
from tests.marginalia.reading import original_lines, parse, posts
from tests.marginalia.test_thread import render
from tests.scraper.strategies import threads


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ([], ""),
        (["あ", "い"], "あ\nい"),
        ([" あ \u3000\t", "", "\u3000", "\xa0", "い"], " あ\nい"),
        (["a\x00b", "\x1c", "\x85", "\ufeff"], "a␀b"),
    ],
)
def test_the_digest_is_of_the_lines_as_they_are_shown(lines: list[str], shown: str) -> None:
    assert digest(lines) == hashlib.sha256(shown.encode()).hexdigest()


@given(threads)
def test_the_page_shows_what_the_digest_is_of(thread: Thread) -> None:
    bodies = posts(parse(render(thread)))
    for post, body in zip(restore(emit(thread)).posts, bodies, strict=True):
        assert digest(line.text for line in post.lines) == digest(original_lines(body))
