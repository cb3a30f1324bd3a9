"""Hosts, domains and addresses that posts name: where, and in which role."""

from collections.abc import Iterator, Sequence
from typing import get_args

from scraper.enrich.records import HostRole
from scraper.pages.entries import Entries, HostRow
from scraper.pages.paging import Listing, Section
from scraper.pages.text import INDEX, close_link, count, day, numbers, shown
from scraper.summary import HostUse, Summary

HOSTS = ("ホスト", "hosts/index.md")
_ROLES: dict[HostRole, str] = {
    "relay": "中継",
    "recipient": "宛先",
    "forged": "騙られた差出人",
    "sender": "差出人",
    "named": "本文での言及",
}
_MEANING: dict[HostRole, str] = {
    "relay": "メールのReceived欄に、受け渡しをしたホストとして現れるもの。",
    "recipient": "メールの宛先にあるもの。",
    "forged": "差出人のアドレスにあり、そのメールが通ったどのホストとも結びつかないもの。",
    "sender": "差出人のアドレスにあるもの。",
    "named": "そのほか、発言の中に名前の出てくるもの。",
}
_ENDINGS = ("jp", "com", "net", "org", "edu", "gov")
_GROUPS = {
    **{ending: f".{ending}" for ending in _ENDINGS},
    "other": "そのほかのドメイン",
    "address": "IPアドレス",
}
_Rows = dict[str, list[str]]  # by the host's name


def host_rows(summary: Summary) -> tuple[HostRow, ...]:
    """The hosts that a thread names, each with the posts where it does."""
    return tuple((use.name, use.kind == "address", _tail(summary, use)) for use in summary.hosts)


def host_pages(threads: Sequence[Entries]) -> Iterator[Listing]:
    """The list of the groups and the pages of each group. ``threads`` are in order of time."""
    groups: dict[str, _Rows] = {group: {} for group in _GROUPS}
    for thread in threads:
        for name, is_address, tail in thread.hosts:
            groups[_group(name, is_address)].setdefault(name, []).append(thread.link + tail)
    rows = [
        f"[{_GROUPS[group]}]({group}.md)　{count(len(hosts))}件"
        for group, hosts in groups.items()
        if hosts
    ]
    roles = "<br>".join(f"{_ROLES[role]}：{_MEANING[role]}" for role in get_args(HostRole))
    yield Listing(
        path=HOSTS[1],
        title="ホスト",
        description="発言やメールヘッダーに現れるホスト、ドメイン、IPアドレスの一覧です。",
        sections=[Section(rows)],
        place=(INDEX,),
        lead=(
            "発言とメールヘッダーに現れるホスト、ドメイン、IPアドレスを、役割とともに示します。"
            "迷惑メールに使われたものもあるため、リンクにせず、点を`[.]`に置き換えています。",
            roles,
        ),
    )
    for group, hosts in groups.items():
        if hosts:
            yield _page(group, hosts)


def _group(name: str, is_address: bool) -> str:
    if is_address:
        return "address"
    ending = name.rpartition(".")[2]
    return ending if ending in _ENDINGS else "other"


def _page(group: str, hosts: _Rows) -> Listing:
    return Listing(
        path=f"hosts/{group}.md",
        title=f"ホスト（{_GROUPS[group]}）",
        description=f"発言やメールヘッダーに現れるホスト（{_GROUPS[group]}）の一覧です。",
        sections=[
            Section(hosts[name], shown(_defanged(name))) for name in sorted(hosts, key=_order)
        ],
        place=(INDEX, HOSTS),
    )


def _order(name: str) -> tuple[list[int], list[str]]:
    """Addresses by number, names from their last label, so that a domain stays together."""
    labels = name.split(".")
    numbers = [int(label) for label in labels if label.isascii() and label.isdecimal()]
    return numbers if len(numbers) == len(labels) else [], labels[::-1]


def _tail(summary: Summary, use: HostUse) -> str:
    end = close_link(use.posts)
    return f"{end}　{day(summary)}、{numbers(use.posts)}、{_ROLES[use.role]}"


def _defanged(name: str) -> str:
    """The name in a form that no program takes for an address: ``example[.]com``."""
    return name.replace(".", "[.]")
