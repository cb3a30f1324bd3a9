"""Drawings: what draws is kept, everything else is refused with its line."""

import pytest

from marginalia.citations.figures import FigureError, inline_svg
from tests.marginalia.citations.conftest import DRAWING

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n'
REFUSED = {
    "<script>alert(1)</script>": "<script> is not allowed in a figure",
    "<style>a{}</style>": "<style> is not allowed in a figure",
    "<foreignObject/>": "<foreignObject> is not allowed in a figure",
    "<image/>": "<image> is not allowed in a figure",
    "<a/>": "<a> is not allowed in a figure",
    "<use/>": "<use> is not allowed in a figure",
    "<animate/>": "<animate> is not allowed in a figure",
    "<svg/>": "<svg> is not allowed in a figure",
    "<x:rect xmlns:x='http://www.w3.org/2000/svg'/>": "<x:rect> is not allowed in a figure",
    "<rect onclick='a()'/>": "the attribute onclick is not allowed in a figure",
    "<rect style='fill:red'/>": "the attribute style is not allowed in a figure",
    "<rect href='a'/>": "the attribute href is not allowed in a figure",
    "<rect fill='red'/>": 'fill="red" is not allowed in a figure; colours are none',
    "<rect fill='url(http://x)'/>": 'fill="url(http://x)" is not allowed in a figure; colours are',
    "<rect class='md-header'/>": 'class="md-header" is not allowed in a figure; colours are',
    "<rect id='a b'/>": 'id="a b" is not allowed in a figure; colours are',
    "<text font-family='Arial'/>": 'font-family="Arial" is not allowed in a figure; colours are',
    "<?php x?>": "<?php?> is not allowed in a figure",
    "<rect>": "is not well-formed: mismatched tag",
}


@pytest.mark.parametrize("inner", REFUSED)
def test_what_does_not_draw_is_refused_with_its_line(inner: str) -> None:
    with pytest.raises(FigureError) as error:
        inline_svg(f"{OPEN}{inner}\n</svg>".encode(), "x-")
    assert str(error.value).startswith(REFUSED[inner])
    assert error.value.line in (2, 3)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "a document type is not allowed"),
        ("<html/>", "<html> is not allowed"),
        ("<svg/>", "<svg> should have a viewBox, and neither width nor height"),
        ('<svg viewBox="0 0 9 9"/>', '<svg> should have xmlns="http://www.w3.org/2000/svg"'),
        (OPEN.replace("0 0 9 9", "0 0 9"), 'viewBox="0 0 9" should be four numbers'),
        ("", "is not well-formed: no element found"),
    ],
)
def test_only_a_plain_svg_document_is_taken(document: str, message: str) -> None:
    with pytest.raises(FigureError) as error:
        inline_svg(document.encode(), "x-")
    assert str(error.value).startswith(message)


def test_a_drawing_keeps_its_shapes_and_text_and_gets_ids_of_its_own() -> None:
    html = inline_svg(DRAWING.encode(), "figure-1-")
    assert '<marker id="figure-1-tip"' in html
    assert 'marker-end="url(#figure-1-tip)"' in html
    assert ">A &lt; B</text>" in html
    assert 'width="320"' in html
    assert "dropped" not in html
    assert "<?xml" not in html
