"""Damaged pages go through the whole conversion: a thread whose lines come back, or one clear line.

Containers (WARC, zip, WACZ) are damaged in ``captures/``, bytes alone in ``test_decode``.
"""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.forum import threads
from bench.markup import write_page
from scraper.decode import decode, encode
from scraper.emit import emit
from scraper.enrich.findings import find
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.publish import publish
from scraper.redaction import Redactions
from scraper.restore import restore
from scraper.thread import parse_capture
from tests.scraper.cases import vocabularies

WORDS = vocabularies()
PAGES = [write_page(thread, Random(thread.id)) for thread in threads(12, posts=4)]
PIECES = [
    b"<", b">", b"&", b"&#", b"<!--", b"</pre>", b"<pre>", b"<table>" * 50, b"\x1b$B", b"\x1b(B",
    b"\x00", b"\xff\xfe", b"\x80", b"\r", b">" * 300, b"( Date ", b"\x83",
    "さんからのコメント\n".encode(),
    b"\n" * 40, b"From: a\nTo: b\nReceived: from x by y; Thu, 1 Jan 98 25:61:61 EST\n",
]  # fmt: skip

edits = st.lists(
    st.tuples(st.integers(0, 20_000), st.integers(0, 400), st.sampled_from(PIECES) | st.binary()),
    max_size=8,
)


@given(st.sampled_from(PAGES), edits)
@settings(
    max_examples=150,
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_damaged_page_is_a_thread_that_comes_back_or_one_clear_line(
    page: tuple[bytes, str, str | None], changes: list[tuple[int, int, bytes]]
) -> None:
    payload, media_type, label = page
    for at, length, piece in changes:
        payload = payload[:at] + piece + payload[at + length :]
    capture = Capture(payload, media_type, "page.html", label=label)
    try:
        thread = publish(parse_capture(capture), Redactions())
    except ContentError as error:
        refusal = str(error)
    else:
        refusal = ""
    assert "\n" not in refusal
    if refusal:
        return
    assert encode(decode(payload, label)) == payload
    restored = restore(emit(thread, find(thread, WORDS)))
    for message, post in zip(thread.messages, restored.posts, strict=True):
        assert [line.text for line in post.lines] == list(message.lines)


@pytest.mark.parametrize("size", [100_000, 1_000_000])
def test_noise_is_refused_in_one_line(size: int) -> None:
    with pytest.raises(ContentError):
        parse_capture(Capture(Random(size).randbytes(size), "text/html", "page.html"))
