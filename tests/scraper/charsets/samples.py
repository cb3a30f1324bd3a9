"""The test set of charsets: one text in many bytes, whole, short, damaged and wrongly labelled."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scraper.captures.archive import read_archive

HERE = Path(__file__).parent
ARCHIVE = HERE.parents[2] / "archive"
MAKERS = {
    "x-mac-japanese": (
        (b"\x80", "\\"),
        (b"\xa0", "\xa0"),
        (b"\xfd", "©"),
        (b"\xfe", "™"),
        (b"\xff", "…"),
        (b"\x85\x40", "①"),
        (b"\x86\x40", "㎜"),
        (b"\x88\x54", "〝"),
    ),
    "cp932": (
        (b"\x87\x40", "①"),
        (b"\x87\x8a", "㈱"),
        (b"\xfa\x5c", "纊"),
        (b"\xfb\xfc", "髙"),
    ),
}
"""Characters that one maker only has, as its bytes and their text."""
LABELS = (None, "x-sjis", "EUC-JP", "iso-2022-jp", "utf-8", "iso-8859-1", "x-x-big5")
CODECS = {
    "shift_jis": "shift_jis",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "utf-8": "utf-8",
}


class Sample(NamedTuple):
    """A payload of known ``charset``, and ``text`` where no damage was done to it."""

    kind: str
    payload: bytes
    charset: str
    label: str | None
    text: str | None


def read_posts(name: str) -> list[str]:
    """The posts of a file of this folder: paragraphs, or lines where it has no blank ones."""
    text = (HERE / name).read_text("utf-8").partition("\n")[2].strip("\n")
    return text.split("\n\n") if "\n\n" in text else text.split("\n")


def samples() -> Iterator[Sample]:
    """Yield the test set, the same at every call."""
    dice = random.Random(1998)
    posts, terse, half = map(read_posts, ("sentences.txt", "terse.txt", "half.txt"))
    [seed, *_] = [capture.payload.decode() for capture in read_archive(ARCHIVE, print)]
    texts = [("whole page", seed), *(("whole page", _page(dice, posts)) for _ in range(40))]
    texts += [("whole page, no fixed phrase", _bare(dice, posts)) for _ in range(40)]
    texts += [("excerpt", _excerpt(dice, seed)) for _ in range(80)]
    texts += [("post", post) for post in posts]
    texts += [("line", line) for post in posts for line in post.split("\n")]
    texts += [("terse", line) for line in terse]
    for kind, text in texts:
        yield from _stored(dice, kind, text)
    for charset, codes in MAKERS.items():
        for post in posts:
            yield _made(dice, post, charset, codes)
    for line in half:
        for charset in ("shift_jis", "euc-jp", "utf-8", "iso-2022-jp"):
            yield _sample("half-width kana", line, charset, dice.choice(LABELS))


def _stored(dice: random.Random, kind: str, text: str) -> Iterator[Sample]:
    text = text.replace("\n", dice.choice(("\r", "\n", "\r\n")))
    for charset in CODECS:
        plain = text if charset == "utf-8" else text.replace("①", "(1)").replace("～", "〜")
        sample = _sample(kind, plain, charset, dice.choice(LABELS))
        yield sample
        if len(sample.payload) >= 40 and charset != "iso-2022-jp":
            payload = _damage(dice, sample.payload)
            yield Sample(f"{kind}, damaged", payload, charset, sample.label, None)


def _sample(kind: str, text: str, charset: str, label: str | None) -> Sample:
    return Sample(kind, text.encode(CODECS[charset]), charset, label, text)


def _made(
    dice: random.Random, post: str, charset: str, codes: tuple[tuple[bytes, str], ...]
) -> Sample:
    text, payload = "", b""
    for part in post.replace("①", "").splitlines(keepends=True):
        code, char = dice.choice(codes)
        text += char + part
        payload += code + part.encode("shift_jis")
    return Sample(f"{charset} characters", payload, charset, dice.choice(LABELS), text)


def _page(dice: random.Random, posts: list[str]) -> str:
    label = dice.choice(LABELS)
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    notice = "このページは会議室の記録です。"
    body = "".join(
        f"<hr><b>{name} さんからのコメント</b><br>( Friday, August 21, 1998 00:22:26 )<p>{post}\n"
        for name, post in zip(
            ("笹田", "前薗 健一@i2", "Suzuki"), dice.sample(posts, 3), strict=True
        )
    )
    return f"<html><head>{meta}<title>記録</title></head>\n<body>{notice}\n発言者:田中\n{body}"


def _bare(dice: random.Random, posts: list[str]) -> str:
    return "<p>\n".join(dice.choices(posts, k=dice.randint(3, 30)))


def _excerpt(dice: random.Random, text: str) -> str:
    start = dice.randrange(len(text) - 200)
    while (cut := text[start : start + 200]).isascii():
        start = dice.randrange(len(text) - 200)
    return cut


def _damage(dice: random.Random, payload: bytes) -> bytes:
    """Cut the end off, or drop, add or change one to three bytes."""
    data = bytearray(payload)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(data))
        match dice.randrange(4):
            case 0:
                del data[at]
            case 1:
                data.insert(at, dice.randrange(0x80, 0x100))
            case 2:
                data[at] = dice.randrange(0x80, 0x100)
            case 3:
                del data[-dice.randint(1, 3) :]
    return bytes(data)
