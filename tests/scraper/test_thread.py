"""Captures become threads: the published JSON, case by case, and what holds for any page."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.captures.archive import read_archive
from scraper.errors import ContentError
from scraper.grammar import read_page
from scraper.lines import Line, is_blank
from scraper.model import Capture
from scraper.thread import parse_capture
from tests.scraper.cases import HERE, capture
from tests.scraper.strategies import line

ARCHIVE = Path(__file__).parents[2] / "archive"


@pytest.mark.parametrize("name", [path.stem for path in sorted((HERE / "pages").glob("*.txt"))])
def test_a_page_gives_the_thread_of_the_case(name: str) -> None:
    thread = parse_capture(capture(f"{name}.txt"))
    expected = (HERE / "pages" / f"{name}.json").read_text("utf-8")
    assert thread.model_dump(mode="json") == json.loads(expected)


def test_the_first_thread_is_read_as_it_was_checked_by_eye() -> None:
    expected = json.loads((HERE / "pages" / "980820210426.json").read_text("utf-8"))
    problems: list[ContentError] = []
    threads = [parse_capture(each) for each in read_archive(ARCHIVE, problems.append)]
    (thread,) = [each for each in threads if each.id == expected["id"]]
    assert problems == []
    assert thread.model_dump(mode="json") == expected


@pytest.mark.parametrize(
    ("payload", "what"),
    [
        (b"", "no line 発言者:NAME"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary data"),
        ("別の掲示板\n投稿者: 田中\n1998/08/20\n本文\n".encode(), "no line 発言者:NAME"),
        ("題\n発言者:笹田\n昨夜より".encode(), "line 2 names a poster"),
        (b"\x83\x81\x81[\x83\x8b\xff", "no line 発言者:NAME"),
    ],
    ids=["empty", "binary", "another-forum", "cut-in-the-header", "bytes-that-fit-nothing"],
)
def test_what_is_not_a_thread_is_refused_in_one_line(payload: bytes, what: str) -> None:
    with pytest.raises(ContentError) as raised:
        parse_capture(Capture(payload, "text/plain", "page.txt"))
    message = str(raised.value)
    assert message.startswith("page.txt: ")
    assert what in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("url", "thread_id", "status"),
    [
        (None, "980820210426", "inferred"),
        ("http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210427.html", "980820210427", "captured"),
        ("http://example.jp/other.html", "980820210426", "captured"),
    ],
)
def test_the_id_is_the_stem_of_the_address_or_the_time_of_the_post(
    url: str | None, thread_id: str, status: str
) -> None:
    page = "題\n発言者:笹田\n( Date Thursday, August 20, 1998 21:04:26 )\n本文"
    thread = parse_capture(Capture(page.encode(), "text/plain", "page.txt", url))
    assert (thread.id, thread.source.url_status) == (thread_id, status)
    assert thread.messages[0].id == f"{thread_id}-1"


comment = ["名 さんからのコメント", "( Friday, August 21, 1998 00:22:26 )"]


@given(st.lists(st.lists(line, max_size=6), min_size=1, max_size=4))
def test_every_line_of_a_page_is_a_header_or_in_a_post(bodies: list[list[str]]) -> None:
    opening = ["題", "", "発言者:笹田", "( Date Thursday, August 20, 1998 21:04:26 )"]
    texts = [*opening, *bodies[0]]
    for body in bodies[1:]:
        texts += [*comment, *body]
    page = read_page([Line(text) for text in texts])
    in_posts = [texts[index] for post in page.posts for index in range(post.start, post.end)]
    filled = [text for text in texts if not is_blank(text)]
    assert len(page.posts) == len(bodies)
    assert len([text for text in in_posts if not is_blank(text)]) == len(filled) - 1 - 2 * len(
        bodies
    )
