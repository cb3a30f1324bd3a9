"""Links from a post to its author's posts before and after it."""

from collections.abc import Sequence
from html import escape

from marginalia.text import visible
from scraper.publish import WITHDRAWN_AUTHOR
from scraper.restore import PagePost


def author_links(posts: Sequence[PagePost]) -> dict[int, str]:
    """By the number of a post, HTML of the links to the same author's nearest posts.

    A post whose author wrote no other has none, nor have posts without a name and posts that were
    taken down: who wrote those is not known.
    """
    written: dict[str, list[int]] = {}
    for post in posts:
        if post.author not in ("", WITHDRAWN_AUTHOR):
            written.setdefault(post.author, []).append(post.number)
    return {
        number: _html(author, numbers[at - 1 : at] if at else [], numbers[at + 1 : at + 2])
        for author, numbers in written.items()
        if len(numbers) > 1
        for at, number in enumerate(numbers)
    }


def _html(author: str, before: Sequence[int], after: Sequence[int]) -> str:
    links = [
        f'<a href="#m{number}">{direction}（#{number}）</a>'
        for direction, numbers in (("前の発言", before), ("次の発言", after))
        for number in numbers
    ]
    return f"<p>{escape(visible(author))}さんの{'　'.join(links)}</p>"
