"""Posts as citations see them: read from the pages of threads, in words as a reader sees them."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from scraper.errors import ContentError
from scraper.publish import WITHDRAWN_AUTHOR, WITHDRAWN_LINE
from scraper.restore import PageError, PagePost, ThreadPage, restore
from scraper.running import running_text


class CitedPost(NamedTuple):
    """A post: ``passages`` are its blocks as running text, without quote marks; ``own`` is the
    first that it wrote itself. ``thread`` is the thread's title, ``path`` where that has its page
    below ``docs``."""

    id: str
    thread: str
    path: str
    number: int
    author: str
    posted: datetime
    passages: tuple[str, ...]
    own: str
    is_withdrawn: bool


class CitedThread(NamedTuple):
    """A thread: its ``posts`` are by number."""

    id: str
    title: str
    posts: dict[int, CitedPost]

    @property
    def opening(self) -> tuple[str, str, datetime]:
        """What two captures of one thread have in common, whatever their ids."""
        first = next(iter(self.posts.values()))
        return self.title, first.author, first.posted


def find_thread(docs: Path, thread_id: str) -> CitedThread | None:
    """The thread of this id, or None where it has no page. Raises ContentError for a page that
    ``wsm convert`` did not write."""
    # The year of the folder is that of the first post, which the id need not tell.
    for path in sorted(docs.glob(f"threads/*/{thread_id}.md")):
        try:
            page = restore(path.read_text("utf-8"))
        except PageError as error:
            raise ContentError(path, error.line, f"{error}; run wsm convert") from error
        place = path.relative_to(docs).as_posix()
        posts = {post.number: _cited(page, post, place) for post in page.posts}
        return CitedThread(page.id, page.title, posts)
    return None


def thread_ids(docs: Path) -> list[str]:
    """The ids of all threads that have a page, in order."""
    stems = {path.stem for path in docs.glob("threads/*/*.md")}
    return sorted(stem for stem in stems if len(stem) == 12 and stem.isdigit())


def _cited(page: ThreadPage, post: PagePost, path: str) -> CitedPost:
    filled = [block for block in post.blocks if block.kind]
    passages = tuple(map(running_text, filled))
    own = (
        text
        for block, text in zip(filled, passages, strict=True)
        if block.kind not in ("quote", "mail_headers")
    )
    return CitedPost(
        id=f"{page.id}-{post.number}",
        thread=page.title,
        path=path,
        number=post.number,
        author=post.author,
        posted=post.posted,
        passages=passages,
        own=next(own, ""),
        is_withdrawn=post.author == WITHDRAWN_AUTHOR and passages == (WITHDRAWN_LINE,),
    )
