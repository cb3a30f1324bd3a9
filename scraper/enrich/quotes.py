"""Finds the earlier posts that hold the words of a quotation.

Texts are compared without what quoting changes: forms of width (NFKC, Unicode Standard Annex #15),
white space, quote marks and the places of line breaks. What is left is cut into character 5-grams,
and a post holds a quotation in so far as it has its 5-grams in one place: all of them where the
words are exact, most of them where a few were edited. The cost is that of sorting the 5-grams.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import chain, groupby
from typing import NamedTuple

from scraper.model import Message
from scraper.shapes import quote_depth, quote_mark

GRAM = 5
SIMILAR = 0.6
"""The share of a quotation's 5-grams from which on a post counts as holding it."""

# What stands in more places than this tells nothing.
_COMMON = 16
# An inexact find must be this much better than the next post's.
_MARGIN = 0.1

# A half-width kana and its voicing mark are one letter; so are a kana and a combining mark.
_MARK = re.compile("[\uff9e\uff9f\u3099\u309a]")
_LETTER = re.compile(f"(?s:.){_MARK.pattern}?")
# Letters that may not stay as they are.
_ODD = re.compile(r"[^!-=?-{}~\u3001-\u3035\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff]")


_Place = tuple[int, int]  # a post, and the place of a 5-gram in what it says itself


class Run(NamedTuple):
    """Consecutive lines of a quotation at one depth: without their marks, and normalised."""

    depth: int
    lines: tuple[str, ...]
    text: str


class Found(NamedTuple):
    """Where a run comes from.

    ``path`` are the posts that it came through: the one quoted, and on to the one that wrote it.
    ``share`` is how much of it the first of them holds, 0 to 1, and ``length`` the number of
    letters that tell so: what many posts say does not count.
    """

    path: tuple[int, ...]
    share: float
    length: int


def squeeze(text: str) -> str:
    """The text as it is compared.

    >>> squeeze("ＳＩＭＳ を\\n> 使うｶﾞ")
    'SIMSを使うガ'
    """
    if _MARK.search(text):
        return "".join(map(_letter, _LETTER.findall(text)))
    return _ODD.sub(lambda match: _letter(match[0]), text)


def squeeze_positions(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each character of it its position in ``text``."""
    letters: list[str] = []
    positions: list[int] = []
    at = 0
    for match in (_LETTER if _MARK.search(text) else _ODD).finditer(text):
        letter = _letter(match[0])
        letters += text[at : match.start()], letter
        positions += range(at, match.start())
        positions += [match.start()] * len(letter)
        at = match.end()
    letters.append(text[at:])
    positions += range(at, len(text))
    return "".join(letters), positions


@cache
def _letter(letter: str) -> str:
    return "".join(
        char
        for char in unicodedata.normalize("NFKC", letter)
        if not (char.isspace() or char in ">|")
    )


def grams(text: str) -> list[str]:
    """Every 5-gram of a normalised text, in order.

    >>> grams("SIMSを使")
    ['SIMSを', 'IMSを使']
    """
    return [text[at : at + GRAM] for at in range(len(text) - GRAM + 1)]


def quoted_runs(lines: Iterable[str]) -> list[Run]:
    """The runs of a quote block, in order; its attribution is left out."""
    runs = []
    for depth, marked in groupby(filter(quote_depth, lines), quote_depth):
        bare = tuple(line[len(quote_mark(line)) :] for line in marked)
        runs.append(Run(depth, bare, squeeze("".join(bare))))
    return runs


def _own_words(message: Message) -> str:
    """What a post says itself, normalised: all but its quotations."""
    own = (block for block in message.blocks if block.type != "quote")
    return squeeze(
        "".join(chain(*(message.lines[block.first_line : block.last_line + 1] for block in own)))
    )


class Quotations:
    """What the posts read so far hold, by 5-gram. Posts are added in their order."""

    def __init__(self) -> None:
        self._own: dict[str, list[_Place]] = {}
        self._texts: dict[int, str] = {}
        self._indexed = 0
        self._quoted: dict[int, dict[str, tuple[int, ...]]] = {}  # by depth

    def add(self, message: Message, runs: Iterable[tuple[Run, tuple[int, ...]]]) -> None:
        """Take in a post and its quoted runs, each with the path that was found for it."""
        self._texts[message.number] = _own_words(message)
        for run, path in runs:
            quoted = self._quoted.setdefault(run.depth, {})
            quoted |= dict.fromkeys(grams(run.text), (message.number, *path))

    def find(self, run: Run, named: int | None = None) -> Found | None:
        """Where a run comes from, or None when no post holds it or two hold it alike.

        A quotation of depth 2 or more is looked for among the quotations, one less deep, of the
        posts so far, then like any other in what posts say themselves. ``named`` is the post that
        the attribution names: where it holds the run, no other is asked.
        """
        through = self._through(run) if run.depth > 1 else None
        return through or self._written(run, named)

    def _through(self, run: Run) -> Found | None:
        wanted = dict.fromkeys(grams(run.text))  # of paths found alike, the first
        shallower = self._quoted.get(run.depth - 1, {})
        paths = Counter(filter(None, map(shallower.get, wanted)))
        if not paths:
            return None
        path, count = paths.most_common(1)[0]
        share = count / len(wanted)
        return Found(path, share, len(run.text)) if share >= SIMILAR else None

    def _index(self) -> None:
        """Index the posts for which that was not needed so far."""
        for number in list(self._texts)[self._indexed :]:
            for at, gram in enumerate(grams(self._texts[number])):
                places = self._own.setdefault(gram, [])
                if len(places) <= _COMMON:
                    places.append((number, at))
        self._indexed = len(self._texts)

    def _written(self, run: Run, named: int | None) -> Found | None:
        # Most quotations are exact, and then one post holds them whole.
        if len(run.text) >= GRAM:
            holders = [number for number, text in self._texts.items() if run.text in text]
            if named in holders or len(holders) == 1:
                return Found((named if named in holders else holders[0],), 1, len(run.text))
        self._index()
        found = {gram: self._own.get(gram, []) for gram in grams(run.text)}
        telling = {gram: places for gram, places in found.items() if len(places) <= _COMMON}
        length = len(telling) + GRAM - 1
        places: dict[int, list[tuple[int, str]]] = {}
        for gram, known in telling.items():
            for number, at in known:
                places.setdefault(number, []).append((at, gram))
        shares = {
            number: _densest(known, len(run.text)) / len(telling)
            for number, known in places.items()
        }
        if named is not None and shares.get(named, 0) >= SIMILAR:
            return Found((named,), shares[named], length)
        best = max(shares, key=lambda number: shares[number], default=None)
        if best is None or shares[best] < SIMILAR:
            return None
        share = shares.pop(best)
        rival = max(shares.values(), default=0)
        told_apart = rival < 1 if share == 1 else rival <= share - _MARGIN
        return Found((best,), share, length) if told_apart else None


def _densest(places: list[tuple[int, str]], length: int) -> int:
    """How many different 5-grams stand within a stretch half as long again as a quotation: what is
    quoted stands together, what two texts merely share is scattered."""
    places.sort()
    reach, first, most = length * 3 // 2, 0, 0
    inside: Counter[str] = Counter()
    for at, gram in places:
        inside[gram] += 1
        while at - places[first][0] > reach:
            gone = places[first][1]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            first += 1
        most = max(most, len(inside))
    return most
