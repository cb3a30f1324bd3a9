"""A built page → the page as published: policy and metadata in its head, links that leave marked.

Nothing else of the page changes, so that what stands in it is what the generator wrote.
"""

import re

from publisher.facts import parse, read_facts
from publisher.metadata import Surroundings, metadata
from publisher.policy import digest, inline_scripts, policy, violations
from publisher.site import Site
from scraper.errors import ContentError

_BLOCK = re.compile(rb"<!--published [0-9a-f]*-->.*?<!--/published-->\n?", re.DOTALL)
_CHARSET = re.compile(rb"<meta charset=[^>]*>[ \t]*\n?", re.IGNORECASE)
# As generators write it: small letters, and ">" in no value before the address.
_LEAVES = re.compile(rb"""<a\s[^>]*?\bhref=["']?(?:https?:)?//""")
_ATTRIBUTES = re.compile(rb"""(?:"[^"]*"|'[^']*'|[^'">])*""")
_REL = re.compile(rb"""\srel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
# See publisher.metadata: the theme's script would ask for a sitemap there.
_THEIRS = re.compile(rb'(<link [^>]*?\brel="alternate)(?=")')


def mark(key: str) -> bytes:
    """What a page begins its published part with; ``key`` names the settings it was made with."""
    return f"<!--published {key}-->".encode()


def publish_page(
    html: bytes, around: Surroundings, site: Site, theme: frozenset[str], key: str
) -> tuple[bytes, list[ContentError]]:
    """The page as published, and what must be taken out of it before it may be.

    ``theme`` are the inline scripts that the theme has; ``key`` is for ``mark``. Publishing a
    published page gives the same bytes. Raises ContentError for a page that cannot be read.
    """
    html = _BLOCK.sub(b"", html, count=1)
    tree = parse(html, around.page)
    found = list(violations(tree, theme, around.page))
    charset = _CHARSET.search(html)
    if charset is None:
        raise ContentError(around.page, None, "no <meta charset>; build the site again")
    rules = policy([digest(script) for script in inline_scripts(tree)])
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"{metadata(read_facts(tree, site.names.values()), around, site)}\n<!--/published-->\n"
    )
    before, after = html[: charset.end()], html[charset.end() :]
    after = _THEIRS.sub(rb"\1 ", after)
    return before + mark(key) + b"\n" + head.encode() + mark_leaving(after), found


def mark_leaving(html: bytes) -> bytes:
    """The HTML with ``rel="noopener"`` on every link to another site: the page opened there gets
    no handle on ours, also in a browser that would give it one (HTML, section 4.6.8.13)."""
    parts, last = [], 0
    for match in _LEAVES.finditer(html):
        start = match.start() + len(b"<a")
        end = _ATTRIBUTES.match(html, start)
        assert end is not None  # it matches nothing, too
        parts += [html[last:start], _with_noopener(end[0])]
        last = end.end()
    return b"".join([*parts, html[last:]])


def _with_noopener(attributes: bytes) -> bytes:
    rel = _REL.search(attributes)
    if rel is None:
        return b' rel="noopener"' + attributes
    value = next(each for each in rel.groups() if each is not None)
    if b"noopener" in value.lower().split():
        return attributes
    return attributes[: rel.start()] + b' rel="' + value + b' noopener"' + attributes[rel.end() :]
