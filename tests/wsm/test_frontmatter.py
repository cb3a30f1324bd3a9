"""Front matter is read as YAML reads it, or not at all."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from scraper.frontmatter import front_matter
from tests.conftest import CHECKOUT
from wsm.frontmatter import read_front_matter

TEXTS = st.one_of(
    st.text(),
    st.text("a:#'\"-?,[]{}&*!|>%@` 0.1\n\t\x85\u2028\ufeff題"),
    st.sampled_from(
        "yes no on null ~ 1 01 0x1 1_0 1.5 .5 1e3 1.5e+3 1:30 2001-01-01 = << --- ...".split(" ")
    ),
)
KEYS = st.one_of(st.from_regex("[a-z][a-z0-9_]{0,3}", fullmatch=True), TEXTS)
VALUES = st.recursive(
    st.one_of(TEXTS, st.none(), st.integers(), st.floats(allow_nan=False), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
LINES = st.lists(
    st.sampled_from(
        "a:|b: 1|b:  1|b: x |  c: 'd'|  e:|- f|- g: h|  - i|- - j|-|- |k: [l]|m: 'n|  o'|# p|q: # r"
        "|on: s|a b: t|---|...|b: &x y|c: *x|<<: z|| |k:v|d: 'e''f'|d: 'e' 'f'|d: \"e\"|null: ~"
        "|u: null".split("|")
    ),
    max_size=6,
)


def is_same(page: str) -> bool:
    found = read_front_matter(page)
    return found is None or repr(found) == repr(get_data(page))


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_any_data_are_read_the_same(data: dict[str, object]) -> None:
    assert is_same(f"{front_matter(data)}\n\n# a\n")


@example(["a:", "- g: h", "  e:", "  - i"])
@given(LINES)
def test_any_lines_are_read_the_same(lines: list[str]) -> None:
    assert is_same("\n".join(["---", *lines, "---", "", "# a", ""]))


@pytest.mark.parametrize("page", ["threads/1998/980820210426.md", "topics/index.md"])
def test_generated_pages_need_no_yaml(page: str) -> None:
    text = (CHECKOUT / "docs" / page).read_text("utf-8")
    assert read_front_matter(text) == get_data(text)
