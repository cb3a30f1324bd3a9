"""The records that every stage hands on: capture, thread, message, block."""

import hashlib
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

UrlStatus = Literal["captured", "inferred"]
BlockType = Literal["paragraph", "quote", "mail_headers", "list", "table", "code", "link"]
ReplyKind = Literal["quote", "attribution", "name"]


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
    ``depths`` and ``origins`` are there for quotes only. ``depths`` has the depth of each line from
    first to last, 0 for an attribution or blank line. ``origins`` has, for each run of lines at one
    depth, the numbers of the posts it came through: the post quoted first, the one that wrote it
    last, none where that is not known.
    """

    type: BlockType
    first_line: int = Field(ge=0)
    last_line: int = Field(ge=0)
    depths: tuple[int, ...] | None = Field(default=None, exclude_if=lambda depths: depths is None)
    origins: tuple[tuple[int, ...], ...] | None = Field(
        default=None, exclude_if=lambda origins: origins is None
    )


class Reply(Record):
    """That a post answers the post ``to``, an earlier one: the kind of evidence, the strongest of
    several, and the confidence, 0 to 1, of all of it (``scraper.enrich.replies``)."""

    to: int = Field(ge=1)
    kind: ReplyKind
    confidence: float = Field(ge=0, le=1)


class Message(Record):
    """One post. ``lines`` are its own lines verbatim, only blank lines at both ends left out.

    ``replies`` are the posts it answers, with the evidence, in order of number; ``replies_to`` the
    numbers alone.
    """

    number: int = Field(ge=1)
    id: str
    author: str
    posted: AwareDatetime
    lines: tuple[str, ...]
    links: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    replies_to: tuple[int, ...] = ()
    replies: tuple[Reply, ...] = ()


class Repaired(Record):
    """Bytes of the capture that do not simply stand for ``text``: at ``offset``, ``raw`` in
    hexadecimal."""

    offset: int = Field(ge=0)
    raw: str
    text: str


class Source(Record):
    """Where a thread came from, and how its bytes were read.

    ``sha256`` is of the capture's bytes. ``charset`` was found by evidence, with ``confidence``
    from 0 to 1; ``label`` is what the server or the page claimed. ``repairs`` are the bytes that
    fit nothing, or were read as a neighbouring charset would have them.
    """

    url: str
    url_status: UrlStatus
    media_type: str
    charset: str
    sha256: str
    captured: AwareDatetime | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)
    label: str | None = Field(default=None, exclude_if=lambda label: label is None)
    repairs: tuple[Repaired, ...] = Field(default=(), exclude_if=lambda repairs: not repairs)


class Problem(Record):
    """Something odd that did not stop the conversion; ``line`` is 1-based in the capture's text.

    ``what`` is ``KIND`` or ``KIND: DETAILS``.
    """

    line: int = Field(ge=1)
    what: str

    @property
    def kind(self) -> str:
        """What several problems have in common."""
        return self.what.partition(":")[0]


class Thread(Record):
    """A thread: what ``wsm parse`` prints and every later stage starts from."""

    id: str
    title: str
    notice: str
    source: Source
    messages: tuple[Message, ...] = Field(min_length=1)
    problems: tuple[Problem, ...] = ()
