"""What is out of order or impossible in a mail header, each observation with the rule behind it.

An observation says what stands there and what rule it departs from, not who did it: a header below
the topmost Received field may be invented by whoever handed the message over.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from scraper.enrich.mail import Field, Hop, Stamp, read_hops, read_stamp

Kind = Literal[
    "date-after-arrival",
    "time-goes-back",
    "zone-out-of-season",
    "short-year",
    "wrong-weekday",
    "id-without-domain",
    "greeted-by-own-name",
    "sender-not-on-path",
    "from-is-sender",
]

RULES: dict[Kind, str] = {
    "date-after-arrival": "RFC 5322 3.6.1",
    "time-goes-back": "RFC 5321 4.4",
    "zone-out-of-season": "RFC 5322 4.3",
    "short-year": "RFC 5322 4.3",
    "wrong-weekday": "RFC 5322 3.3",
    "id-without-domain": "RFC 5322 3.6.4",
    "greeted-by-own-name": "RFC 5321 4.1.1.1",
    "sender-not-on-path": "RFC 5321 7.1",
    "from-is-sender": "RFC 5321 7.1",
}
"""The section that each observation rests on."""

# Zone names of RFC 5322, section 4.3, and a place that keeps that time; the offsets were fixed by
# law there, so a name that does not fit the season is a slip or an invention.
_PLACES = {
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Oddity(NamedTuple):
    """One observation. ``line`` is the index in the block of the field it is about; ``what`` the
    words or the host that it names; ``gap`` a difference of times where there is one."""

    kind: Kind
    line: int
    what: str
    gap: timedelta | None = None


def find_oddities(fields: Sequence[Field]) -> list[Oddity]:
    """All observations about a header, in the order of its lines."""
    hops = read_hops(fields)
    found = [
        *_about_dates(fields, hops),
        *_about_hops(hops),
        *_about_senders(fields, hops),
        *_about_ids(fields),
    ]
    return sorted(found, key=lambda oddity: oddity.line)


def _about_dates(fields: Sequence[Field], hops: Sequence[Hop]) -> Iterator[Oddity]:
    for field in fields:
        stamp = read_stamp(field.value) if field.key == "date" else None
        if stamp is None:
            continue
        yield from _about_stamp(stamp, field.line)
        arrival = next((hop.stamp for hop in hops if hop.stamp), None)
        if arrival and stamp.moment > arrival.moment:
            gap = stamp.moment - arrival.moment
            yield Oddity("date-after-arrival", field.line, stamp.zone, gap)
    for hop in hops:
        if hop.stamp:
            yield from _about_stamp(hop.stamp, hop.line)


def _about_stamp(stamp: Stamp, line: int) -> Iterator[Oddity]:
    if stamp.short_year:
        yield Oddity("short-year", line, f"{stamp.moment.year % 100:02}")
    if stamp.weekday and stamp.weekday != _WEEKDAYS[stamp.moment.weekday()]:
        yield Oddity("wrong-weekday", line, stamp.weekday)
    if place := _PLACES.get(stamp.zone):
        there = stamp.moment.replace(tzinfo=ZoneInfo(place))
        if there.utcoffset() != stamp.moment.utcoffset():
            yield Oddity("zone-out-of-season", line, stamp.zone)


def _about_hops(hops: Sequence[Hop]) -> Iterator[Oddity]:
    before: Stamp | None = None
    for hop in hops:
        if hop.stamp and before and hop.stamp.moment < before.moment:
            gap = before.moment - hop.stamp.moment
            yield Oddity("time-goes-back", hop.line, hop.by or "", gap)
        before = hop.stamp or before
        if hop.by and hop.helo and not hop.address and hop.helo.lower() == hop.by.lower():
            yield Oddity("greeted-by-own-name", hop.line, hop.by)


def _about_senders(fields: Sequence[Field], hops: Sequence[Hop]) -> Iterator[Oddity]:
    envelope = next((field for field in fields if field.key == "return-path"), None)
    domain = domain_of(envelope.value) if envelope else None
    if not envelope or not domain or not hops or any(_serves(hop, domain) for hop in hops):
        return
    yield Oddity("sender-not-on-path", envelope.line, domain)
    for field in fields:
        if field.key == "from" and _address_of(field.value) == _address_of(envelope.value):
            yield Oddity("from-is-sender", field.line, domain)


def _about_ids(fields: Sequence[Field]) -> Iterator[Oddity]:
    for field in fields:
        if field.key == "message-id" and field.value and not domain_of(field.value):
            yield Oddity("id-without-domain", field.line, field.value)


def domain_of(text: str) -> str | None:
    """The domain of the first mail address in a text, in lower case, masked addresses included."""
    _, at, rest = _address_of(text).partition("@")
    return rest.rstrip(".") or None if at else None


def _address_of(text: str) -> str:
    plain = text.replace("＠", "@")
    inner = plain.partition("<")[2].partition(">")[0] if "<" in plain else plain
    return next((word.lower() for word in inner.split() if "@" in word), "")


def _serves(hop: Hop, domain: str) -> bool:
    hosts = (host.lower() for host in (hop.helo, hop.name, hop.by) if host)
    return any(host == domain or host.endswith(f".{domain}") for host in hosts)
