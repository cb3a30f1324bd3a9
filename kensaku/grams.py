"""The gram chunks: a dictionary of keys, each with its lists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from kensaku.chunks import read_varint, varint
from kensaku.postings import Posting

FACET = "\x02"


def facet_key(field: str, folded: str) -> str:
    """Return the key that holds the sections of a facet's value: author, topic or kind."""
    return f"{FACET}{field}{FACET}{folded}"


def gram_chunks(postings: Iterable[Posting], target: int) -> Iterator[tuple[str, bytes]]:
    """Yield chunks of about ``target`` bytes of postings in key order, each with the shortest
    string that is after all keys before it, and not after its own."""
    batch: list[Posting] = []
    size = begin = end = 0
    last = b""
    for posting in postings:
        more = len(posting.key) + 6 + len(posting.sections + posting.heading + posting.many)
        if batch and size + more > target:
            yield _after(last, batch), _content(batch, begin)
            last = batch[-1].key
            batch, size, begin = [], 0, end
        batch.append(posting)
        size += more
        end += len(posting.positions)
    if batch:
        yield _after(last, batch), _content(batch, begin)


def _after(last: bytes, batch: list[Posting]) -> str:
    key = batch[0].key.decode()
    lengths = range(1, len(key) + 1)
    return next(key[:length] for length in lengths if key[:length].encode() > last)


def _content(batch: list[Posting], begin: int) -> bytes:
    head = [varint(len(batch)), varint(begin)]
    lists: list[bytes] = []
    last = b""
    for posting in batch:
        shared = _shared(last, posting.key)
        suffix = posting.key[shared:]
        last = posting.key
        head += varint(shared), varint(len(suffix)), suffix
        flags = 4 * bool(posting.positions) + 2 * bool(posting.heading) + bool(posting.many)
        head.append(varint(8 * posting.total + flags))
        present = [part for part in (posting.sections, posting.heading, posting.many) if part]
        head += [varint(len(part)) for part in present]
        if posting.positions:
            head.append(varint(len(posting.positions)))
        lists += present
    return b"".join(head + lists)


def _shared(one: bytes, other: bytes) -> int:
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return shared


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's lists; its positions are ``positions_size`` bytes of the position stream."""

    total: int
    sections: bytes
    heading: bytes
    many: bytes
    positions_start: int
    positions_size: int


def read_gram_chunk(data: bytes) -> dict[str, Entry]:
    """Return the keys of a chunk that ``gram_chunks`` made, with their lists."""
    keys, at = read_varint(data, 0)
    positions, at = read_varint(data, at)
    key = b""
    heads: list[tuple[str, int, list[int], int]] = []
    for _ in range(keys):
        shared, at = read_varint(data, at)
        length, at = read_varint(data, at)
        key = key[:shared] + data[at : at + length]
        flags, at = read_varint(data, at + length)
        text = key.decode()
        sizes = [0, 0, 0, 0]
        for which, present in enumerate((True, flags & 2, flags & 1, flags & 4)):
            if present:
                sizes[which], at = read_varint(data, at)
        heads.append((text, flags >> 3, sizes, positions))
        positions += sizes[3]
    entries = {}
    for text, total, sizes, start in heads:
        ends = list(accumulate(sizes[:3], initial=at))
        sections, heading, many = (data[a:b] for a, b in pairwise(ends))
        entries[text] = Entry(total, sections, heading, many, start, sizes[3])
        at = ends[-1]
    return entries
