"""Posts, threads and guides → CSL-JSON: items for citation managers.

Format: Citation Style Language 1.0.2, csl-data schema. The site's buttons for citing
(``overrides/assets/cite.js``) make the same items in the browser.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from scraper.exports.records import PostRecord, ThreadPosts
from scraper.files import new_file
from scraper.pages.guides import Guide
from scraper.profiles.wsm import PROFILE as WSM

Item = dict[str, Any]
"""A CSL item; a field without a value is left out."""

# What stands for control characters on the site: pictures for those that have one.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_PICTURES |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}


def items(
    threads: Iterable[ThreadPosts],
    guides: Iterable[Guide],
    site_names: Mapping[str, str],
    site_url: str | None,
    forum: str = WSM.name,
) -> Iterator[Item]:
    """The items of each thread and its posts, withdrawn ones left out, and of the guides.

    ``site_names`` are what the site is called in each language of the guides. ``site_url`` is
    where it is published, ending in a slash; without it items have no URL. ``forum`` is what the
    posts were posted to.
    """
    for posts in threads:
        yield thread_item(posts, site_url, forum)
        yield from (post_item(post, site_url, forum) for post in posts if not post.withdrawn)
    yield from (guide_item(guide, site_names, site_url) for guide in guides)


def post_item(post: PostRecord, site_url: str | None, forum: str = WSM.name) -> Item:
    """A post as a CSL item."""
    dates = [post.posted]
    url = _url(site_url, post.url)
    return _item(post, f"wsm-{post.id}", str(post.number), dates, url, forum)


def thread_item(posts: ThreadPosts, site_url: str | None, forum: str = WSM.name) -> Item:
    """A thread as a CSL item: by the author of its opening post, from its first day to its last."""
    info = posts[0].thread
    dates = [info.started, info.ended]
    return _item(posts[0], f"wsm-{info.id}", None, dates, _url(site_url, info.url), forum)


def guide_item(guide: Guide, site_names: Mapping[str, str], site_url: str | None) -> Item:
    """A guide as a CSL item, which calls the site as the guide's language does."""
    site_name = site_names[guide.head.lang]
    page = PurePosixPath(guide.path).with_suffix(".html")
    return _filled(
        {
            "id": f"wsm-{page.stem}-{guide.head.lang}",
            "type": "webpage",
            "author": [{"literal": site_name}],
            "title": guide.head.title,
            "container-title": site_name,
            "issued": _issued([guide.head.updated]),
            "URL": _url(site_url, str(page)),
            "language": guide.head.lang,
        }
    )


def write_csl(path: Path, found: Iterable[Item]) -> int:
    """Write the items as one JSON array, an item a line; return how many. Raises OSError."""
    count = 0
    with new_file(path, replace=True, durable=False) as file:
        for count, item in enumerate(found, 1):
            file.write(b"[\n" if count == 1 else b",\n")
            file.write(json.dumps(item, ensure_ascii=False).encode())
        file.write(b"\n]\n" if count else b"[]\n")
    return count


def _item(
    post: PostRecord,
    key: str,
    number: str | None,
    dates: Iterable[date],
    url: str | None,
    forum: str,
) -> Item:
    return _filled(
        {
            "id": key,
            "type": "post",
            "author": [{"literal": post.author.translate(_PICTURES)}] if post.author else None,
            "title": " ".join(post.thread.title.translate(_PICTURES).split()),
            "container-title": forum,
            "number": number,
            "issued": _issued(dates),
            "URL": url,
            "language": "ja",
        }
    )


def _issued(dates: Iterable[date]) -> Item:
    """A CSL date, or a range of two; the same day is said once."""
    days = dict.fromkeys((day.year, day.month, day.day) for day in dates)
    return {"date-parts": [list(day) for day in days]}


def _url(site_url: str | None, page: str) -> str | None:
    return f"{site_url}{page}" if site_url else None


def _filled(item: Item) -> Item:
    return {name: value for name, value in item.items() if value is not None}
