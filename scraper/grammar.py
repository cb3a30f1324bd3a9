"""Lines → notice, title and posts: the grammar that the pages of a forum share.

A page is perhaps a notice, a title, a header and a body, then comments: a header and a body each.
How the headers read is the forum's (``scraper.profile``). Where a date line belongs to a header, it
counts only when one follows it, blank lines aside, because posts quote lines that look like
headers. The two may share a line, a tab between them: the cells of a table row. Navigation that
HTML marks as such, before the title and at the end of posts, is left out and reported.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from scraper.lines import Line, Place, is_blank
from scraper.model import Problem
from scraper.navigation import find_tail
from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM

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
    blank, or reported in ``problems``. ``number`` is the thread's where the opening header has it,
    else empty."""

    notice: str
    title: str
    number: str
    posts: tuple[Post, ...]
    problems: tuple[Problem, ...]


class _Header(NamedTuple):
    match: re.Match[str]
    author: str
    posted: datetime
    line: int
    body: int

    def part(self, name: str) -> str:
        """What a group of the header says, empty where there is no such group."""
        return (self.match.groupdict().get(name) or "").strip()


def read_page(lines: Sequence[Line], profile: Profile = WSM) -> Page:
    """Find notice, title and posts. Raises NotAThreadError when there is no dated opening line."""
    problems: list[Problem] = []
    opening = _find_opening(lines, profile, problems)
    notice, title = _read_front(lines, opening, profile, problems)
    headers = [opening, *_find_comments(lines, opening.body, profile, problems)]
    ends = [header.line for header in headers[1:]] + [len(lines)]
    posts = tuple(
        _read_post(lines, header, end, problems) for header, end in zip(headers, ends, strict=True)
    )
    for earlier, later in pairwise(headers):
        if later.posted < earlier.posted:
            problems.append(
                Problem(line=later.line + 1, what="this post is dated before the one above it")
            )
        if title not in (own := later.part("title")) and own:
            what = f"a comment's own title, left out: {own}"
            problems.append(Problem(line=later.line + 1, what=what))
    problems.sort(key=lambda problem: problem.line)
    return Page(notice, title, opening.part("id"), posts, tuple(problems))


def _find_opening(lines: Sequence[Line], profile: Profile, problems: list[Problem]) -> _Header:
    undated = None
    for index, line in enumerate(lines):
        if match := profile.opening.fullmatch(_header_part(line.text, profile)):
            if header := _read_header(lines, index, match, profile, problems):
                return header
            undated = undated or index + 1
    example = profile.example
    if undated:
        what = f"names a poster ({example}) but has no date of the forum's form"
        raise NotAThreadError(f"line {undated} {what}")
    raise NotAThreadError(f"no line {example} with its date; is this a page of {profile.name}?")


def _find_comments(
    lines: Sequence[Line], start: int, profile: Profile, problems: list[Problem]
) -> list[_Header]:
    headers = []
    _, end = _trim(lines, start, len(lines))
    for index in range(start, end):
        if match := profile.comment.fullmatch(_header_part(lines[index].text, profile)):
            if header := _read_header(lines, index, match, profile, problems):
                headers.append(header)
            elif index == end - 1:
                what = "the page ends after a comment's header: it may be cut off"
                problems.append(Problem(line=index + 1, what=what))
    return headers


def _read_header(
    lines: Sequence[Line],
    index: int,
    header: re.Match[str],
    profile: Profile,
    problems: list[Problem],
) -> _Header | None:
    found = _find_date(lines, index, header, profile)
    if not found:
        return None
    date, at = found
    posted = profile.read_date(date)
    if not posted:
        problems.append(Problem(line=at + 1, what="this date or time does not exist"))
        return None
    told = date.groupdict().get("weekday")
    weekday = profile.weekdays[posted.weekday()] if told else None
    if told != weekday:
        what = f"wrong weekday: the date says {told}, that day was a {weekday}"
        problems.append(Problem(line=at + 1, what=what))
    return _Header(header, header["author"].strip(), posted, index, at + 1)


def _find_date(
    lines: Sequence[Line], index: int, header: re.Match[str], profile: Profile
) -> tuple[re.Match[str], int] | None:
    """The date of the header on line ``index``, and the line that it stands on."""
    if profile.date_line is None:
        return header, index
    for below in range(index, len(lines)):
        text = lines[below].text
        if below == index:
            text = text.strip()[header.end() :]
        if not is_blank(text):
            match = profile.date_line.fullmatch(text)
            return (match, below) if match else None
    return None


def _header_part(text: str, profile: Profile) -> str:
    """A line without outer white space, nor the tab and the date that may follow a name."""
    stripped = text.strip()
    header, tab, date = stripped.rpartition("\t")
    if tab and profile.date_line and profile.date_line.fullmatch(date):
        return header
    return stripped


def _read_front(
    lines: Sequence[Line], opening: _Header, profile: Profile, problems: list[Problem]
) -> tuple[str, str]:
    """Notice and title: the one in the opening header, else the last line above it that is neither
    navigation nor the notice, else the page's own ``<title>``, else whatever there is."""
    notice = ""
    title, title_at = opening.part("title"), -1
    candidates = []
    for index, line in enumerate(lines[: opening.line]):
        if is_blank(line.text):
            continue
        text = line.text.strip()
        if profile.notice and profile.notice.match(text) and notice in ("", text):
            notice = text
        else:
            # A form around the opening post is around the whole page.
            place = "body" if line.place == lines[opening.line].place else line.place
            candidates.append((_TITLE_PLACES.index(place), index))
    if not title and candidates:
        _, title_at = max(candidates)
        title = lines[title_at].text.strip()
    if not title:
        problems.append(Problem(line=1, what="the thread has no title"))
    for _, index in candidates:
        if index != title_at and lines[index].place != "title":
            what = f"a line before the first post belongs to no post: {lines[index].text.strip()}"
            problems.append(Problem(line=index + 1, what=what))
    return notice, title


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
