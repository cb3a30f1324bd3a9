"""The lines of a pasted mail header → its fields and the hops that the message took.

Posts carry headers as mail programs showed them and as web forms left them: folded lines without
their indentation, fields missing, years of two digits. Fields follow RFC 5322, trace fields
RFC 5321, section 4.4; dates are read by the standard library.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.utils import parsedate_tz
from typing import NamedTuple

from scraper.shapes import HEADER_FIELD


class Field(NamedTuple):
    """One header field, unfolded; ``line`` is the index of its first line in the block."""

    name: str
    value: str
    line: int

    @property
    def key(self) -> str:
        """The name in lower case: names are case-insensitive (RFC 5322, section 1.2.2)."""
        return self.name.lower()


class Stamp(NamedTuple):
    """A date and time as written: the ``moment``, the ``zone`` as written (``EST``, ``+0200``),
    whether the ``year`` had two digits, and the day of the week that was named, if any."""

    moment: datetime
    zone: str
    short_year: bool
    weekday: str | None


class Hop(NamedTuple):
    """One Received field: ``by`` took the message over from a host that called itself ``helo``.

    ``name`` and ``address`` are what ``by`` saw of that host, in parentheses; ``software`` is what
    the field says of the program. What the field does not tell is None. ``line`` is its index in
    the block.
    """

    line: int
    helo: str | None = None
    name: str | None = None
    address: str | None = None
    by: str | None = None
    protocol: str | None = None
    id: str | None = None
    software: str | None = None
    stamp: Stamp | None = None

    @property
    def sender(self) -> str | None:
        """The best name for where the message came from: seen, else claimed, else the address."""
        return self.name or self.helo or self.address


_DATE = re.compile(
    r"(?:(?P<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*\s*,?\s+)?"
    r"(?P<date>\d{1,2}\s+[A-Za-z]{3,9}\s+(?P<year>\d{2,4})\s+\d{1,2}:\d{2}(?::\d{2})?)"
    r"(?:\s+(?P<zone>[+-]\d{4}|[A-Z]{1,5}))?"
)
_CLAUSE = re.compile(r"(?<!\S)(?:from|by|via|with|id|for)(?=\s)", re.IGNORECASE)
_COMMENT = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_ADDRESS = re.compile(r"\[?\b(\d{1,3}(?:\.\d{1,3}){3})\b\]?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_PROTOCOLS = ("via", "with")
_ENCODED_WORD = r"=\?[!->@-~]+\?[bBqQ]\?[!->@-~]*\?="
_ENCODED = re.compile(rf"{_ENCODED_WORD}(?:\s+{_ENCODED_WORD})*")
_LONGEST = 2000  # of a Received field; the rest is not a trace of anything


def read_fields(lines: Sequence[str]) -> list[Field]:
    """The fields of a block, each with its folded lines joined by one space.

    A line that begins with white space goes on with the field above it (RFC 5322, section 2.2.3),
    and so does one that is no field, since web forms removed indentation. Lines before the first
    field are left out.
    """
    fields: list[Field] = []
    for index, line in enumerate(lines):
        match = None if line[:1] in (" ", "\t") else HEADER_FIELD.match(line)
        if match:
            fields.append(Field(match["name"], line[match.end("name") + 1 :].strip(), index))
        elif fields and line.strip():
            last = fields[-1]
            fields[-1] = last._replace(value=f"{last.value} {line.strip()}".strip())
    return fields


def decoded(value: str) -> str:
    """A field's value with its encoded words (RFC 2047) read; as it is where they are damaged."""
    return _ENCODED.sub(_decode_words, value)


def _decode_words(words: re.Match[str]) -> str:
    # Only the words: the rest may hold masked addresses, which no header could.
    try:
        return str(make_header(decode_header(words[0])))
    except (ValueError, LookupError):
        return words[0]


def read_stamp(text: str) -> Stamp | None:
    """The first date and time in a text, or None. A zone name is taken at its word (RFC 5322,
    section 4.3); a time without zone, or with one that is not known, counts as UTC, ``-0000``."""
    match = _DATE.search(text)
    if not match:
        return None
    zone = match["zone"] or "-0000"
    parsed = parsedate_tz(f"{match['date']} {zone}")
    if not parsed:
        return None
    try:
        offset = timezone(timedelta(seconds=parsed[9] or 0))
        moment = datetime(*parsed[:6], tzinfo=offset)
    except ValueError:
        return None
    return Stamp(moment, zone, len(match["year"]) == 2, match["weekday"])


def read_hops(fields: Sequence[Field]) -> list[Hop]:
    """The hops in the order in which the message took them: each server puts its Received field
    above those that are there (RFC 5321, section 4.4), so the lowest is the oldest."""
    return [_read_hop(field) for field in reversed(fields) if field.key == "received"]


def _read_hop(field: Field) -> Hop:
    value = field.value[:_LONGEST]
    text, _, date = value.rpartition(";")
    if not text:
        text, date = value, value
    parts = _clauses(text)
    origin, by = parts.get("from", ""), parts.get("by", "")
    name, address = _seen(_COMMENT.findall(origin))
    protocol = next((_bare(parts[key]) for key in _PROTOCOLS if key in parts), None)
    comments = [
        comment
        for key in ("by", *_PROTOCOLS)
        for comment in _COMMENT.findall(parts.get(key, ""))
        if not _ADDRESS.fullmatch(comment.strip())
    ]
    return Hop(
        line=field.line,
        helo=_first_host(_bare(origin)),
        name=name,
        address=address or _first_address(_bare(origin)),
        by=_first_host(_bare(by)),
        protocol=protocol or None,
        id=_bare(parts.get("id", "")) or None,
        software=comments[0].strip() if comments else None,
        stamp=read_stamp(date) or read_stamp(text),
    )


def _clauses(text: str) -> dict[str, str]:
    """The value of a Received field by its keywords, which count outside comments only."""
    outside = _COMMENT.sub(lambda match: "\0" * len(match[0]), text)
    marks = list(_CLAUSE.finditer(outside))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=False):
        parts.setdefault(mark[0].lower(), text[mark.end() : end].strip())
    return parts


def _bare(text: str) -> str:
    return _COMMENT.sub(" ", text).strip().strip("<>")


def _seen(comments: Sequence[str]) -> tuple[str | None, str | None]:
    """Name and address that the receiving server saw, ``(pc2.mic.dtu.dk [130.225.75.32])``."""
    for comment in comments:
        if address := _ADDRESS.search(comment):
            name = _HOST.match(comment[: address.start()].strip())
            return (name[0] if name else None), address[1]
    return None, None


def _first_host(text: str) -> str | None:
    match = _HOST.match(text)
    return match[0] if match else None


def _first_address(text: str) -> str | None:
    match = _ADDRESS.match(text)
    return match[1] if match else None
