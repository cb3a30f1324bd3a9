"""Which of several captures of one thread is shown."""

from datetime import UTC, datetime

from scraper.model import Capture, Thread

Quality = tuple[int, int, int, int, int, str]
"""Compares two captures of a thread: the larger is the better one."""

_END = datetime(2006, 1, 31, 15, tzinfo=UTC)  # 1 February in Japan: the forum is no longer run


def quality(capture: Capture, thread: Thread) -> Quality:
    """How good a capture of the thread is; no two captures of different bytes are equal.

    In this order: more posts, since a thread only grew; the page itself before a text extracted
    from it, which has no links and was decoded by others; fewer characters that could not be
    decoded; fewer problems; the newest taken while the forum was run, then the oldest after its
    end, when servers answered with other things, then one of unknown time. The SHA-256 decides
    last, so that the choice is the same everywhere.
    """
    texts = [thread.title, thread.notice]
    for message in thread.messages:
        texts += [message.author, *message.lines]
    return (
        len(thread.messages),
        int(capture.media_type != "text/plain"),
        -sum(text.count("\ufffd") for text in texts),
        -len(thread.problems),
        _recency(capture.captured),
        capture.sha256,
    )


def _recency(captured: datetime | None) -> int:
    """Larger is better: before the end its distance from the year 1, after it a negative one."""
    if captured is None:
        return -(2**62)
    seconds = int((captured - _END).total_seconds())
    return 2**61 + seconds if seconds < 0 else -seconds
