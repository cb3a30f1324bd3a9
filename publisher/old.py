"""The old-address map: the forum's own addresses → the pages of their threads here."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import yaml

from scraper.errors import ContentError

MAP = "old-addresses.json"
"""The whole map, for programs: ``{"captured": {OLD: PAGE}, "inferred": {OLD: PAGE}}``."""
CHUNKS = "old"
"""The folder of the parts that the form on the about page loads, one a year."""

_SOURCE = re.compile(rb"^source:\n((?: .*\n)+)", re.MULTILINE)
# As nearly all are, and as YAML reads it, which takes as long as all else with an unchanged page.
_USUAL = re.compile(rb" +url: (https?://[\w./~%-]+)\n +url_status: (captured|inferred)\n")
_THREAD = re.compile(r"threads/([0-9]{4})/([0-9]{12})\.html")
_FILE = re.compile(r"/([0-9]{12})\.html?$", re.IGNORECASE)


class Old(NamedTuple):
    """The address that a thread had; ``inferred`` from its first post where no capture tells."""

    address: str
    inferred: bool
    page: str


def is_thread(page: str) -> bool:
    """Whether this is the page of a thread."""
    return bool(_THREAD.fullmatch(page))


def read_old(markdown: bytes, page: str, file: Path) -> Old:
    """The old address in a thread's front matter, as ``wsm convert`` writes it.

    Raises ContentError naming ``file`` where there is none.
    """
    source = _SOURCE.search(markdown)
    usual = _USUAL.match(source[1]) if source else None
    if usual:
        return Old(usual[1].decode(), usual[2] == b"inferred", page)
    try:
        fields = yaml.load(source[1] if source else b"", Loader=yaml.CSafeLoader)
        return Old(str(fields["url"]), fields["url_status"] == "inferred", page)
    except (yaml.YAMLError, KeyError, TypeError) as error:
        message = "its front matter names no source; run wsm convert"
        raise ContentError(file, 1, message) from error


def whole_map(olds: Iterable[Old]) -> bytes:
    """The contents of ``MAP``."""
    found: dict[str, dict[str, str]] = {"captured": {}, "inferred": {}}
    for old in sorted(olds):
        found["inferred" if old.inferred else "captured"][old.address] = old.page
    return json.dumps(found, ensure_ascii=False, indent=0).encode() + b"\n"


def chunks(olds: Iterable[Old]) -> dict[str, bytes]:
    """The parts of the map by name: a script each, so that ``file:`` loads it too.

    A script hands over the old file names of one year's threads, which say when each was begun:
    first those that captures tell, then those inferred. Of a forum whose files had other names
    there is nothing to hand over.
    """
    years: dict[str, tuple[list[str], list[str]]] = {}
    for old in olds:
        page, file = _THREAD.fullmatch(old.page), _FILE.search(old.address)
        if page and file and page[2] == file[1]:
            years.setdefault(page[1], ([], []))[old.inferred].append(file[1])
    return {
        f"{year}.js": (
            f'wsmOld("{year}","{" ".join(sorted(captured))}","{" ".join(sorted(inferred))}");\n'
        ).encode()
        for year, (captured, inferred) in sorted(years.items())
    }
