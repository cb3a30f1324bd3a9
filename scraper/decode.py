"""Bytes → text, with the charset that was found; and back, byte for byte."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from scraper.charset.evidence import BOMS, choose
from scraper.charset.iso2022jp import split_iso2022jp
from scraper.charset.labels import canonical_name, declared_label
from scraper.charset.split import Piece, encode_clean, split
from scraper.charset.vendors import Kind
from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM

# No byte of text: the controls but tab, line ends, form feed and escape.
_CONTROLS = bytes((*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_BINARY = 0.02


class Repair(NamedTuple):
    """Bytes that the text alone would not give back, and what stands for them in the text.

    ``offset`` is in the payload and ``at`` in the text, both 0-based. ``kind`` says why, and is
    ``unfit`` where the bytes fit nothing and each is U+FFFD in ``text``, ``guessed`` where they are
    read as a neighbouring charset or a lost escape would have them, and ``variant`` where nothing
    is in doubt: a second spelling, as the many ways to write the escapes of ISO-2022-JP.
    """

    offset: int
    raw: bytes
    text: str
    at: int
    kind: Kind


class Decoded(NamedTuple):
    """``text`` of a capture, without byte-order mark, and how it was found.

    ``charset`` is one of utf-8, shift_jis, cp932, x-mac-japanese, euc-jp, iso-2022-jp, us-ascii,
    utf-16-le and utf-16-be. ``confidence`` is 1 − 2⁻ⁿ, at most 0.999, where n is the number of
    characters (kana, or as much as they) by which the charset leads the next best one; it is 1.0
    where a byte-order mark or ASCII leaves no other. ``evidence`` names what decided: bom, escapes,
    validity, phrases, kana or label. ``label`` is what the server or else the page claimed,
    verbatim, known or not, or None; ``repairs`` are in the order of the text.
    """

    text: str
    charset: str
    confidence: float
    evidence: str
    label: str | None = None
    repairs: tuple[Repair, ...] = ()


class UndecodableError(ValueError):
    """The bytes are not text in any charset that is known here."""


def decode(payload: bytes, label: str | None = None, profile: Profile = WSM) -> Decoded:
    """Decode a capture's bytes; ``label`` is the charset that its server named, if any, and
    ``profile`` says which charset the forum's pages usually are in, and what is on them.

    Every text is decoded, however damaged. Raises UndecodableError for binary data: more than one
    byte in fifty is a control character.
    """
    labels = [name for name in (label, declared_label(payload)) if name]
    hint = next(filter(None, map(canonical_name, labels)), None)
    charset, evidence, confidence = choose(payload, hint, profile)
    if not charset.startswith("utf-16"):
        controls = len(payload) - len(payload.translate(None, _CONTROLS))
        if controls > _BINARY * len(payload):
            raise UndecodableError("binary data, not text")
    mark = BOMS[charset] if evidence == "bom" else b""
    text, repairs = _assemble(_pieces(payload[len(mark) :], charset), len(mark))
    return Decoded(text, charset, confidence, evidence, labels[0] if labels else None, repairs)


def encode(decoded: Decoded) -> bytes:
    """Give back the payload that ``decode`` was given."""
    parts = [BOMS[decoded.charset]] if decoded.evidence == "bom" else []
    end = 0
    for repair in decoded.repairs:
        parts += [encode_clean(decoded.text[end : repair.at], decoded.charset), repair.raw]
        end = repair.at + len(repair.text)
    return b"".join((*parts, encode_clean(decoded.text[end:], decoded.charset)))


def _pieces(payload: bytes, charset: str) -> Iterator[Piece]:
    return split_iso2022jp(payload) if charset == "iso-2022-jp" else split(payload, charset)


def _assemble(pieces: Iterator[Piece], offset: int) -> tuple[str, tuple[Repair, ...]]:
    texts, repairs, at = [], [], 0
    for kind, group in groupby(pieces, key=attrgetter("kind")):
        run = list(group)
        raw, text = b"".join(piece.raw for piece in run), "".join(piece.text for piece in run)
        if kind:
            repairs.append(Repair(offset, raw, text, at, kind))
        texts.append(text)
        offset, at = offset + len(raw), at + len(text)
    return "".join(texts), tuple(repairs)
