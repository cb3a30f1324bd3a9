"""Precision and recall of topics on the gold posts (``python -m`` this module prints them)."""

import sys
from collections.abc import Sequence
from typing import NamedTuple

from scraper.enrich.topics import TopicVocabulary, find_topics
from scraper.yamlfile import read_model
from tests.scraper.enrich.gold import ROOT, Gold, made_posts, seed_posts


class Row(NamedTuple):
    """How often a topic was found and right, found and wrong, and missed."""

    topic: str
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of those found, the part that is right; 1 where nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Of those that a reader gives, the part that was found; 1 where there are none."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0


def vocabulary() -> TopicVocabulary:
    """The vocabulary of the site."""
    return read_model(ROOT / "vocabulary/topics.yml", TopicVocabulary)


def found_in(gold: Gold, topics: TopicVocabulary) -> frozenset[str]:
    """The topics that are found in a gold post."""
    return frozenset(topic.id for topic in find_topics(gold.text, topics))


def report(posts: Sequence[Gold], topics: TopicVocabulary) -> list[Row]:
    """One row for each topic of the vocabulary and, last, their sum as ``all``."""
    pairs = [(post.topics, found_in(post, topics)) for post in posts]
    rows = [
        Row(
            name,
            sum(name in wanted and name in found for wanted, found in pairs),
            sum(name not in wanted and name in found for wanted, found in pairs),
            sum(name in wanted and name not in found for wanted, found in pairs),
        )
        for name in (entry.id for entry in topics.topics)
    ]
    total = Row(
        "all",
        sum(row.right for row in rows),
        sum(row.wrong for row in rows),
        sum(row.missed for row in rows),
    )
    return [*rows, total]


def main() -> None:
    """Print the table of the posts used for tuning and that of the unseen ones."""
    topics = vocabulary()
    made = made_posts()
    sets = {
        "tuned (seed and made)": [*seed_posts(), *(post for post in made if not post.unseen)],
        "unseen (made)": [post for post in made if post.unseen],
    }
    for title, posts in sets.items():
        sys.stdout.write(f"{title}, {len(posts)} posts\n")
        for row in report(posts, topics):
            sys.stdout.write(
                f"  {row.topic:14} precision {row.precision:.2f}  recall {row.recall:.2f}  "
                f"right {row.right:2} wrong {row.wrong} missed {row.missed}\n"
            )


if __name__ == "__main__":
    main()
