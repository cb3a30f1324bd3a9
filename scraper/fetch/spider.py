"""The crawl itself, on Scrapy: listings first, then page after page, each recorded at once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from twisted.python.failure import Failure

from scraper.fetch.job import Job
from scraper.fetch.plan import Page
from scraper.fetch.records import Exchange, Fields
from scraper.fetch.retry import GaveUpError, reason
from scraper.fetch.robots import DisallowedError

MAX_PAYLOAD = 16 * 2**20
"""Bytes of the largest answer that is taken."""

_SILENCES = 3  # pages in a row that a host refused to talk about, until the crawl is left for later
_TIMEOUT = 120  # seconds; the Wayback Machine takes its time


def crawl(
    job: Job,
    *,
    user_agent: str,
    robots_name: str,
    delay: float,
    tries: int,
    connections: int,
    dry_run: bool,
    progress: Callable[[], object],
) -> None:
    """Work through a job; ``delay`` is the least time between requests to a host, in seconds.

    ``progress`` is called after every page. Runs once in a process, as Twisted's reactor does.
    Raises what stopped the crawl from recording, such as OSError.
    """
    settings = {
        "USER_AGENT": user_agent,
        "ROBOTSTXT_USER_AGENT": robots_name,
        "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "identity"},
        "DOWNLOAD_DELAY": delay,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_MAX_DELAY": max(60.0, delay),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": connections,
        "CONCURRENT_REQUESTS": connections,
        "CONCURRENT_REQUESTS_PER_DOMAIN": connections,
        "WSM_FIRST_WAIT": 5 * delay,
        "WSM_TRIES": tries,
        "DOWNLOAD_TIMEOUT": _TIMEOUT,
        "DOWNLOAD_MAXSIZE": MAX_PAYLOAD,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOADER_MIDDLEWARES": {
            "scraper.fetch.robots.Robots": 100,
            "scraper.fetch.retry.Retry": 550,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
        },
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "COMPRESSION_ENABLED": False,  # what is recorded is what was sent
        "COOKIES_ENABLED": False,
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(Fetcher, job=job, dry_run=dry_run, progress=progress)
    process.start()
    if job.error is not None:
        raise job.error


class Fetcher(Spider):
    """Asks for what a job is to get and hands it the answers."""

    name = "wsm-archive"

    def __init__(self, job: Job, dry_run: bool, progress: Callable[[], object]) -> None:
        super().__init__()
        self._job, self._dry_run, self._progress = job, dry_run, progress
        self._silences = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "Fetcher":
        """Scrapy's way to make a spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._on_error, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the listings, then give the requests for all pages."""
        try:
            for page in self._job.plan(await self._listings()):
                if not self._dry_run and (request := self._request(page)):
                    yield request
        except Exception as error:
            self._job.error = error

    async def _listings(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        waiting = self._job.source.listings()
        seen = set(waiting)
        while waiting:
            address = waiting.pop(0)
            try:
                body, more = await self._listing(address)
            except GaveUpError as error:
                self._job.failed[address] = str(error)
                if error.silent:
                    self._job.stopped = f"{urlparse_cached(Request(address)).netloc} refuses"
                    break
            except DisallowedError:
                self._job.skipped.append(address)
            except Exception as error:
                if isinstance(error, OSError):
                    raise
                self._job.failed[address] = reason(error)
            else:
                found[address] = body
                waiting.extend(link for link in more if link not in seen)
                seen.update(more)
        return found

    async def _listing(self, address: str) -> tuple[bytes, list[str]]:
        known = self._job.known.listings.get(address)
        if known is not None:
            return known, self._job.source.more(address, known)
        engine = self.crawler.engine
        if engine is None:
            raise IgnoreRequest("stopped")
        response = await engine.download_async(
            Request(
                address,
                callback=NO_CALLBACK,
                meta={"dont_obey_robotstxt": not self._job.source.obeys_robots},
            )
        )
        body = response.body
        if response.status == 404 and b"No Captures found" in body:
            body = b""  # Common Crawl's way to say that it has none
        elif response.status != 200:
            raise IgnoreRequest(f"HTTP {response.status}")
        more = self._job.source.more(address, body)
        self._job.keep_listing(_exchange(response))
        return body, more

    def _request(self, page: Page, after: int = -1) -> Request | None:
        number = self._job.next_copy(page, after)
        if number is None:
            self._progress()
            return None
        copy = page.copies[number]
        headers = {}
        if copy.span is not None:
            first, length = copy.span
            headers["Range"] = f"bytes={first}-{first + length - 1}"
        return Request(
            copy.address,
            headers=headers,
            callback=self._answered,
            errback=self._failed,
            dont_filter=True,
            cb_kwargs={"page": page, "number": number},
            meta={
                "dont_obey_robotstxt": copy.span is not None,
                "dont_redirect": True,
                "handle_httpstatus_all": True,
            },
        )

    def _answered(self, response: Response, page: Page, number: int) -> Iterator[Request]:
        self._silences = 0
        if self._job.keep(page, page.copies[number], _exchange(response)):
            self._progress()
        elif request := self._request(page, number):
            yield request

    def _failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        page: Page = request.cb_kwargs["page"]
        error = failure.value or RuntimeError("no reason given")
        if self.crawler.engine is None or not self.crawler.engine.running:
            return  # it comes again when the crawl goes on
        if isinstance(error, DisallowedError):
            self._job.skipped.append(page.url)
            self._progress()
            return
        self._job.failed[page.url] = str(error) if isinstance(error, GaveUpError) else reason(error)
        if isinstance(error, GaveUpError) and error.silent:
            self._silences += 1
            if self._silences >= _SILENCES:
                self._job.stopped = f"{urlparse_cached(request).netloc} refuses"
                self._stop()
                return
        if again := self._request(page, request.cb_kwargs["number"]):
            yield again

    def _on_error(self, failure: Failure) -> None:
        self._job.error = failure.value
        self._stop()

    def _stop(self) -> None:
        # Kept, for a task that nothing refers to may be collected before it ran.
        self._stopping = asyncio.ensure_future(self.crawler.stop_async())

    def closed(self, reason: str) -> None:
        """Take note that the crawl was interrupted."""
        if reason == "shutdown" and self._job.stopped is None:
            self._job.stopped = "interrupted"


def _exchange(response: Response) -> Exchange:
    """A response as it is recorded; Scrapy has undone a transfer coding, so none is named."""
    request = response.request
    if request is None:
        raise ValueError("a response without its request")
    host = ("Host", urlparse_cached(request).netloc)
    return Exchange(
        address=request.url,
        request=[host, *_fields(request)],
        status=response.status,
        response=_fields(response),
        body=response.body,
        received=datetime.now(UTC),
    )


def _fields(message: Request | Response) -> Fields:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    ]
