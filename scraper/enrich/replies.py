"""Finds which earlier posts a post answers, and from what evidence.

===========  =====================================================  ================================
kind         evidence                                               confidence
===========  =====================================================  ================================
quote        its quotation stands in the other post                 the share of the quotation found
                                                                    there; in proportion less below
                                                                    20 characters, 40 if not exact;
                                                                    times 0.7 for ``>>`` in a post
                                                                    without ``>``
attribution  a line above the quotation names minute and author     0.95
             … names the minute, at which one post was written      0.80
             … names the author, of one earlier post                0.70
             … names the author, of several: the latest             0.50
name         its prose names the author, of one earlier post        0.60
             … of several: the latest                               0.50
===========  =====================================================  ================================

A confidence is an estimate of how often a reader of the thread would agree. Quotation and
attribution that name the same post count as independent: the chance that both err is the product.
Below ``CLAIMED`` nothing is said. Only earlier posts are asked, so that answers form no cycle, and
words that two posts hold alike name neither of them.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scraper.enrich.naming import is_call, named, read_attribution
from scraper.enrich.quotes import Found, Quotations, Run, quoted_runs
from scraper.model import Block, Message, Reply, ReplyKind
from scraper.shapes import quote_depth

CLAIMED = 0.5
"""The least confidence with which a reply is stated."""

_MINUTE_AND_AUTHOR = 0.95
_MINUTE = 0.8
_SOLE_POST_ATTRIBUTED = 0.7
_SOLE_POST_NAMED = 0.6
_LATEST_POST = 0.5
_ENOUGH = 20
_ENOUGH_INEXACT = 40
_ONLY_DEEP = 0.7

_STRENGTH: tuple[ReplyKind, ...] = ("quote", "attribution", "name")


class _Claim(NamedTuple):
    to: int
    kind: ReplyKind
    confidence: float


def find_replies(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The posts of a thread, in their order, with ``replies_to`` and ``replies`` and, in their
    quote blocks, ``origins``."""
    earlier = _Earlier()
    return tuple(earlier.read(message) for message in messages)


class _Earlier:
    """The posts read so far, by what can point at one of them."""

    def __init__(self) -> None:
        self._quotations = Quotations()
        self._authors: dict[int, str] = {}
        self._by_author: dict[str, list[int]] = {}
        self._by_minute: dict[str, list[int]] = {}

    def read(self, message: Message) -> Message:
        """The post with what it answers, which from now on is one of the earlier posts."""
        blocks: list[Block] = []
        claims: list[_Claim] = []
        quoted: list[tuple[Run, tuple[int, ...]]] = []
        shallowest = min(
            (d for block in message.blocks for d in block.depths or () if d), default=1
        )
        for block in message.blocks:
            if block.type == "quote":
                lines = message.lines[block.first_line : block.last_line + 1]
                runs = quoted_runs(lines)
                paths, found = self._quote(lines[0], runs, shallowest)
                block = block.model_copy(update={"origins": paths})
                quoted += zip(runs, paths, strict=True)
                claims += found
            blocks.append(block)
        # 「＞田中さん」
        calls = [run.text for run, path in quoted if not path and is_call(run.text)]
        answered = {message.author, *(self._authors[claim.to] for claim in claims)}
        claims += self._names([*_prose(message), *calls], answered)
        replies = _merge(claims)
        self._quotations.add(message, quoted)
        self._authors[message.number] = message.author
        self._by_author.setdefault(message.author, []).append(message.number)
        self._by_minute.setdefault(f"{message.posted:%m/%d %H:%M}", []).append(message.number)
        return message.model_copy(
            update={
                "blocks": tuple(blocks),
                "replies": replies,
                "replies_to": tuple(reply.to for reply in replies),
            }
        )

    def _quote(
        self, first: str, runs: Sequence[Run], shallowest: int
    ) -> tuple[tuple[tuple[int, ...], ...], list[_Claim]]:
        """The origin of each run of a block whose first line may be its attribution, and what
        these claim."""
        attributed = self._attributed(first) if not quote_depth(first) else None
        claims = []
        paths = []
        for run in runs:
            at_hand = attributed if run.depth == shallowest else None
            found = self._quotations.find(run, at_hand.to if at_hand else None)
            confidence = _quoted(found, shallowest) if found else 0.0
            agrees = found is not None and at_hand is not None and found.path[0] == at_hand.to
            if found and (confidence >= CLAIMED or agrees):
                paths.append(found.path)
                claims.append(_Claim(found.path[0], "quote", confidence))
                if agrees and at_hand:
                    claims.append(at_hand)
            elif at_hand:
                paths.append((at_hand.to,))
                claims.append(at_hand)
            else:
                paths.append(())
        return tuple(paths), claims

    def _attributed(self, line: str) -> _Claim | None:
        when, text = read_attribution(line)
        authors = named(text, self._by_author)
        if when:
            posts = self._by_minute.get(when, [])
            by_author = [number for number in posts if self._authors[number] in authors]
            if len(by_author) == 1:
                return _Claim(by_author[0], "attribution", _MINUTE_AND_AUTHOR)
            return (
                _Claim(posts[0], "attribution", _MINUTE)
                if len(posts) == 1 and not authors
                else None
            )
        if len(authors) != 1:
            return None
        return self._latest(authors.pop(), "attribution", _SOLE_POST_ATTRIBUTED)

    def _names(self, texts: Iterable[str], answered: set[str]) -> Iterator[_Claim]:
        """Authors that the texts name, but for the ones ``answered`` anyway."""
        for author in set().union(*(named(text, self._by_author) for text in texts)) - answered:
            yield self._latest(author, "name", _SOLE_POST_NAMED)

    def _latest(self, author: str, kind: ReplyKind, sole: float) -> _Claim:
        posts = self._by_author[author]
        return _Claim(posts[-1], kind, sole if len(posts) == 1 else _LATEST_POST)


def _quoted(found: Found, shallowest: int) -> float:
    """The confidence that a run was taken from where it was found."""
    enough = _ENOUGH if found.share == 1 else _ENOUGH_INEXACT
    # Who writes ``>>`` and never ``>`` may mean the writer himself, not the one who quoted him.
    doubt = _ONLY_DEEP if len(found.path) > 1 and shallowest > 1 else 1
    return found.share * min(1, found.length / enough) * doubt


def _prose(message: Message) -> Iterator[str]:
    for block in message.blocks:
        if block.type in ("paragraph", "list"):
            yield "".join(message.lines[block.first_line : block.last_line + 1])


def _merge(claims: Sequence[_Claim]) -> tuple[Reply, ...]:
    """One reply for each post that is claimed, by number: the surest claim of each kind of
    evidence, the kinds taken together."""
    posts: dict[int, dict[ReplyKind, float]] = {}
    for claim in claims:
        kinds = posts.setdefault(claim.to, {})
        kinds[claim.kind] = max(kinds.get(claim.kind, 0.0), claim.confidence)
    replies = []
    for to, kinds in sorted(posts.items()):
        kind = next(kind for kind in _STRENGTH if kinds.get(kind, 0.0) >= CLAIMED)
        doubt = math.prod(1 - confidence for confidence in kinds.values())
        replies.append(Reply(to=to, kind=kind, confidence=round(1 - doubt, 2)))
    return tuple(replies)
