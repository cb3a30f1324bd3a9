"""Tells which author a post names: 「まゆみさん」, 「田中先生」, a line above a quotation."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import NamedTuple

_TITLES = "さん|ちゃん|くん|君|氏|様|先生"
_TITLE = re.compile(_TITLES)
_CALL = re.compile(rf".{{1,20}}(?:{_TITLES})(?:へ|、|,|:|。)?")
_WHEN = re.compile(
    r"\s*Date\s*[:：]\s*(?:[0-9]+/)?(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})"
    r"\s+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2})?\s*に?、?(?P<rest>.*)"
)
_WROTE = re.compile(r"\s*(?P<name>\S.*?)\s+(?:wrote|writes|said)\b")

# Words that take a title without being anyone's name, should an author be called so.
_NOBODY = {"皆", "みな", "みんな", "お客", "客", "誰", "どなた", "業者", "担当者", "お子", "奥"}
_LONGEST = 40
_TOLD_APART = 3
_KANJI = re.compile("[\u3005\u3400-\u9fff\uf900-\ufaff]+")


class Attribution(NamedTuple):
    """What a line above a quotation names: ``when`` as MM/DD hh:mm, and the line's ``text`` about
    the person, either empty where it names none."""

    when: str
    text: str


def read_attribution(line: str) -> Attribution:
    """Read a line that stands above a quotation.

    >>> read_attribution("Date:  8/21 14:05 に、田中さんが")
    Attribution(when='08/21 14:05', text='田中さんが')
    """
    match = _WHEN.match(line)
    if match:
        month, day, hour = (int(match[part]) for part in ("month", "day", "hour"))
        return Attribution(f"{month:02}/{day:02} {hour:02}:{match['minute']}", match["rest"])
    wrote = _WROTE.match(line)
    return Attribution("", f"{wrote['name']}さん" if wrote else line)


def is_call(text: str) -> bool:
    """Tell whether a normalised text behind a quote mark calls someone and quotes nothing.

    >>> is_call("田中さん"), is_call("田中さんの言うとおり")
    (True, False)
    """
    return _CALL.fullmatch(text) is not None


def named(text: str, authors: Iterable[str]) -> set[str]:
    """The authors that a text names with a title after the name.

    A name counts as posted, without the place behind an ``@``, or by its surname: what stands
    before a space, or the first two characters of a name of three or four kanji. A name that two
    authors have names neither. ``authors`` are distinct.

    >>> sorted(named("田中先生とまゆみさん、小林さん", ["田中求之", "まゆみ", "林"]))
    ['まゆみ', '田中求之']
    """
    compact = _compact(text)
    titles = list(_TITLE.finditer(compact))
    if not titles:
        return set()
    owners: dict[str, set[str]] = {}
    for author in authors:
        for form in _forms(author):
            owners.setdefault(form, set()).add(author)
    known = {form: next(iter(who)) for form, who in owners.items() if len(who) == 1}
    lengths = sorted({len(form) for form in owners}, reverse=True)
    found = set()
    for title in titles:
        # 「たまちゃん」 has its title inside the name.
        ends = [title.end(), title.start()]
        forms = (
            compact[end - length : end]
            for end in ends
            for length in lengths
            if length <= end
            and compact[end - length : end] in owners
            and _begins(compact, end - length, length)
        )
        found |= {known[form] for form in islice(forms, 1) if form in known}
    return found


@cache
def _forms(author: str) -> frozenset[str]:
    name = unicodedata.normalize("NFKC", author)
    place_off = name.split("@")[0]
    forms = {_compact(name), _compact(place_off), *place_off.split()[:1]}
    compact = _compact(place_off)
    if len(compact) in (3, 4) and _KANJI.fullmatch(compact):
        forms.add(compact[:2])
    return frozenset(
        form for form in forms if form and len(form) <= _LONGEST and form not in _NOBODY
    )


def _compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _begins(text: str, at: int, length: int) -> bool:
    """Tell whether a name can begin here: not inside a word of its own script."""
    if at == 0:
        return True
    before, first = _script(text[at - 1]), _script(text[at])
    # Hiragana runs on from particles, 「これはまゆみさん」, but 「たま」 is in 「あたま」.
    return before != first or (first == "hiragana" and length >= _TOLD_APART)


def _script(char: str) -> str:
    if _KANJI.fullmatch(char):
        return "kanji"
    if "\u3041" <= char <= "\u309f":
        return "hiragana"
    if "\u30a1" <= char <= "\u30ff":
        return "katakana"
    return "latin" if char.isalnum() else "sign"
