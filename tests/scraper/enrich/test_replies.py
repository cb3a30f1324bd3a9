"""Who answers whom: from quotations, attributions and names, right or silent."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bench.enrich import edit_quotes, gold_replies, invented_replies, quotes_only
from scraper.emit import emit
from scraper.enrich.replies import CLAIMED, find_replies
from scraper.model import Message
from scraper.restore import restore
from tests.scraper import strategies
from tests.scraper.strategies import message, thread_of

CASES = yaml.safe_load(Path(__file__).with_name("replies.yml").read_text("utf-8"))
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])

_words = st.sampled_from(
    ["メールが届かなくなりました。", "まゆみさん、", "設定を変えてから、サーバーが止まります。", ""]
)
_lines = st.lists(st.tuples(st.sampled_from(["", ">", ">>", "|", "> > >"]), _words).map("".join))
conversations = st.lists(
    st.tuples(st.sampled_from(["まゆみ", "たま", ""]), _lines), min_size=1
).map(lambda posts: [message(number, *post) for number, post in enumerate(posts, 1)])
attributed = st.lists(
    st.sampled_from(
        ["Date:  08/20 22:04 に、たまさんが", "まゆみさんは書きました：", ">それは違います", "はい"]
    )
)


def of(case: dict[str, Any]) -> tuple[Message, ...]:
    posts = enumerate(case["posts"], 1)
    return find_replies(
        [message(number, author, text.split("\n")) for number, (author, text) in posts]
    )


@each_case
def test_a_post_answers_what_its_evidence_names(case: dict[str, Any]) -> None:
    found = {
        post.number: {reply.to: reply.kind for reply in post.replies}
        for post in of(case)
        if post.replies
    }
    assert found == case["answers"]


@each_case
def test_a_quotation_leads_to_each_generation(case: dict[str, Any]) -> None:
    found = {
        post.number: [list(path) for block in quotes for path in block.origins or ()]
        for post in of(case)
        if (quotes := [block for block in post.blocks if block.type == "quote"])
    }
    assert found == case["origins"]


def test_the_replies_of_the_first_thread_are_those_that_a_person_reads() -> None:
    explicit, every = gold_replies()
    assert explicit.true == explicit.found == 7
    assert every.right == every.claimed == 7


def test_the_replies_of_invented_threads_are_found() -> None:
    score = invented_replies(50)
    assert score.right == score.claimed == score.true > 200


def test_quotations_with_small_edits_are_found() -> None:
    score = invented_replies(50, edit_quotes)
    assert score.right == score.claimed
    assert score.found >= 0.95 * score.true


@given(st.one_of(conversations, strategies.threads.map(lambda thread: list(thread.messages))))
def test_only_earlier_posts_are_answered_and_the_posts_stay_as_they_were(
    messages: list[Message],
) -> None:
    answered = find_replies(messages)
    for before, after in zip(messages, answered, strict=True):
        assert after.replies_to == tuple(reply.to for reply in after.replies)
        assert list(after.replies_to) == sorted(set(after.replies_to))
        assert all(reply.to < after.number for reply in after.replies)
        assert all(CLAIMED <= reply.confidence <= 1 for reply in after.replies)
        paths = [path for block in after.blocks for path in block.origins or ()]
        assert all(list(path) == sorted(path, reverse=True) for path in paths)
        assert all(number < after.number for path in paths for number in path)
        undone = {"replies_to": (), "replies": (), "blocks": before.blocks}
        assert after.model_copy(update=undone) == before


@given(conversations)
def test_the_page_gives_replies_and_origins_back(messages: list[Message]) -> None:
    answered = find_replies(messages)
    page = restore(emit(thread_of("題", list(answered))))
    for post, restored in zip(answered, page.posts, strict=True):
        assert restored.replies == post.replies
        assert tuple(line.text for line in restored.lines) == post.lines
        written = [block.origins for block in restored.blocks if block.kind == "quote"]
        known = [block.origins or () for block in post.blocks if block.type == "quote"]
        assert written == [paths if any(paths) else () for paths in known]


@given(attributed, attributed)
def test_any_attribution_is_read(first: list[str], second: list[str]) -> None:
    posts = find_replies([message(1, "たま", first), message(2, "まゆみ", second)])
    assert all(reply.to == 1 for reply in posts[1].replies)


@pytest.mark.parametrize(
    "posts",
    [
        quotes_only(100_000),
        [message(1, "a", ["あ" * 50] * 700), message(2, "b", [">" + "あ" * 50] * 700)],
        [message(1, "a", ["x"]), message(2, "b", [">x"] * 50_000)],
        [message(1, "さん", ["さん" * 17_000]), message(2, "様", ["さん" * 17_000])],
    ],
    ids=["lines of two depths", "one letter", "short lines", "titles without names"],
)
def test_100_kb_do_not_hang(posts: list[Message]) -> None:
    started = time.process_time()
    find_replies(posts)
    assert time.process_time() - started < 30  # by the square it takes minutes
