"""What a post and a thread are about, by a controlled vocabulary, with the words that say so."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from scraper.enrich.fold import Folded, fold
from scraper.enrich.literals import Sieve
from scraper.enrich.names import cuts_word
from scraper.enrich.prose import OwnWords
from scraper.enrich.records import Topic
from scraper.model import Record

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

    @cached_property
    def index(self) -> "_Index":
        """The patterns, ready to be searched for in many texts."""
        patterns = [(entry.id, pattern) for entry in self.topics for pattern in entry.patterns]
        sieve = _sieve(tuple(_compiled(pattern.match).pattern for _, pattern in patterns))
        return _Index(patterns, sieve)


class _Index(NamedTuple):
    """All patterns, each with its topic's id, and the ``sieve`` that rules most of them out."""

    patterns: list[tuple[str, Pattern]]
    sieve: Sieve


class _Hit(NamedTuple):
    start: int
    word: str
    weight: float


def _start(hit: _Hit) -> int:
    return hit.start


_Hits = dict[str, dict[str, _Hit]]  # by topic and pattern


class ThreadTopics(NamedTuple):
    """The topics of a thread, and of each post by its number; the highest first."""

    whole: tuple[Topic, ...]
    posts: dict[int, tuple[Topic, ...]]


def find_topics(text: str, vocabulary: TopicVocabulary) -> tuple[Topic, ...]:
    """The topics of a text that score ``POST_THRESHOLD`` or more, the highest first.

    A topic's score is the sum of the weights of those of its patterns that occur; how often does
    not matter, so length and repetition earn nothing.
    """
    return _topics(_search([fold(text)], vocabulary)[0])


def thread_topics(thread: OwnWords, vocabulary: TopicVocabulary) -> ThreadTopics:
    """The topics of a thread and of its posts, by what their authors wrote themselves.

    A thread's topics score ``THREAD_THRESHOLD`` or more: the sum of the scores in the posts that
    have it; the opening post, read together with the title, counts twice. ``words`` are those of
    all these posts, each once. Quotes and mail headers do not count.
    """
    title, opening, *others = _search([thread.title, *thread.posts.values()], vocabulary)
    found = [
        topic.model_copy(update={"score": topic.score * _OPENING})
        for topic in _topics(_together(title, opening))
    ]
    posts = [_topics(opening), *map(_topics, others)]
    found += [topic for topics in posts[1:] for topic in topics]
    parts: dict[str, list[Topic]] = {entry.id: [] for entry in vocabulary.topics}
    for topic in found:
        parts[topic.id].append(topic)
    sums = (_sum(each) for each in parts.values() if each)
    whole = _ranked([topic for topic in sums if topic.score >= THREAD_THRESHOLD])
    return ThreadTopics(whole, dict(zip(thread.posts, posts, strict=True)))


def _search(texts: Sequence[Folded], vocabulary: TopicVocabulary) -> list[_Hits]:
    """For each text and topic, the first occurrence of each pattern that occurs."""
    patterns, sieve = vocabulary.index
    candidates = sieve.candidates([each.text for each in texts])
    return [
        _search_one(text, [patterns[index] for index in may_match])
        for text, may_match in zip(texts, candidates, strict=True)
    ]


def _search_one(text: Folded, patterns: Iterable[tuple[str, Pattern]]) -> _Hits:
    hits: _Hits = {}
    for topic_id, pattern in patterns:
        if match := _first(_compiled(pattern.match), text.text):
            hit = _Hit(match.start(), text.written(*match.span()), pattern.weight)
            hits.setdefault(topic_id, {})[pattern.match] = hit
    return hits


def _first(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match that does not begin inside a word."""
    match = pattern.search(text)
    while match and cuts_word(text, match.start()):
        match = pattern.search(text, match.start() + 1)
    return match


def _together(title: _Hits, opening: _Hits) -> _Hits:
    """The hits of two texts read as one, the first before the second."""
    both = {topic: dict(found) for topic, found in title.items()}
    before = max((hit.start for found in title.values() for hit in found.values()), default=0) + 1
    for topic, found in opening.items():
        for pattern, hit in found.items():
            both.setdefault(topic, {}).setdefault(pattern, hit._replace(start=before + hit.start))
    return both


def _topics(hits: _Hits) -> tuple[Topic, ...]:
    topics = []
    for topic_id, found in hits.items():
        score = sum(hit.weight for hit in found.values())
        if score >= POST_THRESHOLD:
            words = dict.fromkeys(hit.word for hit in sorted(found.values(), key=_start))
            topics.append(Topic(id=topic_id, score=score, words=tuple(words)))
    return _ranked(topics)


def _sum(parts: Sequence[Topic]) -> Topic:
    words = dict.fromkeys(word for topic in parts for word in topic.words)
    score = sum(topic.score for topic in parts)
    return Topic(id=parts[0].id, score=score, words=tuple(words)[:_SHOWN])


def _ranked(topics: list[Topic]) -> tuple[Topic, ...]:
    return tuple(sorted(topics, key=lambda topic: -topic.score))


@lru_cache(maxsize=8)
def _sieve(patterns: tuple[str, ...]) -> Sieve:
    """Made once in each process, which gets the vocabulary anew with every batch of captures."""
    return Sieve(patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    after = "(?![a-z0-9])" if re.search("[a-z0-9]$", pattern) else ""
    return re.compile(f"(?:{_FINAL_MARK.sub('ー?+', pattern)}){after}")
