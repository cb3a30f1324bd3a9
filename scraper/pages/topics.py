"""Topics: the vocabulary, and for each topic the threads and posts that have it."""

from collections.abc import Iterator, Sequence

from scraper.enrich.topics import TopicEntry, TopicVocabulary
from scraper.pages.paging import Listing, Section, by_year
from scraper.pages.text import INDEX, count, day, numbers, shown, thread_link
from scraper.summary import Summary, TopicUse

TOPICS = ("話題", "topics/index.md")
_Use = tuple[Summary, TopicUse]


def topic_pages(summaries: Sequence[Summary], vocabulary: TopicVocabulary) -> Iterator[Listing]:
    """The list of the topics and the page of each. ``summaries`` are in order of time."""
    uses: dict[str, list[_Use]] = {entry.id: [] for entry in vocabulary.topics}
    for summary in summaries:
        for use in summary.topics:
            if use.id in uses:
                uses[use.id].append((summary, use))
    yield Listing(
        path=TOPICS[1],
        title="話題",
        description="会議室の話題の一覧です。話題ごとに、取り上げたスレッドと発言を並べています。",
        sections=[Section([_row(entry, uses[entry.id]) for entry in vocabulary.topics])],
        place=(INDEX,),
        lead=(
            "スレッドと発言を、使われた言葉によって機械的に話題に分けています。"
            "どの言葉によるのかは、それぞれの話題のページに示します。",
        ),
    )
    for entry in vocabulary.topics:
        yield _page(entry, uses[entry.id])


def topic_link(entry: TopicEntry, folder: str = "") -> str:
    """A link to a topic's page from its folder, or from where ``folder`` leads there."""
    return f"[{shown(entry.label.ja)}]({folder}{entry.id}.md)"


def _row(entry: TopicEntry, uses: list[_Use]) -> str:
    threads = sum(use.whole for _, use in uses)
    posts = sum(len(use.posts) for _, use in uses)
    size = f"{count(threads)}スレッド、{count(posts)}発言"
    return f"{topic_link(entry)}　{size}<br>{shown(entry.definition.ja, 400)}"


def _page(entry: TopicEntry, uses: list[_Use]) -> Listing:
    own = [(summary, _use_row(summary, use)) for summary, use in uses if use.whole]
    others = [_use_row(summary, use) for summary, use in uses if not use.whole]
    sections = by_year(own)
    if others:
        sections.append(Section(others, "ほかのスレッドの発言", "posts"))
    lead = [f"{shown(entry.definition.ja, 400)}<br>英語：{shown(entry.label.en)}"]
    if not uses:
        lead.append("この話題のスレッドは、まだ見つかっていません。")
    return Listing(
        path=f"topics/{entry.id}.md",
        title=entry.label.ja,
        description=f"話題「{entry.label.ja}」を取り上げたスレッドと発言の一覧です。",
        sections=sections,
        place=(INDEX, TOPICS),
        lead=tuple(lead),
    )


def _use_row(summary: Summary, use: TopicUse) -> str:
    date = day(summary, year=not use.whole)
    posts = f"、{numbers(use.posts)}" if use.posts else ""
    words = "、".join(shown(word, 40) for word in use.words)
    return f"{thread_link(summary, '../', use.posts)}　{date}{posts}<br>手がかり：{words}"
