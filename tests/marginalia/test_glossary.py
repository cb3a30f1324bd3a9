"""Terms get a tooltip at their first use; the text of the page stays the same."""

import re
import time
from html import escape
from pathlib import Path

import markdown
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from marginalia.glossary import mark_terms, read_terms
from scraper.pages.glossary import Glossary, glossary_pages
from scraper.yamlfile import read_model
from tests.scraper.strategies import line

ROOT = Path(__file__).parents[2]
GLOSSARY = read_model(ROOT / "vocabulary/glossary.yml", Glossary)
TERMS = read_terms(GLOSSARY)
ASSETS = ROOT / "overrides/assets"


def marked(html: str) -> list[str]:
    return [
        span.get_text()
        for span in BeautifulSoup(mark_terms(html, TERMS), "html.parser").select(".term")
    ]


@pytest.mark.parametrize(
    ("html", "terms"),
    [
        ("<p>バウンスが来る。バウンスだ。</p>", ["バウンス"]),
        ("<p>バウンスメール</p>", ["バウンスメール"]),
        ("<p>バウンス</p><p>bounce</p>", ["バウンス"]),
        ("<ul><li>ＲＢＬ</li></ul><table><tr><td>APOP</td></tr></table>", ["ＲＢＬ", "APOP"]),
        ("<p>SIMS Loaderの上に</p>", ["SIMS Loader"]),
        ("<p>踏み台<br>専用線</p>", ["踏み台", "専用線"]),
        ("<p><em>RBL</em>とMXレコード</p>", ["RBL", "MXレコード"]),
        ("<p>AT&amp;T、RBL&amp;APOP</p>", ["RBL", "APOP"]),
    ],
)
def test_the_first_use_is_marked(html: str, terms: list[str]) -> None:
    assert marked(html) == terms


@pytest.mark.parametrize(
    "html",
    [
        "<h2>RBL</h2>",
        '<p><a href="x">RBL</a></p>',
        "<p><code>RBL</code></p>",
        "<pre><code>RBL</code></pre>",
        '<p data-prefix="RBL" title="RBL > APOP">x</p>',
        "<blockquote><p>RBL</p></blockquote>",
        "<!-- <p>RBL</p> -->",
        "RBL",
        "<p>a mixed est, warbler, XRBL</p>",
        "</p></a>RBL",
    ],
)
def test_what_is_no_running_text_of_the_post_stays_as_it_is(html: str) -> None:
    assert mark_terms(html, TERMS) == html


@given(
    st.lists(
        st.one_of(line, st.sampled_from(["RBLと", "ﾊﾞｳﾝｽ", "ＥＩＭＳ２．１", "踏み台"])), max_size=6
    )
)
def test_the_text_stays_the_same(lines: list[str]) -> None:
    html = "".join(f'<p data-source="{escape(text)}">{escape(text)}<br>x</p>' for text in lines)
    result = mark_terms(html, TERMS)
    assert re.sub(r'<span class="term"[^>]*>(.*?)</span>', r"\1", result) == html


@given(st.text(alphabet="<>/!-\"' apRBL&;"))
def test_markup_that_is_not_well_formed_is_left_as_text(html: str) -> None:
    result = mark_terms(html, TERMS)
    assert re.sub(r'<span class="term"[^>]*>(.*?)</span>', r"\1", result) == html


@pytest.mark.parametrize("piece", ["RBL", "<p>RBL", "<!--", '<a "', "<'", "<", "ﾊﾞ"])
def test_100_kb_do_not_hang(piece: str) -> None:
    html = "<p>" + piece * (100_000 // len(piece))
    started = time.process_time()
    mark_terms(html, TERMS)
    assert time.process_time() - started < 30  # by the square it takes minutes


def test_every_term_has_its_own_names_and_a_definition_in_both_languages() -> None:
    ids = [term.id for term in GLOSSARY.terms]
    assert len(set(ids)) == len(ids) >= 25
    owners: dict[str, set[str]] = {}
    for term in GLOSSARY.terms:
        for name in (term.term.ja, term.term.en, *term.names):
            owners.setdefault(name.lower(), set()).add(term.id)
    assert [name for name, owned in owners.items() if len(owned) > 1] == []


@pytest.mark.parametrize(
    ("path", "lang"), [("glossary/index.md", "ja"), ("en/glossary/index.md", "en")]
)
def test_the_page_has_an_anchor_and_the_definition_of_each_term(path: str, lang: str) -> None:
    body = glossary_pages(GLOSSARY)[path].split("\n---\n", 1)[1]
    page = BeautifulSoup(markdown.markdown(body, extensions=["attr_list"]), "html.parser")
    assert [str(each["id"]) for each in page.select("h2")] == [term.id for term in GLOSSARY.terms]
    for term in GLOSSARY.terms:
        heading = page.select_one(f"#{term.id}")
        assert heading is not None
        assert heading.get_text() == getattr(term.term, lang)
        definition, *others = (each.get_text() for each in heading.find_all_next("p", limit=2))
        assert definition == getattr(term.definition, lang)
        if term.term.ja != term.term.en:
            other = {"ja": f"英語：{term.term.en}", "en": f"Japanese: {term.term.ja}"}[lang]
            assert others == [other]


def site_page(scheme: str) -> str:
    css = "".join((ASSETS / name).read_text("utf-8") for name in ("site.css", "glossary.css"))
    body = mark_terms("<p>昨夜よりバウンスが大量に来ます。RBLは効きません。</p>", TERMS)
    return (
        f'<!doctype html><html lang="ja"><head><title>x</title><style>{css}</style></head>'
        f'<body data-md-color-scheme="{scheme}" style="color:var(--ink);background:var(--paper)">'
        f'<main class="md-typeset"><h1>題</h1>{body}</main></body></html>'
    )


def tooltip(page: Page, index: int) -> str:
    return str(
        page.evaluate(
            "i => getComputedStyle(document.querySelectorAll('.term')[i], '::after').content", index
        )
    )


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_the_tooltip_shows_on_focus_and_hover_and_axe_finds_nothing(
    page: Page, scheme: str
) -> None:
    page.set_content(site_page(scheme))
    assert tooltip(page, 0) in ("none", "normal")
    page.keyboard.press("Tab")
    assert "封筒の差出人へ" in tooltip(page, 0)
    assert Axe().run(page).response["violations"] == []
    page.locator(".term").nth(1).hover()
    assert "Paul Vixie" in tooltip(page, 1)


@pytest.mark.parametrize("width", [320, 700, 1280])
def test_the_tooltip_makes_no_page_scroll_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.set_content(site_page("default"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_print_shows_no_tooltip(page: Page) -> None:
    page.set_content(site_page("default"))
    page.keyboard.press("Tab")
    page.emulate_media(media="print")
    assert tooltip(page, 0) in ("none", "normal")


def test_a_screen_reader_is_told_the_definition(page: Page) -> None:
    page.set_content(site_page("default"))
    client = page.context.new_cdp_session(page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    described = [
        node["description"]["value"] for node in nodes if node.get("description", {}).get("value")
    ]
    assert any("封筒の差出人へ" in text for text in described)
