"""Bytes → text, with the charset that was found."""

from typing import NamedTuple


class Decoded(NamedTuple):
    """``text`` of a capture and the name of the ``charset`` it was decoded from."""

    text: str
    charset: str


class UndecodableError(ValueError):
    """The bytes are not text in any charset that is known here."""


def decode(payload: bytes) -> Decoded:
    """Decode a capture's bytes; a byte-order mark is not part of the text.

    Raises UndecodableError when the bytes are not UTF-8 text.
    """
    if b"\0" in payload:
        raise UndecodableError("binary data, not text")
    try:
        return Decoded(payload.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError as error:
        raise UndecodableError(f"not UTF-8 text: byte {error.start} does not fit") from error
