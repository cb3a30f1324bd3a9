"""Regular expression → words that every match holds, to rule it out without a search.

The expression is taken apart by the standard library's own parser; what it does not make plain
counts as requiring nothing, so that a parser of another Python version can only cost time.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

Words = frozenset[str]

_NOTHING = frozenset([""])  # every text holds it
_ASSERTIONS = ("ASSERT", "ASSERT_NOT", "AT")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_MOST = 16  # words; more cost more than the search that they spare


class Sieve:
    """Rules out those of many expressions that cannot match a text.

    ``word in text`` is some ten times as fast as a search, and to ask whether the text has the
    word's pairs of neighbouring characters at all ten times as fast again.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._required = [required_literals(pattern) for pattern in patterns]
        words = {word for sets in self._required for words in sets for word in words}
        self._pairs = {word: _pairs(word) for word in words}

    def candidates(self, texts: Sequence[str]) -> list[list[int]]:
        """For each text the indexes of the patterns that may match it: it holds what they require.

        Most words are in none of the texts, so that they are asked for in all of them at once.
        """
        joined = "\n".join(texts)
        pairs = _pairs(joined)
        places = {
            word: {at for at, text in enumerate(texts) if word in text}
            for word, own in self._pairs.items()
            if pairs.issuperset(own) and word in joined
        }
        found: list[list[int]] = [[] for _ in texts]
        for index, required in enumerate(self._required):
            if any(map(places.keys().isdisjoint, required)):
                continue
            at = set(range(len(texts)))
            for words in required:
                at &= set().union(*(places[word] for word in words if word in places))
            for each in at:
                found[each].append(index)
        return found


def _pairs(text: str) -> frozenset[int]:
    """The pairs of neighbouring characters, each as one number: what UTF-32 has in eight bytes."""
    code = text.encode("utf-32-le", "surrogatepass")
    end = len(code)
    halves = code[: end - end % 8], code[4 : end - (end - 4) % 8]
    return frozenset().union(*(memoryview(half).cast("Q") for half in halves))


@cache
def required_literals(pattern: str) -> tuple[Words, ...]:
    """Sets of words: any text that ``pattern`` matches holds at least one word of each set.

    >>> [sorted(words) for words in required_literals("(?:ドメイン|アドレス)を.{0,3}悪用")]
    [['アドレスを', 'ドメインを'], ['悪用']]
    """
    parts = _required(re._parser.parse(pattern)) if hasattr(re, "_parser") else ()
    return tuple(sorted(parts, key=_worth, reverse=True))


def _required(sequence: Iterable[tuple[Any, Any]]) -> list[Words]:
    """What the parts of a sequence require, words that follow each other made one."""
    found: list[Words] = []
    run = _NOTHING
    for operator, argument in sequence:
        words = _spelled(str(operator), argument)
        if words and len(run) * len(words) <= _MOST:
            run = frozenset(before + word for before in run for word in words)
        else:
            found += [run] if words else [run, *_part(str(operator), argument)]
            run = words or _NOTHING
    return [_fewest(words) for words in (*found, run) if "" not in words]


def _spelled(name: str, argument: Any) -> Words | None:
    """All that a part of an expression can match, where these are a few words."""
    match name:
        case "LITERAL":
            return frozenset([chr(argument)])
        case "IN" if all(str(kind) == "LITERAL" for kind, _ in argument):
            return frozenset(chr(code) for _, code in argument)
        case "BRANCH":
            branches = [_spelled_sequence(each) for each in argument[1]]
            words = [each for each in branches if each]
            return frozenset().union(*words) if len(words) == len(branches) else None
        case "SUBPATTERN" if not argument[1]:
            return _spelled_sequence(argument[3])
        case _ if name in _REPEATS and argument[:2] == (0, 1):
            once = _spelled_sequence(argument[2])
            return once | _NOTHING if once else None
        case _ if name in _ASSERTIONS:
            return _NOTHING
    return None


def _part(name: str, argument: Any) -> list[Words]:
    """What a part requires that can match more than a few words."""
    if name == "BRANCH":
        branches = [max(_required(each), key=_worth, default=_NOTHING) for each in argument[1]]
        return [frozenset().union(*branches)]
    if name == "SUBPATTERN" and not argument[1]:
        return _required(argument[3])
    if name in _REPEATS and argument[0] > 0:
        return _required(argument[2])
    return []


def _spelled_sequence(sequence: Iterable[tuple[Any, Any]]) -> Words | None:
    words = _NOTHING
    for operator, argument in sequence:
        parts = _spelled(str(operator), argument)
        if not parts or len(words) * len(parts) > _MOST:
            return None
        words = frozenset(before + part for before in words for part in parts)
    return words


def _fewest(words: Words) -> Words:
    """The words without those that hold another one of them."""
    return frozenset(
        word for word in words if not any(other in word for other in words if other != word)
    )


def _worth(words: Words) -> tuple[int, int]:
    return min(map(len, words)), -len(words)
