from datetime import datetime, timedelta, timezone
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bench.markup import write_page
from scraper.body import find_blocks
from scraper.lines import is_blank, lost_link
from scraper.model import Capture, Message, Source, Thread
from scraper.thread import read_thread

NOTICE = (
    "このページは田中求之が2006年1月まで運用していた会議室「Web Scripter's Meeting」の記録です。"
)
FOLDER = "http://mtlab.ecn.fpu.ac.jp/WSM_1998/"
URL = f"{FOLDER}980820210426.html"

_characters = st.one_of(
    st.sampled_from("メールを送る折返し、。ァー①㈱ｱﾊﾟ〜～−\\¥|<>&;#\"'@ABCxyz019 \u3000\xa0é→…"),
    st.characters(exclude_categories=["C", "Z"], exclude_characters="\ufffd"),
)
_words = st.text(_characters, min_size=1, max_size=12).map(str.strip).filter(bool)
_line = st.one_of(
    st.sampled_from(
        [
            "", "", "\u3000", "  indented", "two  spaces", "a\tb", "trailing ", "\u3000字下げ",
            "田中 さんからのコメント", "発言者:笹田", "( Date Thursday, August 20, 1998 )",
            "> 発言者:笹田", "<b>x</b>", "<!-- x -->", "&lt;", "&amp", "&#35;", "</pre>", "<br>",
            "Return-Path: <a@example.jp>", "http://example.com/?a=b&copy=1", "←戻る", "[目次]",
            "メーリングリストからはずしてくださいというメールが届き、事態の深刻さに気づきました。",
        ]
    ),
    st.lists(_words, min_size=1, max_size=4).map(" ".join),
    st.lists(_words, min_size=1, max_size=2).map(lambda words: "→  " + " ".join(words)),
)  # fmt: skip
_href = st.sampled_from(
    [
        None, "http://example.com/a?b=c&copy=<d>\"'", "ftp://example.jp/", FOLDER + "980821.html",
        "javascript:alert('1')", "mailto:a@example.jp", "http://mtlab.ecn.fpu.ac.jp/index.html",
    ]
)  # fmt: skip
_name = st.one_of(
    st.sampled_from(["笹田", "前薗 健一@i2", "まゆみ", "Ken O'Hara", "<b", "A & B"]),
    st.text(st.sampled_from("田あア@&<.-Z9 "), max_size=8).map(lambda name: " ".join(name.split())),
)
_title = st.lists(_words, min_size=1, max_size=3).map(" ".join).filter(lambda title: title.strip())
_post = st.tuples(
    _name,
    st.lists(st.tuples(_line, _href), max_size=10).filter(
        lambda lines: not all(is_blank(text) for text, _ in lines)
    ),
)


def make_thread(title: str, posts: list[tuple[str, list[tuple[str, str | None]]]]) -> Thread:
    """A thread as the forum could have had it: its links are what stands after an arrow."""
    messages = []
    for number, (author, linked) in enumerate(posts, 1):
        while linked and is_blank(linked[0][0]):
            linked = linked[1:]
        while linked and is_blank(linked[-1][0]):
            linked = linked[:-1]
        lines = tuple(line for line, _ in linked)
        links = tuple(
            link.model_copy(update={"href": href, "line": index})
            for index, (line, href) in enumerate(linked)
            for link in lost_link(line)
        )
        messages.append(
            Message(
                number=number,
                id=f"980820210426-{number}",
                author=author,
                posted=datetime(1998, 8, 20, 21, 4, 26, tzinfo=timezone(timedelta(hours=9)))
                + timedelta(hours=7 * number),
                lines=lines,
                links=links,
                blocks=find_blocks(lines),
            )
        )
    source = Source(
        url=URL, url_status="captured", media_type="text/html", charset="utf-8", sha256="0" * 64
    )
    return Thread(
        id="980820210426", title=title, notice=NOTICE, source=source, messages=tuple(messages)
    )


def read_back(payload: bytes, media_type: str, label: str | None, thread: Thread) -> Thread:
    """The thread that a page is read as, but for its source and problems, which are of the page."""
    read = read_thread(Capture(payload, media_type, "page", URL, label=label))
    return read.model_copy(update={"source": thread.source, "problems": thread.problems})


def without_targets(thread: Thread) -> Thread:
    return thread.model_copy(
        update={
            "messages": tuple(
                message.model_copy(
                    update={
                        "links": tuple(
                            link.model_copy(update={"href": None}) for link in message.links
                        )
                    }
                )
                for message in thread.messages
            )
        }
    )


@given(
    st.builds(make_thread, _title, st.lists(_post, min_size=1, max_size=4)),
    st.randoms(use_true_random=False),
)
def test_a_thread_is_the_same_in_any_markup_charset_and_line_ends(
    thread: Thread, random: Random
) -> None:
    payload, media_type, label = write_page(thread, random)
    expected = thread if media_type == "text/html" else without_targets(thread)
    assert read_back(payload, media_type, label, thread) == expected


def test_the_same_random_writes_the_same_page() -> None:
    thread = make_thread("題", [("笹田", [("本文 <b>", None), ("→  x", "http://example.com/")])])
    pages = [[write_page(thread, Random(seed)) for seed in range(50)] for _ in range(2)]
    assert pages[0] == pages[1]
    assert len(set(pages[0])) > 40
