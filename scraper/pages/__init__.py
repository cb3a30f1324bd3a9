"""Summaries of threads → their rows → the index pages of the site, one module for each kind."""

from collections.abc import Iterable, Sequence

from scraper.enrich.topics import TopicVocabulary
from scraper.pages.cases import CASES, case_pages, case_row
from scraper.pages.entries import Entries
from scraper.pages.glossary import GLOSSARY, Glossary, glossary_pages
from scraper.pages.guides import Guide
from scraper.pages.hosts import HOSTS, host_pages, host_rows
from scraper.pages.links import LINKS, link_pages, link_rows
from scraper.pages.months import month_pages, month_row
from scraper.pages.paging import Listing, Section, paged
from scraper.pages.people import PEOPLE, people_pages, people_rows
from scraper.pages.products import SOFTWARE, product_pages, product_rows
from scraper.pages.text import INDEX, open_link
from scraper.pages.topics import TOPICS, topic_pages, topic_rows
from scraper.summary import Summary

FOLDERS = (
    "browse",
    "cases",
    "en/glossary",
    "en/topics",
    "glossary",
    "hosts",
    "links",
    "people",
    "software",
    "threads",
    "topics",
)
"""The folders below ``docs`` that hold generated pages and nothing else."""

_ABOUT = {
    TOPICS: "迷惑メール、DNS、CGIなど、何についての話か",
    SOFTWARE: "EIMSやSIMSなど、名前の出てくるソフトウェアとそのバージョン",
    PEOPLE: "誰が、どのスレッドで発言したか",
    HOSTS: "発言やメールヘッダーに現れるホストとドメインの役割",
    LINKS: "発言に張られていたリンクと、その写し",
    CASES: "どうなったか書かれないまま終わった相談",
    ("用語集", GLOSSARY): "発言に出てくる用語の説明",
    ("注釈", "annotations/index.md"): "読者と編集部が発言やガイドに付けた注釈",
}


def thread_entries(summary: Summary) -> Entries:
    """What a thread adds to the index pages."""
    return Entries(
        id=summary.id,
        title=summary.title,
        day=summary.day,
        messages=summary.messages,
        link=open_link(summary),
        month=month_row(summary),
        people=people_rows(summary),
        topics=topic_rows(summary),
        products=product_rows(summary),
        hosts=host_rows(summary),
        links=link_rows(summary),
        case=case_row(summary),
    )


def index_pages(
    threads: Iterable[Entries],
    vocabulary: TopicVocabulary,
    glossary: Glossary,
    guides: Sequence[Guide] = (),
) -> dict[str, str]:
    """The Markdown of every index page by its path below ``docs``.

    The order of the threads does not matter; ``guides`` are in the order in which to name them.
    No page has more than 200 KB of HTML.
    """
    ordered = sorted(threads, key=lambda each: (each.day, each.id))
    kinds = (
        [_index()],
        month_pages(ordered),
        people_pages(ordered),
        topic_pages(ordered, vocabulary, guides),
        product_pages(ordered),
        host_pages(ordered),
        link_pages(ordered),
        case_pages(ordered, vocabulary),
    )
    pages = {
        path: text
        for listings in kinds
        for listing in listings
        for path, text in paged(listing).items()
    }
    return pages | glossary_pages(glossary)


def _index() -> Listing:
    rows = [f"[{name}](../{path})　{about}" for (name, path), about in _ABOUT.items()]
    return Listing(
        path=INDEX[1],
        title=INDEX[0],
        description="話題、ソフトウェア、発言者、ホスト、リンクからスレッドをたどる索引です。",
        sections=[Section(["[年と月](../threads/index.md)　いつ始まったスレッドか", *rows])],
        lead=("スレッドと発言を、年のほかに、次のものからたどれます。",),
    )
