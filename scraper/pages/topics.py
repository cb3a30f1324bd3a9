"""Topics: the vocabulary, and for each topic the threads and posts that have it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scraper.enrich.topics import TopicEntry, TopicVocabulary
from scraper.pages.entries import Entries, TopicRow
from scraper.pages.guides import Guide
from scraper.pages.paging import Listing, Section, by_year
from scraper.pages.text import INDEX, close_link, count, day, numbers, shown
from scraper.summary import Summary, TopicUse

TOPICS = ("話題", "topics/index.md")
ENGLISH = f"en/{TOPICS[1]}"


@dataclass
class _Uses:
    """The rows of a topic: those of its ``threads`` by year, and of posts in ``others``; how many
    posts have it."""

    threads: dict[int, list[str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    posts: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """How many threads, and how many posts."""
        return sum(map(len, self.threads.values())), self.posts


def topic_rows(summary: Summary) -> tuple[TopicRow, ...]:
    """The topics of a thread, each with its posts and the words that earned it."""
    return tuple((use.id, use.whole, len(use.posts), _tail(summary, use)) for use in summary.topics)


def topic_pages(
    threads: Sequence[Entries], vocabulary: TopicVocabulary, guides: Sequence[Guide] = ()
) -> Iterator[Listing]:
    """The list of the topics in both languages, and the page of each in Japanese; ``guides`` are
    named with their topic.

    ``threads`` are in order of time.
    """
    uses = {entry.id: _Uses() for entry in vocabulary.topics}
    for thread in threads:
        for topic, whole, posts, tail in thread.topics:
            if found := uses.get(topic):
                rows = found.threads.setdefault(thread.year, []) if whole else found.others
                rows.append(thread.link + tail)
                found.posts += posts
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
    yield _english(vocabulary, uses, guides)
    for entry in vocabulary.topics:
        own = [guide for guide in guides if guide.head.topic == entry.id]
        yield _page(entry, uses[entry.id], own)


def topic_link(entry: TopicEntry, folder: str = "") -> str:
    """A link to a topic's page from its folder, or from where ``folder`` leads there."""
    return f"[{shown(entry.label.ja)}]({folder}{entry.id}.md)"


def _row(entry: TopicEntry, uses: _Uses) -> str:
    threads, posts = uses.size
    size = f"{count(threads)}スレッド、{count(posts)}発言"
    return f"{topic_link(entry)}　{size}<br>{shown(entry.definition.ja, 400)}"


def _english(
    vocabulary: TopicVocabulary, uses: dict[str, _Uses], guides: Sequence[Guide]
) -> Listing:
    rows = []
    for entry in vocabulary.topics:
        own = [g for g in guides if g.head.topic == entry.id and g.head.lang == "en"]
        rows.append(_english_row(entry, uses[entry.id], own))
    return Listing(
        path=ENGLISH,
        title="Topics",
        description="What the forum was about: its topics, with the posts and guides on each.",
        sections=[Section(rows)],
        lead=(
            "Threads and posts are sorted into topics by machine, from the words that they use. "
            "Each topic leads to a page in Japanese that lists its threads and posts.",
        ),
    )


def _english_row(entry: TopicEntry, uses: _Uses, guides: Sequence[Guide]) -> str:
    threads, posts = uses.size
    size = f"{_plural(threads, 'thread')}, {_plural(posts, 'post')}"
    link = f"[{shown(entry.label.en)}](../../topics/{entry.id}.md){{: hreflang=ja }}"
    row = f"{link} ({size})<br>{shown(entry.definition.en, 400)}"
    if guides:
        links = ", ".join(
            f"[{shown(g.head.title)}](../{g.path.removeprefix('en/')})" for g in guides
        )
        row += f"<br>Guide: {links}"
    return row


def _plural(number: int, noun: str) -> str:
    return f"{count(number)} {noun}" if number == 1 else f"{count(number)} {noun}s"


def _page(entry: TopicEntry, uses: _Uses, guides: Sequence[Guide]) -> Listing:
    sections = by_year(uses.threads)
    if uses.others:
        sections.append(Section(uses.others, "ほかのスレッドの発言", "posts"))
    lead = [f"{shown(entry.definition.ja, 400)}<br>英語：{shown(entry.label.en)}"]
    if guides:
        lead.append(f"ガイド：{'、'.join(map(_guide_link, guides))}")
    if not sections:
        lead.append("この話題のスレッドは、まだ見つかっていません。")
    return Listing(
        path=f"topics/{entry.id}.md",
        title=entry.label.ja,
        description=f"話題「{entry.label.ja}」を取り上げたスレッドと発言の一覧です。",
        sections=sections,
        place=(INDEX, TOPICS),
        lead=tuple(lead),
    )


def _guide_link(guide: Guide) -> str:
    link = f"[{shown(guide.head.title)}](../{guide.path})"
    return link if guide.head.lang == "ja" else f"{link}（英語）"


def _tail(summary: Summary, use: TopicUse) -> str:
    date = day(summary, year=not use.whole)
    posts = f"、{numbers(use.posts)}" if use.posts else ""
    words = "、".join(shown(word, 40) for word in use.words)
    return f"{close_link(use.posts)}　{date}{posts}<br>手がかり：{words}"
