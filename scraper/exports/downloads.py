"""Written exports → the list of them on the site: for readers, and as JSON.

The list is put into the built page, since its digests are known only when the site is built, so
that it is there without a script.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple

from scraper.emit import RIGHTS

FOLDER = "data"
"""The folder of the site for the downloads and the page that lists them."""

_PLACE = re.compile(r'<p id="downloads">.*?</p>', re.DOTALL)
_BYTES = {"ja": "{:,}バイト", "en": "{:,} bytes"}


class Download(NamedTuple):
    """A file of the folder: its name, its size in bytes, and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


def describe(path: Path) -> Download:
    """The size and digest of a file. Raises OSError."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Download(path.name, path.stat().st_size, digest)


def listing(downloads: Iterable[Download]) -> bytes:
    """``downloads.json``: the names, relative to its own address, with sizes and digests."""
    files = [{"name": each.name, "bytes": each.size, "sha256": each.sha256} for each in downloads]
    data = {"rights": RIGHTS, "schema": "posts.schema.json", "files": files}
    return json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"


def fill_page(html: str, downloads: Sequence[Download], lang: str, up: str) -> str:
    """A built page with ``<p id="downloads">`` replaced by the list, in ``lang``.

    ``up`` leads from the page to the folder. A page without that paragraph stays as it is.
    """
    rows = "".join(_row(each, lang, up) for each in downloads)
    return _PLACE.sub(lambda _: f'<ul id="downloads" data-kensaku-ignore>{rows}</ul>', html)


def _row(download: Download, lang: str, up: str) -> str:
    # A digest is wider than a phone.
    digest = "<wbr>".join(wrap(download.sha256, 8))
    return (
        f'<li><a href="{escape(up + download.name)}" download>{escape(download.name)}</a> '
        f"({_BYTES[lang].format(download.size)})<br>SHA-256: <code>{digest}</code></li>"
    )
