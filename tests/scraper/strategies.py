"""Hypothesis strategies: lines as hostile as an archive can hold."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

from hypothesis import strategies as st

from scraper.body import find_blocks
from scraper.lines import is_blank
from scraper.model import Link, Message, Source, Thread

SYNTAX: list[str] = json.loads(Path(__file__).with_name("syntax.json").read_text("utf-8"))
"""What some Markdown dialect, template engine or the page format itself takes as syntax."""

_any_line = st.text(
    st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=40
)
_long_line = st.integers(41, 3000).map(lambda count: "長い行long " * (count // 9))
line = st.one_of(
    st.sampled_from(SYNTAX),
    _any_line,
    st.builds(str.__add__, st.sampled_from(SYNTAX), _any_line),
    st.builds(str.__add__, _any_line, st.sampled_from(SYNTAX)),
    st.sampled_from(
        ["メールを送ると、このような文字列が途中で折り返されて次の行へと続いてい", "ます。", ""]
    ),
    _long_line,
)


def message(number: int, author: str, lines: list[str], linked: str | None = None) -> Message:
    """A post of the lines, outer blank ones left out, its first link line going to ``linked``."""
    while lines and is_blank(lines[0]):
        lines = lines[1:]
    while lines and is_blank(lines[-1]):
        lines = lines[:-1]
    label = next(((at, text) for at, text in enumerate(lines) if text.strip()), None)
    links = [Link(label=label[1], href=linked, line=label[0])] if label and linked else []
    return Message(
        number=number,
        id=f"980820210426-{number}",
        author=author,
        posted=datetime(1998, 8, 20, 21, 4, 26, tzinfo=timezone(timedelta(hours=9)))
        + timedelta(hours=number),
        lines=tuple(lines),
        links=tuple(links),
        blocks=find_blocks(lines),
    )


def thread_of(title: str, messages: list[Message]) -> Thread:
    """A thread around the messages."""
    url = "http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html"
    source = Source(
        url=url, url_status="inferred", media_type="text/plain", charset="utf-8", sha256="0" * 64
    )
    return Thread(
        id="980820210426", title=title, notice="", source=source, messages=tuple(messages)
    )


_name = line.map(str.strip)
messages = st.builds(
    message,
    st.just(1),
    _name,
    st.lists(line, max_size=12),
    st.sampled_from([None, 'http://example.com/a?b=<c>&d="e"', "javascript:alert(1)", "../x"]),
)
threads = st.builds(
    lambda title, each: thread_of(
        title,
        [
            one.model_copy(update={"number": number, "id": f"980820210426-{number}"})
            for number, one in enumerate(each, 1)
        ],
    ),
    _name,
    st.lists(messages, min_size=1, max_size=3),
)
