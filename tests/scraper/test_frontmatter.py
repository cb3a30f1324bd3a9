"""What is put into front matter comes out of any YAML reader."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scraper.frontmatter import front_matter

text = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32)) | st.sampled_from(
    [
        "",
        "1",
        "1.0",
        "no",
        "null",
        "~",
        "1998-08-20",
        "---",
        "a: b",
        "# c",
        "=",
        "<<",
        "0x1f",
        "1:2",
    ]
)
data = st.recursive(
    st.none() | st.integers() | text,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(text, part, max_size=3),
)


@given(st.dictionaries(text, data, min_size=1, max_size=4))
def test_front_matter_is_read_as_it_was_written(written: dict[str, object]) -> None:
    between = front_matter(written).removeprefix("---\n").removesuffix("---\n")
    assert yaml.safe_load(between) == written


@given(st.dictionaries(text, data, min_size=1, max_size=4))
def test_front_matter_is_what_a_plain_dump_writes(written: dict[str, object]) -> None:
    dumped = yaml.dump(
        written, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=2**31 - 1
    )
    assert front_matter(written) == f"---\n{dumped}---\n"


@pytest.mark.parametrize("title", ["長い題名" * 200, "a " * 400])
def test_no_line_is_folded(title: str) -> None:
    assert front_matter({"title": title}).count("\n") == 3
