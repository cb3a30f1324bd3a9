"""The text model: white space, and the folding that makes two spellings of a string one.

Everything here works on one block; a section's text is its blocks joined by line feeds.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise

# The White_Space property (Unicode, PropList.txt); \s differs between languages.
WHITE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_LINE_ENDS = "\n-\r\x85\u2028\u2029"
_JAPANESE = (
    "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_INVISIBLE = "\xad\u200b\ufeff"  # soft hyphen, zero width space, byte order mark
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # which glyph, not which character

# Characters that stand for the same bytes in one or another table for Shift_JIS.
_TWINS = str.maketrans(
    "\u301c\u2212\u2016\u2014\xa2\xa3\xac", "\uff5e\uff0d\u2225\u2015\uffe0\uffe1\uffe2"
)


# The planes of Unicode that have marks; to ask of a million ideographs took a tenth of a second.
_LETTERS = range(0x20000)
_TAGS = range(0xE0000, 0xF0000)


def _marks() -> list[tuple[int, int]]:
    """Ranges of characters that belong to the one before them: category M, half-width voicing
    marks, Hangul vowels and final consonants."""
    marks = [c for c in (*_LETTERS, *_TAGS) if unicodedata.category(chr(c))[0] == "M"]
    marks = sorted({*marks, 0xFF9E, 0xFF9F, *range(0x1160, 0x1200)})
    ends = [a for a, b in pairwise([*marks, 0]) if b != a + 1]
    starts = [b for a, b in pairwise([0, *marks]) if b != a + 1]
    return list(zip(starts, ends, strict=True))


_MARK_RANGES = _marks()
_MARKS = "".join(f"{chr(start)}-{chr(end)}" for start, end in _MARK_RANGES)
_INVISIBLES = re.compile(f"[{_INVISIBLE}]+")
_REMOVED = re.compile(f"[{_INVISIBLE}{_SELECTORS}]+")
_WHITE_CHARACTERS = "".join(filter(re.compile(f"[{WHITE}]").match, map(chr, range(0x3001))))
_UNUSUAL = re.compile(f"[{_INVISIBLE}{WHITE.replace(' ', '')}]")
_SPACES = re.compile(f"[{WHITE}]+")
_WRAP = re.compile(f"(?<=[{_JAPANESE}])[{WHITE}]*[{_LINE_ENDS}][{WHITE}]*(?=[{_JAPANESE}])")
_GAP = re.compile(f" (?=[{_JAPANESE}])(?<=[{_JAPANESE}] )")  # begins with what is rare
_MARK = re.compile(f"[{_MARKS}]+")
# What may be a mark: a class with many ranges beyond the BMP takes twenty times as long.
_PERHAPS_MARK = re.compile(
    "[{}\U00010000-\U0010ffff]".format(
        "".join(f"{chr(start)}-{chr(end)}" for start, end in _MARK_RANGES if end < 0x10000)
    )
)
# What blocks that ``display`` gave seldom have, and what folds other than character by character.
_UNEVEN = re.compile(
    "[{}{}{}]| (?=[ \\n])|\n |^ | $".format(
        _PERHAPS_MARK.pattern[1:-1], _INVISIBLE, WHITE.replace("\t-\r ", "\t\v-\r")
    )
)
# What folds on its own: a line feed, or some of a block, up to a place that neither a cluster nor a
# space reaches across.
_STRETCH = re.compile(
    f"\n|[^\n]{{500,}}?(?<=[^{WHITE}{_INVISIBLE}{_SELECTORS}])"
    f"(?=[^{WHITE}{_INVISIBLE}{_SELECTORS}{_MARKS}])|[^\n]+"
)
_TOKEN = re.compile(f"[{WHITE}]+|(?s:.)[{_MARKS}]*")


def display(block: str) -> str:
    """Return a block as it is shown: a wrap between Japanese characters is nothing, other white
    space one space, none at the ends."""
    block = block.strip(_WHITE_CHARACTERS)
    if "  " not in block and not _UNUSUAL.search(block):
        return block
    block = _WRAP.sub("", _INVISIBLES.sub("", block))
    return _SPACES.sub(" ", block).strip(" ")


def fold(block: str) -> str:
    """Return the form in which text and query are compared.

    Spaces between Japanese characters, invisible characters and variation selectors are gone;
    width, compatibility forms and case are one (NFKC, then upper and lower case, then NFKC), a
    character together with the marks after it; so are the signs that tables for Shift_JIS map to
    different characters. ``ー``, ``々``, small kana, and hiragana and katakana stay apart.
    """
    block = _SPACES.sub(" ", _REMOVED.sub("", block)).strip(" ")
    block = _GAP.sub("", block)
    if not _PERHAPS_MARK.search(block):
        return block.translate(_CHARACTERS)
    parts: list[str] = []
    at = 0
    for marks in _MARK.finditer(block):
        base = max(0, marks.start() - 1)
        parts.append(block[at:base].translate(_CHARACTERS))
        at = marks.end()
        parts.append(_fold_cluster(block[base:at]))
    parts.append(block[at:].translate(_CHARACTERS))
    return "".join(parts)


def fold_text(text: str) -> str:
    """Return a section's text folded, block by block."""
    if not _UNEVEN.search(text):  # then all blocks are folded at once as each of them
        return _GAP.sub("", text).translate(_CHARACTERS)
    return "\n".join(map(fold, text.split("\n")))


class FoldedText:
    """A section's text folded, as ``folded``, that knows where its parts come from."""

    def __init__(self, text: str) -> None:
        folded: list[str] = []
        self._stretches: list[tuple[int, str]] = []
        self._starts: list[int] = []
        at = 0
        for stretch in _STRETCH.finditer(text):
            self._stretches.append((stretch.start(), stretch[0]))
            self._starts.append(at)
            folded.append("\n" if stretch[0] == "\n" else fold(stretch[0]))
            at += len(folded[-1])
        self.folded = "".join(folded)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from ``start`` to before ``end`` are in the text: from the
        first one to the last one with its marks."""
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, place: int) -> tuple[int, int]:
        number = bisect_right(self._starts, place) - 1
        begin, stretch = self._stretches[number]
        start, end = _origins(stretch)[place - self._starts[number]]
        return begin + start, begin + end


@lru_cache(8)
def _origins(block: str) -> list[tuple[int, int]]:
    """Where each character of ``fold(block)`` comes from; a line feed from itself."""
    if block == "\n":
        return [(0, 1)]
    places = [i for i, character in enumerate(block) if not _REMOVED.match(character)]
    kept = "".join(block[i] for i in places)
    origins: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(kept):
        start, end = token.span()
        if _SPACES.match(token[0]):
            inside = start > 0 and end < len(kept)
            if not inside or _GAP.match(f"{kept[start - 1]} {kept[end]}", 1):
                continue
            size = 1
        else:
            size = len(_fold_cluster(token[0]))
        place = places[start]
        marks = _MARK.match(block, place + 1)  # selectors are among them
        origins += [(place, marks.end() if marks else place + 1)] * size
    return origins


def _fold_cluster(cluster: str) -> str:
    compatible = unicodedata.normalize("NFKC", cluster.translate(_TWINS))
    return unicodedata.normalize("NFKC", compatible.upper().lower().replace("ς", "σ"))


class _Characters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_cluster(chr(code))
        return folded


_CHARACTERS = _Characters()
