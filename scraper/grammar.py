"""Lines → notice, title and posts: the page grammar of Web Scripter's Meeting.

A page is a notice, a title, ``発言者:NAME`` with its date line and a body, then comments:
``NAME さんからのコメント``, a date line and a body each. A header counts only when a date line
follows it, blank lines aside, because posts quote lines that look like headers. The two may share
a line, a tab between them: the cells of a table row. Navigation that HTML marks as such, before
the title and at the end of posts, is left out and reported.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import NamedTuple

from scraper.lines import Line, Place, is_blank
from scraper.model import Problem
from scraper.navigation import find_tail

JST = timezone(timedelta(hours=9))
"""Japan Standard Time, the zone of every time the forum printed: no daylight saving since 1951."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_NOTICE = re.compile(r"\s*このページは.*の記録です")
_OPENING = re.compile(r"発言者\s*[:：](.*)")
_COMMENT = re.compile(r"([^>＞|｜]*)さんからのコメント")
_DATE = re.compile(
    rf"""\s*[(（]\s* (?:Date\s+)?
    (?P<weekday>{"|".join(_WEEKDAYS)})\s*,\s*
    (?P<month>{"|".join(_MONTHS)})\s+ (?P<day>[0-9]{{1,2}})\s*,\s* (?P<year>[0-9]{{4}})\s+
    (?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}):(?P<second>[0-9]{{2}})
    \s*[)）]\s*""",
    re.VERBOSE,
)

# Where a title may stand, the likeliest last.
_TITLE_PLACES: tuple[Place, ...] = ("rule", "address", "menu", "form", "title", "body")


class NotAThreadError(ValueError):
    """The lines are not a thread of this forum; the message says what is missing."""


class Post(NamedTuple):
    """A post as the grammar found it; its body is ``lines[start:end]``."""

    author: str
    posted: datetime
    start: int
    end: int


class Page(NamedTuple):
    """What a page holds. Every line outside the posts' bodies is a header, the notice, the title,
    blank, or reported in ``problems``."""

    notice: str
    title: str
    posts: tuple[Post, ...]
    problems: tuple[Problem, ...]


class _Header(NamedTuple):
    author: str
    posted: datetime
    line: int
    body: int


def read_page(lines: Sequence[Line]) -> Page:
    """Find notice, title and posts. Raises NotAThreadError when there is no dated 発言者 line."""
    problems: list[Problem] = []
    opening = _find_opening(lines, problems)
    notice, title = _read_front(lines, opening.line, problems)
    headers = [opening, *_find_comments(lines, opening.body, problems)]
    ends = [header.line for header in headers[1:]] + [len(lines)]
    posts = tuple(
        _read_post(lines, header, end, problems) for header, end in zip(headers, ends, strict=True)
    )
    for earlier, later in pairwise(headers):
        if later.posted < earlier.posted:
            problems.append(
                Problem(line=later.line + 1, what="this post is dated before the one above it")
            )
    return Page(notice, title, posts, tuple(sorted(problems, key=lambda problem: problem.line)))


def _find_opening(lines: Sequence[Line], problems: list[Problem]) -> _Header:
    undated = None
    for index, line in enumerate(lines):
        if match := _OPENING.fullmatch(_header_part(line.text)):
            if header := _read_header(lines, index, match[1].strip(), problems):
                return header
            undated = undated or index + 1
    if undated:
        raise NotAThreadError(f"line {undated} names a poster (発言者) but no date line follows it")
    raise NotAThreadError("no line 発言者:NAME with its date; is this a page of the forum?")


def _find_comments(lines: Sequence[Line], start: int, problems: list[Problem]) -> list[_Header]:
    headers = []
    _, end = _trim(lines, start, len(lines))
    for index in range(start, end):
        if match := _COMMENT.fullmatch(_header_part(lines[index].text)):
            if header := _read_header(lines, index, match[1].strip(), problems):
                headers.append(header)
            elif index == end - 1:
                what = "the page ends after a comment's header: it may be cut off"
                problems.append(Problem(line=index + 1, what=what))
    return headers


def _read_header(
    lines: Sequence[Line], index: int, author: str, problems: list[Problem]
) -> _Header | None:
    for below in range(index, len(lines)):
        text = lines[below].text
        if below == index:
            text = text.strip()[len(_header_part(text)) :]
        if is_blank(text):
            continue
        match = _DATE.fullmatch(text)
        if not match:
            return None
        posted = _read_date(match)
        if not posted:
            problems.append(Problem(line=below + 1, what="this date or time does not exist"))
            return None
        weekday = _WEEKDAYS[posted.weekday()]
        if match["weekday"] != weekday:
            what = f"wrong weekday: the date says {match['weekday']}, that day was a {weekday}"
            problems.append(Problem(line=below + 1, what=what))
        return _Header(author, posted, index, below + 1)
    return None


def _header_part(text: str) -> str:
    """A line without outer white space, nor the tab and the date that may follow a name."""
    stripped = text.strip()
    header, _, date = stripped.rpartition("\t")
    return header if _DATE.fullmatch(date) else stripped


def _read_date(match: re.Match[str]) -> datetime | None:
    try:
        return datetime(
            int(match["year"]),
            _MONTHS.index(match["month"]) + 1,
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            int(match["second"]),
            tzinfo=JST,
        )
    except ValueError:
        return None


def _read_front(lines: Sequence[Line], opening: int, problems: list[Problem]) -> tuple[str, str]:
    """Notice and title: the last line above the opening post that is neither navigation nor the
    notice, else the page's own ``<title>``, else whatever there is."""
    notice = ""
    candidates = []
    for index, line in enumerate(lines[:opening]):
        if is_blank(line.text):
            continue
        if _NOTICE.match(line.text) and not notice:
            notice = line.text.strip()
        else:
            # A form around the opening post is around the whole page.
            place = "body" if line.place == lines[opening].place else line.place
            candidates.append((_TITLE_PLACES.index(place), index))
    if not candidates:
        problems.append(Problem(line=1, what="the thread has no title"))
        return notice, ""
    _, title_at = max(candidates)
    for _, index in candidates:
        if index != title_at and lines[index].place != "title":
            what = f"a line before the first post belongs to no post: {lines[index].text.strip()}"
            problems.append(Problem(line=index + 1, what=what))
    return notice, lines[title_at].text.strip()


def _read_post(lines: Sequence[Line], header: _Header, end: int, problems: list[Problem]) -> Post:
    tail = find_tail(lines, header.line, header.body, end)
    left_out = [line.text.strip() for line in lines[tail:end] if not is_blank(line.text)]
    if left_out:
        what = f"navigation after a post, left out: {' / '.join(left_out)}"
        problems.append(Problem(line=tail + 1, what=what))
    return Post(header.author, header.posted, *_trim(lines, header.body, tail))


def _trim(lines: Sequence[Line], start: int, end: int) -> tuple[int, int]:
    while start < end and is_blank(lines[start].text):
        start += 1
    while end > start and is_blank(lines[end - 1].text):
        end -= 1
    return start, end
