"""Archive text → text that HTML can hold."""

import re

_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_PICTURES |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def visible(text: str) -> str:
    """The text with its control characters, which HTML cannot hold, as control pictures.

    >>> visible("a\\x00b\\tc")
    'a␀b\\tc'
    """
    # Almost no text has any, and to translate it takes ten times as long as to look.
    return text.translate(_PICTURES) if _CONTROL.search(text) else text
