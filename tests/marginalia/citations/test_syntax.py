"""The syntax of citations: what is written is read back, and no text breaks the reader."""

from hypothesis import given
from hypothesis import strategies as st

from marginalia.citations.syntax import blank_code, cite, read_citations

SOURCES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
POSTS = st.from_regex(r"[0-9]{12}-[1-9][0-9]{0,3}", fullmatch=True)
# A quotation is of one paragraph and holds no citation itself.
WORDS = st.text(min_size=1, max_size=30).map(lambda text: " ".join(text.replace("[@", "").split()))
LOCATORS = st.from_regex(r"[^\]\[\"\s][^\]\[\"\n]{0,10}[^\]\[\"\s]", fullmatch=True)
SIGNS = st.text(st.sampled_from('[@]"\\`~\n -,a1<!>§980820210426'), max_size=80)


@given(POSTS, WORDS)
def test_a_citation_of_a_post_is_read_as_written(target: str, words: str) -> None:
    (citation,), mistakes = read_citations(f"text {cite(target, words)}")
    assert (citation.target, citation.words, citation.start) == (target, words, 5)
    assert mistakes == []


@given(SOURCES, LOCATORS)
def test_a_citation_of_a_source_is_read_as_written(target: str, locator: str) -> None:
    (citation,), mistakes = read_citations(f"{cite(target, locator=locator)} text")
    assert (citation.target, citation.locator, citation.start) == (target, locator, 0)
    assert mistakes == []


@given(SIGNS)
def test_any_text_is_read(text: str) -> None:
    citations, mistakes = read_citations(text)
    ends = [0, *(citation.end for citation in citations)]
    assert all(end <= each.start for end, each in zip(ends, citations, strict=False))
    assert all(text[each.start : each.end].startswith(f"[@{each.target}") for each in citations)
    assert all(1 <= each.line <= text.count("\n") + 1 for each in (*citations, *mistakes))


@given(SIGNS)
def test_blanked_code_keeps_every_place(text: str) -> None:
    blank = blank_code(text)
    assert len(blank) == len(text)
    assert [at for at, sign in enumerate(blank) if sign == "\n"] == [
        at for at, sign in enumerate(text) if sign == "\n"
    ]


@given(SIGNS, POSTS)
def test_nothing_before_a_paragraph_hides_a_citation(text: str, target: str) -> None:
    before = text.replace("`", "").replace("~", "").replace("<", "")
    citations, _ = read_citations(f"{before}\n\n{cite(target)}")
    assert citations[-1].target == target
