"""The forum's own site: the pages that list threads → the threads they link to."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml import etree  # type: ignore[import-untyped]

from scraper.fetch.plan import Copy, Page
from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM

_MAX_LISTINGS = 100  # of one: an index may be split or in frames, but not without end


@dataclass(frozen=True)
class LiveSite:
    """The listings of ``profile`` below ``site``, an address that ends in a slash."""

    site: str
    years: range
    profile: Profile = WSM
    obeys_robots = True

    def __str__(self) -> str:
        return f"listings of {self.years[0]}-{self.years[-1]} on {self.site}"

    def listings(self) -> list[str]:
        """The pages that list threads, each once."""
        listings = self.profile.listings
        return list(
            dict.fromkeys(
                self.site + each.format(year=year) for year in self.years for each in listings
            )
        )

    def more(self, address: str, body: bytes) -> list[str]:
        """Other pages of the same folder: frames and the parts of a long index."""
        folder = address[: address.rindex("/") + 1]
        return [
            link
            for link in _links(address, body)
            if link.startswith(folder)
            and self.profile.listing.search(link)
            and not self.profile.address.search(link)
        ][:_MAX_LISTINGS]

    def pages(self, listings: Mapping[str, bytes]) -> list[Page]:
        """The threads on the site that the listings link to."""
        links = {
            link
            for address, body in listings.items()
            for link in _links(address, body)
            if link.startswith(self.site) and self.profile.is_thread(link, self.years)
        }
        return [Page(link, (Copy(link),)) for link in sorted(links)]


def _links(address: str, body: bytes) -> list[str]:
    """The absolute addresses that a page links to or frames, without fragments."""
    found = []
    parser = etree.HTMLParser(recover=True)
    parser.feed(b"<html>" + body)  # which is not empty then: lxml refuses to parse nothing
    for element in parser.close().iter("a", "area", "frame", "iframe"):
        target = element.get("href") or element.get("src")
        if target is not None:
            try:
                found.append(urldefrag(urljoin(address, target.strip())).url)
            except ValueError:  # not an address, whatever it is
                continue
    return list(dict.fromkeys(found))
