"""Lines of words and links are read as Python-Markdown reads them."""

import re

import markdown
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from marginalia.plain import PlainExtension

BESIDE = ("attr_list", "tables", "toc")
TOKENS = st.sampled_from(
    "件 a 1. &#46; &#64;home &amp; &lt; & < > <br> <b> [題](x.md) [a&#46;b](../y.md#m2) [](z) [a] "
    "(b) [c](a_2.md) **b** ![i](p.png) [a](<https://h.example/a.html>) [a](b 't') ` * ** _ \\ \\* "
    "{ } {: .c } ! | : \" ' # 　 \x02 \x03 ※ 🍎 http://h.example/ <a@h.example> --- [x]: y".split(
        " "
    )
)
TEXTS = st.lists(TOKENS, max_size=8).map("".join)
BEGINNINGS = st.sampled_from(
    [
        "",
        "<!-- a -->\n\n",
        "<!-- a -->\n",
        "<!-- a --> b\n\n",
        "\n<!-- a -->\n\n",
        "<!-- a -->\n\n\n",
    ]
)
LINES = st.sampled_from(
    "- [a](b.md);- [c](d.md) e<br>f;- [g]: h;- [i][j];- [k](l.md)  ;- [`m`](n.md);- [|](o) | p;- [;"
    "* [q](r.md);1. s;    - [t](u.md);  - [v](w.md);> - [x](y.md);- z;| - [;|---|;===;---;# a;b;;;"
    "{: .c };- [d](e.md) &#46; {: .f };&#46;;&amp;;[g]: h;[i]: j;<br>;<div>;</div>;<!-- k;"
    "-->".split(";")
)


def rendered(text: str, *, plain: bool) -> str:
    extensions = [*BESIDE, PlainExtension()] if plain else [*BESIDE]
    html = markdown.markdown(text, extensions=extensions)
    # White space at the beginning of a line is not shown (CSS Text Level 3, section 4.1.1).
    return re.sub(r"<br/>\s+", "<br/>", str(BeautifulSoup(html, "lxml")))


def is_same(text: str) -> bool:
    return rendered(text, plain=True) == rendered(text, plain=False)


@pytest.mark.parametrize(
    "text",
    [
        "- [AIMS 1&#46;3](1.md)　3月3日、吉田&#64;自宅、10発言\n- [b](2.md)",
        "- EIMS<br>http&#58;&#47;&#47;a&#46;jp<br>[写し](<https://w.example/http:/>)　[題](1.md)",
        "← [1998年2月](../1998/02.md)　[1998年4月](../1998/04.md) →\n{: .listing-neighbours }",
        "- a\n    - [b](c.md)\n\n    d\n- **e** [f](g.md)",
        "[a](b.md){: .c }",
        "**ns&#91;&#46;&#93;a&#46;jp**\n\n- [a](b_2.md)",
        "[1996年](a.md#y1996)\n[1997年](a_2.md#y1997)\n{: .listing-sections }",
        "[前](a.md)\n2／3  \n[次](a_3.md)\n{: .listing-pager }",
        "a&#38;lt;b &#60;script&#62; [&#60;b&#62;](c.md)",
    ],
)
def test_index_pages_are_read_the_same(text: str) -> None:
    assert is_same(text)


@example("件", "<br>")
@given(TEXTS, TEXTS)
def test_any_text_is_read_the_same(one: str, two: str) -> None:
    assert is_same(
        f"# {one}\n\n- {one}\n- {two}\n\n{two}\n{one}\n{{: .c }}\n\n**{one}**\n\n{two}\n\n"
        f"| {one} | b |\n| --- | --- |\n| c | {two} |"
    )


@example("<!-- a -->\n\n", ["- [a](b.md)", "- [c](d.md) e<br>f", "", "- [a](b.md)"])
@given(BEGINNINGS, st.lists(LINES, max_size=9))
def test_any_blocks_are_read_the_same(beginning: str, lines: list[str]) -> None:
    assert is_same(beginning + "\n".join(lines))
