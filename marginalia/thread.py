"""Python-Markdown extension that renders the pages of threads.

A thread's page is read by ``scraper.restore``, never by Markdown's own rules, so nothing in a post
can become markup whatever other extensions are on. Headings are put into the element tree, where
the table of contents finds them; bodies go through the HTML stash.
"""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from marginalia.authors import author_links
from marginalia.citations.backlinks import cited_by
from marginalia.citations.library import Library, shared_library
from marginalia.glossary import Terms, mark_terms, read_terms
from marginalia.neighbours import neighbours
from marginalia.post import render_body
from marginalia.proof import digest
from marginalia.quotes import QuoteOrigins
from marginalia.replies import ReplyLinks
from marginalia.text import visible
from marginalia.timeline import timeline
from scraper.pages.glossary import Glossary
from scraper.restore import PagePost, ThreadPage, is_thread_page, restore
from scraper.yamlfile import read_model

CHECKOUT = Path(__file__).parents[1]
GLOSSARY = CHECKOUT / "vocabulary" / "glossary.yml"
_WEEKDAYS = "月火水木金土日"


@cache
def _read_terms(path: Path) -> Terms:
    """Read once: generators make an extension for each page."""
    return read_terms(read_model(path, Glossary))


class ThreadExtension(Extension):
    """Renders pages that ``wsm convert`` wrote; leaves every other page alone.

    ``root`` is the checkout whose guides are named under the posts that they cite.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"root": [str(CHECKOUT), "The checkout."]}
        super().__init__(**kwargs)
        self.page: ThreadPage | None = None
        self.terms = _read_terms(GLOSSARY)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register both halves."""
        md.registerExtension(self)
        # Before everything, normalize_whitespace (30) and snippets (32) included.
        md.preprocessors.register(_Reader(md, self), "thread", 100)
        # After inline (20), attr_list (8) and abbr (7), which would read its text; before toc (5).
        md.treeprocessors.register(_Builder(md, self), "thread", 6)

    def reset(self) -> None:
        """Forget the page before: Python-Markdown calls this between documents."""
        self.page = None


class _Reader(Preprocessor):
    def __init__(self, md: Markdown, extension: ThreadExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        markdown = "\n".join(lines)
        if not is_thread_page(markdown):
            return lines
        self.extension.page = restore(markdown)
        return []


class _Builder(Treeprocessor):
    def __init__(self, md: Markdown, extension: ThreadExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        page = self.extension.page
        if page is None:
            return
        title = SubElement(root, "h1", id="thread")
        title.text = _plain(page.title)
        replies = ReplyLinks(page)
        origins = QuoteOrigins(page)
        picture = timeline([(post.number, post.author, post.posted) for post in page.posts])
        if picture:
            SubElement(root, "p").text = self.md.htmlStash.store(picture)
        others = author_links(page.posts)
        checkout = Path(self.extension.getConfig("root"))
        library = shared_library(checkout)
        for post in page.posts:
            section = self._build_post(root, page, post, replies, origins, library)
            self._add(section, "div", "same-author", others.get(post.number, ""))
        beside = neighbours(checkout / "docs", _path(page))
        if beside:
            around = SubElement(root, "nav", {"aria-label": "前後のスレッド"})
            self._add(around, "ul", "thread-neighbours", beside)

    def _build_post(
        self,
        root: Element,
        page: ThreadPage,
        post: PagePost,
        replies: ReplyLinks,
        origins: QuoteOrigins,
        library: Library,
    ) -> Element:
        anchor = f"m{post.number}"
        section = SubElement(
            root,
            "section",
            {
                "class": "post",
                "data-post": f"{page.id}-{post.number}",
                "data-sha256": digest(line.text for line in post.lines),
                "data-kensaku-kind": "post",
                "data-kensaku-author": _plain(post.author),
                "data-kensaku-date": post.posted.isoformat(),
                "data-kensaku-topics": " ".join(post.topics),
                "aria-labelledby": anchor,
            },
        )
        author = post.author or "（無記名）"
        label = escape(visible(f"{post.number} {author}"))
        heading = SubElement(section, "h2", {"id": anchor, "data-toc-label": label})
        _span(heading, "post-number", str(post.number)).tail = " "
        _span(heading, "post-author", author).tail = " "
        posted = post.posted
        weekday = _WEEKDAYS[posted.weekday()]
        day = f"{posted.year}年{posted.month}月{posted.day}日({weekday})"
        time = SubElement(heading, "time", {"class": "post-time", "datetime": posted.isoformat()})
        time.text = _plain(f"{day} {posted:%H:%M:%S}")
        self._add(section, "div", "replies", replies.html(post))
        body = SubElement(section, "div", {"class": "post-body"})
        html = render_body(post.blocks, post.posted, origins.notes)
        body.text = self.md.htmlStash.store(mark_terms(html, self.extension.terms))
        citing = cited_by(f"{page.id}-{post.number}", _path(page), library)
        self._add(section, "div", "cited-by", citing)
        return section

    def _add(self, parent: Element, tag: str, name: str, html: str) -> None:
        """Put something of ours, that is no text of the post, around ``html`` if there is any."""
        if html:
            around = SubElement(parent, tag, {"class": name, "data-kensaku-ignore": ""})
            around.text = self.md.htmlStash.store(html)


def _path(page: ThreadPage) -> str:
    return f"threads/{page.posts[0].posted.year}/{page.id}.md"


def _span(parent: Element, name: str, text: str) -> Element:
    span = SubElement(parent, "span", {"class": name})
    span.text = _plain(text)
    return span


def _plain(text: str) -> str:
    """Text for the tree. The serializer takes ``&amp;`` for a reference that is already escaped,
    so an ampersand of the text is written as one."""
    return visible(text).replace("&", "&amp;")


def makeExtension(**kwargs: Any) -> ThreadExtension:  # noqa: N802 - Python-Markdown's name
    """The entry point by which Python-Markdown loads this module."""
    return ThreadExtension(**kwargs)
