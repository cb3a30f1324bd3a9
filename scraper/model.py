"""The records that every stage hands on: capture, thread, message, block."""

import hashlib
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

UrlStatus = Literal["captured", "inferred"]
BlockType = Literal["paragraph", "quote", "mail_headers", "list", "table", "code", "link"]


class Capture(NamedTuple):
    """One page as it was captured: its bytes, unchanged, and what is known of where they came from.

    ``url``, ``captured`` and ``label``, the charset that the page was served with, are None where
    the capture does not record them; ``name`` is what a message about this capture calls it, a
    file name or a WARC file with its record.
    """

    payload: bytes
    media_type: str
    name: str
    url: str | None = None
    captured: datetime | None = None
    label: str | None = None

    @property
    def sha256(self) -> str:
        """The payload's SHA-256 in hexadecimal: what names a capture in the archive."""
        return hashlib.sha256(self.payload).hexdigest()


class Record(BaseModel):
    """Base of the published models: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(Record):
    """A hyperlink of a post: the words that were linked and, where the capture has it, the target.

    ``line`` and ``start`` say where the label stands: the 0-based line, first of the page and later
    of the message, and the offset in it. They stay out of the published JSON.
    """

    label: str
    href: str | None = None
    line: int = Field(default=0, exclude=True)
    start: int = Field(default=0, exclude=True)


class Block(Record):
    """A run of a post's lines that belong together.

    ``first_line`` and ``last_line`` are inclusive 0-based indexes into the message's ``lines``.
    ``depths`` is there for quotes only: the depth of each line from first to last, 0 for an
    attribution or blank line.
    """

    type: BlockType
    first_line: int = Field(ge=0)
    last_line: int = Field(ge=0)
    depths: tuple[int, ...] | None = Field(default=None, exclude_if=lambda depths: depths is None)


class Message(Record):
    """One post. ``lines`` are its own lines verbatim, only blank lines at both ends left out."""

    number: int = Field(ge=1)
    id: str
    author: str
    posted: AwareDatetime
    lines: tuple[str, ...]
    links: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    replies_to: tuple[int, ...] = ()


class Source(Record):
    """Where a thread came from. ``sha256`` is of the capture's bytes."""

    url: str
    url_status: UrlStatus
    media_type: str
    charset: str
    sha256: str
    captured: AwareDatetime | None = None


class Problem(Record):
    """Something odd that did not stop the conversion; ``line`` is 1-based in the capture's text."""

    line: int = Field(ge=1)
    what: str


class Thread(Record):
    """A thread: what ``wsm parse`` prints and every later stage starts from."""

    id: str
    title: str
    notice: str
    source: Source
    messages: tuple[Message, ...] = Field(min_length=1)
    problems: tuple[Problem, ...] = ()
