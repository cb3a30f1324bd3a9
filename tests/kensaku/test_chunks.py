"""The index's files hold what was put in, or say that they are damaged."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kensaku.chunks import (
    as_json,
    chunk,
    read_chunk,
    read_varint,
    varint,
)
from kensaku.errors import KensakuError
from kensaku.grams import gram_chunk, start_between
from kensaku.records import read_gram_chunk


@given(content=st.binary() | st.lists(st.sampled_from(b'\\"\n\rnr')).map(bytes))
def test_a_chunk_is_read_back(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("chunk") / "x.js"
    path.write_bytes(chunk("x", content))
    assert read_chunk(path, "x", bytes) == content


def test_a_chunk_is_one_line_of_script() -> None:
    data = chunk("x", bytes(range(256)))
    assert data.startswith(b'kensaku.take("x","')
    assert data.endswith(b'")\n')
    assert data.count(b"\n") == 1
    assert b"\r" not in data


def test_a_damaged_or_missing_chunk_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.js"
    data = chunk("x", b"content\n")
    middle = len(data) // 2
    changed = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    for damaged in [b"", data[:-1], data[:20], changed, chunk("y", b"content\n")]:
        path.write_bytes(damaged)
        with pytest.raises(KensakuError, match=r"x\.js: it is damaged; index again"):
            read_chunk(path, "x", bytes)
    path.write_bytes(chunk("x", b"no JSON"))
    with pytest.raises(KensakuError, match=r"x\.js: it is damaged; index again"):
        read_chunk(path, "x")
    path.unlink()
    with pytest.raises(KensakuError, match=r"x\.js: cannot be read \(No such file"):
        read_chunk(path, "x")


@given(st.integers(0, 2**40), st.binary(max_size=2))
def test_varints_are_read_back(number: int, before: bytes) -> None:
    data = before + varint(number) + b"\x01"
    assert read_varint(data, len(before)) == (number, len(data) - 1)


def test_json_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "x.js"
    path.write_bytes(chunk("x", as_json({"日本": ["語", 1]})))
    assert read_chunk(path, "x") == {"日本": ["語", 1]}


KEYS = st.text(st.sampled_from("aあい𠮷"), min_size=1, max_size=3) | st.just("\x02kind\x02post")
RECORDS = st.dictionaries(st.integers(0, 300), st.binary(min_size=1, max_size=200), min_size=1)


@given(st.dictionaries(KEYS, RECORDS))
def test_gram_chunks_are_read_back(entries: dict[str, dict[int, bytes]]) -> None:
    heads, bodies = [], []
    for key, records in sorted(entries.items()):
        head = varint(len(records))
        before = -1
        for segment, record in sorted(records.items()):
            head += varint(segment - before - 1) + varint(len(record))
            before = segment
            bodies.append(record)
        heads.append((key.encode(), head))
    found = read_gram_chunk(gram_chunk(heads, bodies))
    assert list(found) == sorted(entries)
    assert found == entries


@given(st.text(max_size=4), st.text(min_size=1, max_size=4))
def test_a_chunk_begins_after_the_key_before_it(one: str, other: str) -> None:
    if one != other:
        last, key = sorted((one, other))
        start = start_between(last, key)
        assert last < start <= key
        assert all(key[:length] <= last for length in range(len(start)))
