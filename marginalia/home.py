"""The blocks of the home page that come from elsewhere: the guides, and a thread in a picture.

In the page's Markdown each is a comment on a line of its own, ``<!-- guides -->`` or
``<!-- thread 980820210426 -->``, so that what they say is written once, where it belongs.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from posixpath import dirname, relpath

from marginalia.citations.library import Library
from marginalia.citations.pages import HandPage
from marginalia.citations.render import relative
from marginalia.citations.syntax import read_citations
from marginalia.timeline import timeline
from scraper.escape import escape_inline

BLOCK = re.compile(r"^<!-- (?:guides|thread (?P<thread>\d{12})) -->$", re.MULTILINE)

_GUIDES = {
    "ja": "あわせて{cited}か所で、発言と資料を出典に挙げています。"
    "引いた言葉は、元の発言と一致することを機械で確かめています。",
    "en": "They cite posts and sources in {cited} places. "
    "The words they quote are checked by machine against the posts.",
}
_THREAD = {
    "ja": "発言{posts}件、発言者{people}人、およそ{days}日。点は、その発言へのリンクです。",
    "en": "{posts} posts by {people} people over some {days} days. Each dot is a link to its post.",
}


def expand_blocks(text: str, page: HandPage, library: Library, store: Callable[[str], str]) -> str:
    """``text``, the Markdown of ``page``, with its blocks in it. ``store`` keeps HTML and gives
    what stands for it. Raises ContentError for a thread that is not in the archive."""

    def expand(block: re.Match[str]) -> str:
        if block["thread"]:
            return store(_thread(block["thread"], page, library))
        return _guides(page, library)

    return BLOCK.sub(expand, text)


def _guides(page: HandPage, library: Library) -> str:
    """The guides in the page's language, each with the sentence that its front matter has."""
    pages = [each for each in library.pages if each.is_guide and each.lang == page.lang]
    guides = [(each.guide.head, each.path) for each in pages if each.guide]
    here = dirname(page.path) or "."
    items = [
        f"1. **[{escape_inline(head.title)}]({relpath(path, here)})** "
        + escape_inline(head.description)
        for head, path in sorted(guides, key=lambda guide: guide[0].order)
    ]
    cited = sum(len(read_citations(each.text)[0]) for each in pages)
    return "\n".join([*items, "", _GUIDES[page.lang].format(cited=cited)])


def _thread(thread_id: str, page: HandPage, library: Library) -> str:
    """When the posts were written, and how many, by how many people, in how many days."""
    thread = library.thread(thread_id)
    if thread is None:
        line = page.text[: page.text.index(thread_id)].count("\n") + 1
        raise page.at(line, f"no thread {thread_id} in the archive; name one of docs/threads")
    posts = list(thread.posts.values())
    times = [post.posted for post in posts]
    counted = _THREAD[page.lang].format(
        posts=len(posts),
        people=len({post.author for post in posts}),
        days=max(1, round((max(times) - min(times)) / timedelta(days=1))),
    )
    address = relative(posts[0].path, page.path)
    dots = [(post.number, post.author, post.posted) for post in posts]
    return f'{timeline(dots, address, page.lang)}<p class="counted">{counted}</p>'
