"""The files that lead programs through the site: sitemap.xml, robots.txt, llms.txt.

Sources: https://www.sitemaps.org/protocol.html; https://developers.google.com/search/docs/specialty/
international/localized-versions (pairs of languages in it); RFC 9309; https://llmstxt.org/.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from publisher.site import Site, language, twin

SITEMAP = "sitemap.xml"
UNLISTED = ("404.html", "search.html")
"""Pages that no program should list."""


class Listed(NamedTuple):
    """A page in llms.txt: its Markdown's place and what the page says of itself."""

    place: str
    title: str
    description: str


def sitemap(pages: Iterable[str], site: Site) -> bytes:
    """All pages, each with its pair in the other language. The site must have an address.

    No ``lastmod``: when a page's text last changed is not known, when it was built says nothing.
    """
    listed = sorted(set(pages).difference(UNLISTED))
    known = set(listed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for page in listed:
        pair = sorted((page, twin(page))) if twin(page) in known else []
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language(each)}"'
            f" href={quoteattr(site.url(each))}/>"
            for each in pair
        )
        lines.append(f"<url><loc>{escape(site.url(page))}</loc>{alternates}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def robots(site: Site) -> bytes:
    """Everything may be read; where the sitemap is, if there is one."""
    lines = ["User-agent: *", "Disallow:"]
    if site.address:
        lines += ["", f"Sitemap: {site.url(SITEMAP)}"]
    return "\n".join([*lines, ""]).encode()


def llms(groups: Iterable[tuple[str, Sequence[Listed]]], site: Site) -> bytes:
    """What the site is and where its texts are as Markdown, by group."""
    lines = [
        f"# {site.names['ja']}",
        "",
        f"> {site.description}",
        "",
        "どのページにも、拡張子を.htmlから.mdに替えたアドレスにMarkdownがあります。"
        "スレッドは`threads/<年>/<ID>.md`、そのn番目の発言は見出し`m<n>`です。"
        "投稿の著作権は各発言者にあります。",
    ]
    for name, pages in groups:
        lines += ["", f"## {name}", ""]
        for page in pages:
            said = f": {page.description}" if page.description else ""
            lines.append(f"- [{_plain(page.title)}]({site.url(page.place)}){said}")
    return "\n".join([*lines, ""]).encode()


def _plain(text: str) -> str:
    return text.replace("[", "［").replace("]", "］")
