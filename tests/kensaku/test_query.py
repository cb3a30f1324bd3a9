"""What a person types is read as terms, excluded terms and filters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kensaku.errors import KensakuError
from kensaku.query import MOST_PARTS, Filter, read_query

# Query → (terms, excluded, filters), folded.
CASES: list[tuple[str, list[str], list[str], list[Filter]]] = [
    ("", [], [], []),
    (" \u3000\t", [], [], []),
    ("スパム　EIMS\n2.2", ["スパム", "eims", "2.2"], [], []),
    ('"RBL exclusions"', ["rbl exclusions"], [], []),
    ("“RBL exclusions” ＂a b＂", ["rbl exclusions", "a b"], [], []),
    ('"日 本"', ["日本"], [], []),
    ('a "b c', ["a", "b c"], [], []),
    ('"" " "', [], [], []),
    ('size="3" 5"', ['size="3"', '5"'], [], []),
    ('"a"b', ["a", "b"], [], []),
    ('-a －b -"c d" --e', [], ["a", "b", "c d", "-e"], []),
    ("- － a-b", ["-", "a-b"], [], []),
    ("author:笹田", [], [], [Filter("author", "笹田")]),
    ('Author："前薗 健一@i2"x', ["x"], [], [Filter("author", "前薗健一@i2")]),
    (
        "-year:1998 －kind：post",
        [],
        [],
        [Filter("year", "1998", True), Filter("kind", "post", True)],
    ),
    ('author: topic:"" to:x', ["author:", 'topic:""', "to:x"], [], []),
    ("-author:", [], ["author:"], []),
    ("Ａ a ａ -B -b", ["a"], ["b"], []),
    ("topic:Spam topic:spam", [], [], [Filter("topic", "spam")]),
    (".* [a (b \\", [".*", "[a", "(b", "\\"], [], []),
    ("\u200b \ufe0f a", ["a"], [], []),
]


@pytest.mark.parametrize(("typed", "terms", "excluded", "filters"), CASES)
def test_is_read_as(
    typed: str, terms: list[str], excluded: list[str], filters: list[Filter]
) -> None:
    query = read_query(typed)
    assert [term.folded for term in query.terms] == terms
    assert [term.folded for term in query.excluded] == excluded
    assert list(query.filters) == filters


def test_a_term_knows_where_it_was_typed() -> None:
    query = read_query('a  "B c" -d')
    assert [query.typed[slice(*term.span)] for term in query.terms] == ["a", '"B c"']
    assert [query.typed[slice(*term.span)] for term in query.excluded] == ["d"]
    assert [(term.typed, term.quoted) for term in query.terms] == [("a", False), ("B c", True)]


def test_too_many_parts_are_refused_in_the_readers_language() -> None:
    assert len(read_query(" ".join(map(str, range(MOST_PARTS)))).terms) == MOST_PARTS
    with pytest.raises(KensakuError, match="検索語は32個までです"):
        read_query(" ".join(map(str, range(MOST_PARTS + 1))))


def test_repeating_a_word_is_no_part_more() -> None:
    assert len(read_query("a " * 5_000).terms) == 1


def test_a_very_long_phrase_is_one_term() -> None:
    assert len(read_query("長" * 10_000).terms[0].folded) == 10_000


@given(st.text(st.sampled_from('ab "“＂-－:：author year　\n')))
def test_any_text_can_be_read(typed: str) -> None:
    query = read_query(typed)
    assert all(term.folded for term in query.terms + query.excluded)
    assert all(wanted.value for wanted in query.filters)
