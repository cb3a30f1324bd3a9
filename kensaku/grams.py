"""The form of gram chunks: a dictionary of keys, each with its records."""

from collections.abc import Iterable, Sequence

from kensaku.chunks import varint

FACET = "\x02"
MANY = 3
"""A section that has a key so often is told apart, for the ranking."""
_VARINTS = [varint(number) for number in range(1 << 12)]


def facet_key(field: str, folded: str) -> str:
    """Return the key that holds the sections of a facet's value: author, topic or kind."""
    return f"{FACET}{field}{FACET}{folded}"


def chunk_name(start: str) -> str:
    """Return the name of the chunk that begins at a string."""
    return "g" + start.encode().hex()


def start_between(last: str, key: str) -> str:
    """Return the shortest string that is after the key before a chunk, and not after its own
    first key."""
    lengths = range(1, len(key) + 1)
    return next(key[:length] for length in lengths if key[:length] > last)


def gram_chunk(keys: Sequence[tuple[bytes, bytes]], records: Iterable[bytes]) -> bytes:
    """Return a chunk's content: keys in order, each with its head, which says which segments have
    it and how long each one's record is; and all records."""
    parts = [varint(len(keys))]
    last = b""
    for key, head in keys:
        shared = _shared(last, key)
        last = key
        suffix = key[shared:]
        parts += _varint(shared), _varint(len(suffix)), suffix, head
    parts += records
    return b"".join(parts)


def _varint(number: int) -> bytes:
    return _VARINTS[number] if number < len(_VARINTS) else varint(number)


def _shared(one: bytes, other: bytes) -> int:
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return shared
