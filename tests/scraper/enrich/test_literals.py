"""No pattern of the vocabulary is ruled out for a text that it matches."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.enrich.fold import fold
from scraper.enrich.literals import required_literals
from tests.scraper.enrich.gold import made_posts, seed_posts
from tests.scraper.enrich.topic_report import vocabulary

TEXTS = [fold(post.text).text for post in [*seed_posts(), *made_posts()]]
PATTERNS = [pattern.match for topic in vocabulary().topics for pattern in topic.patterns]


def test_every_match_in_the_labelled_posts_holds_a_required_word() -> None:
    for pattern in PATTERNS:
        for text in TEXTS:
            for match in re.finditer(pattern, text):
                assert any(word in match[0] for word in required_literals(pattern)), pattern


@given(st.sampled_from(PATTERNS), st.data())
def test_every_match_holds_a_required_word(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern))
    assert any(word in text for word in required_literals(pattern))


@pytest.mark.parametrize("pattern", ["a?", "[ab]", "a|.", "(?i:a)", "", "a*b?", "(?:a|)"])
def test_a_pattern_that_requires_no_word_is_never_ruled_out(pattern: str) -> None:
    assert required_literals(pattern) == {""}
