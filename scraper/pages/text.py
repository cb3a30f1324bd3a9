"""Phrases that every listing uses: archive text, and links to threads, posts and people."""

import hashlib
from collections.abc import Collection, Sequence
from functools import lru_cache

from scraper.escape import escape_inline
from scraper.summary import Summary

INDEX = ("索引", "browse/index.md")
"""What the page of all indexes is called, and where it is below ``docs``."""

# A row stays a row, whatever the archive holds.
_LONGEST = 100
_POSTS = 12


@lru_cache(maxsize=2**14)  # a title stands in some thirty rows, names and words in more
def shown(text: str, longest: int = _LONGEST) -> str:
    """Archive text as Markdown, cut after ``longest`` characters.

    >>> shown("PLS [HELP]"), shown("長い題名", 3)
    ('PLS &#91;HELP&#93;', '長い…')
    """
    return escape_inline(text if len(text) <= longest else text[: longest - 1] + "…")


def person(name: str) -> str:
    """A name as Markdown; nobody has none."""
    return shown(name, 60) or "（無記名）"


def person_path(name: str) -> str:
    """Where a name's page is below ``docs``: no path is made of what was posted."""
    return f"people/{hashlib.sha256(name.encode()).hexdigest()[:10]}.md"


def day(summary: Summary, *, year: bool = True) -> str:
    """The date of a thread: ``1998年8月20日``, or without its year."""
    return _day(summary.day, year)


@lru_cache(maxsize=64)  # the rows of a thread are made together
def _day(iso: str, with_year: bool) -> str:
    year, month, date = map(int, iso.split("-"))
    return f"{year}年{month}月{date}日" if with_year else f"{month}月{date}日"


def thread_link(summary: Summary, posts: Sequence[int] = ()) -> str:
    """A link to a thread, at the first of ``posts``, from a page in a folder of ``docs``.

    A row has one link: at ten thousand threads, one for each post doubles the time of the build.
    """
    return open_link(summary) + close_link(posts)


def open_link(summary: Summary) -> str:
    """The link to a thread but for its end."""
    return f"[{shown(summary.title) or '（無題）'}](../{summary.path}"


def close_link(posts: Sequence[int] = ()) -> str:
    """The end of the link to a thread, at the first of ``posts``."""
    return f"#m{posts[0]})" if posts else ")"


def numbers(posts: Sequence[int]) -> str:
    """The numbers of posts, the first dozen of them: ``発言1、3、11``."""
    more = len(posts) - _POSTS
    return f"発言{'、'.join(map(str, posts[:_POSTS]))}" + (f"ほか{more}件" if more > 0 else "")


def years(found: Collection[int]) -> str:
    """The years that threads span: ``1998年`` or ``1998〜2001年``."""
    first, last = min(found), max(found)
    return f"{first}年" if first == last else f"{first}〜{last}年"


def count(number: int) -> str:
    """A count with its thousands parted.

    >>> count(12345)
    '12,345'
    """
    return f"{number:,}"
