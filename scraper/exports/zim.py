"""The built site → a ZIM file, which Kiwix shows without a network.

Format: https://wiki.openzim.org/wiki/ZIM_file_format and, for the metadata,
https://wiki.openzim.org/wiki/Metadata. Needs libzim (the extra ``zim``). A ZIM file has an id of
its own, made by libzim at random, so two of the same site differ.
"""

import errno
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from html import unescape
from importlib.metadata import version
from mimetypes import MimeTypes
from pathlib import Path

from libzim.writer import (  # type: ignore[import-untyped]
    ContentProvider,
    Creator,
    FileProvider,
    Hint,
    Item,
)

from scraper.emit import RIGHTS
from scraper.errors import ContentError
from scraper.exports.place import new_path
from scraper.profiles.wsm import PROFILE as WSM
from scraper.workers import process_pool

_ILLUSTRATION = Path(__file__).with_name("illustration.png")
_SIZE = 48
# Of the system's tables no two are alike.
_TYPES = MimeTypes(filenames=())
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg+xml")
_LEFT_OUT = ("sitemap.xml", "sitemap.xml.gz", "404.html")


class _File(Item):  # type: ignore[misc]
    """A file of the site; its pages are what Kiwix suggests and finds."""

    def __init__(self, path: str, file: Path, title: str) -> None:
        super().__init__()
        self._path = path
        self._file = file
        self._title = title
        self._type = _TYPES.guess_type(path)[0] or "application/octet-stream"

    def get_path(self) -> str:
        return self._path

    def get_title(self) -> str:
        return self._title

    def get_mimetype(self) -> str:
        return self._type

    def get_contentprovider(self) -> ContentProvider:
        return FileProvider(self._file)

    def get_hints(self) -> dict[Hint, int]:
        is_page = self._type == "text/html"
        return {Hint.FRONT_ARTICLE: is_page, Hint.COMPRESS: self._type.startswith(_COMPRESSED)}


def write_zim(
    path: Path,
    site: Path,
    title: str,
    description: str,
    day: date,
    *,
    downloads: str,
    forum: str = WSM.name,
) -> int:
    """Write the built site to ``path``; return the number of its pages.

    ``day`` is the date of the content, ``forum`` what it was posted to. The files of the folder
    ``downloads`` but for its pages stay out. Kiwix's own search finds words of the pages; the
    site's search is in it too. Raises ContentError when ``path`` does not end in ``.zim`` or
    libzim cannot write, and OSError.
    """
    if path.suffix != ".zim":
        raise ContentError(path, None, "Kiwix opens files named *.zim; give it such a name")
    metadata: dict[str, str | date] = {
        "Name": "wsm_ja_all",
        "Title": title[:30],
        "Creator": forum,
        "Publisher": "wsm-archive",
        "Date": day,
        "Description": description[:80],
        "Language": "jpn,eng",
        "License": RIGHTS,
        "Scraper": f"wsm-archive {version('wsm-archive')}",
        "Tags": "_category:other;_ftindex:yes;_pictures:yes;_videos:no;_details:yes",
    }
    try:
        # In a process of its own, which libzim 9 ends where it cannot write.
        with new_path(path) as made, process_pool(1, _be_silent) as pool:
            _check_room(made, site)
            return pool.submit(_create, made, site, metadata, title, downloads).result()
    except BrokenProcessPool as error:
        raise ContentError(path, None, "cannot be written; is the disk full?") from error
    except RuntimeError as error:
        raise ContentError(path, None, f"cannot be written: {error}") from error


def _check_room(path: Path, site: Path) -> None:
    """Raise OSError where the file may not fit: libzim 9 waits for ever when the disk is full."""
    needed = 2 * sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    if shutil.disk_usage(path.parent).free < needed:
        raise OSError(errno.ENOSPC, f"{needed >> 20} MiB may be needed, and are not free")


def _create(
    path: Path, site: Path, metadata: dict[str, str | date], title: str, downloads: str
) -> int:
    pages = 0
    with Creator(path).config_indexing(True, "jpn") as creator:
        creator.set_mainpath("index.html")
        creator.add_illustration(_SIZE, _ILLUSTRATION.read_bytes())
        for name, value in metadata.items():
            creator.add_metadata(name, value)
        for item in _items(site, title, downloads):
            creator.add_item(item)
            pages += item.get_mimetype() == "text/html"
    return pages


def _be_silent() -> None:
    """libzim 9 says on stdout what it is doing, whatever ``config_verbose`` is told."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _items(site: Path, title: str, downloads: str) -> Iterator[_File]:
    for file in sorted(site.rglob("*")):
        path = file.relative_to(site).as_posix()
        is_page = file.suffix == ".html"
        is_download = path.startswith(f"{downloads}/") and not path.endswith((".html", ".md"))
        if file.is_file() and path not in _LEFT_OUT and not is_download:
            yield _File(path, file, _page_title(file, title) if is_page else "")


def _page_title(file: Path, site_title: str) -> str:
    """What a page is called, without the name of the site, which each carries."""
    match = _TITLE.search(file.read_text("utf-8"))
    return unescape(match[1]).strip().removesuffix(f" - {site_title}") if match else ""
