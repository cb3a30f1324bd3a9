"""No pattern of the vocabulary is ruled out for a text that it matches."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.enrich.fold import fold
from scraper.enrich.literals import Sieve, required_literals
from tests.scraper.enrich.gold import made_posts, seed_posts
from tests.scraper.enrich.topic_report import vocabulary

TEXTS = [fold(post.text).text for post in [*seed_posts(), *made_posts()]]
PATTERNS = [pattern.match for topic in vocabulary().topics for pattern in topic.patterns]
SIEVE = Sieve(PATTERNS)


def candidates(text: str) -> list[int]:
    return SIEVE.candidates([text])[0]


def test_every_match_in_the_labelled_posts_holds_the_required_words() -> None:
    for index, pattern in enumerate(PATTERNS):
        for text in TEXTS:
            for match in re.finditer(pattern, text):
                assert index in candidates(match[0]), pattern


@given(st.integers(0, len(PATTERNS) - 1), st.data())
def test_every_match_holds_the_required_words(index: int, data: st.DataObject) -> None:
    assert index in candidates(data.draw(st.from_regex(PATTERNS[index])))


def test_most_patterns_are_ruled_out_for_a_post() -> None:
    for text in TEXTS:
        found = [pattern for pattern in PATTERNS if re.search(pattern, text)]
        assert len(candidates(text)) <= len(found) + 10


@pytest.mark.parametrize("pattern", ["a?", "[^ab]", "[a-c]", "a|.", "(?i:a)", "", "a*b?", "(?:a|)"])
def test_a_pattern_that_requires_no_word_is_never_ruled_out(pattern: str) -> None:
    assert required_literals(pattern) == ()
    assert Sieve([pattern]).candidates([""]) == [[0]]


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
    sieve = Sieve(["外から.*禁止", "外から", "x|利用"])
    assert sieve.candidates(["外から", "外から利用できます", "", "外"]) == [[1], [1, 2], [], []]


@given(st.text(max_size=3), st.text(max_size=40), st.text(max_size=40))
def test_a_word_is_found_wherever_it_stands(word: str, before: str, after: str) -> None:
    assert Sieve([re.escape(word)]).candidates([before + word + after]) == [[0]]
