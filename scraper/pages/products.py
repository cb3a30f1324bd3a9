"""Software: which threads name it, in which versions."""

from collections.abc import Iterator, Sequence

from scraper.pages.paging import Listing, Section, by_year
from scraper.pages.text import INDEX, count, day, shown, thread_link, years
from scraper.summary import ProductUse, Summary

SOFTWARE = ("ソフトウェア", "software/index.md")
_VERSIONS = 60
_Use = tuple[Summary, ProductUse]


def product_pages(summaries: Sequence[Summary]) -> Iterator[Listing]:
    """The list of the software and the page of each. ``summaries`` are in order of time."""
    uses: dict[str, list[_Use]] = {}
    for summary in summaries:
        for product in summary.products:
            uses.setdefault(product.id, []).append((summary, product))
    ordered = sorted(uses.values(), key=lambda found: (found[0][1].name.casefold(), found[0][1].id))
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


def _row(uses: list[_Use]) -> str:
    product = uses[0][1]
    span = years(summary for summary, _ in uses)
    return f"[{shown(product.name)}]({product.id}.md)　{count(len(uses))}スレッド、{span}"


def _page(uses: list[_Use]) -> Listing:
    product = uses[0][1]
    rows = [(summary, _use_row(summary, use)) for summary, use in uses]
    versions = sorted({version for _, use in uses for version in use.versions})
    lead = [f"{count(len(uses))}スレッドに出てきます。"]
    if versions:
        more = f"、ほか{len(versions) - _VERSIONS}" if len(versions) > _VERSIONS else ""
        lead.append(f"書かれているバージョン：{_listed(versions[:_VERSIONS])}{more}")
    return Listing(
        path=f"software/{product.id}.md",
        title=product.name,
        description=f"{product.name}の名前が出てくるスレッドの一覧です。",
        sections=by_year(rows),
        place=(INDEX, SOFTWARE),
        lead=tuple(lead),
    )


def _use_row(summary: Summary, product: ProductUse) -> str:
    versions = f"、バージョン {_listed(product.versions[:8])}" if product.versions else ""
    return f"{thread_link(summary, '../')}　{day(summary, year=False)}{versions}"


def _listed(versions: Sequence[str]) -> str:
    return "、".join(shown(version, 20) for version in versions)
