"""What is the same on every page: the site's name and address, and how pages address each other."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

_ENGLISH = "en/"
# What stands for itself in a path: RFC 3986, section 3.3.
_PATH = "/~!$&'()*+,;=:@"


@dataclass(frozen=True, slots=True)
class Site:
    """A site as published: ``names`` by language, ``ja`` and ``en``, and what it is, in Japanese.

    ``address`` ends in a slash and is empty where it is not known yet.
    """

    names: Mapping[str, str]
    description: str
    address: str = ""

    def __post_init__(self) -> None:
        if self.address and not self.address.endswith("/"):
            object.__setattr__(self, "address", f"{self.address}/")

    def url(self, place: str, seen_from: str = "") -> str:
        """The address of ``place``: absolute, or else relative to the page ``seen_from``.

        Both are paths below the site's root; ``place`` may have a query or a fragment, already
        encoded.
        """
        path, mark, rest = _cut(place)
        if self.address:
            return self.address + quote(path, safe=_PATH) + mark + rest
        return relative(path, seen_from) + mark + rest


def relative(place: str, seen_from: str = "") -> str:
    """The address of the path ``place`` in a link on the page ``seen_from``."""
    return quote(posixpath.relpath(place or ".", posixpath.dirname(seen_from) or "."), safe=_PATH)


def language(page: str) -> str:
    """The language of a page, by where it is: ``en`` or ``ja``."""
    return "en" if page.startswith(_ENGLISH) else "ja"


def twin(page: str) -> str:
    """Where the same page would be in the other language."""
    return page.removeprefix(_ENGLISH) if page.startswith(_ENGLISH) else _ENGLISH + page


def _cut(place: str) -> tuple[str, str, str]:
    at = min((place.find(mark) for mark in "?#" if mark in place), default=len(place))
    return place[:at], place[at : at + 1], place[at + 1 :]
