"""Links from posts to elsewhere, by year and host: what was posted as text, and where a copy is."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from scraper.pages.entries import Entries, LinkRow
from scraper.pages.paging import Listing, Section
from scraper.pages.text import INDEX, count, shown, thread_link
from scraper.summary import OutboundLink, Summary

LINKS = ("リンク", "links/index.md")
_ARCHIVE = "https://web.archive.org/"


def link_rows(summary: Summary) -> tuple[LinkRow, ...]:
    """The links of a thread, each under the host that it leads to."""
    return tuple((link.host, _row(summary, link)) for link in summary.links)


def link_pages(threads: Sequence[Entries]) -> Iterator[Listing]:
    """The list of hosts and years, and the pages of each year. ``threads`` are in order of time."""
    years: dict[int, dict[str, list[str]]] = {}
    hosts: dict[str, dict[int, int]] = {}
    for thread in threads:
        for host, row in thread.links:
            years.setdefault(thread.year, {}).setdefault(host, []).append(row)
            counts = hosts.setdefault(host, {})
            counts[thread.year] = counts.get(thread.year, 0) + 1
    of_years = [
        f"[{year}年]({year}.md)　{count(sum(map(len, found.values())))}件"
        for year, found in years.items()
    ]
    of_hosts = [
        f"{_host(host)}　"
        + " ".join(f"[{year}年]({year}.md)（{number}）" for year, number in counts.items())
        for host, counts in sorted(hosts.items())
    ]
    sections = [Section(of_years, "年", "years"), Section(of_hosts, "ホスト", "hosts")]
    yield Listing(
        path=LINKS[1],
        title="リンク",
        description="発言に張られていたリンクの、ホストと年ごとの一覧です。",
        sections=sections if years else [],
        place=(INDEX,),
        lead=(
            "発言に張られていたリンクを、スレッドの始まった年と、リンク先のホストで分けています。"
            "当時のリンク先は、いまは別の人のものかもしれないため、文字で示すだけにとどめます。"
            "「保存された写し」は、発言の日にいちばん近い、Internet Archiveの写しへのリンクです。"
            "写しがあることは確かめていません。",
            *(() if years else ("リンク先の記録があるリンクは、まだありません。",)),
        ),
    )
    for year, found in years.items():
        yield Listing(
            path=f"links/{year}.md",
            title=f"{year}年のリンク",
            description=f"{year}年に始まったスレッドの発言に張られていたリンクの一覧です。",
            sections=[Section(found[host], _host(host)) for host in sorted(found)],
            place=(INDEX, LINKS),
        )


def _host(host: str) -> str:
    return shown(host) or "（ホスト不明）"


def _row(summary: Summary, link: OutboundLink) -> str:
    parts = [shown(link.label), shown(link.url, 300)]
    copy = []
    if link.archived and link.archived.startswith(_ARCHIVE):
        copy = [f"[保存された写し](<{quote(link.archived, safe=_SAFE)}>)"]
    where = f"{thread_link(summary, [link.post])}　発言{link.post}"
    return "<br>".join([*filter(None, dict.fromkeys(parts)), "　".join([*copy, where])])


# What a target between < and > may hold without being read as Markdown.
_SAFE = "#$%&'+,/:;=?@~"
