"""Obeys robots.txt (RFC 9309): what it forbids, and what cannot be known, is not asked for."""

import asyncio

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from scraper.fetch.retry import GaveUpError

_MAX_SIZE = 500 * 1024  # bytes that a crawler has to read (section 2.5)


class DisallowedError(IgnoreRequest):
    """robots.txt forbids the address."""


class Robots:
    """A downloader middleware; reads robots.txt of a host once, before its first request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._rules: dict[str, asyncio.Task[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Robots":
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass or raise DisallowedError, or GaveUpError without a robots.txt."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlparse_cached(request)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if address not in self._rules:
            self._rules[address] = asyncio.ensure_future(self._read(address))
        if not (await self._rules[address]).can_fetch(request.url, self._agent):
            raise DisallowedError("forbidden by robots.txt")

    async def _read(self, address: str) -> Protego:
        engine = self._crawler.engine
        if engine is None:
            raise IgnoreRequest("stopped")
        meta = {"dont_obey_robotstxt": True}
        request = Request(address, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        try:
            response = await engine.download_async(request)
        except GaveUpError as error:
            # Unreachable is to be taken as a ban (section 2.3.1.4), which a later run may not meet.
            raise GaveUpError(f"robots.txt: {error}", 1, error.silent) from error
        # A client error means that there are no rules (section 2.3.1.3).
        found = response.body[:_MAX_SIZE] if response.status == 200 else b""
        return Protego.parse(found.decode(errors="replace"))
