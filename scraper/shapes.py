"""What a single line looks like: quote, attribution, header field, list item, link, table row."""

import re
import unicodedata
from functools import cache, lru_cache

_QUOTE_MARK = re.compile(r"(?:[>＞|｜] ?)+")
_BOXED = re.compile(r"[|｜].*[|｜]\s*")

_ATTRIBUTION = re.compile(
    r"""\s*(?:
        Date\s*[:：]\s*[0-9/]+\s+[0-9:]+\s*に、?.*  # Date:  08/21 14:05 に、田中さんが
      | .{1,60}(?:さん|ちゃん|くん|君|氏|様|先生)
        (?:[はが曰]|より|から|の(?:発言|コメント|書き込み|質問|記事)(?:より|から)?)?
        .{0,6}(?:書きました|言いました|曰く|おっしゃいました|wrote|writes)?
      | .{1,60}\b(?:wrote|writes|said)
    )\s*[、。:：>＞]?\s*""",
    re.VERBOSE,
)

HEADER_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]*):(?:\s|$)")
"""A field name of RFC 5322, section 2.2, in the narrower form that mail software writes."""

KNOWN_FIELDS = {
    "apparently-to", "bcc", "cc", "comments", "content-transfer-encoding", "content-type",
    "date", "delivered-to", "errors-to", "from", "in-reply-to", "lines", "list-unsubscribe",
    "message-id", "mime-version", "newsgroups", "nntp-posting-host", "organization", "path",
    "precedence", "received", "references", "reply-to", "return-path", "sender", "status",
    "subject", "to", "x-authentication-warning", "x-mailer", "x-priority", "x-sender", "x-uidl",
    "xref",
}  # fmt: skip

LINK_LINE = re.compile(r"→[ \t\u3000\xa0]+(?P<label>\S(?:.*\S)?)\s*")
"""A hyperlink at the end of a post, as the forum's pages show it."""

_ITEM = re.compile(
    r"""[ \t\u3000]*(?:
        (?P<bullet>[・●○◎■□◆◇▲△▼▽★☆]|[*+-](?=[ \t\u3000]))
      | [(（\[]?(?P<number>[0-9]{1,2})(?:[)）\]]|[.．、](?![0-9]))
      | (?P<circled>[①-⑳])
    )[ \t\u3000]*\S.*""",
    re.VERBOSE,
)

_ADDRESS = r"(?:…|[\w.+-]+)[@＠][\w-]+(?:\.[\w-]+)+"
_ADDRESSES = re.compile(rf"\s*{_ADDRESS}(?:\s*[,、;]\s*{_ADDRESS})*\s*[,、;]?\s*", re.ASCII)

_PROSE = re.compile(r"[^\x00-\x7f\s>＞|｜→・●○◎■□◆◇▲△▼▽★☆（①-⑳][^\t@＠]*")

_GAP = re.compile(r"\t+| {2,}")

_CODE_SIGN = re.compile(
    r"""\s*(?:tell|end|set|if|else|on|repeat|return|property|try|display|copy)\b(?!.*\.$)
      | .*[{};]\s*$ | \s*</?[A-Za-z][^>]*> | \s*(?:\#|//|--) | .*\)\s*$ | .*\s=\s""",
    re.VERBOSE,
)


# Characters of two columns, three bytes each in UTF-8; most text is of these and of ASCII.
_ASCII_OR_WIDE = re.compile(
    r"[\x00-\x7f…→\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uff01-\uff5e]*"
)

# What several stages ask of the same line, one stage after another.
_remembered = lru_cache(maxsize=4096)


@_remembered
def columns(text: str) -> int:
    """Width in columns of a fixed-pitch Japanese screen: 2 for wide, full-width and ambiguous
    characters, 0 for combining ones, else 1 (Unicode Standard Annex #11).

    >>> columns("SIMSの要")
    8
    """
    if _ASCII_OR_WIDE.fullmatch(text):
        return (len(text) + len(text.encode())) // 2
    return sum(map(_char_columns, text))


@cache
def _char_columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


@_remembered
def quote_mark(line: str) -> str:
    """The marks before a quoted line, one blank after each included; empty for other lines.

    >>> [quote_mark(line) for line in (">>a", "> > a", "|a", "＞ a", "a", "| x | y |")]
    ['>>', '> > ', '|', '＞ ', '', '']
    """
    match = _QUOTE_MARK.match(line)
    return match[0] if match and not _BOXED.fullmatch(line) else ""


def quote_depth(line: str) -> int:
    """How many quote marks stand before a line; 0 for a line that is not quoted."""
    return len(quote_mark(line).replace(" ", ""))


def is_attribution(line: str) -> bool:
    """Tell whether a line may say who wrote the quotation below it; only a quotation decides it."""
    return quote_depth(line) == 0 and _ATTRIBUTION.fullmatch(line) is not None


@_remembered
def item_kind(line: str) -> tuple[str, int] | None:
    """Kind of list marker at a line's start and its number (0 for bullets), or None.

    >>> item_kind("・メール"), item_kind("2) 次"), item_kind("2.1以上で")
    (('・', 0), ('1', 2), None)
    """
    match = _ITEM.fullmatch(line)
    if not match:
        return None
    if match["number"]:
        return "1", int(match["number"])
    if match["circled"]:
        return "①", ord(match["circled"]) - ord("①") + 1
    return match["bullet"], 0


def addresses(line: str) -> int:
    """How many mail addresses the line lists, when it holds nothing else; else 0."""
    return len(re.findall(r"[@＠]", line)) if _ADDRESSES.fullmatch(line) else 0


def cells(line: str) -> list[str]:
    """A line cut into columns at tabs and runs of spaces."""
    return _GAP.split(line) if "\t" in line or "  " in line else [line]


def is_prose(line: str) -> bool:
    """Tell at a glance, of most lines, that they have none of the shapes above but that of an
    attribution. A line for which this is False may be prose all the same.

    >>> is_prose("サーバーを移行しました。"), is_prose("・サーバー"), is_prose("EIMSを")
    (True, False, False)
    """
    return _PROSE.fullmatch(line) is not None and "  " not in line


def is_code_like(line: str) -> bool:
    """Tell whether an ASCII line is shaped like source code, AppleScript above all, or settings."""
    return _CODE_SIGN.match(line) is not None
