"""Everything that can be read as a thread, hostile or not, comes back from its page."""

from pathlib import Path

from scraper.errors import ContentError
from scraper.thread import parse_capture
from scraper.verify import verify
from tests.proof.forum import make_forum


def test_invented_and_hostile_threads_come_back_line_for_line(tmp_path: Path) -> None:
    forum = make_forum(tmp_path / "checkout", invented=20, hostile_ones=40)
    captures, refused, lines = forum.captures(), [], {}
    for capture in captures:
        try:
            thread = parse_capture(capture)
        except ContentError:
            refused.append(capture.name)
        else:
            lines[thread.id] = sum(len(message.lines) for message in thread.messages)
    problems: list[ContentError] = []
    proof = verify(captures, forum.redactions, forum.docs, problems.append)
    assert [problem.path for problem in problems] == refused
    assert (proof.threads, proof.lines) == (len(lines), sum(lines.values()))
    assert proof.threads > 130
