"""Reads the gold files: posts with the topics that a reader gives them."""

from pathlib import Path
from typing import NamedTuple

from scraper.captures.archive import read_archive
from scraper.enrich.prose import own_text
from scraper.errors import ContentError
from scraper.model import Thread
from scraper.thread import parse_capture

HERE = Path(__file__).parent
ROOT = HERE.parents[2]

SEED_TOPICS: dict[int, frozenset[str]] = {
    1: frozenset({"forged-sender", "bounce", "spam"}),
    2: frozenset({"forged-sender", "mail-server"}),
    3: frozenset({"bounce", "spam"}),
    4: frozenset({"forged-sender"}),
    5: frozenset(),
    6: frozenset({"spam"}),
    7: frozenset({"eims-to-sims", "mail-server"}),
    8: frozenset({"eims-to-sims", "spam"}),
    9: frozenset({"eims-to-sims"}),
    10: frozenset({"spam"}),
    11: frozenset({"forged-sender", "spam"}),
    12: frozenset({"relay", "rbl", "spam"}),
}
"""The topics of the posts of the first thread, by reading it."""

SEED_THREAD = frozenset(
    {"forged-sender", "bounce", "relay", "rbl", "eims-to-sims", "spam", "mail-server"}
)


class Gold(NamedTuple):
    """A post's own text, the topics that a reader gives it, and whether tuning left it unseen."""

    text: str
    topics: frozenset[str]
    unseen: bool


def seed() -> Thread:
    """The first thread of the archive."""
    problems: list[ContentError] = []
    threads = [parse_capture(each) for each in read_archive(ROOT / "archive", problems.append)]
    (thread,) = [each for each in threads if each.id == "980820210426"]
    return thread


def seed_posts() -> list[Gold]:
    """The posts of the first thread."""
    return [
        Gold(own_text(message), SEED_TOPICS[message.number], unseen=False)
        for message in seed().messages
    ]


def made_posts() -> list[Gold]:
    """The posts of ``topics.txt``."""
    found: list[Gold] = []
    for line in (HERE / "topics.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("="):
            names = {name for name in line[1:].replace(",", " ").split() if name}
            found.append(Gold("", frozenset(names - {"unseen"}), "unseen" in names))
        else:
            found[-1] = found[-1]._replace(text=f"{found[-1].text}{line}\n")
    return found
