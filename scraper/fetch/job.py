"""One crawl's account: what is planned, fetched, already there, left out and failed."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.fetch.cdx import page_address
from scraper.fetch.plan import Copy, Page, Source
from scraper.fetch.records import Exchange, Member, exchange, members
from scraper.fetch.store import Store


@dataclass
class Known:
    """What the files of a crawl that was interrupted, and the archive, hold already."""

    statuses: dict[str, int] = field(default_factory=dict)
    listings: dict[str, bytes] = field(default_factory=dict)

    def add_page(self, member: Member) -> None:
        """Take note of an answer: under the page's address, and under the address asked."""
        uri = member.headers.get("warc-target-uri", "").strip("<>")
        for address in (uri, page_address(uri)):
            self.statuses[address] = member.status or 0

    def add_listing(self, member: Member) -> None:
        """Take note of a listing."""
        uri = member.headers.get("warc-target-uri", "").strip("<>")
        self.listings[uri] = member.body if member.status == 200 else b""


@dataclass
class Job:
    """What the spider works on; the counts are of pages, ``failed`` is of listings too."""

    source: Source
    known: Known
    pages_store: Store
    listings_store: Store
    planned: list[Page] = field(default_factory=list)
    fetched: int = 0
    there: int = 0
    skipped: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    stopped: str | None = None
    error: BaseException | None = None

    @property
    def handled(self) -> int:
        """Pages that this run has dealt with."""
        return self.fetched + len(self.skipped) + len(self.failed)

    def plan(self, listings: Mapping[str, bytes]) -> list[Page]:
        """Set ``planned`` from the listings and return what is still to be asked for."""
        self.planned = self.source.pages(listings)
        left = [page for page in self.planned if self.known.statuses.get(page.url) != 200]
        self.there = len(self.planned) - len(left)
        return left

    def next_copy(self, page: Page, after: int = -1) -> int | None:
        """The number of the copy to try after another; None, and a failure, when none is left."""
        for number in range(after + 1, len(page.copies)):
            status = self.known.statuses.get(page.copies[number].address)
            if status is None:
                return number
            self.failed[page.url] = f"HTTP {status}"
        return None

    def keep_listing(self, done: Exchange) -> None:
        """Record a listing."""
        self.listings_store.append(exchange(done))

    def keep(self, page: Page, copy: Copy, done: Exchange) -> bool:
        """Record an answer; returns whether it is the page.

        Raises OSError when it cannot be written: then the crawl has to end.
        """
        if copy.span is not None:
            return self._keep_record(page, copy, done)
        good = done.status == 200
        if good and copy.captured is not None:
            captured = replayed(done) or copy.captured
            self.pages_store.append(exchange(done, page.url, captured))
        else:
            self.pages_store.append(exchange(done))
        if good:
            self._count(page)
        else:
            self.known.statuses[copy.address] = done.status
            self.failed[page.url] = f"HTTP {done.status}"
        return good

    def _keep_record(self, page: Page, copy: Copy, done: Exchange) -> bool:
        if done.status != 206:
            self.failed[page.url] = f"HTTP {done.status} from {copy.address}"
            return False
        found = list(members(io.BytesIO(done.body)))
        if len(found) == 1 and found[0].end == len(done.body):
            headers = found[0].headers
            uri = headers.get("warc-target-uri", "").strip("<>")
            if headers.get("warc-type") == "response" and page_address(uri) == page.url:
                self.pages_store.append(done.body)
                self._count(page)
                return True
        self.failed[page.url] = f"no WARC record of the page in {copy.address}"
        return False

    def _count(self, page: Page) -> None:
        self.known.statuses[page.url] = 200
        self.failed.pop(page.url, None)
        self.fetched += 1


def replayed(done: Exchange) -> datetime | None:
    """When the capture that was replayed was made, as Memento-Datetime says (RFC 7089, 2.1.1)."""
    for name, value in done.response:
        if name.lower() == "memento-datetime":
            try:
                date = parsedate_to_datetime(value)
            except ValueError:
                return None
            return date.replace(tzinfo=date.tzinfo or UTC)
    return None
