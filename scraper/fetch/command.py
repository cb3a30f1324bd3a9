"""The command ``wsm fetch``: its options, what they mean for a crawl, and the summary."""

import importlib.util
import ipaddress
import re
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import click

from scraper.captures.archive import read_archive
from scraper.fetch import commoncrawl, wayback
from scraper.fetch.commoncrawl import CommonCrawl
from scraper.fetch.job import Job, Known
from scraper.fetch.live import LiveSite
from scraper.fetch.plan import Source
from scraper.fetch.progress import showing
from scraper.fetch.records import warcinfo
from scraper.fetch.store import Store
from scraper.fetch.wayback import Wayback
from scraper.profile import Profile

if TYPE_CHECKING:
    from scraper.errors import ContentError

LISTINGS = "listings"
"""The folder in the archive for what was asked to find the pages: no captures of threads."""

_PROJECT = "wsm-archive"
_SPECIFICATION = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_DELAYS = {"live": 1.0, "wayback": 4.0, "commoncrawl": 1.0}


class Checkout(Protocol):
    """Where the parts of a checkout are."""

    @property
    def root(self) -> Path:
        """The checkout."""

    @property
    def archive(self) -> Path:
        """The captures."""

    @property
    def profile(self) -> Profile:
        """The forum that they are of."""


def _address(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"https?://[!-~]+", value):
        raise click.BadParameter("give an address that begins with http:// or https://")
    return value


def _folder_address(*arguments: Any) -> str | None:
    value = _address(*arguments)
    return value if value is None or value.endswith("/") else f"{value}/"


def _contact(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"https?://[!-~]+|[!-~]+@[!-~]+", value):
        raise click.BadParameter("give a mail address or a page on the web")
    return value


def _years(_: click.Context, __: click.Parameter, value: str | None) -> range | None:
    if value is None:
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", value)
    if not match or int(match[2] or match[1]) < int(match[1]):
        raise click.BadParameter("give a year or a span of years: 1998 or 1996-2006")
    return range(int(match[1]), int(match[2] or match[1]) + 1)


@click.option(
    "--from", "kind", required=True, type=click.Choice(list(_DELAYS)), help="Where pages are."
)
@click.option(
    "--contact",
    callback=_contact,
    help="Your mail address or page, sent with every request so that an operator can reach you.",
)
@click.option("--years", callback=_years, help="1998, or 1996-2006.  [default: all of the forum's]")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Last day of the captures to take.  [default: the forum's last for wayback, none else]",
)
@click.option("--crawl", multiple=True, help="A Common Crawl, as CC-MAIN-2014-10; repeatable.")
@click.option("--site", callback=_folder_address, help="The forum's site.  [default: its own]")
@click.option(
    "--index",
    callback=_address,
    help=f"Capture index.  [default: {wayback.INDEX}; {commoncrawl.INDEX}<crawl>-index]",
)
@click.option(
    "--data",
    callback=_folder_address,
    help=f"Where captures are.  [default: {wayback.REPLAY}; {commoncrawl.DATA}]",
)
@click.option(
    "--delay",
    type=click.FloatRange(min=0.001),
    help="Least seconds between requests.  [default: 4 for wayback, 1 else]",
)
@click.option("--tries", default=8, show_default=True, type=click.IntRange(1, 20))
@click.option("--connections", default=1, show_default=True, type=click.IntRange(1, 8))
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the crawl in progress, on the archive's disk.  [default: .fetch/<source>]",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Only list what would be fetched; the listings asked for are kept for the crawl.",
)
def fetch(
    project: Checkout,
    *,
    kind: str,
    contact: str | None,
    years: range | None,
    until: datetime | None,
    crawl: tuple[str, ...],
    site: str | None,
    index: str | None,
    data: str | None,
    delay: float | None,
    tries: int,
    connections: int,
    state: Path | None,
    dry_run: bool,
) -> None:
    """Fetch the forum's threads into the archive, as WARC.

    Obeys robots.txt, waits between requests, and longer when a server asks for it. Stopped by
    Ctrl+C or killed, it goes on where it was when it is called again.

    \b
    Example: wsm fetch --from wayback --years 1998 --contact you@example.org
    """
    if importlib.util.find_spec("scrapy") is None:
        raise click.UsageError("wsm fetch needs Scrapy: pip install 'wsm-archive[fetch]'")
    profile = project.profile
    site = site or profile.site
    years = years or range(profile.years[0], profile.years[1] + 1)
    if until is None and kind == "wayback":
        until = datetime.combine(profile.until, time.min)
    before = until and until.replace(tzinfo=UTC) + timedelta(days=1)
    source = _source(kind, profile, site, years, before, crawl, index, data)
    asked = [*source.listings(), data or (site if kind == "live" else "")]
    if contact is None and not all(_is_loopback(address) for address in asked if address):
        raise click.UsageError("--contact is needed: who asks, in case an operator has to write")

    agent = f"{_PROJECT}/{version(_PROJECT)} ({contact or 'a test on loopback'})"
    info = {
        "software": f"{_PROJECT}/{version(_PROJECT)} scrapy/{version('scrapy')}",
        "format": "WARC File Format 1.1",
        "conformsTo": _SPECIFICATION,
        "http-header-user-agent": agent,
        "robots": "obey",
        "description": f"wsm fetch --from {kind}, {source}",
    }
    if contact:
        info["operator"] = contact
    now = datetime.now(UTC)
    name = f"{now:%Y%m%dT%H%M%SZ}-fetch-{kind}"
    folder = state or project.root / ".fetch" / kind
    problems: list[ContentError] = []  # a damaged file is for wsm convert to tell
    known = Known()
    for capture in read_archive(project.archive, problems.append):
        if capture.url is not None:
            known.statuses[capture.url] = 200
    with ExitStack() as stack:

        def store(part: str, file: str, found: Callable[[Any], object]) -> Store:
            new_info = partial(warcinfo, fields=info, now=now)
            return stack.enter_context(Store(folder / part, file, new_info, found))

        job = Job(
            source=source,
            known=known,
            pages_store=store("pages.warc.gz", f"{name}.warc.gz", known.add_page),
            listings_store=store("listings.warc.gz", f"{name}-listings.warc.gz", known.add_listing),
        )
        _run(
            job,
            user_agent=agent,
            delay=delay or _DELAYS[kind],
            tries=tries,
            connections=connections,
            dry_run=dry_run,
        )
        if dry_run:
            _list(job)
        elif job.stopped is None:
            _finish(job, project.archive)
    _summary(job, folder, dry_run)


def _source(
    kind: str,
    profile: Profile,
    site: str,
    years: range,
    until: datetime | None,
    crawls: tuple[str, ...],
    index: str | None,
    data: str | None,
) -> Source:
    if kind == "live":
        return LiveSite(site, years, profile)
    if kind == "wayback":
        archive = index or wayback.INDEX, data or wayback.REPLAY
        return Wayback(site, years, until, *archive, profile)
    if index is None and not crawls:
        raise click.UsageError("--crawl is needed: names are on https://index.commoncrawl.org/")
    indexes = (index,) if index else tuple(f"{commoncrawl.INDEX}{crawl}-index" for crawl in crawls)
    return CommonCrawl(site, years, until, indexes, data or commoncrawl.DATA, profile)


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _run(job: Job, **options: Any) -> None:
    from scraper.fetch.spider import crawl

    with showing(job) as progress:
        crawl(job, robots_name=_PROJECT, progress=progress, **options)


def _list(job: Job) -> None:
    for page in job.planned:
        if job.known.statuses.get(page.url) != 200:
            click.echo(page.copies[0].address if not page.copies[0].span else page.url)


def _finish(job: Job, archive: Path) -> None:
    written = job.pages_store.finish(archive)
    job.listings_store.finish(archive / LISTINGS)
    if written:
        click.echo(f"wrote {written}; next: wsm convert")


def _summary(job: Job, state: Path, dry_run: bool) -> None:
    for address in job.skipped:
        click.echo(f"{address}: forbidden by robots.txt", err=True)
    for address, reason in job.failed.items():
        click.echo(f"{address}: {reason}", err=True)
    done = f"{len(job.planned)} found" if dry_run else f"{job.fetched} fetched"
    click.echo(
        f"{done}, {job.there} already there, "
        f"{len(job.skipped)} forbidden by robots.txt, {len(job.failed)} failed"
    )
    if job.stopped is not None:
        click.echo(
            f"stopped: {job.stopped}; the same command goes on from {state}/ later", err=True
        )
    elif job.failed and not dry_run:
        click.echo("the same command tries again what failed", err=True)
    if job.stopped is not None or job.failed:
        sys.exit(1)
