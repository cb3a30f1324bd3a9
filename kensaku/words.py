"""Words of Latin letters and digits: whether what is found is one, or a part of a longer one."""

import re

import numpy as np

from kensaku.bits import Flags, Numbers

BEFORE, AFTER = 2, 1
"""The sides of a place, as bits, on which no word goes on."""

_PART = re.compile("[0-9a-z]")
_INSIDE = re.compile("[0-9a-z]{2}")


def may_go_on(text: str) -> bool:
    """Return whether folded text may be part of a longer word: it begins or ends with a letter or
    digit."""
    return bool(_PART.match(text[0]) or _PART.match(text[-1]))


def is_whole(text: str, begin: int, end: int) -> bool:
    """Return whether no word goes on before or after a stretch of folded text."""
    return _is_bound(text, begin) and _is_bound(text, end)


def _is_bound(text: str, place: int) -> bool:
    return not _INSIDE.fullmatch(text[max(0, place - 1) : place + 1])


def parts(codes: Numbers) -> Flags:
    """Return which code points are letters and digits of words."""
    is_digit = (codes >= ord("0")) & (codes <= ord("9"))
    return is_digit | ((codes >= ord("a")) & (codes <= ord("z")))


def bounds(is_part: Flags) -> Flags:
    """Return before which of the code points, of which some are parts of words, no word goes on."""
    is_bound = np.ones(len(is_part), bool)
    is_bound[1:] = ~(is_part[1:] & is_part[:-1])
    return is_bound
