"""A thread is an open case when its asker never came back with an outcome."""

import pytest

from scraper.enrich.cases import is_open
from scraper.enrich.prose import own_words
from tests.scraper.enrich.gold import seed
from tests.scraper.strategies import message, thread_of

ASK = ("甲", "EIMSが落ちます。どうしたらよいでしょうか。")
ANSWER = ("乙", "メモリを増やしてはどうですか。")


def found(*posts: tuple[str, str], title: str = "EIMS") -> tuple[int, str] | None:
    messages = [message(number, *_split(post)) for number, post in enumerate(posts, 1)]
    thread = thread_of(title, messages)
    case = is_open(thread, own_words(thread))
    return (case.post, case.reason) if case else None


def _split(post: tuple[str, str]) -> tuple[str, list[str]]:
    return post[0], post[1].split("\n")


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        ([ASK], (1, "unanswered")),
        ([ASK, ANSWER], (1, "never-returned")),
        ([ASK, ("甲 ", "補足です。"), ANSWER], (2, "never-returned")),
        ([ASK, ANSWER, ("甲", "ありがとうございます。試してみます。")], (3, "will-try")),
        ([ASK, ANSWER, ("甲", "結果はまた報告します。"), ANSWER], (3, "will-try")),
        (
            [ASK, ANSWER, ("甲", "増やしましたがだめでした。ほかに原因はありますか?")],
            (3, "asked-again"),
        ),
        ([ASK, ANSWER, ("甲", "だめでした。何が悪いのでしょうか。"), ANSWER], (3, "asked-again")),
        ([ASK, ANSWER, ("甲さん", "試してみます")], (3, "will-try")),
    ],
)
def test_an_asker_who_did_not_report_leaves_an_open_case(
    posts: list[tuple[str, str]], expected: tuple[int, str]
) -> None:
    assert found(*posts) == expected


@pytest.mark.parametrize(
    "last",
    [
        "うまくいきました! ありがとうございました。",
        "解決しました。",
        "おかげさまで直りました。",
        "教えていただきありがとうございました。",
        "お騒がせしました。",
        "どうも止まったようです。",
        "メモリを増やしたら、無事に動くようになりました。",
        "自己解決いたしました",
        "なるほど。",
    ],
)
def test_an_asker_who_reported_or_said_nothing_clear_leaves_none(last: str) -> None:
    assert found(ASK, ANSWER, ("甲", last)) is None
    assert found(ASK, ANSWER, ("甲", last), ("乙", "よかったですね。")) is None


@pytest.mark.parametrize(
    "last",
    [
        "そこまではできましたが、まだ落ちます。なぜでしょうか。",
        ">解決しました。\nどうやってですか?",
    ],
)
def test_half_a_success_or_a_quoted_one_closes_nothing(last: str) -> None:
    assert found(ASK, ANSWER, ("甲", last)) == (3, "asked-again")


def test_an_asker_who_solved_it_alone_leaves_none() -> None:
    assert found(ASK, ("甲", "自己解決しました。")) is None


def test_a_thread_that_asks_nothing_is_no_case() -> None:
    assert found(("甲", "EIMS 2.2が出ました。"), ANSWER) is None


def test_a_title_may_ask() -> None:
    assert found(("甲", "EIMS 2.2で落ちます。"), title="助けて") == (1, "unanswered")


def test_a_post_without_a_name_has_no_asker() -> None:
    assert found(("", ASK[1])) is None


def test_the_first_thread_is_closed() -> None:
    assert is_open(seed(), own_words(seed())) is None
