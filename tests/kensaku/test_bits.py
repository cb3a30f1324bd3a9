"""What is written in bits is read back, in the fewest bits that its form has."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kensaku.bits import MANY, Occurrences, records, varints
from kensaku.chunks import varint
from kensaku.records import Record, read_record

SECTIONS = 40
PLACES = st.lists(st.integers(0, 5) | st.integers(0, 1 << 20), min_size=1, max_size=5, unique=True)
SECTION = st.tuples(st.booleans(), PLACES.map(sorted))
# Whether its places are kept, and of each section whether in the heading, and where.
KEY = st.tuples(
    st.booleans(), st.dictionaries(st.integers(0, SECTIONS - 1), SECTION, min_size=1, max_size=9)
)


def written(keys: list[tuple[bool, dict[int, tuple[bool, list[int]]]]]) -> list[bytes]:
    lists = [sorted(sections.items()) for _, sections in keys]
    placed = [is_placed for is_placed, _ in keys]
    pairs = [pair for one in lists for pair in one]
    data, sizes = records(
        Occurrences(
            keys=np.cumsum([0, *map(len, lists)])[:-1],
            sections=np.array([section for section, _ in pairs], np.int64),
            counts=np.array([len(places) for _, (_, places) in pairs], np.int64),
            headings=np.array([in_heading for _, (in_heading, _) in pairs], bool),
            placed=np.array(placed, bool),
            positions=np.array(
                [
                    place
                    for is_placed, one in zip(placed, lists, strict=True)
                    for _, (_, places) in one
                    for place in places
                    if is_placed
                ],
                np.int64,
            ),
        ),
        SECTIONS,
    )
    ends = np.cumsum(sizes).tolist()
    assert len(data) == ([0, *ends])[-1]
    return [data[end - size : end] for size, end in zip(sizes.tolist(), ends, strict=True)]


@given(st.lists(KEY, max_size=6))
def test_records_are_read_back(
    keys: list[tuple[bool, dict[int, tuple[bool, list[int]]]]],
) -> None:
    for data, (is_placed, sections) in zip(written(keys), keys, strict=True):
        assert read_record(data, SECTIONS, is_placed) == Record(
            sections=sorted(sections),
            heading={section for section, (in_heading, _) in sections.items() if in_heading},
            many={section for section, (_, places) in sections.items() if len(places) >= MANY},
            places={s: places for s, (_, places) in sections.items()} if is_placed else {},
        )


@given(st.dictionaries(st.integers(0, SECTIONS - 1), PLACES.map(sorted), min_size=1, max_size=9))
def test_positions_have_the_parameter_of_the_shortest_code(sections: dict[int, list[int]]) -> None:
    [data] = written([(True, {section: (False, places) for section, places in sections.items()})])
    ids, lists = sorted(sections), [sections[section] for section in sorted(sections)]
    k = max(0, (11 * SECTIONS // (16 * len(ids))).bit_length() - 1)
    gaps = [b - a - 1 for one in lists for a, b in zip([-1, *one], one, strict=False)]
    bits = (
        gamma_length(len(ids))
        + 1
        + rice_length([b - a - 1 for a, b in zip([-1, *ids], ids, strict=False)], k)
        + 4
        + sum(gamma_length(len(one)) for one in lists)
        + min(rice_length(gaps, j) for j in range(16))
    )
    assert len(data) == (bits + 7) // 8


def gamma_length(number: int) -> int:
    return 2 * number.bit_length() - 1


def rice_length(numbers: list[int], k: int) -> int:
    return sum((number >> k) + 1 + k for number in numbers)


def test_bytes_are_as_documented() -> None:
    # Of 40 sections 2: k = 3 (11 * 40 // 32 = 13); 010 | no heading 0 | many 1 |
    # 4: 1 100, 30: 0001 001 | many: no 0, yes 1
    [unplaced] = written([(False, {4: (False, [7]), 30: (False, [0, 1, 2])})])
    assert unplaced == bytes([0b01001110, 0b00001001, 0b01000000])
    # 1 in section 0, k = 4 (27): 1 | heading 1 | 1 0000 | in heading 1 | j = 1: 0001 |
    # two times: 010 | 4: 001 0, 6: 1 1
    [placed] = written([(True, {0: (True, [4, 6])})])
    assert placed == bytes([0b11100001, 0b00010100, 0b01011000])


@given(st.lists(st.integers(0, 300) | st.integers(0, 1 << 40)))
def test_many_varints_are_those_of_each_number(numbers: list[int]) -> None:
    joined, begins = varints(np.array(numbers, np.int64))
    each = [varint(number) for number in numbers]
    assert joined == b"".join(each)
    assert begins.tolist() == [sum(map(len, each[:place])) for place in range(len(each))]
