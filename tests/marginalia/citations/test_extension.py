"""Guides and threads as Python-Markdown renders them with both extensions."""

import pytest
from bs4 import BeautifulSoup, Tag
from markdown import Markdown

from marginalia.citations.extension import CitationExtension
from marginalia.thread import ThreadExtension
from scraper.errors import ContentError
from scraper.pages.guides import split_front_matter
from tests.marginalia.citations.conftest import THREAD, Desk

GUIDE = """# 題

## 当時

「RBL」[@980820210426-12 "ＲＢＬ  exclusions"]、先[@980820210426-4]、再び[@980820210426-12]。

![それは輪です。](figures/loop.svg "輪 <1>")

![それも輪です。](figures/loop.svg "輪[@rfc7208, §4.6.4]")

| a | b |
| - | - |
| [@rfc7208, §4.6.4] | [@loader-readme] |

`[@none-1]`

    [not a citation]
"""


def render(desk: Desk, text: str) -> BeautifulSoup:
    """A page's HTML; generators take front matter and blank lines away before they convert."""
    root = str(desk.root)
    extensions = [ThreadExtension(root=root), CitationExtension(root=root)]
    md = Markdown(extensions=[*extensions, "attr_list", "tables", "fenced_code", "toc"])
    return BeautifulSoup(md.convert(split_front_matter(text)[1].lstrip("\n")), "html.parser")


def guide(desk: Desk, text: str = GUIDE, lang: str = "ja") -> BeautifulSoup:
    return render(desk, desk.guide(text, lang).read_text("utf-8"))


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    (found,) = page.select(selector)
    return found


def test_citations_link_to_posts_and_sections_from_where_the_page_is(desk: Desk) -> None:
    assert [a["href"] for a in guide(desk).select(".cite > a")] == [
        "../threads/1998/980820210426.html#m12",
        "../threads/1998/980820210426.html#m4",
        "../threads/1998/980820210426.html#m12",
        "https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4",
        "https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4",
        "https://example.org/loader?a=1&b=2",
    ]
    english = guide(desk, "## A\n\n[@980820210426-1]\n", "en")
    assert one(english, ".cite > a")["href"] == "../../threads/1998/980820210426.html#m1"


def test_a_reference_is_short_and_its_preview_describes_it(desk: Desk) -> None:
    page = guide(desk)
    first = page.select(".cite")[0]
    link, preview = one(first, "a"), one(first, ".cite-preview")
    assert link.get_text() == "#12 たまちゃん"
    assert link["aria-describedby"] == preview["id"]
    assert one(preview, "mark").get_text() == "RBL exclusions"
    assert one(preview, ".cite-origin").get_text() == (
        "たまちゃん 1998年8月30日 19:56（日本標準時）"
    )
    second = page.select(".cite-words")[1].get_text()
    assert second.startswith("メールアドレスを悪用されて")
    assert page.select(".cite > a")[3].get_text() == "RFC 7208 §4.6.4"
    assert all(each.has_attr("data-kensaku-ignore") for each in page.select(".cite"))


def test_the_list_has_everything_cited_once_in_order_with_links_back(desk: Desk) -> None:
    page = guide(desk)
    items = page.select("ol.references > li")
    assert [item["id"] for item in items] == [
        "ref-980820210426-12",
        "ref-980820210426-4",
        "ref-rfc7208",
        "ref-loader-readme",
    ]
    assert [a["href"] for a in items[0].select(".cite-uses a")] == ["#cite-1", "#cite-3"]
    assert all(page.find(id=str(a["href"])[1:]) for a in page.select(".cite-uses a"))
    post, _, source, _ = (item.get_text() for item in items)
    assert post == (
        "たまちゃん「スパムメールで困っています。 PLS HELP!」発言12、Web Scripter's Meeting、"
        "1998年8月30日 19:56（日本標準時）。 本文中の引用：1 3"
    )
    assert source == (
        "RFC 7208: S. Kitterman『Sender Policy Framework (SPF) for <Authorizing> Use of Domains "
        "in Email, Version 1』RFC Editor、2014年4月。 本文中の引用：4 5"
    )
    assert one(page, "h2#references").get_text() == "引用した発言と資料"


def test_an_english_page_speaks_english(desk: Desk) -> None:
    page = guide(desk, "## A\n\n[@980820210426-4], [@rfc7208]\n", "en")
    post, source = (item.get_text() for item in page.select("ol.references > li"))
    assert post == (
        "田中求之, post 4 of “スパムメールで困っています。 PLS HELP!”, Web Scripter's Meeting, "
        "21 August 1998, 14:05 JST. Cited above: 1"
    )
    assert source.endswith("Version 1”, RFC Editor, April 2014. Cited above: 2")
    assert one(page, ".cite-words")["lang"] == "ja"


def test_drawings_stand_in_the_page_with_their_text_and_ids_of_their_own(desk: Desk) -> None:
    first, second = guide(desk).select("figure.drawing")
    svg = one(first, "svg")
    assert svg["role"] == "img"
    assert one(first, f"#{svg['aria-labelledby']}").get_text() == "それは輪です。"
    assert one(first, "figcaption").get_text() == "輪 <1>"
    assert one(second, "figcaption .cite > a").get_text() == "RFC 7208 §4.6.4"
    assert one(first, "marker")["id"] != one(second, "marker")["id"]


def test_code_stays_as_it_is(desk: Desk) -> None:
    assert [code.get_text().strip() for code in guide(desk).select("code")] == [
        "[@none-1]",
        "[not a citation]",
    ]


def test_a_page_without_citations_stays_as_it_is(desk: Desk) -> None:
    assert str(render(desk, "# T\n\nText [a](b.md).\n")) == (
        '<h1 id="t">T</h1>\n<p>Text <a href="b.md">a</a>.</p>'
    )


def test_citations_in_a_post_are_text(desk: Desk) -> None:
    page = render(desk, (desk.root / "docs/threads/1999/990301090000.md").read_text("utf-8"))
    first = page.select(".post-body")[0]
    assert first.get_text() == '一つめ。[@980820210426-12 "RBL"]'
    assert page.select(".cite") == []


def test_a_post_names_the_guides_that_cite_it(desk: Desk) -> None:
    guide(desk)
    page = render(desk, (desk.root / "docs" / THREAD).read_text("utf-8"))
    found = one(page, "section[data-post$='-12'] > .cited-by")
    assert found.get_text() == "このガイドが引用：Title & more（2か所）"
    # The reference there leads to each of the places.
    assert [a["href"] for a in found.select("a")] == [
        "../../guides/forged.html#ref-980820210426-12"
    ]
    assert found.has_attr("data-kensaku-ignore")
    english = one(page, "section[data-post$='-1'] > .cited-by p")
    assert (english["lang"], english.get_text()) == ("en", "Cited in: Title & more")
    assert page.select("section[data-post$='-2'] > .cited-by") == []


def test_a_page_with_a_problem_is_refused_with_its_file_and_line(desk: Desk) -> None:
    with pytest.raises(ContentError, match=r"docs/guides/forged\.md:13: no post 980820210426-13"):
        guide(desk, "## A\n\n[@980820210426-13]\n")


def test_a_page_that_changed_since_the_last_one_is_read_again(desk: Desk) -> None:
    guide(desk)
    page = guide(desk, "## A\n\n[@rfc7208] changed\n")
    assert [a.get_text() for a in page.select(".cite > a")] == ["RFC 7208"]


def test_a_text_that_cites_and_is_no_page_is_refused(desk: Desk) -> None:
    with pytest.raises(ContentError, match="no page of docs has the text that begins with 'x "):
        render(desk, "x [@rfc7208]\n")
