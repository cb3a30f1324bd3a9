"""A page is cut into the sections that a reader can be sent to, without what is not its text."""

import pytest

from kensaku.errors import KensakuError
from kensaku.pages import Section, read_page

# HTML of a body → (fragment, heading, text) of each section.
CASES: list[tuple[str, str, list[tuple[str, str, str]]]] = [
    ("text before a heading", "<p>a</p><h2 id=x>b</h2>c", [("", "", "a"), ("x", "b", "b\nc")]),
    ("no heading", "a", [("", "", "a")]),
    ("a heading without an id", "<h2 id=x>b</h2><h3>c</h3>d", [("x", "b", "b\nc\nd")]),
    ("a first h1 without an id", "<h1>t</h1><p>a", [("", "t", "t\na")]),
    ("an anchor in a heading", "<h2><a id=x></a>b</h2>", [("x", "b", "b")]),
    ("an anchor after a heading's text", "<h2>b<a id=x></a></h2>", [("", "", "b")]),
    ("a section's id", "<section id=x><span></span><h2>b</h2>c</section>", [("x", "b", "b\nc")]),
    ("no text", "<h2 id=x></h2><h2 id=y> <br></h2>", []),
    ("an empty heading", "<h2 id=x></h2><p>a", [("x", "", "a")]),
    ("blocks in a heading", "<h2 id=x>a<div>b</div></h2>c", [("x", "a b", "a b\nc")]),
    ("blocks", "<p>a<p>b<ul><li>c<li>d</ul>", [("", "", "a\nb\nc\nd")]),
    ("cells", "<table><tr><th>a<td>b</table>", [("", "", "a\nb")]),
    ("inline elements", "a<b>b</b><span>c</span><x-y>d</x-y>", [("", "", "abcd")]),
    ("wrapped lines", "日\n 本<br>語<br>\na\nb", [("", "", "日本語 a b")]),
    ("preformatted text", "<pre>日\n本\n\na  b</pre>", [("", "", "日本 a b")]),
    ("images", "a<img alt='b'>c<img>", [("", "", "abc")]),
    ("a drawing", "<svg><title>a</title><text>b</text></svg>", [("", "", "a\nb")]),
    ("details", "<details><summary>a</summary>b</details>", [("", "", "a\nb")]),
    (
        "ruby",
        "<ruby>漢<rp>(</rp><rt>かん</rt>字<rt>じ</rt></ruby>です",
        [("", "", "漢字です\nかんじ")],
    ),
    ("markup shown", "&lt;script&gt;x&lt;/script&gt;", [("", "", "<script>x</script>")]),
    (
        "what is not text",
        "a<script>b</script><style>c</style><template>d</template><noscript>e</noscript>"
        "<button>f</button><select><option>g</select><textarea>h</textarea><!-- i -->"
        "<span hidden>j</span><span aria-hidden=true>k</span><i data-kensaku-ignore>l</i>"
        "<a class='x headerlink'>m</a>z",
        [("", "", "az")],
    ),
    ("what stands between blocks", "a<nav>b</nav>c<dialog>d</dialog>e", [("", "", "a\nc\ne")]),
    ("addresses", "<h2 id='あ b'>c</h2>", [("%E3%81%82%20b", "c", "c")]),
    ("right-to-left text", "<p dir=rtl>שלום abc</p>", [("", "", "שלום abc")]),
    ("surrogate pairs and selectors", "𠮷&#x20B9F;葛&#xE0100;", [("", "", "𠮷𠮟葛\U000e0100")]),
    ("impossible characters", "a&#0;&#xD800;b", [("", "", "a\ufffd\ufffdb")]),
    ("markup left open", "<div><h2 id=x>a<p>b<b>c", [("x", "a", "a\nbc")]),
]


def read(html: str, path: str = "p.html") -> list[Section]:
    return read_page(html.encode(), path)


@pytest.mark.parametrize(("what", "html", "sections"), CASES)
def test_sections_are(what: str, html: str, sections: list[tuple[str, str, str]]) -> None:
    found = read(f"<body>{html}")
    assert [(s.fragment, s.heading, s.text) for s in found] == sections, what


# Page → its text: where the content is.
CONTENT = [
    ("<body>a<main>b<article>c</article></main>", "c"),
    ("<body>a<div role=main>b<article>c</article></div>", "c"),
    ("<main>b<article>c</article><article>d</article></main>", "b\nc\nd"),
    ("<body>a<main>b</main><article>c</article>", "b"),
    ("<body>a<article>b</article>", "b"),
    ("<body>a<article>b</article><article>c</article>", "a\nb\nc"),
]


@pytest.mark.parametrize(("html", "text"), CONTENT)
def test_content_is_found(html: str, text: str) -> None:
    assert [section.text for section in read(html)] == [text]


@pytest.mark.parametrize(
    "html",
    [
        "",
        " \n",
        "<!-- a -->",
        "<head><meta name=robots content='noindex, follow'></head>a",
        "<head><meta http-equiv=Refresh content='0; url=b.html'></head>a",
    ],
)
def test_a_page_of_nothing_to_find_has_no_sections(html: str) -> None:
    assert read(html) == []


def test_the_title_is_the_first_h1_or_the_title_element_or_the_path() -> None:
    titles = [
        "<title>t</title><h1>a<a class=headerlink>¶</a></h1>b<h1>c</h1>",
        "<title> t </title>a",
    ]
    assert [read(html)[0].title for html in [*titles, "a"]] == ["a", "t", "p.html"]


def test_metadata_is_the_nearest() -> None:
    sections = read(
        "<html data-kensaku-kind=guide><main data-kensaku-author='a b' data-kensaku-topics='x y x'>"
        "m<section data-kensaku-date=1998-08-20T21:04:26+09:00 data-kensaku-topics=''>"
        "<h2 id=s>n</h2></section></main>"
    )
    assert [(s.author, s.date, s.kind, s.topics) for s in sections] == [
        ("a b", "", "guide", ("x", "y")),
        ("a b", "1998-08-20T21:04:26+09:00", "guide", ()),
    ]
    assert [(s.author, s.date, s.kind, s.topics) for s in read("a")] == [("", "", "page", ())]


def test_a_wrong_date_is_named_with_its_place() -> None:
    with pytest.raises(KensakuError, match=r"^p\.html:2: data-kensaku-date .*: '20 August'$"):
        read("<main>\n<section data-kensaku-date='20 August'><h2 id=a>a</h2></section>")


def test_the_path_is_encoded() -> None:
    assert read("a", "スレッド/a b?#%.html")[0].url == (
        "%E3%82%B9%E3%83%AC%E3%83%83%E3%83%89/a%20b%3F%23%25.html"
    )


def test_a_declared_charset_is_used_and_utf8_else() -> None:
    html = "<head><meta charset=shift_jis></head>検索"
    assert read_page(html.encode("shift_jis"), "p.html")[0].text == "検索"
    assert read("検索")[0].text == "検索"


@pytest.mark.parametrize(
    ("meta", "codec"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta charset="UTF-8">', "utf-8"),
        ('<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=Shift_JIS">', "cp932"),
        ('<meta charset="euc-jp">', "euc_jp"),
        ('<meta charset="no-such-charset">', "utf-8"),
        ('<meta name="x" content="charset of the forum">', "utf-8"),
    ],
)
def test_what_stands_before_the_declaration_is_read_by_it_too(meta: str, codec: str) -> None:
    html = f"<head><title>題一</title>{meta}</head><main>検索</main>"
    (section,) = read_page(html.encode(codec), "a.html")
    assert (section.title, section.text) == ("題一", "検索")


def test_markup_nested_too_deeply_is_refused() -> None:
    assert read("<div>" * 1_000 + "a")[0].text == "a"
    with pytest.raises(KensakuError, match=r"^p\.html:1: not readable: Excessive depth"):
        read("<div>" * 5_000 + "a")
