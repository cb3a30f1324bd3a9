"""Decoding: the charset found, the text right, the bytes given back."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.charset.labels import canonical_name, declared_label
from scraper.charset.macjapanese import TABLE
from scraper.decode import Decoded, UndecodableError, decode, encode
from tests.scraper.charsets.compare import charset_normalizer, count_right, ours
from tests.scraper.charsets.samples import CODECS, MAKERS, samples

POST = "サーバの設定を見直したら、きちんと動くようになりました。"
LINE_ENDS = "ア\rイ\nウ\r\nエ\n\r"
CHARSETS = ("shift_jis", "cp932", "x-mac-japanese", "euc-jp", "iso-2022-jp", "utf-8")


def sjis(text: str) -> bytes:
    return text.encode("shift_jis")


def euc(text: str) -> bytes:
    return text.encode("euc_jp")


def repaired(decoded: Decoded) -> list[tuple[int, bytes, str, str]]:
    return [(each.offset, each.raw, each.text, each.kind) for each in decoded.repairs]


# payload, charset, evidence, text
CLEAN = {
    "Shift_JIS": (sjis(POST), "shift_jis", "validity", POST),
    "EUC-JP": (euc(POST), "euc-jp", "validity", POST),
    "ISO-2022-JP": (POST.encode("iso2022_jp"), "iso-2022-jp", "escapes", POST),
    "UTF-8": (POST.encode(), "utf-8", "validity", POST),
    "UTF-8 with its mark": (POST.encode("utf-8-sig"), "utf-8", "bom", POST),
    "UTF-16, little end first": (b"\xff\xfe" + POST.encode("utf-16-le"), "utf-16-le", "bom", POST),
    "UTF-16, big end first": (b"\xfe\xff" + POST.encode("utf-16-be"), "utf-16-be", "bom", POST),
    "ASCII": (b"all is well", "us-ascii", "validity", "all is well"),
    "nothing": (b"", "us-ascii", "validity", ""),
    "two letters of EUC-JP": (euc("会議"), "euc-jp", "kana", "会議"),
    "a fixed phrase beside a byte that fits nothing": (
        sjis("田中 さんからのコメント") + b"\xa0",
        "x-mac-japanese",
        "phrases",
        "田中 さんからのコメント\xa0",
    ),
    "half-width kana": (sjis("ﾒｰﾙｻｰﾊﾞ"), "shift_jis", "kana", "ﾒｰﾙｻｰﾊﾞ"),
    "half-width kana in EUC-JP": (euc(POST + "ﾊｲ"), "euc-jp", "validity", POST + "ﾊｲ"),
    "JIS X 0212 in EUC-JP": (euc(POST + "丂"), "euc-jp", "validity", POST + "丂"),
    "NEC's row 13 in EUC-JP": (euc(POST) + b"\xad\xa1", "euc-jp", "kana", POST + "①"),
    "every line end": (sjis(LINE_ENDS), "shift_jis", "validity", LINE_ENDS),
    "backslash": (b"print '\\n'; " + sjis(POST), "shift_jis", "validity", "print '\\n'; " + POST),
    "wave dash": (b"\x81\x60" + sjis(POST), "shift_jis", "validity", "\u301c" + POST),
    "wave dash beside Windows characters": (
        b"\x81\x60\x87\x8a" + sjis(POST),
        "cp932",
        "kana",
        "\u301c㈱" + POST,
    ),
    "Apple's circled number": (b"\x85\x40" + sjis(POST), "x-mac-japanese", "kana", "①" + POST),
    "NEC's circled numbers": (b"\x87\x40\x87\x41" + sjis(POST), "cp932", "kana", "①②" + POST),
    "IBM's kanji": (sjis(POST) + b"\xfb\xfc", "cp932", "kana", POST + "髙"),
    "a Shift_JIS post that quotes the bytes of a mail": (
        b"\x1b$B%a!<%k\x1b(B " + sjis(POST),
        "shift_jis",
        "validity",
        "\x1b$B%a!<%k\x1b(B " + POST,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CLEAN)
def test_finds_charset_and_text(case: str) -> None:
    payload, charset, evidence, text = CLEAN[case]
    decoded = decode(payload)
    assert decoded[:2] == (text, charset)
    assert decoded.evidence == evidence
    assert decoded.repairs == ()
    assert encode(decoded) == payload


# payload, charset, text, repairs
REPAIRED = {
    "a byte that fits nothing": (
        sjis("メールが") + b"\xfd" + sjis("届いた"),
        "x-mac-japanese",
        "メールが©届いた",
        [],
    ),
    "a byte that fits no Japanese charset": (
        euc("メールが") + b"\xff" + euc("届いた"),
        "euc-jp",
        "メールが\ufffd届いた",
        [(8, b"\xff", "\ufffd", "unfit")],
    ),
    "half a character at the end": (
        sjis("メールが") + b"\x82",
        "shift_jis",
        "メールが\ufffd",
        [(8, b"\x82", "\ufffd", "unfit")],
    ),
    "two thirds of one in UTF-8": (
        "メールが届いた".encode()[:-1],
        "utf-8",
        "メールが届い\ufffd\ufffd",
        [(18, b"\xe3\x81", "\ufffd\ufffd", "unfit")],
    ),
    "half a character before a tag": (
        sjis("メール") + b"\x83<br>",
        "shift_jis",
        "メール\ufffd<br>",
        [(6, b"\x83", "\ufffd", "unfit")],
    ),
    "NUL": (
        sjis(POST) + b"\0",
        "shift_jis",
        POST + "\ufffd",
        [(2 * len(POST), b"\0", "\ufffd", "unfit")],
    ),
    "after a byte-order mark, offsets count from the payload's start": (
        b"\xef\xbb\xbfab\xff",
        "utf-8",
        "ab\ufffd",
        [(5, b"\xff", "\ufffd", "unfit")],
    ),
    "half a surrogate pair": (
        b"\xff\xfea\0\0\xd8",
        "utf-16-le",
        "a\ufffd\ufffd",
        [(4, b"\0\xd8", "\ufffd\ufffd", "unfit")],
    ),
    "the Macintosh's backslash and ellipsis": (
        b"C:\x80 \xff" + sjis(POST),
        "x-mac-japanese",
        "C:\\ …" + POST,
        [(2, b"\x80", "\\", "variant"), (4, b"\xff", "…", "variant")],
    ),
    "a Windows character on a Macintosh page": (
        b"\x85\x40\xfd\xfb\xfc" + sjis(POST),
        "x-mac-japanese",
        "①©髙" + POST,
        [(3, b"\xfb\xfc", "髙", "guessed")],
    ),
    "NEC's second code of a character": (
        b"\x87\x8a\x87\x90" + sjis(POST),
        "cp932",
        "㈱≒" + POST,
        [(2, b"\x87\x90", "≒", "variant")],
    ),
    "the tilde of JIS X 0212": (
        b"\x8f\xa2\xb7" + euc(POST),
        "euc-jp",
        "~" + POST,
        [(0, b"\x8f\xa2\xb7", "~", "variant")],
    ),
    "half-width kana in ISO-2022-JP": (
        b"\x1b(IC=D\x1b(B!",
        "iso-2022-jp",
        "ﾃｽﾄ!",
        [(0, b"\x1b(IC=D\x1b(B", "ﾃｽﾄ", "variant")],
    ),
    "JIS X 0212 in ISO-2022-JP": (
        b"\x1b$(D0!\x1b(B",
        "iso-2022-jp",
        "丂",
        [(0, b"\x1b$(D0!\x1b(B", "丂", "variant")],
    ),
    "NEC's row 13 in ISO-2022-JP": (
        b"\x1b$B-!\x1b(B",
        "iso-2022-jp",
        "①",
        [(0, b"\x1b$B-!\x1b(B", "①", "variant")],
    ),
    "the escapes of 1978": (
        b"\x1b$@$3$l\x1b(J\\~",
        "iso-2022-jp",
        "これ\\~",
        [(0, b"\x1b$@$3$l\x1b(J", "これ", "variant")],
    ),
    "a line end without its escape, ASCII below": (
        b"\x1b$B$3$l\nthat\n",
        "iso-2022-jp",
        "これ\nthat\n",
        [(0, b"\x1b$B$3$l\n", "これ\n", "variant")],
    ),
    "a line end without its escape, more Japanese below": (
        b"\x1b$B$3$l\n$3$l\x1b(B",
        "iso-2022-jp",
        "これ\nこれ",
        [(0, b"\x1b$B$3$l\n$3$l\x1b(B", "これ\nこれ", "variant")],
    ),
    "escapes whose ESC was stripped": (
        b"Re: $B$3$l$O(B $B(B",
        "iso-2022-jp",
        "Re: これは $B(B",
        [(4, b"$B$3$l$O(B", "これは", "guessed")],
    ),
    "an odd byte between escapes": (
        b"\x1b$B$3$\x1b(B.",
        "iso-2022-jp",
        "こ\ufffd.",
        [
            (0, b"\x1b$B$3", "こ", "variant"),
            (5, b"$", "\ufffd", "unfit"),
            (6, b"\x1b(B", "", "variant"),
        ],
    ),
}


@pytest.mark.parametrize("case", REPAIRED)
def test_records_what_the_text_does_not_give_back(case: str) -> None:
    payload, charset, text, repairs = REPAIRED[case]
    decoded = decode(payload)
    assert decoded[:2] == (text, charset)
    assert repaired(decoded) == repairs
    assert encode(decoded) == payload


@pytest.mark.parametrize("trail", "@&<\\|")
@pytest.mark.parametrize("charset", ["shift_jis", "iso-2022-jp"])
def test_keeps_characters_that_hold_the_byte_of_a_sign(trail: str, charset: str) -> None:
    codes = (bytes((lead, ord(trail))) for lead in (*range(0x81, 0xA0), *range(0xE0, 0xEB)))
    if charset == "iso-2022-jp":
        codes = (bytes((lead | 0x80, ord(trail) | 0x80)) for lead in range(0x30, 0x74))
    codec = "shift_jis" if charset == "shift_jis" else "euc_jp"
    text = POST + "".join(code.decode(codec, "ignore") for code in codes)
    payload = text.encode(CODECS[charset])
    assert decode(payload)[:2] == (text, charset)


@pytest.mark.parametrize("code", TABLE)
def test_reads_every_character_of_the_macintosh(code: int) -> None:
    raw = code.to_bytes(1 if code < 0x100 else 2)
    payload = b"\x85\x40\x88\x54\xfd" + raw + sjis(POST)
    decoded = decode(payload)
    shown = "".join(char for char in TABLE[code] if not "\uf860" <= char <= "\uf87f")
    assert decoded[:2] == (f"①〝©{shown}{POST}", "x-mac-japanese")
    assert encode(decoded) == payload


def test_a_label_settles_what_bytes_leave_open() -> None:
    payload = b"\x87\x40" + sjis(POST)
    assert decode(payload, "x-mac-japanese")[:2] == ("㈰" + POST, "x-mac-japanese")
    assert decode(payload, "windows-31j")[:2] == ("①" + POST, "cp932")


@pytest.mark.parametrize("label", ["utf-8", "EUC-JP", "iso-2022-jp", "x-x-big5", "", "\0"])
@pytest.mark.parametrize("charset", MAKERS)
def test_a_label_never_decides_against_the_bytes(label: str, charset: str) -> None:
    code, char = MAKERS[charset][-1]
    decoded = decode(code + sjis(POST), label)
    assert decoded[:2] == (char + POST, charset)
    assert decoded.label == (label or None)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("x-sjis", "shift_jis"),
        ("Shift-JIS", "shift_jis"),
        ("SJIS", "shift_jis"),
        ("MS_Kanji", "shift_jis"),
        ("Windows-31J", "cp932"),
        ("x-mac-japanese", "x-mac-japanese"),
        (' "x-EUC-JP" ', "euc-jp"),
        ("csISO2022JP", "iso-2022-jp"),
        ("UTF8", "utf-8"),
        ("x-x-big5", None),
        ("", None),
    ],
)
def test_knows_the_labels_of_the_era(label: str, name: str | None) -> None:
    assert canonical_name(label) == name


META = b'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=x-sjis">'


@pytest.mark.parametrize(
    ("page", "label"),
    [
        (META, "x-sjis"),
        (b"<p>" * 2000 + META, "x-sjis"),
        (b"<!-- " + META + b" -->", None),
        (b"<!-- " + META, None),
        (b"<!-- old --><meta charset='euc-jp'>" + META, "euc-jp"),
        (b"<meta name=keywords content=charset><meta\rcharset = UTF-8 />", "UTF-8"),
        (b'<?xml version="1.0" encoding="Shift_JIS"?>', "Shift_JIS"),
        (b'<meta charset="x-\xff">', "x-\\xff"),
        (b"charset=euc-jp", None),
        (b"<meta charset=''>", None),
    ],
)
def test_sees_what_the_page_declares(page: bytes, label: str | None) -> None:
    assert declared_label(page) == label
    assert decode(page + b" " + sjis(POST)).label == label


@pytest.mark.parametrize("payload", [b"a\0", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(256))])
def test_refuses_binary_data(payload: bytes) -> None:
    with pytest.raises(UndecodableError, match="binary data"):
        decode(payload)


def test_is_right_on_the_test_set_and_more_so_than_the_library() -> None:
    (right, _), (theirs, _) = count_right(ours), count_right(charset_normalizer)
    assert right.total() >= 0.995 * sum(1 for _ in samples())
    assert all(right[kind] >= theirs[kind] for kind in theirs)


def check(payload: bytes) -> None:
    try:
        decoded = decode(payload)
    except UndecodableError:
        return
    assert encode(decoded) == payload
    assert decoded.charset in (*CHARSETS, "us-ascii", "utf-16-le", "utf-16-be")
    assert 0 <= decoded.confidence <= 1
    for each in decoded.repairs:
        assert payload[each.offset :].startswith(each.raw)
        assert decoded.text[each.at :].startswith(each.text)
        assert (each.kind == "unfit") == ("\ufffd" in each.text)


_HOSTILE = (
    *(b"\x1b$B", b"\x1b(B", b"\x1b(J", b"\x1b(I", b"\x1b$(D", b"\x1b", b"$B$3$l(B", b"(B", b"$3$l"),
    *(b"\n", b"a", b"\x8f\xa2\xb7", b"\x8e", b"\xad\xa1", b"\xff\xfe", b"\xef\xbb\xbf"),
    *(b"\x87\x90", b"\x85\x40", b"\x80", b"\xa0", b"\xfa\x5c", b"\xeb\x41", b"\xf0\x40"),
    *("これは".encode(codec) for codec in ("shift_jis", "euc_jp", "utf-8")),
)
_hostile = st.lists(st.sampled_from(_HOSTILE), max_size=12).map(b"".join)


@given(st.one_of(st.binary(max_size=200), _hostile))
def test_gives_any_bytes_back(payload: bytes) -> None:
    check(payload)


@given(
    st.text(st.characters(codec="shift_jis", exclude_characters="\x00\xa5‾")),
    st.sampled_from(sorted(CODECS)),
)
def test_gives_any_text_back(text: str, charset: str) -> None:
    check((POST + text).encode(CODECS[charset], "ignore"))


def test_gives_damaged_pages_back() -> None:
    dice, pages = random.Random(2006), [each.payload for each in samples() if each.payload]
    until = time.monotonic() + 3
    while time.monotonic() < until:
        page = bytearray(dice.choice(pages))
        for _ in range(dice.randint(1, 20)):
            at = dice.randrange(len(page) + 1)
            page[at : at + dice.randint(0, 3)] = dice.choice(pages)[: dice.randint(0, 9)]
        check(bytes(page))


_REPEATED = (
    *(b"\xff", b"\xfd ", b"\x8f", b"\x85\x40\x80", b"<meta ", b"<!--", b"<meta charset"),
    *(b"$B", b"$B$3$l", b"$3$l(B$B", b"\x1b$B", b"\x1b$(D", b"\x1b$B$3\n", b"\x1b$B$3\xff"),
)


@pytest.mark.parametrize("unit", _REPEATED)
def test_takes_time_in_proportion_to_the_bytes(unit: bytes) -> None:
    start = time.monotonic()
    check(unit * (100_000 // len(unit)))
    assert time.monotonic() - start < 30  # a few seconds at most; by the square it takes hours
