"""The rule of what is not published: masked mail addresses and take-downs."""

import datetime
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_serializer

from scraper.model import Record
from scraper.yamlfile import read_model

# RFC 5322 section 3.4.1, addr-spec = local-part "@" domain, in the subset that people write:
# a local part of letters, digits and . _ % + - (RFC 5322 section 3.2.3 allows !#$&'*/=?^`{|}~ too,
# which in a post are quotation marks, URL syntax or wildcards far more often), and a domain of two
# or more labels (RFC 1123 section 2.1; `_` added, hosts of the time had it) whose last begins with
# a letter, or an IPv4 address. ASCII only, so that an address ends where Japanese begins, and a
# single label is no domain: 「前薗 健一@i2」 is a name.
# Each run of local-part characters is tried once, from its start: linear time on any line.
# The domain is only looked at, since in `a@b.jp@c.jp` it is a local part too.
_LOCAL = r"[A-Za-z0-9_][A-Za-z0-9._%+-]*+"
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
_DOMAIN = (
    rf"(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"|\[?[0-9]{1,3}(?:\.[0-9]{1,3}){3}\]?"
)
_ADDRESS = re.compile(rf"(?<![A-Za-z0-9._%+-])([.%+-]*+)({_LOCAL})@(?=({_DOMAIN}))")
_WHOLE_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_DOMAIN})")

_MASKED_LOCAL = "\u2026"  # …
_MASKED_AT = "\uff20"  # ＠, not a mail address to any program that collects them


def _address(text: str) -> str:
    if not _WHOLE_ADDRESS.fullmatch(text):
        raise ValueError(f"'{text}' is not a mail address; write local@host.tld")
    return text.lower()


class TakeDown(Record):
    """A thread or a post that is no longer published; ``id`` names it as its permalink does."""

    id: str = Field(pattern=r"^[0-9]{12}(-[1-9][0-9]*)?$")
    date: datetime.date
    reason: str = Field(min_length=1)


class Redactions(Record):
    """``archive/redactions.yml``: addresses ``shown`` in full, and ``takedowns``."""

    shown: frozenset[Annotated[str, AfterValidator(_address)]] = frozenset()
    takedowns: tuple[TakeDown, ...] = ()

    @field_serializer("shown")
    def _in_order(self, shown: frozenset[str]) -> list[str]:
        """The same rules give the same JSON, whatever order the set has in this process."""
        return sorted(shown)

    def mask(self, text: str) -> str:
        """Return decoded text as it is published: no mail address in it can be used as one.

        ``local@host.tld`` becomes ``…＠host.tld``, or ``local＠host.tld`` where the list ``shown``
        has it (in any case). Nothing else changes, and masking again changes nothing.
        """
        return _ADDRESS.sub(self._mask_one, text) if "@" in text else text

    def _mask_one(self, match: re.Match[str]) -> str:
        before, local, domain = match.groups()
        shown = f"{local}@{domain}".lower() in self.shown
        return f"{before}{local if shown else _MASKED_LOCAL}{_MASKED_AT}"

    def withdrawn(self, publication_id: str) -> bool:
        """Whether the thread or post of this id is taken down; a thread takes its posts with it."""
        thread_id = publication_id.partition("-")[0]
        return any(entry.id in (publication_id, thread_id) for entry in self.takedowns)


def read_redactions(path: Path) -> Redactions:
    """Return the rule in ``path``. Raises ContentError, with the line, when it is not valid."""
    return read_model(path, Redactions)
