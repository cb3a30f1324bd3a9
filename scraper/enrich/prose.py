"""A post → what its author wrote in it, as running text."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from scraper.enrich.fold import Folded, fold
from scraper.model import Block, BlockType, Message, Thread
from scraper.shapes import item_kind
from scraper.wrap import joint

_OWN: tuple[BlockType, ...] = ("paragraph", "list", "table", "code", "link")
_RUNNING: tuple[BlockType, ...] = ("paragraph", "list")


class OwnWords(NamedTuple):
    """A thread as its authors wrote it, folded: its title, and the ``own_text`` of each post by
    number."""

    title: Folded
    posts: dict[int, Folded]


def own_words(thread: Thread) -> OwnWords:
    """What topics, software and open cases are looked for in."""
    posts = {message.number: fold(own_text(message)) for message in thread.messages}
    return OwnWords(fold(thread.title), posts)


def own_text(message: Message) -> str:
    """The post without quotes and mail headers, one line for each block, item or row.

    Wrapped lines are joined, so that a word cut by the margin is whole again. What others wrote
    and what programs stamped says nothing about what this post is about.
    """
    blocks = (block for block in message.blocks if block.type in _OWN)
    return "\n".join(_block_text(message.lines, block) for block in blocks)


def _block_text(lines: Sequence[str], block: Block) -> str:
    own = [line.strip() for line in lines[block.first_line : block.last_line + 1]]
    if block.type not in _RUNNING:
        return "\n".join(own)
    parts = own[:1]
    for line, following in pairwise(own):
        parts += ["\n" if item_kind(following) else joint(line, following), following]
    return "".join(parts)
