"""What a crawl is to get: pages, the copies each can be had as, and the sources that know them."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol


class Copy(NamedTuple):
    """One way to get a page: the address to ask for and, for an archive's copy, when it was made.

    ``span`` is the offset and length, in bytes, of a WARC record in the file at ``address``.
    """

    address: str
    captured: datetime | None = None
    span: tuple[int, int] | None = None


class Page(NamedTuple):
    """A page by its own address, with its copies, the one to try first in front."""

    url: str
    copies: tuple[Copy, ...]


class Source(Protocol):
    """Where pages come from: which listings to ask for, and what they say there is.

    A source is a pure function of the listings' bytes; it asks for nothing itself.
    """

    @property
    def obeys_robots(self) -> bool:
        """Whether listings are pages, so that robots.txt speaks of them; else they are an API."""

    def listings(self) -> list[str]:
        """The addresses to begin with."""

    def more(self, address: str, body: bytes) -> list[str]:
        """The listings that the one at ``address`` leads to. Raises ValueError if unreadable."""

    def pages(self, listings: Mapping[str, bytes]) -> list[Page]:
        """The pages that all listings together name, each once."""
