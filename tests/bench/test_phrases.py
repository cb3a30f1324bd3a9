"""The truth that searches are measured against is a search by substring, section by section."""

from hypothesis import given
from hypothesis import strategies as st

from bench.corpora import SectionText
from bench.phrases import Haystack

texts = st.text(alphabet="abア\n", max_size=8)
terms = st.text(alphabet="abア", min_size=1, max_size=3)


@given(st.lists(texts), st.lists(terms, min_size=1, max_size=3))
def test_sections_found_are_those_that_hold_every_term(folded: list[str], asked: list[str]) -> None:
    sections = [SectionText(str(number), text, text) for number, text in enumerate(folded)]
    naive = {number for number, text in enumerate(folded) if all(term in text for term in asked)}
    assert Haystack(sections).find(asked) == naive
