"""One page: what is put in its head, and that nothing else changes."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.facts import EXCERPT, parse, read_facts
from publisher.metadata import Surroundings, script_json
from publisher.page import mark_leaving, publish_page
from scraper.errors import ContentError
from scraper.publish import WITHDRAWN_AUTHOR, WITHDRAWN_LINE
from tests.publisher.conftest import HERE, NAMES, THERE

LEAVING = {
    '<a href="https://a.example/">': '<a rel="noopener" href="https://a.example/">',
    '<a class="x" href="//a.example">': '<a rel="noopener" class="x" href="//a.example">',
    "<a href='http://a.example/' rel='nofollow'>": (
        "<a href='http://a.example/' rel=\"nofollow noopener\">"
    ),
    '<a href="http://a.example/" rel="noopener external">': None,
    '<a href="http://a.example/" title="a > b" rel="noopener">': None,
    '<a href="../a.html">': None,
    '<a href="#https://a.example/">': None,
    '<abbr href="https://a.example/">': None,
    '&lt;a href="https://a.example/">': None,
}
POSTS = [
    ("笹田", "1998-08-20T21:04:26+09:00", "<p>困っています。</p>"),
    (
        "</script><b>",
        "1998-08-21T00:22:26+09:00",
        "<blockquote>引用</blockquote><p>答え<br>です</p>",
    ),
    (WITHDRAWN_AUTHOR, "1998-08-21T01:00:00+09:00", f"<p>{WITHDRAWN_LINE}</p>"),
    ("長", "1998-08-21T02:00:00+09:00", f"<p>{'あ' * 200}</p>"),
]
NO_SCRIPTS: frozenset[str] = frozenset()


def thread(*posts: tuple[str, str, str]) -> bytes:
    sections = "".join(
        f'<section data-post="1-{number}" data-kensaku-author="{author.replace("<", "&lt;")}"'
        f' data-kensaku-date="{posted}"><div class="post-body">{body}</div></section>'
        for number, (author, posted, body) in enumerate(posts, 1)
    )
    return (
        '<!doctype html><html><head>\n<meta charset="utf-8">\n'
        '<meta name="description" content="&quot;説明&quot;">'
        f"<title>題 &lt;&amp;&gt; - {NAMES['ja']}</title></head><body>{sections}</body></html>"
    ).encode()


def head(html: bytes) -> dict[str, Any]:
    """The JSON-LD of a published page."""
    found = re.search(rb'<script type="application/ld\+json">(.*?)</script>', html)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("before", LEAVING)
def test_links_to_elsewhere_give_no_handle(before: str) -> None:
    after = LEAVING[before] or before
    assert mark_leaving(f"<p>{before}x</a>".encode()).decode() == f"<p>{after}x</a>"
    assert mark_leaving(after.encode()).decode() == after


@given(st.text())
def test_any_text_survives_in_a_script_of_data(text: str) -> None:
    written = script_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert not re.search("[<>&\u2028\u2029]", written)


def test_a_thread_is_described_as_a_posting_with_comments() -> None:
    around = Surroundings("threads/1998/980820210426.html", "threads/1998/980820210426.md")
    html, problems = publish_page(thread(*POSTS), around, THERE, NO_SCRIPTS, "0")
    assert problems == []
    data = head(html)
    url = "https://wsm.example/archive/threads/1998/980820210426.html"
    assert (data["@type"], data["url"], data["headline"]) == (
        "DiscussionForumPosting",
        url,
        "題 <&>",
    )
    assert data["author"] == {"@type": "Person", "name": "笹田"}
    assert (data["datePublished"], data["text"]) == (POSTS[0][1], "困っています。")
    assert data["commentCount"] == len(data["comment"]) == 3
    first, withdrawn, long = data["comment"]
    assert (first["url"], first["author"]["name"], first["text"]) == (
        f"{url}#m2",
        "</script><b>",
        "答えです",
    )
    assert "author" not in withdrawn
    assert len(long["text"]) == EXCERPT
    assert data["isPartOf"]["url"] == "https://wsm.example/archive/index.html"


def test_only_a_site_with_an_address_has_absolute_ones() -> None:
    around = Surroundings("a/b.html", twin="en/a/b.html", picture="assets/cards/site.png")
    here, _ = publish_page(thread(*POSTS), around, HERE, NO_SCRIPTS, "0")
    there, _ = publish_page(thread(*POSTS), around, THERE, NO_SCRIPTS, "0")
    for absolute in (b"canonical", b"og:url", b"og:image"):
        assert absolute not in here
        assert absolute in there
    assert b'hreflang="en" href="../en/a/b.html"' in here
    assert b'hreflang="en" href="https://wsm.example/archive/en/a/b.html"' in there


def test_publishing_again_gives_the_same_bytes_and_other_settings_replace_all() -> None:
    around = Surroundings("a.html", "a.md")
    page = thread(*POSTS)
    here, _ = publish_page(page, around, HERE, NO_SCRIPTS, "0")
    there, _ = publish_page(page, around, THERE, NO_SCRIPTS, "1")
    assert publish_page(here, around, HERE, NO_SCRIPTS, "0")[0] == here
    assert publish_page(here, around, THERE, NO_SCRIPTS, "1")[0] == there


def test_the_policy_stands_before_anything_it_rules() -> None:
    html, _ = publish_page(thread(*POSTS), Surroundings("a.html"), HERE, NO_SCRIPTS, "0")
    first = html.index(b"Content-Security-Policy")
    assert first < min(html.index(b"<title"), html.index(b"<script"), 1024)


@pytest.mark.parametrize("html", [b"", b"<p>x</p>", b"<html><head></head><body></body></html>"])
def test_what_is_no_page_is_refused_by_name(html: bytes) -> None:
    with pytest.raises(ContentError, match=r"^a\.html: "):
        publish_page(html, Surroundings("a.html"), HERE, NO_SCRIPTS, "0")


def test_a_page_that_is_no_thread_has_no_posts() -> None:
    facts = read_facts(parse(thread(), "a.html"), NAMES.values())
    assert (facts.title, facts.description, facts.posts) == ("題 <&>", '"説明"', ())
