"""Payload → pieces under a given charset: what it writes itself, and what only a record can keep.

Python's codecs do the bulk. Two readings differ from none of them: under every Japanese charset
0x5C is ``\\`` and the wave dash (0x8160 in Shift_JIS) is U+301C, as JIS X 0208 has it, so that the
same text is found whatever it was stored in.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from scraper.charset.vendors import TILDE, VENDORS, Kind, Vendor

PYTHON = {
    "us-ascii": "ascii",
    "utf-8": "utf-8",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "shift_jis": "shift_jis",
    "cp932": "shift_jis",
    "x-mac-japanese": "shift_jis",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
}
"""The charsets that are told apart, each with the codec of Python that does its bulk."""

# A lead byte takes a trail byte with it unless that is ASCII (the rule of WHATWG's Encoding).
_PAIRS = {
    "shift_jis": re.compile(rb"[\x81-\x9f\xe0-\xfc][\x80-\xfc]"),
    "euc_jp": re.compile(rb"[\xa1-\xfe][\xa1-\xfe]"),
}

# Stands for one byte until its piece is made: no strict decoding yields a lone surrogate.
_MARK = "\udc80"
_MARKED = re.compile(f"([{_MARK}\0])\\1*")


class Piece(NamedTuple):
    """Bytes and their text; ``kind`` is None where encoding the text gives the bytes back."""

    raw: bytes
    text: str
    kind: Kind | None = None


def _rough_text(payload: bytes, charset: str) -> str:
    """Decode in one pass, a lone surrogate standing for each byte that needs a record."""
    if charset == "euc-jp":
        # No charset has 0xFF here: the codec stops, and the payload tells later what it was.
        payload = payload.replace(TILDE, b"\x8f\xff\xff")
    return payload.decode(PYTHON[charset], _errors(charset))


def split(payload: bytes, charset: str) -> Iterator[Piece]:
    """Yield the payload's pieces in order under any charset but ISO-2022-JP."""
    rough = _rough_text(payload, charset)
    if _MARK not in rough and "\0" not in rough:  # the pattern below is slower by far
        yield Piece(payload, rough)
        return
    offset = end = 0
    for marked in _MARKED.finditer(rough):
        clean = rough[end : marked.start()]
        size = len(encode_clean(clean, charset))
        if size:
            yield Piece(payload[offset : offset + size], clean)
        offset += size
        run, end = marked[0], marked.end()
        size = len(run) if run[0] == _MARK else len(run.encode(PYTHON[charset]))
        yield from _read_marked(payload[offset : offset + size], charset)
        offset += size
    if rough[end:]:
        yield Piece(payload[offset:], rough[end:])


def encode_clean(text: str, charset: str) -> bytes:
    """Encode text that a piece without ``kind`` held."""
    return text.encode(PYTHON[charset], _errors(charset))


def _errors(charset: str) -> str:
    return f"scraper.{charset}" if charset not in ("us-ascii", "iso-2022-jp") else "strict"


def _read_marked(raw: bytes, charset: str) -> Iterator[Piece]:
    vendor = VENDORS.get(charset)
    if not vendor:
        yield Piece(raw, "\ufffd" * len(raw), "unfit")
        return
    at = 0
    while at < len(raw):
        unit = _unit(raw, at, charset, vendor)
        text, kind = vendor.noted.get(unit, ("\ufffd" * len(unit), "unfit"))
        yield Piece(unit, text, kind)
        at += len(unit)


def _unit(data: bytes, at: int, charset: str, vendor: Vendor) -> bytes:
    if data[at] in vendor.leads:
        for size in (3, 2, 1):
            code = data[at : at + size]
            if code in vendor.own or code in vendor.noted:
                return code
    pair = _PAIRS.get(PYTHON[charset])
    return data[at : at + 2] if pair and pair.match(data, at) else data[at : at + 1]


def _mark_unfit(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeDecodeError):
        return _MARK * (error.end - error.start), error.end
    raise error


def _handler(charset: str) -> Callable[[UnicodeError], tuple[str | bytes, int]]:
    vendor = VENDORS.get(charset)
    if not vendor:
        return _mark_unfit
    codes = {text: code for code, text in vendor.own.items()}

    def handle(error: UnicodeError) -> tuple[str | bytes, int]:
        if isinstance(error, UnicodeDecodeError):
            unit = _unit(error.object, error.start, charset, vendor)
            text = vendor.own.get(unit, _MARK * len(unit))
            return text, error.start + len(unit)
        if isinstance(error, UnicodeEncodeError):
            return codes[error.object[error.start]], error.start + 1
        raise error

    return handle


for _charset in PYTHON:
    codecs.register_error(f"scraper.{_charset}", _handler(_charset))
