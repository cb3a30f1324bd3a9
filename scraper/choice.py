"""Which of several captures of one thread is shown."""

from scraper.model import Capture, Thread

Quality = tuple[int, int, int, str]


def quality(capture: Capture, thread: Thread) -> Quality:
    """A total order, larger is better (provisional)."""
    return (
        len(thread.messages),
        -len(thread.problems),
        capture.media_type == "text/html",
        capture.sha256,
    )
