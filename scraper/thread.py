"""Capture → thread: the stages of the pipeline in order."""

from collections.abc import Iterator, Sequence

from scraper.body import find_blocks
from scraper.decode import Decoded, UndecodableError, decode
from scraper.enrich.replies import find_replies
from scraper.errors import ContentError
from scraper.grammar import NotAThreadError, Post, read_page
from scraper.html import html_lines
from scraper.lines import LINE_END, Line, text_lines
from scraper.model import Capture, Message, Problem, Repaired, Source, Thread
from scraper.profile import Profile, ThreadIdError
from scraper.profiles.wsm import PROFILE as WSM

_HTML = ("text/html", "application/xhtml+xml")


def parse_capture(capture: Capture, profile: Profile = WSM) -> Thread:
    """Read one capture, and find out what each post answers. Raises as ``read_thread`` does."""
    thread = read_thread(capture, profile)
    return thread.model_copy(update={"messages": find_replies(thread.messages)})


def read_thread(capture: Capture, profile: Profile = WSM) -> Thread:
    """Read one capture. Raises ContentError when it is not text or not a thread of the forum.

    The thread's id is in the page's address. Where the capture does not record the address, what
    the page says stands in for it, and ``source.url_status`` is ``inferred``: on WSM, whose pages
    are named after the time their file was made, the opening post's time, a second off at most.
    """
    try:
        decoded = decode(capture.payload, capture.label, profile)
        is_html = capture.media_type in _HTML
        lines = html_lines(decoded.text, capture.url) if is_html else text_lines(decoded.text)
        page = read_page(lines, profile)
        opened = page.posts[0].posted
        thread_id = profile.thread_id(capture.url, page.number, opened)
    except (UndecodableError, NotAThreadError, ThreadIdError) as error:
        raise ContentError(capture.name, None, str(error)) from error
    return Thread(
        id=thread_id,
        title=page.title,
        notice=page.notice,
        source=Source(
            url=capture.url or profile.infer_url(thread_id, opened),
            url_status="captured" if capture.url else "inferred",
            media_type=capture.media_type,
            charset=decoded.charset,
            sha256=capture.sha256,
            captured=capture.captured,
            confidence=round(decoded.confidence, 3),
            label=decoded.label,
            repairs=tuple(
                Repaired(offset=repair.offset, raw=repair.raw.hex(), text=repair.text)
                for repair in decoded.repairs
                if repair.kind != "variant"
            ),
        ),
        messages=tuple(
            _message(thread_id, number, post, lines) for number, post in enumerate(page.posts, 1)
        ),
        problems=(*_misfits(decoded), *page.problems),
    )


def _misfits(decoded: Decoded) -> Iterator[Problem]:
    """The bytes that fit nothing, by the line of the page's source that they are in."""
    for repair in decoded.repairs:
        if repair.kind == "unfit":
            line = len(LINE_END.findall(decoded.text, 0, repair.at)) + 1
            what = f"a byte is no character of {decoded.charset}"
            yield Problem(line=line, what=f"{what}: 0x{repair.raw.hex()} at {repair.offset}")


def _message(thread_id: str, number: int, post: Post, lines: Sequence[Line]) -> Message:
    body = lines[post.start : post.end]
    texts = tuple(line.text for line in body)
    return Message(
        number=number,
        id=f"{thread_id}-{number}",
        author=post.author,
        posted=post.posted,
        lines=texts,
        links=tuple(
            link.model_copy(update={"line": index})
            for index, line in enumerate(body)
            for link in line.links
        ),
        blocks=find_blocks(texts),
    )
