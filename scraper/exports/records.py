"""The records of the exports, and the JSON Schema of a line of the JSON Lines file."""

import json
from typing import Annotated

from pydantic import AwareDatetime, Field

from scraper.model import BlockType, Record, Reply, UrlStatus

# JSON Schema Core 2020-12, section 8.1.1.
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Software(Record):
    """A piece of software that a thread names, with the versions as written, each once."""

    name: str
    versions: tuple[str, ...]


class Origin(Record):
    """Where a thread's page was, and the capture that it was read from."""

    url: Annotated[str, Field(description="Address of the page in the forum.")]
    url_status: Annotated[
        UrlStatus,
        Field(description="Whether the capture records the address, or the first post's time."),
    ]
    captured: Annotated[AwareDatetime | None, Field(description="When, if that is recorded.")]
    charset: Annotated[str, Field(description="The charset that the bytes were read in.")]
    sha256: Annotated[str, Field(description="SHA-256 of the capture's bytes.")]


class ThreadInfo(Record):
    """A thread, but for its posts. ``url`` is relative to the root of the site."""

    id: str
    title: str
    url: str
    started: AwareDatetime
    ended: AwareDatetime
    posts: Annotated[int, Field(ge=1, description="How many posts the thread has.")]
    topics: Annotated[tuple[str, ...], Field(description="Ids of topics, the strongest first.")]
    software: tuple[Software, ...]
    source: Origin


class TextBlock(Record):
    """A run of a post's lines that belong together.

    ``first_line`` and ``last_line`` are inclusive 0-based indexes into ``lines``. ``text`` has
    wrapped lines joined; in a quote it has no quote marks.
    """

    type: BlockType
    first_line: Annotated[int, Field(ge=0)]
    last_line: Annotated[int, Field(ge=0)]
    text: str


class OutboundLink(Record):
    """A hyperlink of a post; ``href`` is null where the capture lost the target."""

    label: str
    href: str | None


class PostRecord(Record):
    """A post as it is published, with what is known of its thread repeated.

    Mail addresses are masked. A post that was withdrawn keeps its id, number and time only.
    """

    id: Annotated[str, Field(description="THREAD-NUMBER; never changes.")]
    thread: ThreadInfo
    number: Annotated[int, Field(ge=1)]
    url: Annotated[str, Field(description="Address of the post, relative to the site's root.")]
    author: Annotated[
        str | None, Field(description="The name as posted; null where there is none.")
    ]
    posted: AwareDatetime
    withdrawn: bool
    text: Annotated[str, Field(description="The texts of the blocks, parted by empty lines.")]
    lines: Annotated[tuple[str, ...], Field(description="The lines of the post, verbatim.")]
    blocks: tuple[TextBlock, ...]
    links: tuple[OutboundLink, ...]
    replies: Annotated[
        tuple[Reply, ...], Field(description="The posts that it answers, found by machine.")
    ]
    topics: Annotated[tuple[str, ...], Field(description="Ids of topics, found by machine.")]


ThreadPosts = tuple[PostRecord, ...]
"""The posts of one thread in their order; at least one."""


def post_schema() -> bytes:
    """The JSON Schema (2020-12) of a line of the JSON Lines file, as a JSON file."""
    schema = PostRecord.model_json_schema(mode="serialization")
    text = json.dumps({"$schema": _DIALECT, **schema}, ensure_ascii=False, indent=2)
    return text.encode() + b"\n"
