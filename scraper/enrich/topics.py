"""What a post and a thread are about, by a controlled vocabulary, with the words that say so."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from scraper.enrich.fold import Folded, fold
from scraper.enrich.literals import required_literals
from scraper.enrich.names import cuts_word
from scraper.enrich.prose import own_text
from scraper.enrich.records import Topic
from scraper.model import Record, Thread

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


class ThreadTopics(NamedTuple):
    """The topics of a thread, and of each post by its number; the highest first."""

    whole: tuple[Topic, ...]
    posts: dict[int, tuple[Topic, ...]]


def find_topics(text: str, vocabulary: TopicVocabulary) -> tuple[Topic, ...]:
    """The topics of a text that score ``POST_THRESHOLD`` or more, the highest first.

    A topic's score is the sum of the weights of those of its patterns that occur; how often does
    not matter, so length and repetition earn nothing.
    """
    folded = fold(text)
    return _find(folded, _occurring(folded.text, vocabulary))


def thread_topics(thread: Thread, vocabulary: TopicVocabulary) -> ThreadTopics:
    """The topics of a thread and of its posts, by what their authors wrote themselves.

    A thread's topics score ``THREAD_THRESHOLD`` or more: the sum of the scores in the posts that
    have it; the opening post, read together with the title, counts twice. ``words`` are those of
    all these posts, each once. Quotes and mail headers do not count.
    """
    texts = {message.number: own_text(message) for message in thread.messages}
    folded = {number: fold(text) for number, text in texts.items()}
    opening = thread.messages[0].number
    titled = fold(f"{thread.title}\n{texts[opening]}")
    # Few of the patterns occur at all: looked for once in everything, then only where they may be.
    everything = "\n".join([titled.text, *(each.text for each in folded.values())])
    patterns = _occurring(everything, vocabulary)
    posts = {number: _find(each, patterns) for number, each in folded.items()}
    found = [
        topic.model_copy(update={"score": topic.score * _OPENING})
        for topic in _find(titled, patterns)
    ]
    found += [topic for number, each in posts.items() if number != opening for topic in each]
    sums = (_sum(topic_id, found) for topic_id in patterns)
    whole = _ranked([topic for topic in sums if topic.score >= THREAD_THRESHOLD])
    return ThreadTopics(whole, posts)


def _occurring(text: str, vocabulary: TopicVocabulary) -> dict[str, list[Pattern]]:
    """The patterns of each topic that occur in a folded text."""
    return {
        entry.id: patterns
        for entry in vocabulary.topics
        if (patterns := [each for each in entry.patterns if _first(each.match, text)])
    }


def _find(folded: Folded, patterns: Mapping[str, Sequence[Pattern]]) -> tuple[Topic, ...]:
    scores = (_score(folded, topic_id, each) for topic_id, each in patterns.items())
    return _ranked([topic for topic in scores if topic])


def _sum(topic_id: str, found: Sequence[Topic]) -> Topic:
    parts = [topic for topic in found if topic.id == topic_id]
    words = dict.fromkeys(word for topic in parts for word in topic.words)
    score = sum(topic.score for topic in parts)
    return Topic(id=topic_id, score=score, words=tuple(words)[:_SHOWN])


def _score(folded: Folded, topic_id: str, patterns: Sequence[Pattern]) -> Topic | None:
    score = 0.0
    words: dict[str, int] = {}
    for pattern in patterns:
        if match := _first(pattern.match, folded.text):
            score += pattern.weight
            words.setdefault(folded.written(*match.span()), match.start())
    if score < POST_THRESHOLD:
        return None
    ordered = sorted(words, key=words.__getitem__)
    return Topic(id=topic_id, score=score, words=tuple(ordered))


def _ranked(topics: list[Topic]) -> tuple[Topic, ...]:
    return tuple(sorted(topics, key=lambda topic: -topic.score))


def _first(pattern: str, text: str) -> re.Match[str] | None:
    compiled = _compiled(pattern)
    for word in required_literals(compiled.pattern):
        if word in text:
            break
    else:
        return None
    match = compiled.search(text)
    while match and cuts_word(text, match.start()):
        match = compiled.search(text, match.start() + 1)
    return match


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    after = "(?![a-z0-9])" if re.search("[a-z0-9]$", pattern) else ""
    return re.compile(f"(?:{_FINAL_MARK.sub('ー?+', pattern)}){after}")
