"""What a post and a thread are about, by a controlled vocabulary, with the words that say so."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field

from scraper.enrich.fold import Folded, fold
from scraper.enrich.names import cuts_word
from scraper.enrich.prose import own_text
from scraper.enrich.records import Topic
from scraper.model import Message, Record, Thread

POST_THRESHOLD = 2.0
"""A post has a topic from this score on: one telling pattern (weight 2 or 3) or two weak ones."""

THREAD_THRESHOLD = 4.0
"""A thread has a topic from this score on: its opening post is about it, or two other posts are, or
one other post is with more than one telling word."""

_OPENING = 2.0
_SHOWN = 12

# A katakana word may end without its long-vowel mark: サーバー, サーバ. Possessive, so that what
# stands after it in the pattern sees the character after the mark.
_FINAL_MARK = re.compile(r"(?<=[ァ-ヺ])ー(?![ァ-ヺー])")


def _checked(pattern: str) -> str:
    try:
        _compiled(pattern)
    except re.error as error:
        raise ValueError(f"is not a regular expression ({error}); correct '{pattern}'") from error
    if fold(pattern).text != pattern:
        raise ValueError(f"is matched against folded text; write '{fold(pattern).text}'")
    return pattern


class Pattern(Record):
    """A regular expression over folded text (``scraper.enrich.fold``) and what a match weighs.

    A long-vowel mark at the end of a katakana word is optional. A match does not begin inside a
    Latin word, and where the pattern's last sign is a Latin letter or digit, it ends with a word.
    """

    match: Annotated[str, AfterValidator(_checked)]
    weight: float = Field(gt=0, le=3)


class Bilingual(Record):
    """One text in both languages of the site."""

    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)


class TopicEntry(Record):
    """A topic: its machine name, label and definition, and the patterns that earn it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    label: Bilingual
    definition: Bilingual
    patterns: tuple[Pattern, ...] = Field(min_length=1)


class TopicVocabulary(Record):
    """``vocabulary/topics.yml``."""

    topics: tuple[TopicEntry, ...]


def find_topics(text: str, vocabulary: TopicVocabulary) -> tuple[Topic, ...]:
    """The topics of a text that score ``POST_THRESHOLD`` or more, the highest first.

    A topic's score is the sum of the weights of those of its patterns that occur; how often does
    not matter, so length and repetition earn nothing.
    """
    folded = fold(text)
    return _ranked([topic for entry in vocabulary.topics if (topic := _score(folded, entry))])


def post_topics(message: Message, vocabulary: TopicVocabulary) -> tuple[Topic, ...]:
    """The topics of a post by its author's own words; quotes and mail headers do not count."""
    return find_topics(own_text(message), vocabulary)


def thread_topics(thread: Thread, vocabulary: TopicVocabulary) -> tuple[Topic, ...]:
    """The topics of a thread that score ``THREAD_THRESHOLD`` or more, the highest first.

    A topic's score is the sum of its scores in the posts that have it; the opening post, read
    together with the title, counts twice. ``words`` are those of all these posts, each once.
    """
    opening, *others = thread.messages
    found = [
        topic.model_copy(update={"score": topic.score * _OPENING})
        for topic in find_topics(f"{thread.title}\n{own_text(opening)}", vocabulary)
    ]
    for message in others:
        found += post_topics(message, vocabulary)
    return _ranked(
        [
            topic
            for entry in vocabulary.topics
            if (topic := _sum(entry.id, found)).score >= THREAD_THRESHOLD
        ]
    )


def _sum(topic_id: str, found: Sequence[Topic]) -> Topic:
    parts = [topic for topic in found if topic.id == topic_id]
    words = dict.fromkeys(word for topic in parts for word in topic.words)
    score = sum(topic.score for topic in parts)
    return Topic(id=topic_id, score=score, words=tuple(words)[:_SHOWN])


def _score(folded: Folded, entry: TopicEntry) -> Topic | None:
    score = 0.0
    words: dict[str, int] = {}
    for pattern in entry.patterns:
        if match := _first(pattern.match, folded.text):
            score += pattern.weight
            words.setdefault(folded.written(*match.span()), match.start())
    if score < POST_THRESHOLD:
        return None
    ordered = sorted(words, key=words.__getitem__)
    return Topic(id=entry.id, score=score, words=tuple(ordered))


def _ranked(topics: list[Topic]) -> tuple[Topic, ...]:
    return tuple(sorted(topics, key=lambda topic: -topic.score))


def _first(pattern: str, text: str) -> re.Match[str] | None:
    compiled = _compiled(pattern)
    match = compiled.search(text)
    while match and cuts_word(text, match.start()):
        match = compiled.search(text, match.start() + 1)
    return match


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    after = "(?![a-z0-9])" if re.search("[a-z0-9]$", pattern) else ""
    return re.compile(f"(?:{_FINAL_MARK.sub('ー?+', pattern)}){after}")
