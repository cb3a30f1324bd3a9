"""What enrichment finds in a thread: topics, products, hosts, outbound links, an open case."""

from typing import Literal

from pydantic import Field

from scraper.model import Record

HostKind = Literal["host", "domain", "address"]
"""``address`` is an IPv4 address; ``domain`` stood after the ``@`` of a mail address or is as short
as a registered name (``aol.com``, ``fpu.ac.jp``); ``host`` is any other name."""

HostRole = Literal["relay", "recipient", "forged", "sender", "named"]
"""``relay``: a Received field says it handed a mail over or took one. ``recipient``: a mail was
addressed to it. ``forged``: a sender address names it, and no hop of that mail belongs to it.
``sender``: a sender address names it. ``named``: anything else."""

HostPlace = Literal["header", "prose"]

Reason = Literal["unanswered", "never-returned", "asked-again", "will-try"]
"""``unanswered``: nobody but the asker posted. ``never-returned``: no post by the asker after the
first answer. ``asked-again``: their last post asks. ``will-try``: it promises to try or report."""


class Topic(Record):
    """A topic of the vocabulary that a post or a thread earned.

    ``score`` is the sum of the weights of the patterns that matched; ``words`` are what they
    matched, as written, in the order of the text.
    """

    id: str
    score: float
    words: tuple[str, ...] = ()


class Product(Record):
    """A piece of software that a text names; ``versions`` are as written, in order, each once."""

    id: str
    name: str
    versions: tuple[str, ...] = ()


class Host(Record):
    """A host, domain or IPv4 address that a post names, once for each role, post and place."""

    name: str
    kind: HostKind
    role: HostRole
    post: int = Field(ge=1)
    where: HostPlace

    @property
    def defanged(self) -> str:
        """The name in a form that no program takes for an address: ``example[.]com``."""
        return self.name.replace(".", "[.]")


class OutLink(Record):
    """A link from a post to elsewhere.

    ``url`` is the target as posted, ``host`` its host in lower case and ``archived`` the address
    of the copy nearest the time of the post; all three are None where the capture lost the target.
    """

    url: str | None
    host: str | None
    post: int = Field(ge=1)
    label: str
    archived: str | None


class Case(Record):
    """A thread whose asker never reported back: the last ``post`` by them and why it is open."""

    post: int = Field(ge=1)
    reason: Reason
