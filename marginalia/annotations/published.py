"""Annotations as data: a W3C Web Annotation collection and an Atom feed.

Sources: W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/), sections 3.2
(bodies), 3.3.5 (motivation), 4.2.1 and 4.2.4 (selectors), 5 (collections); RFC 4287 (Atom).
Addresses are relative to the site's root, where both files are, so that they hold wherever the site
is put; JSON-LD 1.1 and Atom resolve them against the file's own address.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from marginalia.annotations.model import Annotation, Kind
from marginalia.annotations.wording import WORDING

COLLECTION = "annotations.jsonld"
FEED = "annotations.atom"
RIGHTS = "https://creativecommons.org/licenses/by/4.0/"
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_ATOM = "http://www.w3.org/2005/Atom"
_MOTIVATION: dict[Kind, str] = {
    "context": "describing",
    "correction": "commenting",
    "outcome": "commenting",
    "translation": "commenting",
    "question": "questioning",
    "link": "linking",
}


class Published(NamedTuple):
    """An annotation as the site shows it: the address of its target's page below the root, the
    target's fragment there, its title, and the note as HTML."""

    annotation: Annotation
    page: str
    fragment: str
    title: str
    html: str

    @property
    def address(self) -> str:
        """The permalink of the note, below the site's root."""
        return f"{self.page}#note-{self.annotation.slug}"


def newest_first(annotation: Annotation) -> tuple[int, str]:
    """The key by which lists and feeds are sorted: the day of creation, then the id."""
    return -annotation.head.created.toordinal(), annotation.id


def data_path(annotation: Annotation) -> str:
    """Where the annotation's own record is, below the site's root."""
    return f"annotations/{annotation.id}.jsonld"


def web_annotation(published: Published) -> dict[str, Any]:
    """One annotation, for its own file."""
    return {"@context": _CONTEXT, **_item(published, "../../")}


def collection(published: Sequence[Published], label: str) -> dict[str, Any]:
    """All annotations in one AnnotationCollection of one page, newest first."""
    items = [_item(each, "") for each in _ordered(published)]
    result: dict[str, Any] = {
        "@context": _CONTEXT,
        "id": COLLECTION,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(items),
        "rights": RIGHTS,
    }
    if items:
        page = {"type": "AnnotationPage", "id": f"{COLLECTION}#page1", "startIndex": 0}
        result["first"] = {**page, "items": items}
    return result


def _ordered(published: Iterable[Published]) -> list[Published]:
    return sorted(published, key=lambda each: newest_first(each.annotation))


def _item(published: Published, root: str) -> dict[str, Any]:
    head = published.annotation.head
    selector: dict[str, Any] = {"type": "FragmentSelector", "value": published.fragment}
    if head.quote:
        words = {"type": "TextQuoteSelector", **head.quote.model_dump(exclude_defaults=True)}
        selector = {**selector, "refinedBy": words} if published.fragment else words
    target: dict[str, Any] = {"source": root + published.page}
    if published.fragment or head.quote:
        target["selector"] = selector
    return {
        "id": root + data_path(published.annotation),
        "type": "Annotation",
        "motivation": _MOTIVATION[head.kind],
        "creator": {"type": "Person", "name": head.author},
        "created": f"{head.created}T00:00:00Z",
        "rights": RIGHTS,
        "body": [
            {
                "type": "TextualBody",
                "value": published.annotation.body.strip(),
                "format": "text/markdown",
                "language": head.lang,
            },
            {"type": "TextualBody", "purpose": "tagging", "value": head.kind},
        ],
        "target": target,
    }


def feed(published: Sequence[Published], title: str) -> bytes:
    """The newest annotations as an Atom feed."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    entries = _ordered(published)[:50]
    latest = entries[0].annotation.head.created if entries else datetime.date(1970, 1, 1)
    _add(root, "id", "tag:wsm-archive,2026:annotations")
    _add(root, "title", title)
    _add(root, "updated", f"{latest}T00:00:00Z")
    ET.SubElement(root, f"{{{_ATOM}}}link", rel="self", href=FEED)
    for each in entries:
        head = each.annotation.head
        entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _add(entry, "id", f"tag:wsm-archive,2026:annotations/{each.annotation.id}")
        _add(entry, "title", f"{WORDING['ja'].kinds[head.kind]}：{each.title}")
        _add(entry, "updated", f"{head.created}T00:00:00Z")
        _add(_add(entry, "author"), "name", head.author)
        ET.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=each.address)
        content = _add(entry, "content", each.html)
        content.set("type", "html")
        content.set("{http://www.w3.org/XML/1998/namespace}lang", head.lang)
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = text
    return child
