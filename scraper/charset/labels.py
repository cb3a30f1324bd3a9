"""What a page says of its charset, and what the names of the era mean."""

import re

_ALIASES = {
    "shift_jis": "shift-jis sjis x-sjis x-shift-jis shiftjis s-jis shift-jisx0213 csshiftjis "
    "ms-kanji mskanji x-ms-kanji",
    "cp932": "cp932 ms932 windows-31j windows-932 x-ms-cp932 cswindows31j sjis-win sjis-open "
    "shift-jis-ms",
    "x-mac-japanese": "x-mac-japanese macjapanese mac-japanese x-macjapanese x-sjis-mac sjis-mac",
    "euc-jp": "euc-jp eucjp x-euc-jp x-eucjp x-euc euc ujis cseucpkdfmtjapanese eucjp-ms "
    "eucjp-win cp51932 extended-unix-code-packed-format-for-japanese",
    "iso-2022-jp": "iso-2022-jp iso2022-jp iso2022jp x-iso-2022-jp csiso2022jp jis x-jis "
    "iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms cp50220 cp50221 cp50222 jis7",
    "utf-8": "utf-8 utf8 x-utf-8 unicode-1-1-utf-8 x-unicode20utf8 utf-8n",
    "utf-16-le": "utf-16-le utf-16le",
    "utf-16-be": "utf-16-be utf-16be",
    "us-ascii": "us-ascii ascii iso646-us ansi-x3.4-1968",
}
_BY_ALIAS = {alias: name for name, aliases in _ALIASES.items() for alias in aliases.split()}

# Shift_JIS has no trail byte below 0x40, so "<", "-" and "!" are never half of a character there.
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(rb"<(?:meta[\s/]|\?xml\s)[^<>]*>", re.IGNORECASE)
_VALUE = re.compile(
    rb"""(?:charset|encoding)\s*=\s*(?:"\s*([^"<>;]*)|'\s*([^'<>;]*)|([^\s"'<>;/?]+))""",
    re.IGNORECASE,
)


def canonical_name(label: str) -> str | None:
    """The charset that a label means, by the name used here, or None for an unknown label.

    >>> canonical_name(" X-SJIS "), canonical_name("x-x-big5")
    ('shift_jis', None)
    """
    return _BY_ALIAS.get(label.strip(" \t\r\n\"'").lower().replace("_", "-"))


def declared_label(payload: bytes) -> str | None:
    """The charset that a ``<meta>`` or XML declaration names, verbatim, or None.

    It counts wherever it stands (HTML's own rule stops after 1,024 bytes), but not in a comment.
    """
    for tag in _TAG.finditer(_COMMENT.sub(b"", payload)):
        if value := _VALUE.search(tag[0]):
            name: bytes = value[1] or value[2] or value[3] or b""
            if name.strip():
                return name.strip().decode("ascii", "backslashreplace")
    return None
