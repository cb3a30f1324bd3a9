"""Records → JSON Lines: one post a line (https://jsonlines.org/)."""

from collections.abc import Iterable
from pathlib import Path

from scraper.exports.records import PostRecord, ThreadPosts
from scraper.files import new_file


def json_line(post: PostRecord) -> bytes:
    """The post as one line of UTF-8, as ``post_schema`` describes it."""
    return post.model_dump_json().encode() + b"\n"


def write_jsonl(path: Path, threads: Iterable[ThreadPosts]) -> int:
    """Write one line for each post; return how many. Memory holds one thread. Raises OSError."""
    count = 0
    with new_file(path, replace=True, durable=False) as file:
        for posts in threads:
            file.writelines(map(json_line, posts))
            count += len(posts)
    return count
