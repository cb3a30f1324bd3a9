from datetime import UTC, datetime
from itertools import pairwise

from scraper.captures.choice import quality
from scraper.model import Capture, Problem, Thread
from tests.scraper.strategies import message, thread_of

PAGE = Capture(b"page", "text/html", "", captured=datetime(2004, 5, 6, tzinfo=UTC))
ONE = thread_of("題", [message(1, "笹田", ["本文"])])
TWO = thread_of("題", [message(1, "笹田", ["本文"]), message(2, "まゆみ", ["同じです"])])
REPAIRED = thread_of("題", [message(1, "笹田", ["本\ufffd"])])
ODD = ONE.model_copy(update={"problems": (Problem(line=1, what="odd"),)})


def at(year: int, month: int = 1) -> Capture:
    return PAGE._replace(captured=datetime(year, month, 1, tzinfo=UTC))


# From the best to the worst.
RANKED: list[tuple[Capture, Thread]] = [
    (PAGE._replace(media_type="text/plain", captured=None), TWO),
    (at(2005, 12), ONE),
    (at(2004), ONE),
    (at(1999), ONE),
    (at(2006, 3), ONE),
    (at(2012), ONE),
    (PAGE._replace(captured=None), ONE),
    (at(2005), ODD),
    (at(2005), REPAIRED),
    (at(2005)._replace(media_type="text/plain"), ONE),
]


def test_captures_of_a_thread_are_ranked_by_the_stated_rule() -> None:
    for better, worse in pairwise(RANKED):
        assert quality(*better) > quality(*worse)


def test_the_bytes_decide_between_captures_that_are_alike() -> None:
    first, second = (quality(PAGE._replace(payload=data), ONE) for data in (b"1", b"2"))
    assert first != second
    assert first == quality(PAGE._replace(payload=b"1", name="elsewhere"), ONE)
