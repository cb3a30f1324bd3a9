"""One module describes a forum: what a profile must have, and a second forum read by its own."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mkdocs.utils import yaml_load
from pydantic import ValidationError

from scraper.convert import convert
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.profile import Profile, read_profile
from scraper.profiles.wsm import PROFILE as WSM
from scraper.redaction import Redactions
from scraper.thread import parse_capture
from scraper.verify import verify
from scraper.work import local_pool
from tests.scraper.cases import vocabularies
from tests.scraper.sazanami import profile as sazanami
from tests.scraper.sazanami.pages import page, saved, thread
from tests.scraper.sazanami.profile import PROFILE as SAZANAMI

CHECKOUT = Path(__file__).parents[2]
MODULE = "tests.scraper.sazanami.profile"


def test_the_second_forum_is_read_by_its_profile_alone() -> None:
    read = parse_capture(saved("7"), SAZANAMI)
    assert (read.id, read.title) == ("000000000007", "潮見表のつくりかた")
    assert (read.source.url_status, read.source.charset) == ("captured", "euc-jp")
    assert [(each.author, each.posted.isoformat()) for each in read.messages] == [
        ("かもめ", "2001-03-24T21:04:00+01:00"),
        ("灯台守", "2001-03-25T03:30:00+02:00"),
        ("かもめ", "2001-04-08T22:15:00+02:00"),
    ]
    assert [each.lines[-1] for each in read.messages] == [
        "どこから始めればよいでしょうか。",
        "計算の例",
        "できました。灯台守さん、ありがとうございます。",
    ]
    assert [each.replies_to for each in read.messages] == [(), (1,), (2,)]


def test_what_a_header_says_and_nothing_holds_is_noted() -> None:
    kinds = [problem.kind for problem in parse_capture(saved("7"), SAZANAMI).problems]
    assert kinds == [
        "wrong weekday",
        "a comment's own title, left out",
        "navigation after a post, left out",
    ]


def test_a_page_without_its_address_is_named_by_the_number_on_it() -> None:
    read = parse_capture(saved("12"), SAZANAMI)
    assert read.id == "000000000012"
    assert (read.source.url, read.source.url_status) == (
        "http://sazanami.example/cgi-bin/bbs.cgi?no=12",
        "inferred",
    )


@pytest.mark.parametrize(
    ("capture", "profile", "what"),
    [
        (saved("7"), WSM, "no line 発言者:NAME with its date"),
        (Capture(b"", "text/plain", "page"), SAZANAMI, "no line [7] TITLE 投稿者：NAME"),
    ],
    ids=["read-as-wsm", "empty"],
)
def test_a_page_of_another_forum_is_refused(capture: Capture, profile: Profile, what: str) -> None:
    with pytest.raises(ContentError, match=re.escape(what)):
        parse_capture(capture, profile)


@pytest.mark.parametrize("number", ["1234567890123", "４２", "../x"])
def test_an_id_is_never_what_is_no_file_name(number: str) -> None:
    loose = SAZANAMI.model_copy(update={"address": re.compile("no=(?P<id>.*)")})
    capture = saved("12")._replace(url=f"http://sazanami.example/?no={number}")
    with pytest.raises(ContentError, match="is no number of at most twelve digits"):
        parse_capture(capture, loose)


def test_worker_processes_read_with_the_profile(tmp_path: Path) -> None:
    captures = [thread(number) for number in range(1, 71)]
    report = convert(
        lambda: captures,
        Redactions(),
        vocabularies(),
        tmp_path,
        pytest.fail,
        profile=SAZANAMI,
        pool=local_pool(2),
    )
    assert report.threads == 70
    assert (tmp_path / "threads/2001/000000000070.md").is_file()
    pool = local_pool(2)
    proof = verify(captures, Redactions(), tmp_path, pytest.fail, profile=SAZANAMI, pool=pool)
    assert (proof.threads, proof.posts) == (70, 210)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2001年10月28日(日) 02時30分", "2001-10-28T02:30:00+02:00"),
        ("2001年12月31日(月) 23時59分", "2001-12-31T23:59:00+01:00"),
        ("2001年02月29日(木) 10時00分", None),
        ("2001年13月01日(木) 10時00分", None),
        ("2001年01月01日(月) 24時00分", None),
    ],
)
def test_dates_have_the_zones_offset_of_their_day(text: str, local: str | None) -> None:
    match = SAZANAMI.opening.fullmatch(f"[1] 題　投稿者：名　投稿日：{text}")
    assert match is not None
    posted = SAZANAMI.read_date(match)
    assert (posted and posted.isoformat()) == local


@pytest.mark.parametrize(
    ("year", "full"), [("98", 1998), ("70", 1970), ("69", 2069), ("1998", 1998)]
)
def test_years_of_two_digits(year: str, full: int) -> None:
    short = SAZANAMI.opening.pattern.replace("[0-9]{4}", "[0-9]{2,4}")
    profile = SAZANAMI.model_copy(update={"opening": re.compile(short)})
    header = f"[1] 題　投稿者：名　投稿日：{year}年05月03日(木) 21時04分"
    match = profile.opening.fullmatch(header)
    assert match is not None
    posted = profile.read_date(match)
    assert posted is not None
    assert posted.year == full


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"opening": "投稿者：(.*)"}, "opening lacks the group"),
        ({"date_line": "(?P<year>[0-9]{4})"}, "date_line lacks the group"),
        ({"address": "no=([0-9]+)$"}, "address lacks the group"),
        ({"comment": "投稿者：(?P<author>"}, "regular expression"),
        ({"zone": "Japan Standard Time"}, "is no time zone"),
        ({"weekdays": ()}, "give the weekdays too"),
        ({"months": ("Jan", "Feb")}, "give 12 months"),
        ({"inferred": "http://sazanami.example/{post}"}, "inferred knows {id}, {number}"),
        ({"encoding": "euc-jp"}, "not permitted"),
    ],
    ids=lambda value: "" if isinstance(value, str) else next(iter(value)),
)
def test_a_profile_that_cannot_work_is_refused_at_once(
    changed: dict[str, object], what: str
) -> None:
    with pytest.raises(ValidationError, match=re.escape(what)):
        Profile(**(SAZANAMI.model_dump() | changed))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("profile: ../forum\n", "forum.yml:1: 'profile': "),
        (
            "profile: tests.scraper.no_such_forum\n",
            "forum.yml: tests.scraper.no_such_forum cannot be imported: No module",
        ),
        ("profile: scraper.lines\n", "forum.yml: scraper.lines has no PROFILE"),
        ("", "forum.yml:1: 'profile' is missing"),
    ],
    ids=["no-module-name", "no-module", "no-profile", "empty"],
)
def test_a_profile_that_cannot_be_read_is_one_line(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "forum.yml").write_text(text)
    with pytest.raises(ContentError) as raised:
        read_profile(tmp_path)
    assert what in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_archive_says_which_forum_it_is_of(tmp_path: Path) -> None:
    assert read_profile(tmp_path) == WSM
    (tmp_path / "forum.yml").write_text(f"profile: {MODULE}\n")
    assert read_profile(tmp_path) == SAZANAMI


def test_the_site_calls_the_forum_as_its_profile_does() -> None:
    settings = yaml_load((CHECKOUT / "mkdocs.yml").read_text("utf-8"))
    assert settings["extra"]["forum"] == read_profile(CHECKOUT / "archive").name


@pytest.mark.parametrize("page", ["docs/about", "docs/en/about"])
def test_the_page_about_other_forums_shows_this_profile(page: str) -> None:
    text = (CHECKOUT / page / "another-forum.md").read_text("utf-8")
    (shown,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert shown == Path(str(sazanami.__file__)).read_text("utf-8")


def test_only_addresses_of_the_forums_years_are_threads() -> None:
    url = "http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html"
    assert WSM.is_thread(url, range(1996, 2007))
    assert not WSM.is_thread(url, range(1999, 2007))
    assert not WSM.is_thread("http://mtlab.ecn.fpu.ac.jp/WSM_1998/index.html", range(1996, 2007))
    assert SAZANAMI.is_thread("http://sazanami.example/cgi-bin/bbs.cgi?no=7", range(0))


def test_an_address_follows_from_the_first_post() -> None:
    opened = datetime(1998, 8, 20, 21, 4, 26, tzinfo=UTC)
    thread_id = WSM.thread_id(None, "", opened)
    assert thread_id == "980820210426"
    url = WSM.infer_url(thread_id, opened)
    assert url == "http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html"
    assert WSM.thread_id(url, "", opened) == thread_id


def test_the_list_of_threads_is_no_thread() -> None:
    with pytest.raises(ContentError):
        parse_capture(Capture(page("index"), "text/html", "index.html"), SAZANAMI)
