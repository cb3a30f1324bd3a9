"""Threads to export: the checkout's own, and invented ones from pages that ``emit`` wrote."""

import datetime
from pathlib import Path

import pytest

from scraper.emit import emit
from scraper.exports.published import published_threads, thread_posts
from scraper.exports.records import ThreadPosts
from scraper.model import Thread
from scraper.publish import publish
from scraper.redaction import Redactions, TakeDown
from tests.conftest import CHECKOUT
from tests.scraper.strategies import message, thread_of

SIGNS = '100% {A} & B_C #1 ~x^2 \\n $5 "q" }<b>'
PLACE = "threads/1998/980820210426.md"


def records(thread: Thread, redactions: Redactions | None = None) -> ThreadPosts:
    """What is exported of a thread once it is published."""
    markdown = emit(publish(thread, redactions or Redactions()))
    return thread_posts(markdown, PLACE, Path("page.md"))


def take_down(publication_id: str) -> Redactions:
    date = datetime.date(2026, 1, 2)
    return Redactions(takedowns=(TakeDown(id=publication_id, date=date, reason="x"),))


@pytest.fixture(scope="session")
def real() -> ThreadPosts:
    """The posts of the checkout's thread of August 1998."""
    found = published_threads(CHECKOUT / "docs", Redactions())
    return next(posts for posts in found if posts[0].thread.id == "980820210426")


@pytest.fixture(scope="session")
def odd() -> ThreadPosts:
    """Signs that formats take as syntax; posts without a name, without lines, and withdrawn."""
    messages = [
        message(1, SIGNS, [SIGNS, "", '"); drop table posts; --']),
        message(2, "", ["\x00\x1b 制御文字 \u2028 と\u3000空白", "'"]),
        message(3, "空", []),
        message(4, "取り下げる人", ["取り下げる本文"]),
    ]
    return records(thread_of(SIGNS, messages), take_down("980820210426-4"))
