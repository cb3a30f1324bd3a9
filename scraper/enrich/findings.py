"""All that is found in a thread, by the vocabularies of the checkout and without them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from scraper.enrich.cases import is_open
from scraper.enrich.hosts import find_hosts, find_links
from scraper.enrich.products import ProductVocabulary, thread_products
from scraper.enrich.prose import own_words
from scraper.enrich.records import Case, Host, OutLink, Product, Topic
from scraper.enrich.topics import TopicVocabulary, thread_topics
from scraper.model import Thread
from scraper.pages.glossary import Glossary


class Vocabularies(NamedTuple):
    """The controlled vocabularies of the checkout."""

    topics: TopicVocabulary
    products: ProductVocabulary
    glossary: Glossary


class Findings(NamedTuple):
    """What a thread is about and what it names.

    ``post_topics`` are by number of the post, ``labels`` the Japanese labels of topics by id.
    """

    topics: tuple[Topic, ...] = ()
    post_topics: Mapping[int, tuple[Topic, ...]] = MappingProxyType({})
    labels: Mapping[str, str] = MappingProxyType({})
    products: tuple[Product, ...] = ()
    hosts: tuple[Host, ...] = ()
    links: tuple[OutLink, ...] = ()
    case: Case | None = None


NOTHING = Findings()
"""What is found in a thread that nobody searched."""


def find(published: Thread, vocabularies: Vocabularies) -> Findings:
    """Search a thread as it is published, so that nothing withdrawn is found."""
    own = own_words(published)
    topics = thread_topics(own, vocabularies.topics)
    return Findings(
        topics=topics.whole,
        post_topics=topics.posts,
        labels={topic.id: topic.label.ja for topic in vocabularies.topics.topics},
        products=thread_products(own, vocabularies.products),
        hosts=find_hosts(published),
        links=find_links(published),
        case=is_open(published, own),
    )
