"""Answers of a capture index → rows, and the choice among a page's captures.

Two forms are read: the Wayback CDX server's ``output=json``, one array whose first row names the
columns (https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server), and that of
pywb and Common Crawl, one object a line (https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html).
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM


class Row(NamedTuple):
    """One capture: ``url`` as it was asked for, ``place`` its file, offset and length if told."""

    url: str
    captured: datetime
    status: str
    media_type: str
    digest: str
    place: tuple[str, int, int] | None = None


def read_rows(body: bytes) -> tuple[list[Row], str | None]:
    """The rows of an answer and the key that asks for the next ones, None at the end.

    Rows that lack an address or a time are left out. Raises ValueError when it is neither form.
    """
    text = body.decode().strip()
    if not text.startswith("["):
        lines = (json.loads(line) for line in text.splitlines())
        return [row for line in lines if isinstance(line, dict) and (row := _row(line))], None
    table = json.loads(text)
    if not all(isinstance(line, list) for line in table):
        raise ValueError("the index answered with something else than rows")
    key = None
    if len(table) > 2 and table[-2] == [] and len(table[-1]) == 1:
        key = str(table[-1][0])
        table = table[:-2]
    names = [str(name) for name in table[0]] if table else []
    fields = (dict(zip(names, line, strict=False)) for line in table[1:])
    return [row for line in fields if (row := _row(line))], key


def _row(fields: dict[str, Any]) -> Row | None:
    url = fields.get("original") or fields.get("url")
    try:
        captured = datetime.strptime(str(fields.get("timestamp")), "%Y%m%d%H%M%S")
        place = (str(fields["filename"]), int(fields["offset"]), int(fields["length"]))
    except KeyError:
        place = None
    except (ValueError, TypeError, OverflowError):
        return None
    if not isinstance(url, str):
        return None
    return Row(
        url=url,
        captured=captured.replace(tzinfo=UTC),
        status=str(fields.get("statuscode") or fields.get("status")),
        media_type=str(fields.get("mimetype") or fields.get("mime")),
        digest=str(fields.get("digest")),
        place=place,
    )


def choose(
    rows: Iterable[Row],
    years: range,
    until: datetime | None,
    profile: Profile = WSM,
    limit: int = 3,
) -> dict[str, list[Row]]:
    """The good captures of each thread's page, newest first, at most ``limit`` that differ.

    Good is: answered with status 200, HTML, and made before ``until``. Pages are told apart by
    their address without a port, as ``http://HOST:80/`` and ``http://HOST/`` are one.
    """
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.captured, reverse=True):
        url = page_address(row.url)
        good = row.status == "200" and row.media_type == "text/html"
        if not good or not profile.is_thread(url, years):
            continue
        if until is not None and row.captured >= until:
            continue
        copies = found.setdefault(url, [])
        if len(copies) < limit and row.digest not in [copy.digest for copy in copies]:
            copies.append(row)
    return dict(sorted(found.items()))


def page_address(url: str) -> str:
    """The address with its host in lower case and without HTTP's own port (RFC 3986, 6.2.3).

    >>> page_address("http://MTLAB.ecn.fpu.ac.jp:80/WSM_1998/980820210426.html")
    'http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html'
    """
    parts = urlsplit(url)
    host = parts.netloc.lower()
    return urlunsplit(parts._replace(netloc=host.removesuffix(":80"), fragment=""))
