"""Which charset a payload is in, and what told.

In this order: a byte-order mark; ISO-2022-JP's escapes; validity, where the bytes fit one charset
only and read as Japanese; the fixed phrases of the forum's pages, in the bytes of one charset;
the characters each reading consists of. A label is worth one kana.
"""

import math
import re
from collections import Counter
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import NamedTuple

from scraper.charset.iso2022jp import has_escapes, split_iso2022jp
from scraper.charset.split import Piece, split
from scraper.profile import Profile

BOMS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
"""The byte-order mark of each charset that has one."""

_STRICT = {"utf-8": "utf-8", "shift_jis": "shift_jis", "euc-jp": "euc_jp"}
_SHIFT_JIS = ("shift_jis", "cp932", "x-mac-japanese")

_KANA = re.compile("[ぁ-ゖァ-ヺー]")
_HALF = re.compile("[｡-ﾟ]")
# How Shift_JIS reads the first two bytes of kana in UTF-8.
_UTF8_AS_SHIFT_JIS = re.compile("[縺繧繝]")
_SAMPLE = 2000
_ENOUGH = 65536

# One character's worth as evidence; a kana, which no wrong reading has many of, is the unit.
_UNFIT, _UNLIKELY, _RARE = -3.0, -2.0, -1.0
_UNFIT_UTF8 = -1.0  # one damaged byte leaves up to three that do not fit
_HALF_IN_EUC = 0.4  # two bytes each, and the first always the same
_VOICED = re.compile("[ｳｶ-ﾄﾊ-ﾎ]ﾞ|[ﾊ-ﾎ]ﾟ")
_VOICELESS = re.compile("(?<![ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<![ﾊ-ﾎ])ﾟ")
_CLASSES = (
    (re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff縺繧繝]"), _UNLIKELY),
    (re.compile("[\t-\r -~Ⅰ-ⅻ①-⑳─-╋㈠-㏿ｦ-ﾟ]"), 0.0),
    (re.compile("[ぁ-ゖァ-ヺー、。「」・]"), 1.0),
    (re.compile("[\u3000！-～]"), 0.3),
    (re.compile("[\xa0-\xff‐-™]"), 0.75),
)
_LEVEL_1 = frozenset(
    bytes((row, cell)).decode("euc_jp", "ignore")
    for row in range(0xB0, 0xD0)
    for cell in range(0xA1, 0xFF)
)
# The charset that most pages of the forum are in.
_USUAL = 0.5


class Choice(NamedTuple):
    """The charset, what told, and how surely: see ``scraper.decode.Decoded``."""

    charset: str
    evidence: str
    confidence: float


def choose(payload: bytes, hint: str | None, profile: Profile) -> Choice:
    """Choose the charset of a payload; ``hint`` is the known charset a label named, if any."""
    for charset, bom in BOMS.items():
        if payload.startswith(bom):
            return Choice(charset, "bom", 1.0)
    if payload.isascii():
        if has_escapes(payload):
            return Choice("iso-2022-jp", "escapes", 0.999)
        return Choice("us-ascii", "validity", 1.0)
    valid = _valid(payload)
    for charset, text in valid.items():
        if (charset == "utf-8" or len(valid) == 1) and (kana := _japanese(text)):
            return Choice(charset, "validity", _confidence(kana))
    known = _encoded(profile.phrases)
    named = {name: sum(map(payload.count, phrases)) for name, phrases in known.items()}
    if len(told := [name for name, times in named.items() if times]) == 1:
        # A phrase has three characters at the least.
        choice = Choice(told[0], "phrases", _confidence(3 * named[told[0]]))
    else:
        choice = _by_points(payload[:_ENOUGH], hint, valid, profile.charset)
    if choice.charset == "shift_jis" and "shift_jis" not in valid:
        return choice._replace(charset=_which_shift_jis(payload, hint))
    return choice


@lru_cache(maxsize=8)
def _encoded(phrases: tuple[str, ...]) -> dict[str, list[bytes]]:
    """Phrases of a forum in the bytes of each charset that has all their characters."""
    return {
        name: [
            encoded
            for phrase in phrases
            if (encoded := phrase.encode(codec, "ignore")).decode(codec) == phrase
        ]
        for name, codec in _STRICT.items()
    }


def _valid(payload: bytes) -> dict[str, str]:
    texts = {}
    for charset, codec in _STRICT.items():
        try:
            texts[charset] = payload.decode(codec)
        except UnicodeDecodeError:
            continue
    return texts


def _japanese(text: str) -> int:
    """Count the kana of a text that clearly is Japanese, in a sample of it; else return 0."""
    sample = text[:_SAMPLE]
    kana = len(sample) - len(_KANA.sub("", sample))
    if _UTF8_AS_SHIFT_JIS.search(sample) or kana < len(_HALF.findall(sample)):
        return 0
    wide = len(sample) - len(sample.encode("ascii", "ignore"))
    return kana if 6 * kana > wide else 0


def _confidence(lead: float) -> float:
    return round(min(1 - math.exp2(-lead), 0.999), 3)


def _by_points(payload: bytes, hint: str | None, valid: Container[str], usual: str) -> Choice:
    euc = payload.decode("euc_jp", "replace")
    makers = (_text(split(payload, name)) for name in _SHIFT_JIS if name != "shift_jis")
    points = {
        "shift_jis": max(map(_points, makers)),
        "utf-8": _points(payload.decode("utf-8", "replace"), _UNFIT_UTF8),
        "euc-jp": _points(euc) + _HALF_IN_EUC * len(_HALF.findall(euc)),
    }
    if has_escapes(payload):
        points["iso-2022-jp"] = _points(_text(split_iso2022jp(payload)))
    if usual in points:
        points[usual] += _USUAL
    unlabelled = max(points, key=points.__getitem__)
    family = "shift_jis" if hint in _SHIFT_JIS else hint or ""
    if family in valid or family == "iso-2022-jp" in points:
        points[family] += 1
    first, second = sorted(points, key=points.__getitem__, reverse=True)[:2]
    evidence = "kana" if first == unlabelled else "label"
    return Choice(first, evidence, _confidence(points[first] - points[second]))


def _text(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _points(text: str, unfit: float = _UNFIT) -> float:
    """Weigh the characters of a reading: what Japanese is made of against what it is not."""
    voiced = len(_VOICED.findall(text)) - 2.0 * len(_VOICELESS.findall(text))
    counts = Counter(text)
    return voiced + sum(_weight(char, unfit) * count for char, count in counts.items())


def _weight(char: str, unfit: float) -> float:
    if char == "\ufffd":
        return unfit
    if char in _LEVEL_1:
        return 0.2
    return next((weight for pattern, weight in _CLASSES if pattern.match(char)), _RARE)


def _which_shift_jis(payload: bytes, hint: str | None) -> str:
    """Tell Shift_JIS, Windows and Macintosh apart by the bytes that each cannot read.

    Where both makers have a character, a label decides, and else Windows: its ①② and Apple's
    ㈰㈪ share their codes, and the former are in far more texts.
    """
    names = ("shift_jis", *sorted(_SHIFT_JIS[1:], key=lambda name: name != hint))
    return min(names, key=lambda name: _unread(payload, name))


def _unread(payload: bytes, charset: str) -> int:
    pieces = split(payload, charset)
    return sum(len(piece.raw) for piece in pieces if piece.kind in ("unfit", "guessed"))
