"""Hosts are found with their roles, links with the address of an archived copy."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given

from scraper.enrich.hosts import archived_copy, find_hosts, find_links
from scraper.model import Link, Thread
from tests.scraper.enrich.gold import seed
from tests.scraper.strategies import message, thread_of, threads


def hosts(*lines: str) -> list[tuple[str, str, str]]:
    found = find_hosts(thread_of("題", [message(1, "名", list(lines))]))
    return [(host.name, host.kind, host.role) for host in found]


def test_the_first_thread_has_the_hosts_that_were_read_in_it() -> None:
    found = find_hosts(seed())
    assert {(host.name, host.role, host.where) for host in found if host.post == 1} == {
        ("aol.com", "named", "prose"),
        ("kpn.nishi.osaka.jp", "named", "prose"),
        ("kpn.nishi.osaka.jp", "forged", "header"),
        ("arenal.surnet.es", "relay", "header"),
        ("194.224.103.2", "relay", "header"),
        ("relay22.mx.aol.com", "relay", "header"),
        ("success1a12.com", "recipient", "header"),
        ("pc2.mic.dtu.dk", "relay", "header"),
        ("130.225.75.32", "relay", "header"),
        ("relay28.mx.aol.com", "relay", "header"),
        ("comp121ac1.net", "recipient", "header"),
    }
    assert [(host.name, host.post) for host in found if host.post > 1] == [
        ("aol.com", 11),
        ("hotmail.com", 11),
    ]


def test_a_defanged_name_is_no_address() -> None:
    (host,) = find_hosts(thread_of("題", [message(1, "名", ["www.example.com です"])]))
    assert host.defanged == "www[.]example[.]com"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aol.comより", [("aol.com", "domain", "named")]),
        ("ＷＷＷ．ＡＯＬ．ＣＯＭより", [("www.aol.com", "host", "named")]),
        ("mtlab.ecn.fpu.ac.jpで", [("mtlab.ecn.fpu.ac.jp", "host", "named")]),
        ("fpu.ac.jpの", [("fpu.ac.jp", "domain", "named")]),
        ("a@kpn.nishi.osaka.jp", [("kpn.nishi.osaka.jp", "domain", "named")]),
        ("…＠hotmail.com", [("hotmail.com", "domain", "named")]),
        ("http://www.a.ne.jp:8080/x.com/y.pl", [("www.a.ne.jp", "host", "named")]),
        ("http://192.0.2.1/", [("192.0.2.1", "address", "named")]),
        ("192.0.2.1から", [("192.0.2.1", "address", "named")]),
        ("pc2.mic.dtu.dk", [("pc2.mic.dtu.dk", "host", "named")]),
    ],
)
def test_a_name_in_prose_is_found(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert hosts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SIMS Loader.Read Me", "test.pl", "index.html", "foo.tar.gz", "EIMS2.2b4", "2.1以上",
        "xxx.xxx.xxx.xxx", "256.1.1.1", "1.2.3.4.5", "8.8.8", "co.jp", "950911.SGI.8.6.12",
        "...", "@",
    ],
)  # fmt: skip
def test_what_is_no_host_is_left_out(text: str) -> None:
    assert hosts(text) == []


def test_a_sender_on_the_path_is_a_sender() -> None:
    found = hosts(
        "Received: from mail.example.com (mail.example.com [192.0.2.1])",
        " by mx.example.jp (8.8.8/8.8.8) with SMTP id AA1;",
        " Thu, 20 Aug 1998 04:52:30 +0900",
        "Return-Path: <a@example.com>",
        "From: a@example.com",
        "To: b@example.jp, c@example.net",
        "Message-ID: <1@mail.example.com>",
    )
    assert found == [
        ("mail.example.com", "host", "relay"),
        ("192.0.2.1", "address", "relay"),
        ("mx.example.jp", "host", "relay"),
        ("example.com", "domain", "sender"),
        ("example.jp", "domain", "recipient"),
        ("example.net", "domain", "recipient"),
        ("mail.example.com", "domain", "named"),
    ]


def test_a_link_has_its_host_and_the_copy_nearest_the_post_in_utc() -> None:
    post = message(1, "名", ["→  Anti-Spam"], "http://WWW.Example.com/a b?c=<d>#e")
    (link,) = find_links(thread_of("題", [post]))
    assert link.url == "http://WWW.Example.com/a b?c=<d>#e"
    assert link.host == "www.example.com"
    assert link.label == "→  Anti-Spam"
    assert link.archived == (
        "https://web.archive.org/web/19980820130426/http://WWW.Example.com/a%20b?c=%3Cd%3E#e"
    )


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "../x.html",
        "mailto:a@example.com",
        "http://[",
        "http://",
        "data:,x",
        "",
    ],
)
def test_what_leads_to_no_other_site_is_no_outbound_link(href: str) -> None:
    post = message(1, "名", ["見よ"]).model_copy(update={"links": (Link(label="見よ", href=href),)})
    assert find_links(thread_of("題", [post])) == ()


def test_a_lost_target_is_kept_as_lost() -> None:
    assert [(each.post, each.label, each.url, each.archived) for each in find_links(seed())] == [
        (3, "GET THAT SPAMMER!", None, None),
        (6, "Anti-Spam", None, None),
        (8, "MailShare Loader", None, None),
    ]


def test_a_typed_address_is_a_link_once_and_ends_before_punctuation() -> None:
    post = message(
        1, "名", ["(http://example.com/a). http://example.com/a、http://example.net/です"]
    )
    found = find_links(thread_of("題", [post]))
    assert [link.url for link in found] == ["http://example.com/a", "http://example.net/"]


def test_an_address_typed_beside_a_mail_header_or_in_a_quotation_is_no_link() -> None:
    shown = [
        "Return-Path: <a@example.com>",
        "Received: from a.example.com by b.example.com; Thu, 20 Aug 1998 04:52:30 +0200",
        "Subject: x",
        "To: b@example.com",
        "",
        "http://spam.example.com/",
    ]
    quoted = [">http://spam.example.com/", "", "ひどい。"]
    posts = [message(1, "名", shown), message(2, "名", quoted)]
    assert posts[0].blocks[0].type == "mail_headers"
    assert find_links(thread_of("題", posts)) == ()


def test_an_archived_copy_is_asked_for_in_utc() -> None:
    at = datetime(1998, 8, 20, 12, 4, 26, tzinfo=UTC)
    assert archived_copy("http://a.jp/", at).startswith(
        "https://web.archive.org/web/19980820120426/"
    )


@given(threads)
def test_any_thread_gives_hosts_and_links_without_a_blank(thread: Thread) -> None:
    for host in find_hosts(thread):
        assert host.name == host.name.lower().strip()
        assert not any(char.isspace() for char in host.name)
    for link in find_links(thread):
        assert link.archived is None or not any(char.isspace() for char in link.archived)


@pytest.mark.parametrize(
    "piece", ["a.", "a@", "1.", "http://a", "-", "a.com ", "Received: from a.b by c;\n"]
)
def test_100_kb_do_not_hang(piece: str) -> None:
    thread = thread_of("題", [message(1, "名", (piece * (100_000 // len(piece))).split("\n"))])
    started = time.process_time()
    find_hosts(thread)
    find_links(thread)
    assert time.process_time() - started < 30  # by the square it takes minutes
