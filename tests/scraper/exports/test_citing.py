"""Bibliographies are read back by a BibTeX parser, and say what the site's buttons say."""

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page
from pybtex.database.input.bibtex import Parser

from scraper.exports.bibtex import entry, tex, write_bibtex
from scraper.exports.csl import Item, guide_item, items, post_item, thread_item, write_csl
from scraper.exports.records import ThreadPosts
from scraper.pages.guides import Guide, read_guides
from tests.conftest import CHECKOUT
from tests.scraper.exports.conftest import SIGNS

SITE = "https://example.org/wsm/"
NAMES = {"ja": "アーカイブ", "en": "Archive"}
REAL_NAMES = {"ja": "WSM アーカイブ", "en": "WSM archive"}
NAMED = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
}


def parsed(text: str) -> dict[str, dict[str, str]]:
    """The fields of each entry as the parser reads them."""
    database = Parser().parse_stream(io.StringIO(text))
    return {
        key: {**each.fields, **{role: str(names[0]) for role, names in each.persons.items()}}
        for key, each in database.entries.items()
    }


def untex(text: str) -> str:
    """What TeX would print."""
    pattern = r"\\text[a-z]+\{\}|\\(.)"
    return re.sub(pattern, lambda match: NAMED.get(match[0], match[1] or ""), text)


def guide(name: str, lang: str) -> Guide:
    guides = read_guides(CHECKOUT / "docs")
    return next(
        each
        for each in guides
        if each.path.endswith(f"guides/{name}.md") and each.head.lang == lang
    )


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_whatever_a_title_holds_a_parser_and_tex_give_it_back(title: str) -> None:
    title = " ".join(title.split())
    item: Item = {
        "id": "wsm-1",
        "author": [{"literal": "x"}],
        "title": title,
        "container-title": "y",
        "issued": {"date-parts": [[1998, 8, 20]]},
        "language": "ja",
    }
    read = parsed(entry(item))["wsm-1"]["title"]
    assert untex(read.removeprefix("{").removesuffix("}")) == title


@given(st.text("\\{}~^#$%&_ab"))
def test_braces_are_balanced_and_no_sign_is_left_bare(text: str) -> None:
    escaped = tex(text)
    assert escaped.count("{") == escaped.count("}")
    assert untex(escaped) == text


def test_an_archive_is_read_back_entry_by_entry(
    real: ThreadPosts, odd: ThreadPosts, tmp_path: Path
) -> None:
    found = list(items([real, odd], [guide("rbl", "ja"), guide("rbl", "en")], NAMES, SITE))
    # Both threads have one id here; the keys of a real archive are all different.
    found = [
        item for at, item in enumerate(found) if item["id"] not in {x["id"] for x in found[:at]}
    ]
    path = tmp_path / "wsm.bib"
    assert write_bibtex(path, found) == len(found) == 15
    entries = parsed(path.read_text("utf-8"))
    assert list(entries) == [item["id"] for item in found]
    assert entries["wsm-980820210426-12"] == {
        "author": "{たまちゃん}",
        "title": "{スパムメールで困っています。 PLS HELP!}",
        "howpublished": "Web Scripter's Meeting, 発言12",
        "year": "1998",
        "month": "August",
        "day": "30",
        "url": f"{SITE}threads/1998/980820210426.html#m12",
        "language": "japanese",
    }
    assert entries["wsm-rbl-ja"]["howpublished"] == "アーカイブ"
    assert entries["wsm-rbl-en"]["howpublished"] == "Archive"
    assert entries["wsm-rbl-en"]["author"] == "{Archive}"
    assert entries["wsm-rbl-en"]["language"] == "english"
    assert entries["wsm-rbl-en"]["url"] == f"{SITE}en/guides/rbl.html"


def test_csl_json_is_one_array_of_all_items(real: ThreadPosts, tmp_path: Path) -> None:
    found = list(items([real], [], NAMES, None))
    assert write_csl(tmp_path / "wsm.json", found) == 13
    assert json.loads((tmp_path / "wsm.json").read_text("utf-8")) == found
    assert write_csl(tmp_path / "none.json", []) == 0
    assert json.loads((tmp_path / "none.json").read_text("utf-8")) == []


def test_a_thread_is_cited_by_its_opening_post_and_all_its_days(real: ThreadPosts) -> None:
    assert thread_item(real, SITE) == {
        "id": "wsm-980820210426",
        "type": "post",
        "author": [{"literal": "笹田"}],
        "title": "スパムメールで困っています。 PLS HELP!",
        "container-title": "Web Scripter's Meeting",
        "issued": {"date-parts": [[1998, 8, 20], [1998, 8, 30]]},
        "URL": f"{SITE}threads/1998/980820210426.html",
        "language": "ja",
    }


def test_a_post_without_a_name_has_no_author_and_a_withdrawn_one_no_item(odd: ThreadPosts) -> None:
    found = {item["id"]: item for item in items([odd], [], NAMES, None)}
    assert found["wsm-980820210426-1"]["author"] == [{"literal": SIGNS}]
    assert "author" not in found["wsm-980820210426-2"]
    assert "URL" not in found["wsm-980820210426-2"]
    assert "wsm-980820210426-4" not in found


@pytest.mark.parametrize("subject", ["post", "ja", "en"])
def test_the_buttons_of_the_site_give_the_same(
    page: Page, site_url: str, real: ThreadPosts, subject: str
) -> None:
    if subject == "post":
        item = post_item(real[11], site_url)
        scope = "section[data-post='980820210426-12']"
        page.goto(site_url + real[11].thread.url)
    else:
        cited = guide("rbl", subject)
        item = guide_item(cited, REAL_NAMES, site_url)
        scope = ".guide"
        page.goto(site_url + cited.path.replace(".md", ".html"))

    def taken(name: str) -> str:
        page.locator(scope).get_by_role("button", name=name).click()
        text = page.get_by_role("dialog").get_by_role("textbox").input_value()
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
        return text

    assert taken("BibTeX") == entry(item)
    assert json.loads(taken("CSL-JSON")) == [item]
