"""What programs read about a page: JSON-LD, Open Graph, canonical and alternate addresses.

Sources: https://schema.org/DiscussionForumPosting, /TechArticle, /WebSite; JSON-LD 1.1 section 9.1
(in HTML; addresses are relative to the page where the site has no address yet);
https://ogp.me/ (which allows absolute addresses only); RFC 6596 (canonical).
"""

import json
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from publisher.facts import Facts, Post
from publisher.site import Site, language, relative, twin

HOME = "index.html"
FEED = "threads.atom"
_LOCALES = {"ja": "ja_JP", "en": "en_US"}
_SEARCH = "search.html?q={search_term_string}"
# The theme's script asks each element that matches [rel=alternate] for a sitemap of its own, which
# is not there. HTML splits the value at white space (4.6.8), so that a space more says the same.
_ALTERNATE = "alternate "


class Surroundings(NamedTuple):
    """What stands beside a page: the same ``page`` as ``markdown`` and in the other language, and
    the picture that stands for it; empty where there is none."""

    page: str
    markdown: str = ""
    twin: str = ""
    picture: str = ""


def metadata(facts: Facts, around: Surroundings, site: Site) -> str:
    """The elements that go into the page's head, one a line."""
    lines = [*_open_graph(facts, around, site), *_links(around, site)]
    data = structured(facts, around, site)
    if data:
        lines.append(f'<script type="application/ld+json">{script_json(data)}</script>')
    return "\n".join(lines)


def script_json(data: dict[str, Any]) -> str:
    """JSON that may stand in a script element: no text in it ends the element or opens another.

    HTML Living Standard, section 4.12.1.3; in JSON these signs stand in strings only.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def structured(facts: Facts, around: Surroundings, site: Site) -> dict[str, Any]:
    """What a page is, as schema.org says it; empty for a page that only leads to others."""
    page, lang = around.page, language(around.page)
    url = site.url(page, page)
    whole = {"@type": "WebSite", "name": site.names[lang], "url": site.url(HOME, page)}
    if page in (HOME, twin(HOME)):
        action = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": site.url(_SEARCH, page)},
            "query-input": "required name=search_term_string",
        }
        about = {"description": facts.description, "inLanguage": lang, "potentialAction": action}
        return {"@context": "https://schema.org", **whole, **about}
    common = {
        "url": url,
        "headline": facts.title,
        "inLanguage": lang,
        "isPartOf": whole,
    }
    if facts.posts:
        first, *others = facts.posts
        return {
            "@context": "https://schema.org",
            "@type": "DiscussionForumPosting",
            **common,
            **_posting(first),
            "commentCount": len(others),
            "comment": [
                {"@type": "Comment", "url": f"{url}#m{post.number}", **_posting(post)}
                for post in others
            ],
        }
    if facts.updated:
        return {
            "@context": "https://schema.org",
            "@type": "TechArticle",
            **common,
            "description": facts.description,
            "dateModified": facts.updated,
            "publisher": {"@type": "Organization", "name": site.names[lang]},
        }
    return {}


def _posting(post: Post) -> dict[str, Any]:
    author = {} if post.author is None else {"author": {"@type": "Person", "name": post.author}}
    return {**author, "datePublished": post.posted, "text": post.text}


def _open_graph(facts: Facts, around: Surroundings, site: Site) -> Iterator[str]:
    page, lang = around.page, language(around.page)
    yield _property("og:site_name", site.names[lang])
    yield _property("og:title", facts.title)
    yield _property("og:description", facts.description)
    yield _property("og:type", "article" if facts.posts or facts.updated else "website")
    yield _property("og:locale", _LOCALES[lang])
    if around.twin:
        yield _property("og:locale:alternate", _LOCALES[language(around.twin)])
    if site.address:
        yield _property("og:url", site.url(page))
        yield f'<link rel="canonical" href="{escape(site.url(page))}">'
        if around.picture:
            yield _property("og:image", site.url(around.picture))
            yield _property("og:image:width", "1200")
            yield _property("og:image:height", "630")


def _links(around: Surroundings, site: Site) -> Iterator[str]:
    page = around.page
    if around.markdown:
        yield _alternate(relative(around.markdown, page), 'type="text/markdown"')
    if page in (HOME, twin(HOME)):
        yield _alternate(relative(FEED, page), 'type="application/atom+xml"')
    if around.twin:
        for each in sorted((page, around.twin)):
            yield _alternate(site.url(each, page), f'hreflang="{language(each)}"')
        ours = page if language(page) == "ja" else twin(page)
        yield _alternate(site.url(ours, page), 'hreflang="x-default"')


def _alternate(address: str, kind: str) -> str:
    return f'<link rel="{_ALTERNATE}" {kind} href="{escape(address)}">'


def _property(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{escape(value)}">'
