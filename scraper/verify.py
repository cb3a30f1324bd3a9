"""Proves that the published Markdown still holds every line of the archive."""

from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from scraper.convert import page_path
from scraper.errors import ContentError
from scraper.model import Message, Thread
from scraper.restore import PageError, PagePost, restore


class Proof(NamedTuple):
    """How much was proven: threads, posts, lines of posts, characters in those lines."""

    threads: int = 0
    posts: int = 0
    lines: int = 0
    characters: int = 0


def verify(threads: Iterable[Thread], folder: Path) -> Proof:
    """Compare each post of the threads, as published, with what its page gives back.

    Raises ContentError at the first difference, naming the page's file and line.
    """
    proof = Proof()
    for thread in threads:
        verify_page(thread, folder / page_path(thread))
        lines = [line for message in thread.messages for line in message.lines]
        counts = (1, len(thread.messages), len(lines), sum(map(len, lines)))
        proof = Proof(*(sum(pair) for pair in zip(proof, counts, strict=True)))
    return proof


def verify_page(thread: Thread, path: Path) -> None:
    """Compare one thread with its page. Raises ContentError at the first difference."""
    try:
        page = restore(path.read_bytes().decode())
    except FileNotFoundError as error:
        raise ContentError(path, None, "missing; run wsm convert") from error
    except UnicodeDecodeError as error:
        raise ContentError(path, None, f"not UTF-8 at byte {error.start}") from error
    except PageError as error:
        raise ContentError(path, error.line, f"{error}; run wsm convert") from error
    if page.id != thread.id or page.title != thread.title:
        raise ContentError(path, 1, f"this is not the page of {thread.id}, {thread.title!r}")
    for message, post in zip_longest(thread.messages, page.posts):
        if post is None:
            raise ContentError(path, None, f"post {message.number} is missing; run wsm convert")
        if message is None:
            raise ContentError(path, post.at, f"post {post.number} is not in the capture")
        _verify_post(message, post, path)


def _verify_post(message: Message, post: PagePost, path: Path) -> None:
    captured = (message.number, message.author, message.posted)
    if captured != (post.number, post.author, post.posted):
        raise ContentError(path, post.at, f"this heading is not that of post {message.number}")
    for line, written in zip_longest(message.lines, post.lines):
        if written is None:
            at = post.lines[-1].at if post.lines else post.at
            raise ContentError(path, at, f"a line of post {message.number} is missing: {line!r}")
        if line != written.text:
            what = f"post {message.number} has {line!r} in the capture, {written.text!r} here"
            raise ContentError(path, written.at, what)
