"""No pattern of the vocabulary is ruled out for a text that it matches."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.enrich.fold import fold
from scraper.enrich.literals import may_match, required_literals
from tests.scraper.enrich.gold import made_posts, seed_posts
from tests.scraper.enrich.topic_report import vocabulary

TEXTS = [fold(post.text).text for post in [*seed_posts(), *made_posts()]]
PATTERNS = [pattern.match for topic in vocabulary().topics for pattern in topic.patterns]


def test_every_match_in_the_labelled_posts_holds_the_required_words() -> None:
    for pattern in PATTERNS:
        for text in TEXTS:
            for match in re.finditer(pattern, text):
                assert may_match(pattern, match[0], frozenset(match[0])), pattern


@given(st.sampled_from(PATTERNS), st.data())
def test_every_match_holds_the_required_words(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern))
    assert may_match(pattern, text, frozenset(text))


@pytest.mark.parametrize("pattern", ["a?", "[^ab]", "[a-c]", "a|.", "(?i:a)", "", "a*b?", "(?:a|)"])
def test_a_pattern_that_requires_no_word_is_never_ruled_out(pattern: str) -> None:
    assert required_literals(pattern) == ()
    assert may_match(pattern, "", frozenset())


@pytest.mark.parametrize(
    ("pattern", "required"),
    [
        ("script ?editor", [{"script editor", "scripteditor"}]),
        ("ログ[をの]", [{"ログを", "ログの"}]),
        ("ログ.?[をの]", [{"ログ"}, {"を", "の"}]),
        ("(?:外|外部)から[^。]*(?:断|禁止)", [{"外から", "外部から"}, {"断", "禁止"}]),
        ("(?:a.b|cd)+", [{"a", "cd"}]),
        ("ログ(?!イン)ファイル", [{"ログファイル"}]),
        ("ルータ(?:ー?+)を", [{"ルータを", "ルーターを"}]),
        ("騙[らり]|騙", [{"騙"}]),
    ],
)
def test_words_that_follow_each_other_are_required_as_one(
    pattern: str, required: list[set[str]]
) -> None:
    assert sorted(map(sorted, required_literals(pattern))) == sorted(map(sorted, required))


def test_a_text_without_one_of_the_required_words_is_ruled_out() -> None:
    text = "外から利用できます"
    assert not may_match("外から.*禁止", text, frozenset(text))
