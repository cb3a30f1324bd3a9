"""The Wayback Machine, or a server like it: its CDX API → captures to replay as they were.

``/web/<time>id_/<address>`` replays a capture without rewriting it
(https://archive.org/help/wayback_api.php; pywb calls it identity replay).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.fetch.cdx import choose, read_rows
from scraper.fetch.plan import Copy, Page
from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM

INDEX = "https://web.archive.org/cdx/search/cdx"
REPLAY = "https://web.archive.org/web/"
_ROWS = 10_000  # an answer: small enough to be asked for again when it breaks off


@dataclass(frozen=True)
class Wayback:
    """Captures of ``site`` made before ``until``; ``replay`` ends in a slash."""

    site: str
    years: range
    until: datetime | None
    index: str = INDEX
    replay: str = REPLAY
    profile: Profile = WSM
    obeys_robots = False

    def __str__(self) -> str:
        years = f"{self.years[0]}-{self.years[-1]}"
        place = f"{self.site}{self.profile.prefix}* in {self.index}"
        return f"captures of {place}, years {years}, made before {self.until or 'now'}"

    def listings(self) -> list[str]:
        """One question for all addresses that begin as threads do."""
        site = urlsplit(self.site)
        fields = [
            ("url", f"{site.netloc}{site.path}{self.profile.prefix}"),
            ("matchType", "prefix"),
            ("output", "json"),
            ("filter", "statuscode:200"),
            ("filter", "mimetype:text/html"),
            ("limit", str(_ROWS)),
            ("showResumeKey", "true"),
        ]
        if self.until is not None:
            fields.append(("to", f"{self.until:%Y%m%d%H%M%S}"))
        return [f"{self.index}?{urlencode(fields)}"]

    def more(self, address: str, body: bytes) -> list[str]:
        """The same question from where the answer stopped."""
        _, key = read_rows(body)
        if key is None:
            return []
        parts = urlsplit(address)
        fields = [field for field in parse_qsl(parts.query) if field[0] != "resumeKey"]
        return [urlunsplit(parts._replace(query=urlencode([*fields, ("resumeKey", key)])))]

    def pages(self, listings: Mapping[str, bytes]) -> list[Page]:
        """Each page with its newest good captures, the older ones for when a replay fails."""
        rows = [row for body in listings.values() for row in read_rows(body)[0]]
        return [
            Page(
                url,
                tuple(
                    Copy(f"{self.replay}{row.captured:%Y%m%d%H%M%S}id_/{row.url}", row.captured)
                    for row in copies
                ),
            )
            for url, copies in choose(rows, self.years, self.until, self.profile).items()
        ]
