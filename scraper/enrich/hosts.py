"""Hosts, domains and IPv4 addresses of a thread, each with its role, and its outbound links."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from scraper.enrich.fold import fold
from scraper.enrich.mail import Field, read_fields, read_hops
from scraper.enrich.oddities import domain_of, find_oddities
from scraper.enrich.records import Host, HostKind, HostPlace, HostRole, OutLink
from scraper.model import Block, Message, Thread

# A name as people write it: labels of RFC 1123, section 2.1, `_` added. Found by its whole run of
# signs, so that each is tried once: linear time on any line.
_RUN = re.compile(r"[a-z0-9@._-]+")
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]{2,6}")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
_URL = re.compile(r"(?:https?|ftp)://[!-~]+")
_URL_END = ".,;:!?'\")>]}"
_WEB = ("http", "https", "ftp")

_GENERIC = frozenset("com net org edu gov mil int arpa info biz".split())
_COUNTRIES = frozenset(
    """
    ac ad ae af ag ai al am an ao aq ar as at au aw az ba bb bd be bf bg bh bi bj bm bn bo
    br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cx cy cz de dj dk dm
    do dz ec ee eg eh er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq
    gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh
    ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md mg mh mk ml mm mn mo
    mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph
    pk pl pm pn pr ps pt pw py qa re ro ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr
    st su sv sy sz tc td tf tg th tj tk tm tn to tp tr tt tv tw tz ua ug uk um us uy uz va
    vc ve vg vi vn vu wf ws ye yt yu za zm zw
    """.split()
)
_SECOND_LEVEL = frozenset("ac ad co ed go gr lg ne or com net org edu gov".split())

_SENDERS = frozenset("return-path from sender reply-to".split())
_RECIPIENTS = frozenset("to cc bcc apparently-to delivered-to".split())

_ARCHIVE = "https://web.archive.org/web"
# What may stand in an address: RFC 3986, section 2; everything else is percent-encoded.
_URL_SIGNS = "%:/?#[]@!$&'()*+,;=-._~"


def find_hosts(thread: Thread) -> tuple[Host, ...]:
    """Every host, domain and IPv4 address that the posts name, quotations and code included.

    Names are in lower case and NFKC. In a mail header, Received fields give relays (as they called
    themselves, as they were seen, and their address), address fields give senders and recipients;
    a sender whose domain no hop belongs to is ``forged`` (``sender-not-on-path`` of
    ``scraper.enrich.oddities``). Masked mail addresses keep their domain. Each host is there once
    for a role, post and place, in the order of the text. A file name like ``test.pl`` is no host.
    """
    return tuple(dict.fromkeys(host for message in thread.messages for host in _hosts(message)))


def find_links(thread: Thread) -> tuple[OutLink, ...]:
    """The links that lead to other sites, and those whose target the capture lost, by post.

    Addresses typed as text are links too, but not in quotations, code or mail headers, and nowhere
    in a post that shows a mail header: there they may be what the spam advertised. ``archived``
    asks the Wayback Machine for the copy nearest the time of the post.
    """
    return tuple(dict.fromkeys(link for message in thread.messages for link in _links(message)))


def _hosts(message: Message) -> Iterator[Host]:
    for block in message.blocks:
        lines = _lines(message, block)
        in_header = block.type == "mail_headers"
        place: HostPlace = "header" if in_header else "prose"
        for name, kind, role in _header_hosts(lines) if in_header else _prose_hosts(lines):
            yield Host(name=name, kind=kind, role=role, post=message.number, where=place)
    for link in message.links:
        if host := host_of(link.href or ""):
            yield Host(
                name=host, kind=_kind(host), role="named", post=message.number, where="prose"
            )


def _header_hosts(lines: Sequence[str]) -> Iterator[tuple[str, HostKind, HostRole]]:
    fields = read_fields(lines)
    hops = {hop.line: hop for hop in read_hops(fields)}
    forged = {each.what for each in find_oddities(fields) if each.kind == "sender-not-on-path"}
    for field in fields:
        if hop := hops.get(field.line):
            for name in (hop.helo, hop.name, hop.address, hop.by):
                if host := _checked(name or ""):
                    yield host, _kind(host), "relay"
        elif field.key in _SENDERS:
            domain = _checked(domain_of(field.value) or "")
            if domain:
                yield domain, "domain", "forged" if domain in forged else "sender"
        elif field.key in _RECIPIENTS or field.key == "message-id":
            role: HostRole = "named" if field.key == "message-id" else "recipient"
            yield from ((domain, "domain", role) for domain in _domains(field))


def _domains(field: Field) -> Iterator[str]:
    for run in _RUN.finditer(fold(field.value).text):
        if "@" in run[0] and (domain := _checked(run[0].rpartition("@")[2])):
            yield domain


def _prose_hosts(lines: Sequence[str]) -> Iterator[tuple[str, HostKind, HostRole]]:
    folded = fold("\n".join(lines)).text
    if "." not in folded:
        return  # as in most prose: no host is there
    for text in folded.split("\n"):
        for url in _URL.finditer(text):
            if host := host_of(url[0]):
                yield host, _kind(host), "named"
        for run in _RUN.finditer(_URL.sub(" ", text)):
            _, at, name = run[0].rpartition("@")
            host = _checked(name)
            if not host or (not at and not _is_telling(host)):
                continue
            yield host, "domain" if at and not _is_address(host) else _kind(host), "named"


def _links(message: Message) -> Iterator[OutLink]:
    linked = set()
    for link in message.links:
        linked.add(link.href)
        if link.href is None:
            yield OutLink(url=None, host=None, post=message.number, label=link.label, archived=None)
        elif host := host_of(link.href):
            yield _out_link(link.href, host, link.label, message)
    if any(block.type == "mail_headers" for block in message.blocks):
        return
    for block in message.blocks:
        if block.type not in ("paragraph", "list", "link"):
            continue
        for line in _lines(message, block):
            for match in _URL.finditer(line):
                url = match[0].rstrip(_URL_END)
                host = host_of(url)
                if host and url not in linked:
                    yield _out_link(url, host, url, message)


def _out_link(url: str, host: str, label: str, message: Message) -> OutLink:
    return OutLink(
        url=url,
        host=host,
        post=message.number,
        label=label,
        archived=archived_copy(url, message.posted),
    )


def archived_copy(url: str, at: datetime) -> str:
    """The address under which the Wayback Machine keeps the copy of ``url`` nearest to ``at``."""
    return f"{_ARCHIVE}/{at.astimezone(UTC):%Y%m%d%H%M%S}/{quote(url, safe=_URL_SIGNS)}"


def host_of(url: str) -> str | None:
    """The host of an http, https or ftp address, in lower case; None for every other text."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    return _checked(host or "") if parts.scheme.lower() in _WEB else None


def _checked(name: str) -> str | None:
    """A host's name or IPv4 address in lower case, without a final point; None for other texts."""
    plain = fold(name).text.strip("._-")
    if len(plain) > 253:
        return None
    if _IPV4.fullmatch(plain):
        return plain
    if not _NAME.fullmatch(plain):
        return None
    last = plain.rpartition(".")[2]
    return plain if last in _GENERIC or last in _COUNTRIES else None


def _is_address(host: str) -> bool:
    return host[-1].isdigit()


def _is_telling(host: str) -> bool:
    """Tell whether a name that stands alone in prose is a host's, and not a file's or a suffix."""
    labels = host.split(".")
    if _is_address(host) or labels[-1] in _GENERIC:
        return True
    if len(labels) == 2:
        return labels[1] == "jp" and labels[0] not in _SECOND_LEVEL
    return labels[-1] == "jp" or len(labels[-2]) > 1


def _kind(host: str) -> HostKind:
    if _is_address(host):
        return "address"
    labels = host.split(".")
    short = len(labels) == 2 or (
        len(labels) == 3 and len(labels[2]) == 2 and labels[1] in _SECOND_LEVEL
    )
    return "domain" if short else "host"


def _lines(message: Message, block: Block) -> Sequence[str]:
    return message.lines[block.first_line : block.last_line + 1]
