"""Common Crawl: the index of a crawl → the WARC records that hold the pages.

The index is asked a page at a time (``showNumPages``, ``page``); a record is a range of a file on
the data host (https://commoncrawl.org/cdxj-index).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urljoin, urlsplit

from scraper.fetch.cdx import choose, read_rows
from scraper.fetch.plan import Copy, Page
from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM

INDEX = "https://index.commoncrawl.org/"
DATA = "https://data.commoncrawl.org/"
_COUNT = "&showNumPages=true"
_MAX_PAGES = 10_000


@dataclass(frozen=True)
class CommonCrawl:
    """Captures of ``site`` in some crawls; ``data`` ends in a slash, ``indexes`` are addresses."""

    site: str
    years: range
    until: datetime | None
    indexes: tuple[str, ...]
    data: str = DATA
    profile: Profile = WSM
    obeys_robots = False

    def __str__(self) -> str:
        years = f"{self.years[0]}-{self.years[-1]}"
        place = f"{self.site}{self.profile.prefix}* in {', '.join(self.indexes)}"
        return f"captures of {place}, years {years}, made before {self.until or 'now'}"

    def listings(self) -> list[str]:
        """For each crawl the question how many pages its answer has."""
        site = urlsplit(self.site)
        fields = [
            ("url", f"{site.netloc}{site.path}{self.profile.prefix}"),
            ("matchType", "prefix"),
            ("output", "json"),
            ("filter", "=status:200"),
        ]
        return [f"{index}?{urlencode(fields)}{_COUNT}" for index in self.indexes]

    def more(self, address: str, body: bytes) -> list[str]:
        """The pages of the answer. A server whose index has no pages answers with rows at once."""
        question = address.removesuffix(_COUNT)
        if question == address or b'"pages"' not in body.partition(b"\n")[0]:
            read_rows(body)
            return []
        count = int(json.loads(body)["pages"])
        return [f"{question}&page={number}" for number in range(min(count, _MAX_PAGES))]

    def pages(self, listings: Mapping[str, bytes]) -> list[Page]:
        """Each page with its newest good captures in these crawls."""
        rows = [row for body in listings.values() for row in read_rows(body)[0] if row.place]
        return [
            Page(
                url,
                tuple(
                    Copy(urljoin(self.data, row.place[0]), row.captured, row.place[1:])
                    for row in copies
                    if row.place
                ),
            )
            for url, copies in choose(rows, self.years, self.until, self.profile).items()
        ]
