"""Proves that the published Markdown still holds every line of the archive."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from scraper.captures.choice import Quality, quality
from scraper.decode import decode, encode
from scraper.errors import ContentError
from scraper.model import Capture, Message, Thread
from scraper.profile import Profile
from scraper.profiles.wsm import PROFILE as WSM
from scraper.publish import publish
from scraper.redaction import Redactions
from scraper.restore import PageError, PagePost, restore
from scraper.summary import thread_path
from scraper.thread import parse_capture
from scraper.work import Batch, Pool, run


class Proof(NamedTuple):
    """How much was proven: threads, posts, lines of posts, characters in those lines."""

    threads: int = 0
    posts: int = 0
    lines: int = 0
    characters: int = 0


class _Check(NamedTuple):
    """What was found for one capture: a proof, or why there is none."""

    thread_id: str
    quality: Quality | None
    result: Proof | ContentError


def verify(
    captures: Iterable[Capture],
    redactions: Redactions,
    folder: Path,
    report: Callable[[ContentError], object],
    *,
    profile: Profile = WSM,
    pool: Pool | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Proof:
    """Compare each post of the captures, as published, with what its page gives back.

    Of several captures of a thread the one that is shown counts; of each, the decoded text must
    give its bytes back. The first difference of each page, named by its file and line, and each
    capture that is not a thread goes to ``report``.
    """
    checks: dict[str, _Check] = {}
    for check in run(partial(_check_batch, redactions, folder, profile), captures, pool):
        progress()
        if check.quality is None:
            if isinstance(check.result, ContentError):
                report(check.result)
            continue
        other = checks.get(check.thread_id)
        if other is None or other.quality is None or check.quality > other.quality:
            checks[check.thread_id] = check
    proof = Proof()
    for _, check in sorted(checks.items()):
        if isinstance(check.result, ContentError):
            report(check.result)
        else:
            proof = Proof(*(sum(pair) for pair in zip(proof, check.result, strict=True)))
    return proof


def verify_page(thread: Thread, path: Path) -> Proof:
    """Compare one published thread with its page. Raises ContentError at the first difference."""
    try:
        page = restore(path.read_bytes().decode())
    except FileNotFoundError as error:
        raise ContentError(path, None, "missing; run wsm convert") from error
    except UnicodeDecodeError as error:
        raise ContentError(path, None, f"not UTF-8 at byte {error.start}") from error
    except PageError as error:
        raise ContentError(path, error.line, f"{error}; run wsm convert") from error
    if page.id != thread.id or page.title != thread.title:
        what = f"this is not the page of {thread.id}, {thread.title!r}; run wsm convert"
        raise ContentError(path, page.at, what)
    for message, post in zip_longest(thread.messages, page.posts):
        if post is None:
            raise ContentError(path, None, f"post {message.number} is missing; run wsm convert")
        if message is None:
            raise ContentError(
                path, post.at, f"post {post.number} is not in the capture; run wsm convert"
            )
        _verify_post(message, post, path)
    lines = [line for message in thread.messages for line in message.lines]
    return Proof(1, len(thread.messages), len(lines), sum(map(len, lines)))


def _check_batch(
    redactions: Redactions, folder: Path, profile: Profile, captures: Batch
) -> list[_Check]:
    return [_check(redactions, folder, profile, capture) for capture in captures]


def _check(redactions: Redactions, folder: Path, profile: Profile, capture: Capture) -> _Check:
    try:
        thread = parse_capture(capture, profile)
    except ContentError as error:
        return _Check("", None, error)
    if encode(decode(capture.payload, capture.label, profile)) != capture.payload:
        return _Check("", None, ContentError(capture.name, None, "its bytes do not come back"))
    result: Proof | ContentError = Proof()
    if not redactions.withdrawn(thread.id):
        published = publish(thread, redactions)
        try:
            result = verify_page(published, folder / thread_path(published))
        except ContentError as error:
            result = error
    return _Check(thread.id, quality(capture, thread), result)


def _verify_post(message: Message, post: PagePost, path: Path) -> None:
    captured = (message.number, message.author, message.posted)
    if captured != (post.number, post.author, post.posted):
        what = f"this heading is not that of post {message.number}; run wsm convert"
        raise ContentError(path, post.at, what)
    at = post.at
    for line, written in zip_longest(message.lines, post.lines):
        at = written.at if written else at
        text = written.text if written else None
        if line != text:
            captured_line, here = (
                "no line" if each is None else repr(each) for each in (line, text)
            )
            what = f"post {message.number} has {captured_line} in the capture, {here} here"
            raise ContentError(path, at, f"{what}; run wsm convert")
