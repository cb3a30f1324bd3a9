"""Hosts, domains and addresses that posts name: where, and in which role."""

from collections.abc import Iterator, Sequence
from typing import get_args

from scraper.enrich.records import HostRole
from scraper.pages.paging import Listing, Section
from scraper.pages.text import INDEX, count, day, numbers, shown, thread_link
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
_Uses = dict[str, list[tuple[Summary, HostUse]]]


def host_pages(summaries: Sequence[Summary]) -> Iterator[Listing]:
    """The list of the groups and the pages of each group. ``summaries`` are in order of time."""
    groups: dict[str, _Uses] = {group: {} for group in _GROUPS}
    for summary in summaries:
        for use in summary.hosts:
            groups[_group(use)].setdefault(use.name, []).append((summary, use))
    rows = [
        f"[{_GROUPS[group]}]({group}.md)　{count(len(uses))}件"
        for group, uses in groups.items()
        if uses
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
    for group, uses in groups.items():
        if uses:
            yield _page(group, uses)


def _group(use: HostUse) -> str:
    if use.kind == "address":
        return "address"
    ending = use.name.rpartition(".")[2]
    return ending if ending in _ENDINGS else "other"


def _page(group: str, uses: _Uses) -> Listing:
    return Listing(
        path=f"hosts/{group}.md",
        title=f"ホスト（{_GROUPS[group]}）",
        description=f"発言やメールヘッダーに現れるホスト（{_GROUPS[group]}）の一覧です。",
        sections=[
            Section([_row(*each) for each in uses[name]], shown(uses[name][0][1].defanged))
            for name in sorted(uses, key=_order)
        ],
        place=(INDEX, HOSTS),
    )


def _order(name: str) -> tuple[list[int], list[str]]:
    """Addresses by number, names from their last label, so that a domain stays together."""
    labels = name.split(".")
    numbers = [int(label) for label in labels if label.isascii() and label.isdecimal()]
    return numbers if len(numbers) == len(labels) else [], labels[::-1]


def _row(summary: Summary, use: HostUse) -> str:
    link = thread_link(summary, "../", use.posts)
    return f"{link}　{day(summary)}、{numbers(use.posts)}、{_ROLES[use.role]}"
