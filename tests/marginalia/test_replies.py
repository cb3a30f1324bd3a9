"""The page says who answers whom, where quotations come from, and what they changed."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given

from scraper.emit import emit
from scraper.enrich.replies import find_replies
from scraper.lines import is_blank
from scraper.model import Message
from tests.marginalia.reading import original_lines, parse, posts
from tests.marginalia.test_thread import DRAWN, OURS, render, site_markdown
from tests.scraper.enrich.test_replies import conversations
from tests.scraper.strategies import message, thread_of

ORIGINAL = (
    "はじめまして。使用サーバはEIMS2.1を使用しているので、IP制限により止めています。以上です。"
)
ADDED = OURS | DRAWN
ADDED_TO_POST = ".post [data-kensaku-ignore]"


def shown(*texts: tuple[str, str]) -> BeautifulSoup:
    numbered = enumerate(texts, 1)
    messages = [message(number, author, text.split("\n")) for number, (author, text) in numbered]
    return parse(render(thread_of("題", list(find_replies(messages)))))


def text_of(page: BeautifulSoup, selector: str) -> list[str]:
    return [each.get_text() for each in page.select(selector)]


def test_a_post_shows_what_it_answers_and_who_answers_it() -> None:
    page = shown(("笹田", ORIGINAL), ("まゆみ", f">{ORIGINAL}"), ("たま", "笹田さん、まゆみさん。"))
    assert text_of(page, ".answered") == [
        "#1 笹田さん（引用から）への返信",
        "#1 笹田さん（名前の呼びかけから）、#2 まゆみさん（名前の呼びかけから）への返信",
    ]
    assert text_of(page, ".answers") == ["返信：#2 まゆみ、#3 たま", "返信：#3 たま"]
    assert [link["href"] for link in page.select(".replies a")] == [
        "#m2", "#m3", "#m1", "#m3", "#m1", "#m2",
    ]  # fmt: skip
    titles = [str(each["title"]) for each in page.select(".answered [title]")]
    assert titles[:2] == ["引用から（確度 1.00）", "名前の呼びかけから（確度 0.60）"]


def test_an_attribution_is_named_as_the_evidence() -> None:
    page = shown(("笹田", "はい。"), ("たま", "Date: 08/20 22:04 に、笹田さんが\n>はい"))
    assert text_of(page, ".answered") == ["#1 笹田さん（引用の見出しから）への返信"]


def test_a_post_that_nothing_is_known_of_has_no_line() -> None:
    assert not shown(("笹田", "はい。"), ("たま", "そうですか。")).select(".replies")


def test_a_quotation_links_to_each_generation() -> None:
    page = shown(
        ("笹田", ORIGINAL),
        ("まゆみ", f">{ORIGINAL}\n\nうちはそういう制限をまだ試していません。"),
        ("たま", f">>{ORIGINAL}\n>うちはそういう制限をまだ試していません。"),
    )
    assert text_of(page, ".quote-origin") == ["#1 より", "#1 より（#2の引用を経て）", "#2 より"]
    nested = page.select(".quote .quote .quote-origin a")
    assert [link["href"] for link in nested] == ["#m1", "#m2"]


@pytest.mark.parametrize(
    ("quotation", "pieces"),
    [
        (ORIGINAL, []),
        (ORIGINAL.replace("EIMS2.1", "ＥＩＭＳ ２．１"), []),
        ("使用サーバはEIMS2.1を使用しているので、IP制限により止めています。", []),
        (
            "使用サーバはEIMS2.1を使用しているので、止めています。",
            [("del", "IP制限により")],
        ),
        (
            "使用サーバはEIMS2.1を使用しているので、IPの番号により止めています。",
            [("del", "制限"), ("ins", "の番号")],
        ),
        (
            "EIMS2.1を使用しているので、IP制限により",
            [("del", "使用サーバは"), ("del", "止めています。")],
        ),
    ],
    ids=["whole", "other widths", "a whole sentence", "words left out", "words changed", "cut"],
)
def test_what_a_quotation_changed_is_marked(quotation: str, pieces: list[tuple[str, str]]) -> None:
    page = shown(("笹田", ORIGINAL), ("たま", f">{quotation}"))
    for hidden in page.select(".quote-changes .visually-hidden"):
        hidden.decompose()
    found = [(each.name, each.get_text()) for each in page.select(".quote-changes :is(del, ins)")]
    assert found == pieces
    if pieces:
        for added in page.select(".quote-changes ins"):
            added.decompose()
        assert page.select_one(".quote-changes > div").get_text() in ORIGINAL  # type: ignore[union-attr]


def test_a_change_is_told_to_those_who_do_not_see_it() -> None:
    page = shown(("笹田", ORIGINAL), ("たま", f">{ORIGINAL.replace('制限', 'の番号')}"))
    assert text_of(page, "del") == ["［省略：制限］"]
    assert text_of(page, "ins") == ["［変更後：の番号］"]


@given(conversations)
def test_the_lines_of_the_posts_stay_as_they_were(messages: list[Message]) -> None:
    page = parse(render(thread_of("題", list(find_replies(messages)))))
    for post, body in zip(messages, posts(page), strict=True):
        expected = [line.rstrip() for line in post.lines if not is_blank(line)]
        assert [line.rstrip() for line in original_lines(body)] == expected


@given(conversations)
def test_all_that_is_added_is_marked_as_not_of_the_post(messages: list[Message]) -> None:
    page = parse(render(thread_of("題", list(find_replies(messages)))))
    assert {tag.name for tag in page.find_all(True)} <= ADDED
    targets = {f"#{heading['id']}" for heading in page.select("h2")}
    assert {str(link["href"]) for link in page.select("a[href^='#m']")} <= targets
    bare = parse(render(thread_of("題", messages)))
    for added in (*page.select(ADDED_TO_POST), *bare.select(ADDED_TO_POST)):
        added.decompose()
    assert str(page) == str(bare)


def test_names_and_words_are_text() -> None:
    hostile = "<b>&amp;{{x}} [a](b) と書くと、太字になってしまうのはなぜでしょうか。"
    page = shown(("<i>&lt;", hostile), ("たま", f">{hostile.replace('なぜ', 'どうして')}"))
    assert not page.select("b, i")
    assert text_of(page, ".answered") == ["#1 <i>&lt;さん（引用から）への返信"]
    assert "&amp;{{x}}" in page.select_one(".quote-changes > div").get_text()  # type: ignore[union-attr]


def test_numbers_of_posts_that_are_not_there_give_no_link() -> None:
    answered = find_replies([message(1, "笹田", [ORIGINAL]), message(2, "たま", [f">{ORIGINAL}"])])
    markdown = emit(thread_of("題", list(answered))).split("\n---\n", 1)[1]
    changed = markdown.replace("quote of 1 -", "quote of 7 via 9 -").replace(
        "answers 1", "answers 7"
    )
    page = parse(site_markdown().reset().convert(changed))
    assert not page.select(".post [data-kensaku-ignore]")
