"""Threads by year and month."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from scraper.pages.entries import Entries
from scraper.pages.paging import Listing, Section
from scraper.pages.text import count, day, person, thread_link
from scraper.summary import Summary

_THREADS = ("スレッド", "threads/index.md")
# A year of more threads than these shows only its months.
_SHORT = 100


def month_row(summary: Summary) -> str:
    """A thread in the list of its month, or year."""
    link = thread_link(summary).replace(f"](../threads/{summary.year}/", "](")
    author = person(summary.people[0].name)
    return f"{link}　{day(summary, year=False)}、{author}、{summary.messages}発言"


def month_pages(threads: Sequence[Entries]) -> Iterator[Listing]:
    """The list of the years, a page for each year and one for each month.

    ``threads`` are in order of time.
    """
    years = {
        year: {month: list(group) for month, group in groupby(of_year, key=_month)}
        for year, of_year in groupby(threads, key=lambda each: each.year)
    }
    yield Listing(
        path="threads/index.md",
        title="スレッド一覧",
        description="会議室のスレッドの、年と月ごとの一覧です。",
        sections=[Section([_year_row(year, months) for year, months in years.items()])],
        lead=(f"全部で{_size(threads)}です。始まった年と月で分けています。",),
    )
    order = [(year, month) for year, months in years.items() for month in months]
    for year, months in years.items():
        yield _year_page(year, months, list(years))
        for month, threads in months.items():
            yield _month_page(year, month, threads, order)


def _month(thread: Entries) -> int:
    return int(thread.day[5:7])


def _size(threads: Sequence[Entries]) -> str:
    posts = sum(each.messages for each in threads)
    return f"{count(len(threads))}スレッド、{count(posts)}発言"


def _year_row(year: int, months: dict[int, list[Entries]]) -> str:
    links = " ".join(f"[{month}月]({year}/{month:02}.md)" for month in months)
    threads = [each for group in months.values() for each in group]
    return f"[{year}年]({year}/index.md)　{_size(threads)}<br>{links}"


def _year_page(year: int, months: dict[int, list[Entries]], years: list[int]) -> Listing:
    short = sum(map(len, months.values())) <= _SHORT
    sections = [
        Section([each.month for each in threads], f"[{month}月]({month:02}.md)", f"m{month:02}")
        for month, threads in months.items()
    ]
    rows = [f"[{month}月]({month:02}.md)　{_size(threads)}" for month, threads in months.items()]
    others = {other: (f"{other}年", f"../{other}/index.md") for other in years}
    return Listing(
        path=f"threads/{year}/index.md",
        title=f"{year}年のスレッド",
        description=f"{year}年に始まったスレッドを、日付順に並べています。",
        sections=sections if short else [Section(rows)],
        place=(_THREADS,),
        lead=tuple(_neighbours(years.index(year), list(others.values()))),
    )


def _month_page(
    year: int, month: int, threads: list[Entries], order: list[tuple[int, int]]
) -> Listing:
    names = [(f"{at}年{each}月", f"../{at}/{each:02}.md") for at, each in order]
    return Listing(
        path=f"threads/{year}/{month:02}.md",
        title=f"{year}年{month}月のスレッド",
        description=f"{year}年{month}月に始まったスレッドを、日付順に並べています。",
        sections=[Section([each.month for each in threads])],
        place=(_THREADS, (f"{year}年", f"threads/{year}/index.md")),
        lead=(f"{_size(threads)}。", *_neighbours(order.index((year, month)), names)),
    )


def _neighbours(at: int, pages: list[tuple[str, str]]) -> Iterator[str]:
    before = [f"← [{name}]({path})" for name, path in pages[max(at - 1, 0) : at]]
    after = [f"[{name}]({path}) →" for name, path in pages[at + 1 : at + 2]]
    if before or after:
        yield "　".join([*before, *after]) + "\n{: .listing-neighbours }"
