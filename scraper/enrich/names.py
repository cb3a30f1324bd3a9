"""Finds names of a vocabulary in a text, the longest name first."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from scraper.enrich.fold import Folded, fold

_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class Named(NamedTuple):
    """What has names: width, case, blanks and a final long-vowel mark do not matter in them.

    ``cased`` names are also common words, and count only in the case given.
    """

    id: str
    names: tuple[str, ...]
    cased: bool = False


class Mention(NamedTuple):
    """A name in a folded text: whose it is, and where it starts and ends."""

    id: str
    start: int
    end: int


class Names(NamedTuple):
    """The names of a vocabulary: one ``pattern`` for all, and whose each is, by its bare form."""

    pattern: re.Pattern[str]
    owners: dict[str, Named]

    def find(self, folded: Folded) -> Iterator[Mention]:
        """Every name in the text, in order; of names at one place only the longest.

        Latin names are whole words; digits and Japanese may follow: ``EIMS2.1``, ``EIMSの``.
        """
        for match in self.pattern.finditer(folded.text):
            owner = self.owners[_bare(match[0])]
            if not cuts_word(folded.text, match.start()) and (
                not owner.cased
                or _written(folded.written(*match.span())) in map(_written, owner.names)
            ):
                yield Mention(owner.id, *match.span())


def find_names(folded: Folded, vocabulary: Sequence[Named]) -> Iterator[Mention]:
    """What ``Names.find`` finds of the vocabulary."""
    return index_names(tuple(vocabulary)).find(folded)


def cuts_word(text: str, start: int) -> bool:
    """Tell whether a Latin word of a folded text goes on to the left of ``start``.

    Asked after a match: a pattern that begins with a look-behind is searched ten times slower.
    """
    return text[start : start + 1] in _LATIN and text[start - 1 : start] in _LATIN


@lru_cache(maxsize=8)
def index_names(vocabulary: tuple[Named, ...]) -> Names:
    """The names of a vocabulary, ready to be found in many texts."""
    owners = {_bare(fold(name).text): each for each in vocabulary for name in each.names}
    names = {fold(name).text for each in vocabulary for name in each.names}
    return Names(re.compile(_alternatives(names)), owners)


def _alternatives(names: Iterable[str]) -> str:
    """One pattern for names, the longest first.

    By first characters: the search then passes over all others at once.
    """
    rests: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        rests.setdefault(name[0], []).append(_rest(name))
    groups = (f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())
    return "|".join(groups) or "(?!)"


def _rest(name: str) -> str:
    """The pattern of what comes after a name's first character."""
    rest = name[1:]
    words = " ?".join(map(re.escape, rest.removesuffix("ー").split(" ")))
    # EIMSv2 is EIMS.
    after = "(?!(?!v[0-9])[a-z])" if name[-1].isascii() else ""
    return f"{words}{'ー?+' if rest.endswith('ー') else ''}{after}"


def _bare(name: str) -> str:
    return name.replace(" ", "").rstrip("ー")


def _written(name: str) -> str:
    return unicodedata.normalize("NFKC", name).replace(" ", "")
