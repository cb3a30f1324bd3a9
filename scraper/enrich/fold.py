"""Text → the form in which words are compared, and the way back to the text as written."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Marks that NFKC may join to the character before them: half-width ﾊﾞ becomes バ.
_MARKS = r"\uff9e\uff9f\u3099\u309a\u0300-\u036f"
# Characters that only case can change, one to one.
_PLAIN = r"[\x00-\x7f\u3001-\u3035\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff]"
_ALL_PLAIN = re.compile(f"{_PLAIN}*")
_PART = re.compile(f"(?P<plain>(?:{_PLAIN}(?![{_MARKS}]))+)|.[{_MARKS}]*", re.DOTALL)


class Folded(NamedTuple):
    """A text in NFKC with case folded. ``starts`` has, for each of its characters and for its end,
    the offset in ``source``; None stands for offsets that are the same."""

    text: str
    source: str
    starts: tuple[int, ...] | None

    def written(self, start: int, end: int) -> str:
        """The part of the source that ``text[start:end]`` came from."""
        if self.starts is None:
            return self.source[start:end]
        return self.source[self.starts[start] : self.starts[end]]


def fold(text: str) -> Folded:
    """Fold a text (Unicode Standard Annex #15, NFKC; Unicode Standard 3.13, default case folding).

    >>> folded = fold("ｻｰﾊﾞｰのＥＩＭＳ")
    >>> folded.text, folded.written(0, 4)
    ('サーバーのeims', 'ｻｰﾊﾞｰ')
    """
    if _ALL_PLAIN.fullmatch(text):
        return Folded(text.lower(), text, None)
    parts: list[str] = []
    starts: list[int] = []
    for match in _PART.finditer(text):
        if match["plain"]:
            parts.append(match[0].lower())
            starts.extend(range(match.start(), match.end()))
        else:
            parts.append(_fold_cluster(match[0]))
            starts.extend([match.start()] * len(parts[-1]))
    return Folded("".join(parts), text, (*starts, len(text)))


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
