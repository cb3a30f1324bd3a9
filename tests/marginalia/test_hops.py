"""The way of a message, as the page shows it."""

from marginalia.hops import render_hops
from tests.marginalia.reading import parse

SECOND = """\
Return-Path: <comp933zx＠kpn.nishi.osaka.jp>
Received: from pc2.mic.dtu.dk (pc2.mic.dtu.dk [130.225.75.32])
    by relay28.mx.aol.com (8.8.8/8.8.5/AOL-4.0.0) with SMTP id VAA11218;
    Wed, 19 Aug 1998 21:56:03 -0400 (EDT)
Received: from pc2.mic.dtu.dk by pc2.mic.dtu.dk id DGP001.25; Thu, 20 Aug 1998 03:56:03 +0200
Date: Wed, 19 Aug 98 21:33:56 EST""".split("\n")


def test_steps_stand_in_the_order_of_the_way_with_times_in_utc() -> None:
    page = parse(render_hops(SECOND))
    assert [time["datetime"] for time in page.select("time")] == [
        "1998-08-20T02:33:56Z",
        "1998-08-20T01:56:03Z",
        "1998-08-20T01:56:03Z",
    ]
    assert [step.get_text() for step in page.select("ol strong")] == [
        "差出の時刻",
        "「pc2.mic.dtu.dk」と名乗る相手 → pc2.mic.dtu.dk",
        "pc2.mic.dtu.dk（130.225.75.32） → relay28.mx.aol.com",
    ]
    assert [delay.get_text() for delay in page.select(".delay")] == ["37分53秒前", "同じ時刻"]


def test_an_observation_names_the_gap_and_links_its_rule() -> None:
    page = parse(render_hops(SECOND))
    (link,) = [link for link in page.select("a") if link.get_text() == "RFC 5322 3.6.1"]
    assert link["href"] == "https://www.rfc-editor.org/rfc/rfc5322#section-3.6.1"
    assert link.parent is not None
    assert "37分53秒後" in link.parent.get_text()


def test_encoded_words_are_shown_as_what_they_say() -> None:
    lines = [*SECOND, "From: =?ISO-2022-JP?B?GyRCRURDZhsoQg==?= <…＠example.jp>"]
    assert "From：田中 <…＠example.jp>" in parse(render_hops(lines)).get_text()


def test_forty_hops_are_all_shown() -> None:
    hops = [
        f"Received: from h{number}.example by h{number + 1}.example; "
        f"Thu, 20 Aug 1998 03:{number:02}:00 +0000"
        for number in reversed(range(40))
    ]
    page = parse(render_hops(hops))
    assert len(page.select("ol > li")) == len(page.select("circle")) == 40


def test_what_the_header_holds_never_becomes_markup() -> None:
    lines = ["Received: from <b>x</b> (<i>) by <script>alert(1)</script>; 1 Jan 1998 00:00:00 <u>"]
    names = {tag.name for tag in parse(render_hops(lines)).find_all(True)}
    assert not names & {"b", "i", "script", "u"}


def test_a_block_without_trace_has_no_way() -> None:
    assert render_hops(["From: a", "To: b", "Subject: c"]) == ""
