"""What is written in bits is read back, in the fewest bits that its form has."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kensaku.bits import MANY, Occurrences, records, varints
from kensaku.chunks import varint
from kensaku.records import Record, read_record
from kensaku.words import AFTER, BEFORE

SECTIONS = 40
BOTH = BEFORE | AFTER
PLACE = st.integers(0, 5) | st.integers(0, 1 << 20)
PLACES = st.dictionaries(PLACE, st.sampled_from([0, BEFORE, AFTER, BOTH]), min_size=1, max_size=5)
SECTION = st.tuples(st.booleans(), PLACES.map(lambda places: dict(sorted(places.items()))))
# Whether its places are kept, whether words may go on beyond it, and of each section whether in
# the heading, and where, with the sides on which none does.
Key = tuple[bool, bool, dict[int, tuple[bool, dict[int, int]]]]
KEY = st.tuples(
    st.booleans(),
    st.booleans(),
    st.dictionaries(st.integers(0, SECTIONS - 1), SECTION, min_size=1, max_size=9),
)


def written(keys: list[Key]) -> list[bytes]:
    lists = [sorted(sections.items()) for _, _, sections in keys]
    pairs = [pair for one in lists for pair in one]
    places = [
        (place, sides, is_latin)
        for (is_placed, is_latin, _), one in zip(keys, lists, strict=True)
        for _, (_, places) in one
        for place, sides in places.items()
        if is_placed
    ]
    data, sizes = records(
        Occurrences(
            keys=np.cumsum([0, *map(len, lists)])[:-1],
            sections=np.array([section for section, _ in pairs], np.int64),
            counts=np.array([len(places) for _, (_, places) in pairs], np.int64),
            headings=np.array([in_heading for _, (in_heading, _) in pairs], bool),
            words=np.array([BOTH in places.values() for _, (_, places) in pairs], bool),
            placed=np.array([is_placed for is_placed, _, _ in keys], bool),
            positions=np.array([place for place, _, _ in places], np.int64),
            latin=np.array([is_latin for _, is_latin, _ in keys], bool),
            sides=np.array([sides for _, sides, is_latin in places if is_latin], np.int64),
        ),
        SECTIONS,
    )
    ends = np.cumsum(sizes).tolist()
    assert len(data) == ([0, *ends])[-1]
    return [data[end - size : end] for size, end in zip(sizes.tolist(), ends, strict=True)]


@given(st.lists(KEY, max_size=6))
def test_records_are_read_back(keys: list[Key]) -> None:
    for data, (is_placed, is_latin, sections) in zip(written(keys), keys, strict=True):
        places = {section: places for section, (_, places) in sections.items()}
        words = {s for s in places if not is_latin or BOTH in places[s].values()}
        if not is_latin:
            places = {section: dict.fromkeys(each, BOTH) for section, each in places.items()}
        assert read_record(data, SECTIONS, is_placed, is_latin) == Record(
            sections=sorted(sections),
            heading={section for section, (in_heading, _) in sections.items() if in_heading},
            many={section for section, (_, places) in sections.items() if len(places) >= MANY},
            words=set() if is_placed else words,
            places=places if is_placed else {},
        )


@given(KEY)
def test_positions_have_the_parameter_of_the_shortest_code(key: Key) -> None:
    _, _, sections = key
    sections = {section: (False, places) for section, (_, places) in sections.items()}
    [data] = written([(True, False, sections)])
    ids, lists = sorted(sections), [[*sections[section][1]] for section in sorted(sections)]
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
    # 4: 1 100, 30: 0001 001 | many: no 0, yes 1 | words: yes 1, no 0
    sections = {4: (False, {7: BOTH}), 30: (False, {0: BEFORE, 1: 0, 2: AFTER})}
    assert written([(False, False, sections)]) == [bytes([0b01001110, 0b00001001, 0b01000000])]
    assert written([(False, True, sections)]) == [bytes([0b01001110, 0b00001001, 0b01100000])]
    # 1 in section 0, k = 4 (27): 1 | heading 1 | 1 0000 | in heading 1 | j = 1: 0001 |
    # two times: 010 | 4: 001 0, 6: 1 1 | before 10, both 11
    sections = {0: (True, {4: BEFORE, 6: BOTH})}
    assert written([(True, False, sections)]) == [bytes([0b11100001, 0b00010100, 0b01011000])]
    assert written([(True, True, sections)]) == [bytes([0b11100001, 0b00010100, 0b01011101, 0x80])]


@given(st.lists(st.integers(0, 300) | st.integers(0, 1 << 40)))
def test_many_varints_are_those_of_each_number(numbers: list[int]) -> None:
    joined, begins = varints(np.array(numbers, np.int64))
    each = [varint(number) for number in numbers]
    assert joined == b"".join(each)
    assert begins.tolist() == [sum(map(len, each[:place])) for place in range(len(each))]
