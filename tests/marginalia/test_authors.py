"""A post links to its author's posts before and after it, when it is known whose they are."""

from marginalia.authors import author_links
from scraper.emit import emit
from scraper.publish import WITHDRAWN_AUTHOR
from scraper.restore import restore
from tests.scraper.strategies import message, thread_of


def links(*authors: str) -> dict[int, str]:
    messages = [message(number, author, ["行"]) for number, author in enumerate(authors, 1)]
    return author_links(restore(emit(thread_of("題", messages))).posts)


def test_the_posts_of_an_author_are_linked_in_a_row() -> None:
    assert links("笹田", "まゆみ", "笹田", "笹田") == {
        1: '<p>笹田さんの<a href="#m3">次の発言（#3）</a></p>',
        3: '<p>笹田さんの<a href="#m1">前の発言（#1）</a>　<a href="#m4">次の発言（#4）</a></p>',
        4: '<p>笹田さんの<a href="#m3">前の発言（#3）</a></p>',
    }


def test_posts_without_a_known_author_are_not_linked() -> None:
    assert links("", "", WITHDRAWN_AUTHOR, WITHDRAWN_AUTHOR) == {}


def test_a_name_is_text() -> None:
    assert "<p>&lt;b&gt;さんの" in links("<b>", "<b>")[1]
