"""Threads → the index pages: one of the years, one a year."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from scraper.escape import escape_inline
from scraper.model import Record, Thread

_GENERATED = "<!-- written by wsm convert, not by hand -->"


class Entry(Record):
    """What an index says of a thread; ``day`` is the opening post's date in Japan, YYYY-MM-DD."""

    id: str
    title: str
    author: str
    day: str
    messages: int

    @property
    def year(self) -> str:
        """The year of the opening post: the folder of the thread's page."""
        return self.day[:4]

    @property
    def path(self) -> str:
        """Where the page is below ``docs/threads``; the site keeps this address for good."""
        return f"{self.year}/{self.id}.md"


def entry(thread: Thread) -> Entry:
    """The index entry of a thread."""
    first = thread.messages[0]
    day = first.posted.date().isoformat()
    return Entry(
        id=thread.id,
        title=thread.title,
        author=first.author,
        day=day,
        messages=len(thread.messages),
    )


def index_pages(entries: Iterable[Entry]) -> dict[str, str]:
    """The index pages by their path below ``docs/threads``, threads in order of time."""
    ordered = sorted(entries, key=lambda each: (each.day, each.id))
    years = {year: list(group) for year, group in groupby(ordered, lambda each: each.year)}
    pages = {f"{year}/index.md": _year_page(year, group) for year, group in years.items()}
    return {"index.md": _years_page(years), **pages}


def _years_page(years: dict[str, list[Entry]]) -> str:
    rows = [
        f"- [{year}年]({year}/index.md)　{len(group)}スレッド、"
        f"{sum(each.messages for each in group)}発言"
        for year, group in years.items()
    ]
    return _page("スレッド一覧", "年ごとのスレッド一覧です。", rows)


def _year_page(year: str, entries: Sequence[Entry]) -> str:
    rows: list[str] = []
    for month, group in groupby(entries, lambda each: each.day[5:7]):
        rows += ["", f"## {int(month)}月", ""] if rows else [f"## {int(month)}月", ""]
        rows += [
            f"- [{escape_inline(each.title) or '（無題）'}]({each.id}.md)　"
            f"{int(each.day[8:])}日、{escape_inline(each.author) or '無記名'}、{each.messages}発言"
            for each in group
        ]
    return _page(
        f"{year}年のスレッド", f"{year}年に始まったスレッドを、日付順に並べています。", rows
    )


def _page(title: str, description: str, rows: Sequence[str]) -> str:
    front = ["---", f"title: {title}", f"description: {description}", "---", _GENERATED]
    return "\n".join([*front, "", f"# {title}", "", description, "", *rows]) + "\n"
