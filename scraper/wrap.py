"""Tells line breaks that only wrapped a long line from breaks that were meant.

Posts were wrapped by hand or by an editor at some width. A break was meant when the line ends a
sentence and the next word would still have fitted, when the line is short, or when what follows
starts a new item; every other break is a wrap.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from scraper.shapes import columns, item_kind

_SENTENCE_END = re.compile(
    r".*(?:[。．！？!?♪:：;；…]|\.{2,}|・{2,}|[A-Za-z)]\.|\([^)]{1,4}\)|\(\^[^)]*\))[」』）)】\"']*\s*"
)
_LAST_SIGNS = "。．！？!?♪:：;；…・.)」』）】\"'"
_CLAUSE_END = ("、", ",", "，")
_STARTS_ANEW = re.compile(r"[ \t\u3000(（\[［]|https?:|ftp:|--|==|―|NO\.?[0-9]", re.IGNORECASE)
_LATIN_WORD = re.compile(r"[!-~]+")

# Nobody wrapped prose below 40 columns: forum forms were 60 to 80 wide, mail 72.
_SHORTEST_WRAPPED = 40
_SHORTEST_CLAUSE = 20


def meant_breaks(lines: Sequence[str], width: int | None) -> tuple[bool, ...]:
    """For each line of one paragraph, tell whether the break after it was meant.

    ``width`` is what ``wrap_width`` found for the whole post. The last entry is always False.
    """
    return *(_was_meant(line, below, width) for line, below in pairwise(lines)), False


def wrap_width(paragraphs: Sequence[Sequence[str]]) -> int | None:
    """The width in columns at which a post was wrapped, or None when it has no fixed width.

    Lines that stop in mid-sentence were broken by the margin. When three of them end within six
    columns of the widest (a Latin word or a forbidden line start may move the break that far),
    that is the margin.
    """
    broken = sorted(
        columns(line) for lines in paragraphs for line in lines[:-1] if not _ends_sentence(line)
    )
    if len(broken) >= 3 and broken[-1] >= _SHORTEST_WRAPPED and broken[-1] - broken[-3] <= 6:
        return broken[-1]
    return None


def joint(line: str, following: str) -> str:
    """What stands between two lines of a paragraph when they are joined: a space between words
    of a script that has spaces, nothing where either side is Japanese.

    >>> joint("mailing", "list"), joint("メーリング", "リスト"), joint("有名な", "ISP")
    (' ', '', '')
    """
    if not line or not following or line[-1].isspace() or following[0].isspace():
        return ""
    return " " if columns(line[-1]) == columns(following[0]) == 1 else ""


def _ends_sentence(line: str) -> bool:
    # Few lines have such an end, and the last sign tells those that cannot.
    return line.rstrip()[-1:] in _LAST_SIGNS and _SENTENCE_END.fullmatch(line) is not None


def _was_meant(line: str, following: str, width: int | None) -> bool:
    if item_kind(following):
        return True
    if _STARTS_ANEW.match(following) or _ends_sentence(line):
        return not _is_full(line, following, width)
    shortest = _SHORTEST_CLAUSE if line.rstrip().endswith(_CLAUSE_END) else _SHORTEST_WRAPPED
    return columns(line) < shortest


def _is_full(line: str, following: str, width: int | None) -> bool:
    if width is None:
        return False
    word = _LATIN_WORD.match(following)
    return columns(line) + columns(word[0] if word else following[:1]) > width
