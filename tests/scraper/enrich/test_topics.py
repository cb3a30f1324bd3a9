"""Topics are found by words in any width, and the vocabulary finds them in the gold posts."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.enrich.prose import own_text, own_words
from scraper.enrich.records import Topic
from scraper.enrich.topics import (
    Pattern,
    TopicVocabulary,
    find_topics,
    thread_topics,
)
from scraper.errors import ContentError
from scraper.model import Message
from scraper.yamlfile import read_model
from tests.scraper.enrich.gold import SEED_THREAD, made_posts, seed, seed_posts
from tests.scraper.enrich.topic_report import report, vocabulary
from tests.scraper.strategies import line, message, thread_of

TOPICS = vocabulary()


def ids(text: str) -> set[str]:
    return {topic.id for topic in find_topics(text, TOPICS)}


def post_topics(post: Message) -> tuple[Topic, ...]:
    return thread_topics(own_words(thread_of("題", [post])), TOPICS).posts[post.number]


@pytest.mark.parametrize(
    ("text", "topic", "word"),
    [
        ("ＲＢＬを使う", "rbl", "ＲＢＬ"),
        ("ネームサーバーが引けない", "dns", "ネームサーバー"),
        ("ネームサーバが引けない", "dns", "ネームサーバ"),
        ("ﾈｰﾑｻｰﾊﾞが引けない", "dns", "ﾈｰﾑｻｰﾊﾞ"),
        ("ﾙｰﾀｰを買った", "network", "ﾙｰﾀｰ"),
        ("ルータを買った", "network", "ルータ"),
        ("Spamが来る", "spam", "Spam"),
        ("cgiが動かない", "cgi", "cgi"),
    ],
)
def test_a_word_counts_in_any_width_and_case_and_is_given_as_written(
    text: str, topic: str, word: str
) -> None:
    (found,) = [each for each in find_topics(text, TOPICS) if each.id == topic]
    assert word in found.words


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("リレーションを張る", "relay"),
        ("リレーション制限", "relay"),
        ("spammeritus", "spam"),
        ("cgix", "cgi"),
        ("surplus", "hardware"),
        ("groups", "hardware"),
    ],
)
def test_a_part_of_another_word_does_not_count(text: str, topic: str) -> None:
    assert topic not in ids(text)


def test_repetition_earns_nothing() -> None:
    once, often = find_topics("RBL", TOPICS), find_topics("RBL" + "とRBL" * 50, TOPICS)
    assert [topic.score for topic in once] == [topic.score for topic in often]


def test_quotes_and_mail_headers_do_not_count() -> None:
    lines = [
        ">RBLを使っています。",
        ">ブラックリストです。",
        "",
        "そうですか。",
        "",
        "Return-Path: <a@spam.example.com>",
        "Received: from a.example.com by relay.example.com;",
        " Thu, 20 Aug 1998 04:52:30 +0200",
        "Subject: spam",
    ]
    assert post_topics(message(1, "名", lines)) == ()


def test_a_word_cut_by_the_margin_is_found() -> None:
    lines = [
        "どなたか教えていただきたいのですが、社内で使っているメーリング",
        "リストを移したいのです。",
    ]
    (topic,) = post_topics(message(1, "名", lines))
    assert (topic.id, topic.words[0]) == ("mailing-list", "メーリングリストを")


def test_a_thread_has_the_topic_of_its_opening_but_not_that_of_one_passing_word() -> None:
    asks = message(1, "甲", ["ルータの設定を教えてください。"])
    passing = message(2, "乙", ["スパムの件は別として、そこは試していません。"])
    found = thread_topics(own_words(thread_of("質問", [asks, passing])), TOPICS).whole
    assert [topic.id for topic in found] == ["network"]


def test_the_first_thread_has_the_topics_of_the_gold_file() -> None:
    assert {topic.id for topic in thread_topics(own_words(seed()), TOPICS).whole} == SEED_THREAD


@pytest.mark.parametrize(("unseen", "precision", "recall"), [(False, 0.95, 0.95), (True, 0.9, 0.8)])
def test_precision_and_recall_on_the_gold_posts_do_not_fall(
    unseen: bool, precision: float, recall: float
) -> None:
    posts = [post for post in made_posts() if post.unseen == unseen]
    overall = report(posts if unseen else [*seed_posts(), *posts], TOPICS)[-1]
    assert overall.precision >= precision
    assert overall.recall >= recall


def test_each_topic_of_the_gold_posts_is_in_the_vocabulary() -> None:
    known = {entry.id for entry in TOPICS.topics}
    assert {topic for post in [*seed_posts(), *made_posts()] for topic in post.topics} <= known


@given(st.lists(line, max_size=8))
def test_the_words_stand_in_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    for topic in find_topics(text, TOPICS):
        assert topic.words
        assert all(word in text for word in topic.words)


@pytest.mark.parametrize("piece", ["メール", "アドレス", "from", "移行sims", "a", "ﾊﾞ", "ログ"])
def test_100_kb_of_one_word_do_not_hang(piece: str) -> None:
    started = time.process_time()
    find_topics(piece * (100_000 // len(piece)), TOPICS)
    assert time.process_time() - started < 30  # by the square it takes minutes


def test_a_pattern_that_is_no_regular_expression_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "topics.yml"
    path.write_text(
        "topics:\n  - id: a\n    label: {ja: あ, en: a}\n    definition: {ja: あ, en: a}\n"
        "    patterns:\n      - {match: '(', weight: 1}\n",
        "utf-8",
    )
    with pytest.raises(ContentError, match=r"topics\.yml:6: .*is not a regular expression"):
        read_model(path, TopicVocabulary)


def test_a_pattern_that_can_never_match_is_refused() -> None:
    with pytest.raises(ValueError, match="write 'rbl'"):
        Pattern(match="ＲＢＬ", weight=1)


def test_a_post_has_in_its_thread_the_topics_that_its_text_has_alone() -> None:
    thread = seed()
    found = thread_topics(own_words(thread), TOPICS).posts
    assert found == {
        message.number: find_topics(own_text(message), TOPICS) for message in thread.messages
    }
