"""Open cases: threads whose asker never said how it ended, by topic."""

from collections.abc import Iterator, Sequence

from scraper.enrich.records import Reason
from scraper.enrich.topics import TopicVocabulary
from scraper.pages.entries import Entries
from scraper.pages.paging import Listing, Section
from scraper.pages.text import INDEX, count, day, person, shown, thread_link
from scraper.summary import Summary

CASES = ("その後のわからない相談", "cases/index.md")
_REASONS: dict[Reason, str] = {
    "unanswered": "答えた人がいません",
    "never-returned": "答えがあったあと、相談した人は書き込んでいません",
    "asked-again": "相談した人は、最後の発言でも尋ねています",
    "will-try": "相談した人は、試してみる、または報告すると書いたままです",
}


def case_row(summary: Summary) -> str | None:
    """A thread in the list of the open cases; None where it is none."""
    case = summary.case
    if case is None:
        return None
    post = f"../{summary.path}#m{case.post}"
    return (
        f"{thread_link(summary)}　{day(summary)}、{person(summary.people[0].name)}、"
        f"{summary.messages}発言<br>{_REASONS[case.reason]}（[発言{case.post}]({post})）。"
        "どうなったかご存じですか。"
    )


def case_pages(threads: Sequence[Entries], vocabulary: TopicVocabulary) -> Iterator[Listing]:
    """The list of the open cases. ``threads`` are in order of time."""
    labels = {entry.id: entry.label.ja for entry in vocabulary.topics}
    rows: dict[str, list[str]] = {topic: [] for topic in [*labels, ""]}
    for thread in threads:
        if thread.case:
            topics = (topic for topic, whole, *_ in thread.topics if whole and topic in labels)
            rows[next(topics, "")].append(thread.case)
    labels[""] = "そのほか"
    total = sum(map(len, rows.values()))
    yield Listing(
        path=CASES[1],
        title="その後のわからない相談",
        description="相談した人がその後を書き込まないまま終わったスレッドを、話題ごとに並べています。",
        sections=[
            Section(found, shown(labels[topic]), f"topic-{topic or 'none'}")
            for topic, found in rows.items()
            if found
        ],
        place=(INDEX,),
        lead=(
            f"相談した人がその後どうなったかを書き込まないまま終わったスレッドが、{count(total)}件"
            "あります。発言の流れと結びの言葉から機械的に選んだもので、まちがいもあります。",
        )
        if total
        else ("その後のわからない相談は、まだ見つかっていません。",),
    )
