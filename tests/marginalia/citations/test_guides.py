"""Guides by their front matter, and the pages of topics that name them."""

from scraper.enrich.topics import TopicVocabulary
from scraper.pages import index_pages
from scraper.pages.glossary import Glossary
from scraper.pages.guides import read_guides
from scraper.yamlfile import read_model
from tests.conftest import CHECKOUT
from tests.marginalia.citations.conftest import HEAD, Desk

TOPICS = read_model(CHECKOUT / "vocabulary" / "topics.yml", TopicVocabulary)


def test_guides_are_in_their_order_and_overviews_are_none(desk: Desk) -> None:
    first = HEAD.format(title="First", lang="ja").replace("order: 1", "order: 0")
    desk.write("docs/guides/zz.md", first)
    desk.write("docs/guides/index.md", first)
    assert [guide.path for guide in read_guides(desk.root / "docs")] == [
        "guides/zz.md",
        "guides/forged.md",
        "en/guides/forged.md",
    ]


def test_the_page_of_a_topic_names_its_guides_and_no_others(desk: Desk) -> None:
    guides = read_guides(desk.root / "docs")
    pages = index_pages([], TOPICS, Glossary(terms=()), guides)
    named = (
        "ガイド：[Title &#38; more](../guides/forged.md)、"
        "[Title &#38; more](../en/guides/forged.md)（英語）\n"
    )
    assert named in pages["topics/forged-sender.md"]
    assert "ガイド" not in pages["topics/bounce.md"]
