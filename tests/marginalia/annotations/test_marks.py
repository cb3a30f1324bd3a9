import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from marginalia.annotations.anchor import Span
from marginalia.annotations.marks import Mark, mark_words
from marginalia.runs import visible_text

_TEXT = st.text("ab<&あ ", min_size=1, max_size=6)
_PIECES = st.lists(st.tuples(st.sampled_from(["", "b", "a", "br"]), _TEXT), min_size=1, max_size=6)


def _paragraph(pieces: list[tuple[str, str]]) -> str:
    html = ""
    for name, text in pieces:
        shown = text.replace("&", "&amp;").replace("<", "&lt;")
        html += {"": shown, "br": f"{shown}<br>"}.get(name, f'<{name} href="x">{shown}</{name}>')
    return f"<p>{html}</p><p>next</p>"


def _marked(html: str, note: str) -> str:
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    return "".join(
        mark.text_content()
        for mark in tree.iter("mark")
        if note in mark.get("data-notes", "").split()
    )


@given(_PIECES, st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=4))
def test_marked_is_exactly_what_was_asked_and_the_text_stays(
    pieces: list[tuple[str, str]], wanted: list[tuple[int, int]]
) -> None:
    html = _paragraph(pieces)
    text = visible_text(html)
    marks = [
        Mark(Span(start, min(start + size, len(text))), number, f"note-{number}")
        for number, (start, size) in enumerate(wanted, start=1)
        if start < len(text) and text[start : start + size].strip("\n")
    ]
    result = mark_words(html, marks)
    assert visible_text(result) == text
    for mark in marks:
        quoted = text[mark.span.start : mark.span.end].replace("\n", "")
        assert _marked(result, mark.note) == quoted
        assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", result, re.DOTALL)


def test_a_note_is_referred_to_after_its_last_word_and_outside_links() -> None:
    html = '<p>→ <a href="x">GET</a> it</p>'
    marked = mark_words(html, [Mark(Span(2, 5), 1, "note-a"), Mark(Span(0, 8), 2, "note-b")])
    assert re.sub(r'<a class="note-ref" id="ref-([^"]*)"[^>]*></a>', r"(\1)", marked) == (
        '<p><mark class="noted" data-notes="note-b">→ </mark><a href="x">'
        '<mark class="noted" data-notes="note-a note-b">GET</mark></a>(note-a)'
        '<mark class="noted" data-notes="note-b"> it</mark>(note-b)</p>'
    )
