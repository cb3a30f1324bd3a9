"""Software: which threads name it, in which versions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scraper.pages.entries import Entries, ProductRow
from scraper.pages.paging import Listing, Section, by_year
from scraper.pages.text import INDEX, close_link, count, day, shown, years
from scraper.summary import ProductUse, Summary

SOFTWARE = ("ソフトウェア", "software/index.md")
_VERSIONS = 60


@dataclass
class _Uses:
    """A piece of software, the versions named, and its rows by year."""

    id: str
    name: str
    versions: set[str] = field(default_factory=set)
    rows: dict[int, list[str]] = field(default_factory=dict)

    @property
    def threads(self) -> str:
        """How many threads name it."""
        return count(sum(map(len, self.rows.values())))


def product_rows(summary: Summary) -> tuple[ProductRow, ...]:
    """The software that a thread names, each with its versions."""
    return tuple((use.id, use.name, use.versions, _tail(summary, use)) for use in summary.products)


def product_pages(threads: Sequence[Entries]) -> Iterator[Listing]:
    """The list of the software and the page of each. ``threads`` are in order of time."""
    uses: dict[str, _Uses] = {}
    for thread in threads:
        for product_id, name, versions, tail in thread.products:
            found = uses.setdefault(product_id, _Uses(product_id, name))
            found.versions.update(versions)
            found.rows.setdefault(thread.year, []).append(thread.link + tail)
    ordered = sorted(uses.values(), key=lambda each: (each.name.casefold(), each.id))
    yield Listing(
        path=SOFTWARE[1],
        title="ソフトウェア",
        description="会議室で話題になったソフトウェアの一覧です。",
        sections=[Section([_row(found) for found in ordered])],
        place=(INDEX,),
        lead=("名前の出てくるスレッドを、ソフトウェアごとにまとめています。",),
    )
    for found in ordered:
        yield _page(found)


def _row(uses: _Uses) -> str:
    return f"[{shown(uses.name)}]({uses.id}.md)　{uses.threads}スレッド、{years(uses.rows)}"


def _page(uses: _Uses) -> Listing:
    versions = sorted(uses.versions)
    lead = [f"{uses.threads}スレッドに出てきます。"]
    if versions:
        more = f"、ほか{len(versions) - _VERSIONS}" if len(versions) > _VERSIONS else ""
        lead.append(f"書かれているバージョン：{_listed(versions[:_VERSIONS])}{more}")
    return Listing(
        path=f"software/{uses.id}.md",
        title=uses.name,
        description=f"{uses.name}の名前が出てくるスレッドの一覧です。",
        sections=by_year(uses.rows),
        place=(INDEX, SOFTWARE),
        lead=tuple(lead),
    )


def _tail(summary: Summary, product: ProductUse) -> str:
    versions = f"、バージョン {_listed(product.versions[:8])}" if product.versions else ""
    return f"{close_link()}　{day(summary, year=False)}{versions}"


def _listed(versions: Sequence[str]) -> str:
    return "、".join(shown(version, 20) for version in versions)
