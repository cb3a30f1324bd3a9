import posixpath
import re
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random

import markdown
import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from mkdocs.utils.yaml import yaml_load

from scraper.enrich.records import Case
from scraper.enrich.topics import TopicVocabulary
from scraper.pages import FOLDERS, index_pages, thread_entries
from scraper.pages.glossary import Glossary
from scraper.pages.paging import Listing, Section, paged
from scraper.pages.text import person_path
from scraper.summary import HostUse, OutboundLink, Participant, ProductUse, Summary, TopicUse
from tests.scraper.pages.invented import summaries, vocabulary
from tests.scraper.strategies import line

CHECKOUT = Path(__file__).parents[3]
LARGEST = 200_000
FRAME = 25_000
"""More than the HTML around an article: head, header, search, footer."""


def extensions() -> list[str]:
    """The Markdown extensions of the site that read pages other than threads."""
    settings = yaml_load((CHECKOUT / "mkdocs.yml").read_text("utf-8"))
    names = [
        name if isinstance(name, str) else next(iter(name))
        for name in settings["markdown_extensions"]
    ]
    return [name for name in names if not name.startswith("marginalia")]


def body_of(page: str) -> str:
    return page.split("\n---\n", 1)[1]


def front_matter(page: str) -> dict[str, str]:
    data: dict[str, str] = yaml.safe_load(page.split("\n---\n", 1)[0].removeprefix("---\n"))
    return data


def render(page: str) -> BeautifulSoup:
    settings = {"toc": {"permalink": True, "marker": ""}}
    html = markdown.markdown(
        body_of(page), extensions=extensions(), extension_configs=settings, output_format="html"
    )
    return BeautifulSoup(html, "html.parser")


def one(text: str = "題名", *, name: str = "まゆみ", day: str = "1998-08-20") -> Summary:
    """A thread with the text wherever an archive's text can be."""
    return Summary(
        id="980820210426",
        title=text,
        day=day,
        messages=2,
        people=(Participant(name, (1,)), Participant(text, (2,))),
        topics=(TopicUse("relay", (1,), (text,)), TopicUse("bounce", (2,), (text,), whole=False)),
        products=(ProductUse("eims", "EIMS", (text,)),),
        hosts=(HostUse(text, "host", "forged", (2,)),),
        links=(OutboundLink(text, text, 2, text, f"https://web.archive.org/web/1998/{text}"),),
        case=Case(post=2, reason="asked-again"),
    )


def pages_of(threads: Iterable[Summary], topics: TopicVocabulary) -> dict[str, str]:
    """The index pages of these threads, with no terms and no guides."""
    return index_pages(map(thread_entries, threads), topics, Glossary(terms=()))


@pytest.fixture(scope="module")
def threads() -> list[Summary]:
    return list(summaries(10_000))


@pytest.fixture(scope="module")
def forum(threads: list[Summary]) -> dict[str, str]:
    return pages_of(threads, vocabulary())


def test_the_largest_pages_of_ten_thousand_threads_stay_under_the_limit(
    forum: dict[str, str],
) -> None:
    largest = sorted(forum, key=lambda path: len(forum[path].encode()))[-8:]
    sizes = {path: len(str(render(forum[path])).encode()) for path in largest}
    assert max(sizes.values()) + FRAME < LARGEST, sizes


def test_a_thread_of_long_texts_makes_no_larger_pages() -> None:
    threads = [one("*" * 5000).model_copy(update={"id": f"{number:012}"}) for number in range(999)]
    pages = pages_of(threads, vocabulary())
    largest = max(pages.values(), key=len)
    assert len(str(render(largest)).encode()) + FRAME < LARGEST


def test_a_thousand_threads_do_not_hang(threads: list[Summary]) -> None:
    started = time.perf_counter()
    pages_of(threads[:1000], vocabulary())
    assert time.perf_counter() - started < 60


def test_every_link_leads_to_a_page_and_every_anchor_is_there(
    forum: dict[str, str], threads: list[Summary]
) -> None:
    written_by_hand = {"annotations/index.md"}
    known = {each.path for each in threads} | written_by_hand
    anchors = {path: set(re.findall(r"\{ #(\S+) \}", page)) for path, page in forum.items()}
    for path, page in forum.items():
        for target in re.findall(r"\]\(([^<)]+)\)", page):
            name, _, anchor = target.partition("#")
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            assert found in known or found in forum, (path, target)
            assert found in known or not anchor or anchor in anchors[found], (path, target)


def test_every_thread_is_listed_once_in_its_month(
    forum: dict[str, str], threads: list[Summary]
) -> None:
    listed = [
        thread_id
        for path, page in forum.items()
        if re.fullmatch(r"threads/\d{4}/\d\d(_\d+)?\.md", path)
        for thread_id in re.findall(r"^- \[.*\]\((\d{12})\.md\)", page, re.MULTILINE)
    ]
    assert sorted(listed) == sorted(each.id for each in threads)


def test_every_post_is_named_on_the_pages_of_its_name(
    forum: dict[str, str], threads: list[Summary]
) -> None:
    name = "田中求之"
    mine = [
        (each.id, post)
        for each in threads
        for person, posts in each.people
        if person == name
        for post in posts
    ]
    stem = person_path(name).removesuffix(".md")
    pages = [page for path, page in forum.items() if re.fullmatch(rf"{stem}(_\d+)?\.md", path)]
    named = [
        (thread_id, int(post))
        for page in pages
        for thread_id, posts in re.findall(r"(\d{12})\.md#m\d+\).*発言([\d、]+)$", page, re.M)
        for post in posts.split("、")
    ]
    assert sorted(named) == sorted(mine)
    assert len(pages) > 1


def test_pages_stand_in_the_generated_folders_only(forum: dict[str, str]) -> None:
    assert {re.match(r"(en/)?[a-z]+", path)[0] for path in forum} == set(FOLDERS)  # type: ignore[index]
    assert all(re.fullmatch(r"(en/)?[a-z]+(/\d{4})?/[a-z0-9_-]+\.md", path) for path in forum)


def test_the_order_of_the_threads_does_not_matter() -> None:
    threads = list(summaries(200))
    shuffled = list(threads)
    Random(1).shuffle(shuffled)
    first = pages_of(threads, vocabulary())
    second = pages_of(shuffled, vocabulary())
    assert list(first.items()) == list(second.items())


def test_an_empty_archive_has_the_fixed_pages() -> None:
    pages = pages_of([], vocabulary())
    assert {"threads/index.md", "people/index.md", "browse/index.md", "cases/index.md"} <= set(
        pages
    )
    assert all(render(page).h1 for page in pages.values())


@cache
def two_topics() -> TopicVocabulary:
    """The topics of ``one``."""
    topics = (entry for entry in vocabulary().topics if entry.id in ("relay", "bounce"))
    return TopicVocabulary(topics=tuple(topics))


@cache
def calm() -> dict[str, BeautifulSoup]:
    """The pages that show archive text, when it is harmless, but for those of its host."""
    pages = pages_of([one()], two_topics())
    return {path: render(page) for path, page in pages.items() if "題名" in page}


@example("0---")
@given(line)
def test_archive_text_is_shown_as_text(text: str) -> None:
    pages = pages_of([one(text)], two_topics())
    tags = {"a", "br", "code", "h1", "h2", "li", "p", "strong", "ul"}
    for path, plain in calm().items():
        at = person_path(text) if path == person_path("題名") else path
        if at == person_path("取り下げ") or (path.startswith("hosts/") and at not in pages):
            continue
        page = render(pages[at])
        assert {tag.name for tag in page.find_all()} <= tags, path
        assert len(page.find_all("li")) == len(plain.find_all("li")), path
        assert front_matter(pages[at])["template"] == "listing.html"
        for link in page.find_all("a"):
            assert re.match(r"[\w./#-]+$|https://web\.archive\.org/", str(link["href"])), link
            assert set(link.attrs) <= {"href", "class", "title"}


HOSTILE = {
    "markup": "<script>alert(1)</script>",
    "link": "[x](javascript:alert(1))",
    "attributes": "{: onclick=alert(1) }",
    "reference": "&lt;b&gt;",
    "template": "{{ config }} {% raw %}",
    "emphasis": "**a** _b_ `c`",
    "heading": "# 1. - a",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_title_and_a_name_read_as_they_were_posted(text: str) -> None:
    pages = pages_of([one(text, name=text)], vocabulary())
    row = render(pages["threads/1998/08.md"]).li
    assert row is not None
    assert row.get_text() == f"{text}　8月20日、{text}、2発言"
    page = render(pages[person_path(text)])
    assert page.h1 is not None
    assert page.h1.get_text().rstrip("¶") == text
    assert front_matter(pages[person_path(text)])["title"] == text


def test_names_that_differ_in_width_have_pages_that_name_each_other() -> None:
    threads = [one("A", name="ＫＥＮ"), one("B", name="KEN").model_copy(update={"id": "1" * 12})]
    pages = pages_of(threads, vocabulary())
    assert "表記の近い名前：[KEN]" in pages[person_path("ＫＥＮ")]
    assert "表記の近い名前：[ＫＥＮ]" in pages[person_path("KEN")]


def test_nobody_and_the_withdrawn() -> None:
    pages = pages_of([one("取り下げ", name="")], vocabulary())
    assert "[（無記名）]" in pages["people/index.md"]
    assert person_path("取り下げ") not in pages


def test_a_host_and_a_target_are_text() -> None:
    url = "http://spam.example.com/"
    thread = one().model_copy(
        update={
            "hosts": (HostUse("spam.example.com", "host", "forged", (1,)),),
            "links": (OutboundLink(url, "spam.example.com", 1, "SPAM", None),),
        }
    )
    pages = pages_of([thread], vocabulary())
    host, links = render(pages["hosts/com.md"]), render(pages["links/1998.md"])
    assert "spam[.]example[.]com" in host.get_text()
    assert url in links.get_text()
    assert not [a for page in (host, links) for a in page.find_all("a") if "spam" in str(a)]


INITIALS = {
    "KEN": "英数字", "２ちゃん": "英数字", "ヴィ": "あ行", "がんも": "か行", "ﾊﾅｺ": "は行",
    "ゃ": "や行", "ん": "わ行", "田中": "漢字", "": "そのほか", "★": "そのほか",
}  # fmt: skip


@pytest.mark.parametrize(("name", "initial"), INITIALS.items())
def test_a_name_is_listed_under_its_first_letter(name: str, initial: str) -> None:
    page = render(pages_of([one(name, name=name)], vocabulary())["people/names.md"])
    assert [heading.get_text().rstrip("¶") for heading in page.find_all("h2")] == [initial]


@given(st.lists(st.integers(0, 5000), max_size=6))
def test_listings_of_any_size_keep_every_row(sizes: list[int]) -> None:
    sections = [
        Section([f"row {at}-{number}" for number in range(size)], f"節{at}", f"s{at}")
        for at, size in enumerate(sizes)
        if size
    ]
    pages = paged(Listing("a/b.md", "題", "", sections))
    rows = [row for page in pages.values() for row in re.findall("^- (.*)$", page, re.MULTILINE)]
    assert rows == [row for section in sections for row in section.rows]
    assert all(page.count("\n- ") <= 250 for page in pages.values())
