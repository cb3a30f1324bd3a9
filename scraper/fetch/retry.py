"""Asks again what failed for now: waits longer each time, and as long as the server says."""

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object

TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses that say "not now" (RFC 9110, RFC 6585; 520 to 524 are Cloudflare's)."""

LONGEST_WAIT = 600.0
"""Seconds that doubling stops at."""

LONGEST_ASKED = 3600.0
"""Seconds that a server may ask for; a longer wait ends the crawl's patience, not the crawl."""

_NOTICE = 0.2  # seconds until a wait notices that the crawl is to stop


class GaveUpError(IgnoreRequest):
    """The last try failed. ``silent`` says that the host refused to talk, not only of this page."""

    def __init__(self, reason: str, tries: int, silent: bool) -> None:
        super().__init__(f"{reason}, after {tries} tries")
        self.silent = silent


class Retry:
    """A downloader middleware; a failure holds back every request to its host, not only its own."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._first_wait = crawler.settings.getfloat("WSM_FIRST_WAIT")
        self._tries = crawler.settings.getint("WSM_TRIES")
        self._failures = tuple(map(load_object, crawler.settings.getlist("RETRY_EXCEPTIONS")))
        self._not_before: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Retry":
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked again; raises IgnoreRequest when the crawl stops."""
        host = urlparse_cached(request).netloc
        while (left := self._not_before.get(host, 0.0) - time.monotonic()) > 0:
            if self._crawler.engine is None or not self._crawler.engine.running:
                raise IgnoreRequest("stopped")
            await asyncio.sleep(min(left, _NOTICE))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pass an answer on, or the request once more."""
        if response.status not in TRY_AGAIN:
            return response
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else "", datetime.now(UTC))
        return self._again(request, f"HTTP {response.status}", asked, response.status == 429)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Send a request once more when its connection failed."""
        if not isinstance(exception, self._failures):
            return None
        silent = not isinstance(exception, ResponseDataLossError)
        return self._again(request, reason(exception), 0.0, silent)

    def _again(self, request: Request, what: str, asked: float, silent: bool) -> Request:
        tries = request.meta.get("wsm_tries", 1)
        if tries >= self._tries:
            raise GaveUpError(what, tries, silent)
        host = urlparse_cached(request).netloc
        pause = time.monotonic() + wait(tries, self._first_wait, asked)
        self._not_before[host] = max(pause, self._not_before.get(host, 0.0))
        again = request.replace(dont_filter=True, priority=request.priority + 1)
        again.meta["wsm_tries"] = tries + 1
        return again


def wait(tries: int, first: float, asked: float) -> float:
    """Seconds to wait after the last of ``tries`` failed: doubled each time, or what was asked.

    >>> [wait(tries, 20.0, 0.0) for tries in (1, 2, 3, 9)]
    [20.0, 40.0, 80.0, 600.0]
    >>> wait(1, 20.0, 90.0)
    90.0
    """
    return max(min(first * 2.0 ** (tries - 1), LONGEST_WAIT), min(asked, LONGEST_ASKED))


def retry_after(value: str, now: datetime) -> float:
    """Seconds that a Retry-After field (RFC 9110, 10.2.3) asks for; 0 when it says nothing.

    >>> retry_after("120", datetime.now(UTC))
    120.0
    >>> retry_after("soon", datetime.now(UTC))
    0.0
    """
    if value.strip().isdecimal():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds())


def reason(error: BaseException) -> str:
    """What went wrong, in words and one line."""
    names = {
        "CannotResolveHostError": "the host has no address",
        "DownloadConnectionRefusedError": "the connection was refused",
        "DownloadFailedError": "the connection broke off",
        "DownloadTimeoutError": "no answer in time",
        "DownloadCancelledError": "too large for a page of the forum",
        "ResponseDataLossError": "the answer was cut short",
    }
    name = type(error).__name__
    return names.get(name) or " ".join(str(error).split()) or name
