"""ISO-2022-JP → pieces: escapes kept, lost ones put back (RFC 1468; RFC 2237 for JIS X 0212).

Read beyond the standard: half-width kana after ``ESC ( I``, NEC's row 13, a line end without its
escape, and ``$B…(B`` whose ESC bytes were stripped, where what lies between reads as kana.
JIS-Roman (``ESC ( J``) is read as ASCII: mail programs used it for program text all the same.
"""

import re
from collections.abc import Iterator
from itertools import chain

from scraper.charset.split import Piece, split

_DESIGNATION = re.compile(rb"\x1b(?:\(([BJIH])|&@\x1b\$B|\$\(?([@B])|\$\((D))")
_SHIFT = re.compile(rb"\x1b(?:\$\(?[@BD]|\(I)[\x21-\x7e]")
_PAIRS = rb"(?:(?!\([BJ])[\x21-\x7e]{2})"
_RUN = re.compile(_PAIRS + rb"+")
# A mail line has at most 998 bytes (RFC 5322, 2.1.1); the bound keeps the search linear.
_STRIPPED = re.compile(rb"\$[@B](" + _PAIRS + rb"{1,499}+)\([BJ]")
_CLOSER = re.compile(rb"\([BJ]")
_KANA_RUN = re.compile(rb"[\x21-\x5f]+")
_PLAIN = re.compile(rb"[^\x00\x1b\x80-\xff\r\n][^\x00\x1b\x80-\xff\r\n$]*")
_LINE_END = re.compile(rb"[\r\n]+")
_LINE = re.compile(rb"[^\r\n\x1b]*")
_HIGH = bytes(byte | 0x80 for byte in range(256))
_KANA = re.compile("[ぁ-ゖァ-ヺー、。]")


def has_escapes(payload: bytes) -> bool:
    """Tell whether the payload holds Japanese text between escapes, their ESC bytes or not."""
    return bool(_SHIFT.search(payload)) or any(
        _reads_as_kana(match[1]) for match in _STRIPPED.finditer(payload)
    )


def split_iso2022jp(payload: bytes) -> Iterator[Piece]:
    """Yield the payload's pieces in order, whatever the bytes."""
    if b"\0" not in payload and b"\x1b(J" not in payload and not _STRIPPED.search(payload):
        plain = payload.decode("iso2022_jp", "ignore")
        if plain.encode("iso2022_jp", "ignore") == payload:
            return iter((Piece(payload, plain),))
    return chain.from_iterable(_settle(_units(payload)))


def _settle(units: Iterator[list[Piece]]) -> Iterator[list[Piece]]:
    """Clear the units that the encoder would write just so, one escaped run after another."""
    escaped_before = False
    for unit in units:
        escaped = unit[0].raw[:1] == b"\x1b" or unit[0].kind is not None
        if not escaped:
            escaped_before = False
            yield unit
            continue
        raw = b"".join(piece.raw for piece in unit)
        text = "".join(piece.text for piece in unit)
        whole = all(piece.kind in (None, "variant") for piece in unit)
        # Two runs on end would be written as one.
        if whole and text and not escaped_before and text.encode("iso2022_jp", "ignore") == raw:
            yield [Piece(raw, text)]
            escaped_before = True
        else:
            yield [piece._replace(kind=piece.kind or "variant") for piece in unit]
            escaped_before = False


def _units(payload: bytes) -> Iterator[list[Piece]]:
    """Yield plain ASCII, and each run from leaving ASCII to coming back to it."""
    state, at, unit = b"B", 0, list[Piece]()
    while at < len(payload):
        before = state
        pieces, state = _step(payload, at, state)
        at += sum(len(piece.raw) for piece in pieces)
        if before == state == b"B" and pieces[0].raw[:1] != b"\x1b":
            if unit:
                yield unit
                unit = []
            yield from ([piece] for piece in pieces)
        else:
            unit += pieces
            if state == b"B":
                yield unit
                unit = []
    if unit:
        yield unit


def _step(payload: bytes, at: int, state: bytes) -> tuple[list[Piece], bytes]:
    """Read what stands at ``at``: its pieces, never none, and the state after them."""
    if match := _DESIGNATION.match(payload, at):
        to = "I" if match[1] == b"I" else "B" if match[1] else "D" if match[3] else "$"
        return [Piece(match[0], "", "variant")], to.encode()
    if state == b"B":
        if (match := _STRIPPED.match(payload, at)) and _reads_as_kana(match[1]):
            text = "".join(piece.text for piece in _two_bytes(match[1], b"$"))
            return [Piece(match[0], text, "guessed")], state
        if match := _PLAIN.match(payload, at):
            return [Piece(match[0], match[0].decode("ascii"))], state
    elif state == b"I":
        if match := _KANA_RUN.match(payload, at):
            return [Piece(match[0], match[0].translate(_HIGH).decode("shift_jis"))], state
    elif match := _RUN.match(payload, at):
        return list(_two_bytes(match[0], state)), state
    elif match := _CLOSER.match(payload, at):
        return [Piece(match[0], "", "guessed")], b"B"
    if match := _LINE_END.match(payload, at):
        line = _LINE.match(payload, match.end())
        goes_on = state == b"B" or (line and _reads_as_kana(line[0]))
        return [Piece(match[0], match[0].decode("ascii"))], state if goes_on else b"B"
    raw = payload[at : at + 1]
    if raw in (b" ", b"\t"):
        return [Piece(raw, raw.decode("ascii"))], state
    return [Piece(raw, "\ufffd", "unfit")], state


def _two_bytes(run: bytes, state: bytes) -> Iterator[Piece]:
    """Read pairs of 7-bit bytes by way of EUC-JP, which has the same rows with the high bit set."""
    high = run.translate(_HIGH)
    if state == b"D":
        high = b"".join(b"\x8f" + high[at : at + 2] for at in range(0, len(high), 2))
    at = 0
    for piece in split(high, "euc-jp"):
        size = sum(byte != 0x8F for byte in piece.raw)
        if size:
            text = piece.text if piece.kind != "unfit" else "\ufffd" * size
            yield Piece(run[at : at + size], text, piece.kind)
        at += size


def _reads_as_kana(run: bytes) -> bool:
    """Tell whether the bytes are pairs that read as Japanese: all known, a third of them kana."""
    if len(run) % 2 or not _RUN.fullmatch(run):
        return False
    text = run.translate(_HIGH).decode("euc_jp", "replace")
    return "\ufffd" not in text and 3 * len(_KANA.findall(text)) >= len(text)
