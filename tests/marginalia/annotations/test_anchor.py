from hypothesis import given
from hypothesis import strategies as st

from marginalia.annotations.anchor import Span, around, find_quote, nearest, quote_at, squeeze
from marginalia.annotations.model import Quote

# text, exact, prefix, suffix, the words found
CASES = [
    (
        "RBL exclusionsという\nファイル",
        "exclusionsというファイル",
        "",
        "",
        ["exclusionsという\nファイル"],
    ),
    ("ＲＢＬのフィルター", "RBL", "", "", ["ＲＢＬ"]),
    ("ｶﾞ行と㈱", "(株)", "", "", ["㈱"]),
    ("ああ、ああ", "ああ", "", "", ["ああ", "ああ"]),
    ("ああ、ああ", "ああ", "、", "", ["ああ"]),
    ("ああ、ああ", "ああ", "", " 、", ["ああ"]),
    ("ああああ", "ああ", "", "", ["ああ", "ああ", "ああ"]),
    ("Mail", "mail", "", "", []),
    ("メール", "メ一ル", "", "", []),
]


def test_a_quote_is_found_wherever_its_words_stand_and_nowhere_else() -> None:
    for text, exact, prefix, suffix, words in CASES:
        quote = Quote(exact=exact, prefix=prefix, suffix=suffix)
        spans = find_quote(squeeze(text), quote)
        assert [text[span.start : span.end] for span in spans] == words


@given(st.text(min_size=1), st.text(), st.text(), st.integers(1, 7))
def test_words_taken_from_a_text_are_found_again_whatever_the_wraps(
    words: str, before: str, after: str, width: int
) -> None:
    if not squeeze(words).text:
        return
    text = before + words + after
    wrapped = "\n".join(text[at : at + width] for at in range(0, len(text), width))
    place = len(squeeze(before).text)
    starts = [len(squeeze(wrapped[: span.start]).text) for span in _spans(wrapped, words)]
    assert place in starts


def _spans(text: str, words: str) -> list[Span]:
    return find_quote(squeeze(text), Quote.model_construct(exact=words, prefix="", suffix=""))


@given(st.text("ab い\n", min_size=1, max_size=80), st.data())
def test_a_place_is_quoted_so_that_nothing_else_is_meant(text: str, data: st.DataObject) -> None:
    filled = [at for at, character in enumerate(text) if not character.isspace()]
    if not filled:
        return
    start, end = sorted([data.draw(st.sampled_from(filled)), data.draw(st.sampled_from(filled))])
    quote = quote_at(text, Span(start, end + 1))
    if quote:
        assert find_quote(squeeze(text), quote) == [Span(start, end + 1)]


def test_a_place_that_nothing_tells_from_others_has_no_quote() -> None:
    assert quote_at("あ" * 1000, Span(500, 501)) is None


def test_the_nearest_words_are_offered_to_a_person() -> None:
    text = "EIMSの2.2からはSPAM対策用にフィルターがついています。"
    span = nearest(text, "SPAM対策用のフィルター")
    assert span is not None
    assert text[span.start : span.end] == "SPAM対策用にフィルター"
    assert around(text, span) == "EIMSの2.2からは[SPAM対策用にフィルター]がついています。"


def test_words_of_another_text_have_no_nearest() -> None:
    assert nearest("たったいま、SIMSをダウンロードしましたが", "The quick brown fox") is None
    assert nearest("", "x") is None
