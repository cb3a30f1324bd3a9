"""What makers added to Shift_JIS and EUC-JP: Apple's rows, NEC's row 13, IBM's kanji.

Each table maps the bytes of one character to its text. A character may have several codes; the
first of a table is its spelling there, and the others are noted so that their bytes are kept.
"""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from scraper.charset.macjapanese import TABLE

Kind = Literal["unfit", "guessed", "variant"]
"""Why bytes are recorded beside the text that stands for them.

``unfit``: they fit nothing, and U+FFFD stands for each. ``guessed``: they fit nothing in this
charset, and are read as what a neighbouring one or a lost escape would make of them. ``variant``:
a second spelling of the same text, about which nothing is in doubt.
"""


class Vendor(NamedTuple):
    """``own`` codes are how a character is written; ``noted`` ones are read only.

    ``leads`` are the first bytes of both.
    """

    own: dict[bytes, str]
    noted: dict[bytes, tuple[str, Kind]]
    leads: frozenset[int]


_HINTS = re.compile("[\uf860-\uf87f]")


def _microsoft(leads: Iterable[int]) -> dict[bytes, str]:
    codes = (bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFD))
    return {code: text for code in codes if (text := code.decode("cp932", "ignore"))}


def _vendor(base: str, rows: dict[bytes, str], foreign: dict[bytes, str]) -> Vendor:
    own: dict[bytes, str] = {}
    noted: dict[bytes, tuple[str, Kind]] = {}
    spelled = set()
    for code, text in rows.items():
        if len(text) == 1 and text not in spelled and not text.encode(base, "ignore"):
            own[code] = text
            spelled.add(text)
        else:
            noted[code] = (_HINTS.sub("", text), "variant")
    for code, text in foreign.items():
        if code not in rows:
            noted[code] = (_HINTS.sub("", text), "guessed")
    return Vendor(own, noted, frozenset(code[0] for code in (*own, *noted)))


def _in_euc(code: bytes) -> bytes:
    """A Shift_JIS code of two bytes as EUC-JP (JIS X 0208:1997, annex 1)."""
    lead, trail = code
    row = 2 * (lead - (0x81 if lead < 0xA0 else 0xC1)) + (trail > 0x9E)
    cell = trail - (0x9F if trail > 0x9E else 0x40 if trail < 0x7F else 0x41)
    return bytes((0xA1 + row, 0xA1 + cell))


# 0x87 is NEC's row 13; 0xFA to 0xFC are IBM's kanji as Windows writes them, 0xED and 0xEE as NEC.
_MICROSOFT = _microsoft((0x87, 0xFA, 0xFB, 0xFC, 0xED, 0xEE))
_APPLE = {code.to_bytes(1 if code < 0x100 else 2): text for code, text in TABLE.items()}
_NEC_IN_EUC = {_in_euc(code): text for code, text in _microsoft((0x87, 0xED, 0xEE)).items()}
# Python reads this tilde of JIS X 0212 and writes it as ASCII: the one code of euc_jp it loses.
TILDE = b"\x8f\xa2\xb7"

VENDORS = {
    "shift_jis": Vendor({}, {}, frozenset()),
    "cp932": _vendor("shift_jis", _MICROSOFT, _APPLE),
    "x-mac-japanese": _vendor("shift_jis", _APPLE, _MICROSOFT),
    "euc-jp": _vendor("euc_jp", _NEC_IN_EUC | {TILDE: "~"}, {}),
}
