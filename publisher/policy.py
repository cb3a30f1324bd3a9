"""The Content-Security-Policy of a page, and what a page must not have for it to hold.

Sources: Content Security Policy Level 3 (https://www.w3.org/TR/CSP3/), sections 2.3.1 (sources)
and 6 (directives); HTML Living Standard, sections 4.2.5.3 (the ``meta`` element) and 4.12.1.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import methodcaller
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from scraper.errors import ContentError

_INERT = {"application/json", "application/ld+json"}
# Browsers pass over control characters and spaces before an address: URL Standard, section 4.4.
_FOREIGN = re.compile(r"[\0- ]*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
_RUNS = re.compile(r"(?:javascript|vbscript|data|blob|filesystem):", re.IGNORECASE)
_LOADS = {"action", "background", "data", "formaction", "ping", "poster", "src", "srcset"}
_REFUSED = {"applet", "base", "embed", "frame", "frameset", "iframe", "object", "style"}
_ACTIVE = etree.XPath('//@style | //@srcdoc | //@*[starts-with(name(), "on")]')
_STYLING = {"style", "srcdoc"}
_SCHEMES = etree.XPath('//@href[contains(., ":")] | //svg//@*[contains(., ":")]')
_HEAD_LINKS = {"canonical", "alternate"}


def policy(hashes: Iterable[str]) -> str:
    """The policy of a page with inline scripts of these ``hashes``; nothing else inline runs.

    ``'self'`` is a page's origin; Chromium takes it for all of ``file:`` on a page from there.
    """
    allowed = "".join(f" 'sha256-{each}'" for each in sorted(set(hashes)))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{allowed}",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        )
    )


def inline_scripts(tree: Any) -> list[str]:
    """The text of the scripts that stand in a page and run, in their order."""
    return [element.text or "" for element in tree.iter("script") if _runs_inline(element)]


def digest(script: str) -> str:
    """The SHA-256 of a script's text in base64, as the policy names it."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def theme_scripts(tree: Any) -> frozenset[str]:
    """The inline scripts of the theme, which are the same on every page.

    They are taken from the page for missing addresses: nothing on it comes from the archive.
    """
    return frozenset(inline_scripts(tree))


def violations(tree: Any, theme: frozenset[str], page: str) -> Iterator[ContentError]:
    """What the policy forbids on a page, or would let pass though it is not ours.

    ``theme`` are the scripts that may stand in it. Each error names ``page``; it has no line, since
    libxml2 miscounts those of long pages and nobody edits a built page by them.
    """
    for name in _active(tree, theme):
        yield ContentError(page, None, f"{name}; take it out")


def _active(tree: Any, theme: frozenset[str]) -> Iterator[str]:
    for script in tree.iter("script"):
        if _runs_inline(script) and (script.text or "") not in theme:
            yield "a script that is not the theme's"
    for attribute in _ACTIVE(tree) if _may_be_active(tree) else ():
        name, element = attribute.attrname, attribute.getparent()
        yield f"the attribute {name} on <{element.tag}>"
    for element in tree.iter(*_REFUSED):
        yield f"<{element.tag}>"
    for element in tree.iter("script", "img", "source", "video", "audio", "track", "input", "form"):
        for name in _LOADS.intersection(element.keys()):
            address = element.get(name)
            is_picture = element.tag == "img" and address.startswith("data:image/")
            candidates = address.split(",") if name == "srcset" else [address]
            if any(map(_FOREIGN.match, candidates)) and not is_picture:
                yield f"<{element.tag}> from elsewhere: {address[:80]}"
    for element in tree.iter("link"):
        rel = element.get("rel", "").lower().split()
        if _FOREIGN.match(element.get("href", "")) and not _HEAD_LINKS.intersection(rel):
            yield f"<link> to elsewhere: {element.get('href')[:80]}"
    for address in _SCHEMES(tree):
        if _RUNS.match(re.sub(r"[\0- ]", "", address)):
            element = address.getparent()
            yield f"<{element.tag}> with the address {str(address)[:80]}"


def _may_be_active(tree: Any) -> bool:
    """Whether an attribute has a name for which it is worth to look for its place."""
    names = set(chain.from_iterable(map(methodcaller("keys"), tree.iter(etree.Element))))
    return any(name in _STYLING or name.startswith("on") for name in names)


def _runs_inline(script: Any) -> bool:
    return script.get("src") is None and script.get("type", "").strip().lower() not in _INERT
