"""Where a quotation comes from → a link below it, and what it changed in the original.

The original is shown by sentences: what stands in them and not in the quotation is marked as left
out, what the quotation has besides as added. White space, width and line breaks do not count.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from html import escape
from itertools import pairwise
from typing import Literal, NamedTuple

from marginalia.text import visible
from scraper.enrich.quotes import GRAM, SIMILAR, Run, grams, quoted_runs, squeeze_positions
from scraper.restore import PagePost, PostBlock, PostLine, ThreadPage
from scraper.wrap import joint

_SENTENCE_END = re.compile("[。．！？!?]+[」』）)]*|\n")
# Longer passages are not compared: the time grows with the square of the length.
_LONGEST = 600
# A sentence is shown as far as this beyond what was quoted of it.
_AROUND = 120
# Fewer equal letters than this between two changes are chance.
_KEPT = 2


class Change(NamedTuple):
    """A piece of an original: kept in the quotation, left out of it (``del``), or what the
    quotation has instead (``ins``)."""

    kind: Literal["kept", "del", "ins"]
    text: str


class QuoteOrigins:
    """Finds the originals of the quotations on one page."""

    def __init__(self, page: ThreadPage) -> None:
        self._originals = {post.number: _Original(post) for post in page.posts}

    def notes(self, block: PostBlock) -> list[str]:
        """HTML for each run of one depth of a quote: its origin; empty where none is known."""
        runs = quoted_runs(line.text for line in block.lines)
        return [
            self._note(run, [number for number in path if number in self._originals])
            for run, path in zip(runs, block.origins, strict=False)
        ]

    def _note(self, run: Run, path: Sequence[int]) -> str:
        if not path:
            return ""
        *through, first = (f'<a href="#m{number}">#{number}</a>' for number in path)
        via = f"（{'、'.join(reversed(through))}の引用を経て）" if through else ""
        changes = self._originals[path[-1]].compare(
            _joined([PostLine(line, 0) for line in run.lines])
        )
        return (
            f'<div class="quote-origin" data-kensaku-ignore="">{first} より{via}'
            f"{_details(changes) if changes else ''}</div>"
        )


class _Original:
    """What a post says itself, prepared on first use for finding passages in it."""

    def __init__(self, post: PagePost) -> None:
        self._post = post

    @cached_property
    def _text(self) -> str:
        own = (block for block in self._post.blocks if block.kind not in (None, "quote"))
        return "\n".join(_joined(block.lines) for block in own)

    @cached_property
    def _letters(self) -> tuple[str, list[int]]:
        return squeeze_positions(self._text)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each 5-gram stands that the post has once."""
        every = grams(self._letters[0])
        counts = Counter(every)
        return {gram: at for at, gram in enumerate(every) if counts[gram] == 1}

    def compare(self, quotation: str) -> list[Change]:
        """The sentences that were quoted, in pieces; none where they were quoted as they are, or
        where the post does not hold the quotation, or it is longer than can be compared."""
        quoted, quoted_at = squeeze_positions(quotation)
        passage = self._passage(quoted)
        if passage is None:
            return []
        original = _sentences(self._text, *passage)
        letters, letters_at = squeeze_positions(original)
        if letters == quoted:
            return []
        changes, alike = [], 0
        for kept, (a, a_end), (b, b_end) in _pieces(letters, quoted):
            changes.append(Change("kept" if kept else "del", _cut(original, letters_at, a, a_end)))
            if kept:
                alike += b_end - b
            else:
                changes.append(Change("ins", _cut(quotation, quoted_at, b, b_end)))
        return [each for each in changes if each.text] if alike >= SIMILAR * len(quoted) else []

    def _passage(self, quoted: str) -> tuple[int, int] | None:
        """From where to where in the text the quoted words stand."""
        letters, letters_at = self._letters
        place = letters.find(quoted)
        if 0 < len(quoted) <= _LONGEST and place >= 0 and letters.find(quoted, place + 1) < 0:
            return letters_at[place], letters_at[place + len(quoted) - 1] + 1
        found = [
            (self._places[gram], at)
            for at, gram in enumerate(grams(quoted))
            if gram in self._places
        ]
        if not found or len(quoted) > _LONGEST:
            return None
        shift = Counter(place - at for place, at in found).most_common(1)[0][0]
        near = [place for place, at in found if abs(place - at - shift) <= len(quoted)]
        return letters_at[min(near)], letters_at[max(near) + GRAM - 1] + 1


def _sentences(text: str, start: int, end: int) -> str:
    """The text from ``start`` to ``end``, with the rest of the sentences that these cut."""
    before = [match.end() for match in _SENTENCE_END.finditer(text, max(start - _AROUND, 0), start)]
    first = before[-1] if before else max(start - _AROUND, 0)
    after = _SENTENCE_END.search(text, end - 1)
    last = min(after.end() if after else len(text), end + _AROUND)
    return text[first:last].strip()


def _pieces(original: str, quoted: str) -> Iterator[tuple[bool, tuple[int, int], tuple[int, int]]]:
    """Cut both into pieces that are alike and pieces that differ, in turn."""
    matches = SequenceMatcher(None, original, quoted, autojunk=False).get_matching_blocks()
    a, b = 0, 0
    for match in matches:
        if match.size < _KEPT and match.a < len(original):
            continue
        yield False, (a, match.a), (b, match.b)
        a, b = match.a + match.size, match.b + match.size
        yield True, (match.a, a), (match.b, b)


def _cut(text: str, positions: Sequence[int], start: int, end: int) -> str:
    """The part of the text from one of its letters to another."""
    if start == end:
        return ""
    return text[positions[start] : positions[end] if end < len(positions) else len(text)]


def _joined(lines: Sequence[PostLine]) -> str:
    """Lines of a block as running text, with a line end where the break was meant."""
    return "".join(
        line.text + ("\n" if line.meant else joint(line.text, following.text))
        for line, following in pairwise([*lines, PostLine("", 0)])
    )


def _details(changes: Sequence[Change]) -> str:
    pieces = "".join(_piece(change) for change in changes)
    return (
        '<details class="quote-changes"><summary>原文との違い</summary>'
        f"<div>{pieces}</div></details>"
    )


def _piece(change: Change) -> str:
    text = escape(visible(change.text))
    if change.kind == "kept":
        return text
    start, end = ("［省略：", "］") if change.kind == "del" else ("［変更後：", "］")
    return (
        f'<{change.kind}><span class="visually-hidden">{start}</span>{text}'
        f'<span class="visually-hidden">{end}</span></{change.kind}>'
    )
