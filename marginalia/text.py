"""Archive text → text that HTML can hold."""

_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_PICTURES |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}


def visible(text: str) -> str:
    """The text with its control characters, which HTML cannot hold, as control pictures.

    >>> visible("a\\x00b\\tc")
    'a␀b\\tc'
    """
    return text.translate(_PICTURES)
