"""The newest threads as an Atom feed.

Source: RFC 4287. Addresses are relative to the site's root, where the feed is, unless the site has
an address.
"""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from publisher.facts import Facts
from publisher.metadata import FEED
from publisher.site import Site

NEWEST = 50
"""Threads in the feed."""

_ATOM = "http://www.w3.org/2005/Atom"
_TAG = "tag:wsm-archive,2026:"
_NEVER = "1970-01-01T00:00:00Z"


def thread_feed(threads: Iterable[tuple[str, Facts]], site: Site) -> bytes:
    """The feed of these threads, each a page and its facts, in the order given."""
    entries = list(threads)
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "ja"})
    _add(root, "id", f"{_TAG}threads")
    _add(root, "title", f"{site.names['ja']}のスレッド")
    _add(root, "updated", max((_last(facts) for _, facts in entries), default=_NEVER))
    ET.SubElement(root, f"{{{_ATOM}}}link", rel="self", href=site.url(FEED))
    ET.SubElement(root, f"{{{_ATOM}}}link", rel="alternate", href=site.url("threads/index.html"))
    for page, facts in entries:
        entry = _add(root, "entry")
        _add(entry, "id", _TAG + page.removesuffix(".html"))
        _add(entry, "title", facts.title)
        _add(entry, "published", facts.posts[0].posted)
        _add(entry, "updated", _last(facts))
        names = dict.fromkeys(post.author for post in facts.posts if post.author)
        for name in names or ["-"]:  # an entry must have one
            _add(_add(entry, "author"), "name", name)
        ET.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=site.url(page))
        _add(entry, "summary", facts.posts[0].text)
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _last(facts: Facts) -> str:
    """The time of the thread's last post; all times of the forum have one offset."""
    return max(post.posted for post in facts.posts)


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = text
    return child
