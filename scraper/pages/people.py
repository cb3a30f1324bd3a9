"""People: names as they were posted, by number of posts, by name, and a page for each."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from scraper.pages.entries import Entries, PersonRow
from scraper.pages.paging import Listing, Section, by_year
from scraper.pages.text import (
    INDEX,
    close_link,
    count,
    day,
    numbers,
    person,
    person_path,
    years,
)
from scraper.publish import WITHDRAWN_AUTHOR
from scraper.summary import Summary

PEOPLE = ("発言者", "people/index.md")
_RULE = (
    "名前は投稿されたままです。同じ名前の発言を一つにまとめていますが、同じ人とはかぎりません。"
    "全角と半角、空白の有無だけが違う名前も、別の名前として扱います。"
)
_OFTEN = ((100, "100発言以上"), (10, "10〜99発言"), (2, "2〜9発言"), (1, "1発言"))
_TOGETHER = 20


@dataclass
class _Named:
    """A name with the number of its posts, the rows of its threads by year, and the names in
    these, each with how many of them it is in."""

    name: str
    posts: int = 0
    rows: dict[int, list[str]] = field(default_factory=dict)
    shared: Counter[str] = field(default_factory=Counter)

    @property
    def threads(self) -> str:
        """How many threads have posts of that name."""
        return count(sum(map(len, self.rows.values())))


def people_rows(summary: Summary) -> tuple[PersonRow, ...]:
    """The names in a thread, each with its posts; those of withdrawn posts are not known."""
    return tuple(
        (name, len(posts), _tail(summary, posts))
        for name, posts in summary.people
        if name != WITHDRAWN_AUTHOR
    )


def people_pages(threads: Sequence[Entries]) -> Iterator[Listing]:
    """The two lists of the names and the page of each name. ``threads`` are in order of time."""
    found: dict[str, _Named] = {}
    for thread in threads:
        names = [name for name, *_ in thread.people]
        for name, posts, tail in thread.people:
            named = found.setdefault(name, _Named(name))
            named.posts += posts
            named.rows.setdefault(thread.year, []).append(thread.link + tail)
            named.shared.update(names)
    people = [found[name] for name in sorted(found)]
    variants: dict[str, list[str]] = {}
    for each in people:
        variants.setdefault(_folded(each.name), []).append(each.name)
    yield _by_posts(people)
    yield _by_name(people)
    for each in people:
        yield _page(each, [name for name in variants[_folded(each.name)] if name != each.name])


def _by_posts(people: list[_Named]) -> Listing:
    ordered = sorted(people, key=lambda each: (-each.posts, each.name))
    sections = [
        Section([_row(each) for each in group], label, f"n{least}")
        for (least, label), group in groupby(ordered, key=lambda each: _often(each.posts))
    ]
    return Listing(
        path="people/index.md",
        title="発言者",
        description="会議室で発言した人の名前を、発言の多い順に並べています。",
        sections=sections,
        place=(INDEX,),
        lead=(
            f"{count(len(people))}種類の名前を、発言の多い順に並べています。[名前の順に見る](names.md)",
            _RULE,
        ),
    )


def _by_name(people: list[_Named]) -> Listing:
    ordered = sorted(people, key=lambda each: (_initial(each.name), _folded(each.name), each.name))
    sections = [
        Section([_row(each) for each in group], _INITIALS[initial], f"i{initial}")
        for initial, group in groupby(ordered, key=lambda each: _initial(each.name))
    ]
    return Listing(
        path="people/names.md",
        title="発言者（名前の順）",
        description="会議室で発言した人の名前を、文字の順に並べています。",
        sections=sections,
        place=(INDEX, PEOPLE),
        lead=(
            "漢字の名前は読みがわからないため、文字コードの順です。[発言の多い順に見る](index.md)",
            _RULE,
        ),
    )


def _page(named: _Named, variants: list[str]) -> Listing:
    lead = [
        f"発言は{count(named.posts)}件で、{named.threads}スレッドにあります。"
        "スレッドの始まった年で分けています。",
        _RULE,
    ]
    if variants:
        lead.append("表記の近い名前：" + "、".join(map(_link, variants[:_TOGETHER])))
    if together := _together(named):
        names = "、".join(f"{_link(name)}（{shared}）" for name, shared in together)
        lead.append(f"同じスレッドで発言した人と、その数：{names}")
    name = named.name or "（無記名）"
    return Listing(
        path=person_path(named.name),
        title=name,
        description=f"「{name}」という名前の発言{named.posts}件の一覧です。",
        sections=by_year(named.rows),
        place=(INDEX, PEOPLE),
        lead=tuple(lead),
    )


def _together(named: _Named) -> list[tuple[str, int]]:
    """Who posted in the same threads, in how many; the most frequent only."""
    others = [each for each in named.shared.items() if each[0] != named.name]
    return sorted(others, key=lambda each: (-each[1], each[0]))[:_TOGETHER]


def _tail(summary: Summary, posts: Sequence[int]) -> str:
    return f"{close_link(posts)}　{day(summary, year=False)}、{numbers(posts)}"


def _link(name: str) -> str:
    return f"[{person(name)}]({person_path(name).removeprefix('people/')})"


def _row(named: _Named) -> str:
    size = f"{count(named.posts)}発言、{named.threads}スレッド"
    return f"{_link(named.name)}　{size}、{years(named.rows)}"


def _often(posts: int) -> tuple[int, str]:
    return next(band for band in _OFTEN if posts >= band[0])


def _folded(name: str) -> str:
    """The name without what only its typing decides: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


_ROWS = "ぁかさたなはまゃらゎ"
_ODD_KANA = {"ゔ": 1, "ゕ": 2, "ゖ": 2}
_INITIALS = ("英数字", *(f"{row}行" for row in "あかさたなはまやらわ"), "漢字", "そのほか")


def _initial(name: str) -> int:
    """Which of ``_INITIALS`` a name is listed under."""
    first = _folded(name)[:1]
    if first.isascii() and first.isalnum():
        return 0
    kana = chr(ord(first) - 0x60) if "ァ" <= first <= "ヶ" else first
    if "ぁ" <= kana <= "ゖ":
        return _ODD_KANA.get(kana) or sum(kana >= row for row in _ROWS)
    return 11 if "一" <= first <= "鿿" or "㐀" <= first <= "䶿" else 12
