"""Summaries of an invented forum, as large as wanted and as uneven as a real one."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

import yaml

from scraper.enrich.records import Case
from scraper.enrich.topics import TopicVocabulary
from scraper.summary import HostUse, OutboundLink, Participant, ProductUse, Summary, TopicUse

_VOCABULARY = Path(__file__).parents[3] / "vocabulary" / "topics.yml"
_PRODUCTS = tuple(f"Product{number}" for number in range(40))


@cache
def vocabulary() -> TopicVocabulary:
    """The project's topics."""
    return TopicVocabulary.model_validate(yaml.safe_load(_VOCABULARY.read_text("utf-8")))


def summaries(count: int) -> Iterator[Summary]:
    """Yield threads of ten posts from 1996 to 2005; a few people are in most of them."""
    random = Random(0)
    topics = [entry.id for entry in vocabulary().topics]
    for number in range(count):
        opened = date(1996, 3, 11) + timedelta(days=3590 * number // count)
        thread_id = f"{opened:%y%m%d}{number % 86400:06}"
        yield Summary(
            id=thread_id,
            title=f"{'サーバの設定で困っています' * random.randint(1, 2)} [{number}]",
            day=opened.isoformat(),
            messages=10,
            people=_people(random),
            topics=tuple(
                TopicUse(
                    topic, (1, 3, 4), ("メールサーバー", "設定", "エラー"), random.random() < 0.7
                )
                for topic in random.sample(topics, 3)
            ),
            products=tuple(
                ProductUse(name.lower(), name, ("2.1", "2.2b4"))
                for name in random.sample(_PRODUCTS, 3)
            ),
            hosts=tuple(
                HostUse(f"mail{random.randrange(5000)}.example.{ending}", "host", "named", (1, 4))
                for ending in random.sample(["co.jp", "ne.jp", "com", "de"], 2)
            ),
            links=(_link(random, opened),),
            case=Case(post=1, reason="never-returned") if random.random() < 0.3 else None,
        )


def _people(random: Random) -> tuple[Participant, ...]:
    names = dict.fromkeys(_name(random) for _ in range(random.randint(2, 6)))
    posts: dict[str, list[int]] = {name: [] for name in names}
    for number, name in enumerate([*names, *random.choices(list(names), k=10 - len(names))], 1):
        posts[name].append(number)
    return tuple(Participant(name, tuple(numbers)) for name, numbers in posts.items())


def _name(random: Random) -> str:
    rank = int(random.paretovariate(0.5))
    return "田中求之" if rank == 1 else f"発言者{min(rank, 4000)}"


def _link(random: Random, opened: date) -> OutboundLink:
    host = f"www{random.randrange(1500)}.example.com"
    url = f"http://{host}/~user/page{random.randrange(100)}.html"
    copy = f"https://web.archive.org/web/{opened:%Y%m%d}000000/{url}"
    return OutboundLink(url, host, 3, "参考になるページ", copy)
