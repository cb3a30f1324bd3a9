"""Thread → its summary: all that the index pages say of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from scraper.enrich.records import Case, Host, HostKind, HostRole, OutLink, Product, Topic
from scraper.model import Record, Thread

# More words, and longer ones, say nothing more of why a thread has a topic.
_WORDS = 4
_WORD = 24


class Participant(NamedTuple):
    """A name as posted, and the numbers of the posts under it."""

    name: str
    posts: tuple[int, ...]


class TopicUse(NamedTuple):
    """A topic, the posts that have it, words that earned it, and whether the thread has it too."""

    id: str
    posts: tuple[int, ...]
    words: tuple[str, ...]
    whole: bool = True


class ProductUse(NamedTuple):
    """A piece of software that the thread names; see ``scraper.enrich.records.Product``."""

    id: str
    name: str
    versions: tuple[str, ...]


class HostUse(NamedTuple):
    """A host, domain or address in one of its roles, and the posts where it is named so."""

    name: str
    kind: HostKind
    role: HostRole
    posts: tuple[int, ...]


class OutboundLink(NamedTuple):
    """A link whose target is known; see ``scraper.enrich.records.OutLink``."""

    url: str
    host: str
    post: int
    label: str
    archived: str | None


class Opening(Record):
    """A thread as it began; ``day`` is the opening post's date in Japan, YYYY-MM-DD, ``messages``
    how many posts it has."""

    id: str
    title: str
    day: str
    messages: int

    @cached_property
    def year(self) -> int:
        """The year of the opening post."""
        return int(self.day[:4])

    @cached_property
    def path(self) -> str:
        """Where the thread's page is below ``docs``; see ``page_path``."""
        return page_path(self.year, self.id)


class Summary(Opening):
    """What the index pages say of a thread.

    ``people`` are in the order of their first posts, ``topics`` the thread's own first, the
    strongest before the others.
    """

    people: tuple[Participant, ...]
    topics: tuple[TopicUse, ...] = ()
    products: tuple[ProductUse, ...] = ()
    hosts: tuple[HostUse, ...] = ()
    links: tuple[OutboundLink, ...] = ()
    case: Case | None = None


def thread_path(thread: Thread) -> str:
    """Where the page of a thread is below ``docs``; see ``page_path``."""
    return page_path(thread.messages[0].posted.year, thread.id)


def page_path(year: int, thread_id: str) -> str:
    """Where the page of a thread that began in that year is below ``docs``; the site keeps this
    address for good."""
    return f"threads/{year}/{thread_id}.md"


def summarize(
    thread: Thread,
    *,
    topics: Sequence[Topic] = (),
    post_topics: Mapping[int, Iterable[Topic]] | None = None,
    products: Sequence[Product] = (),
    hosts: Iterable[Host] = (),
    links: Iterable[OutLink] = (),
    case: Case | None = None,
) -> Summary:
    """The summary of a thread as published and of what enrichment found in it.

    ``topics``, the strongest first, and ``products`` are the whole thread's, ``post_topics`` the
    posts' by number.
    Links whose target is lost are left out.
    """
    people: dict[str, list[int]] = {}
    for message in thread.messages:
        people.setdefault(message.author, []).append(message.number)
    named: dict[tuple[str, HostKind, HostRole], set[int]] = {}
    for host in hosts:
        named.setdefault((host.name, host.kind, host.role), set()).add(host.post)
    return Summary(
        id=thread.id,
        title=thread.title,
        day=_day(thread.messages[0].posted),
        messages=len(thread.messages),
        people=tuple(Participant(name, tuple(posts)) for name, posts in people.items()),
        topics=tuple(_topics(topics, post_topics or {})),
        products=tuple(ProductUse(each.id, each.name, each.versions) for each in products),
        hosts=tuple(HostUse(*key, tuple(sorted(posts))) for key, posts in sorted(named.items())),
        links=tuple(
            OutboundLink(link.url, link.host or "", link.post, link.label, link.archived)
            for link in links
            if link.url is not None
        ),
        case=case,
    )


def _topics(
    topics: Sequence[Topic], post_topics: Mapping[int, Iterable[Topic]]
) -> Iterator[TopicUse]:
    posts: dict[str, list[int]] = {}
    words = {topic.id: list(topic.words) for topic in topics}
    for number, found in sorted(post_topics.items()):
        for topic in found:
            posts.setdefault(topic.id, []).append(number)
            words.setdefault(topic.id, []).extend(topic.words)
    whole = [topic.id for topic in topics]
    for topic_id in dict.fromkeys([*whole, *sorted(posts)]):
        earned = tuple(dict.fromkeys(word[:_WORD] for word in words[topic_id]))[:_WORDS]
        yield TopicUse(topic_id, tuple(posts.get(topic_id, ())), earned, topic_id in whole)


def _day(posted: datetime) -> str:
    return posted.date().isoformat()
