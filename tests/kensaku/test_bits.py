"""What is written in bits is read back, in the fewest bits that its form has."""

from itertools import accumulate

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kensaku.bits import gap_lists, position_lists, read_gaps, read_positions

ASCENDING = st.lists(st.integers(0, 5) | st.integers(0, 100_000), min_size=1, max_size=20).map(
    lambda gaps: [number + place for place, number in enumerate(accumulate(gaps))]
)


def starts_of(lists: list[list[int]]) -> np.ndarray:
    return np.cumsum([0, *map(len, lists)])[:-1]


@given(st.lists(ASCENDING, min_size=1, max_size=5))
def test_lists_are_read_back(lists: list[list[int]]) -> None:
    numbers = np.array([number for one in lists for number in one])
    packed = gap_lists(numbers, starts_of(lists))
    assert [list(read_gaps(data)) for data in packed] == lists


@given(ASCENDING)
def test_a_list_has_the_k_of_the_shortest_code(numbers: list[int]) -> None:
    [packed] = gap_lists(np.array(numbers), np.zeros(1, np.int64))
    gaps = [b - a - 1 for a, b in zip([-1, *numbers], numbers, strict=False)]
    lengths = [sum((gap >> k) + 1 + k for gap in gaps) for k in range(32)]
    assert packed[0] >> 3 == lengths.index(min(lengths))
    assert len(packed) == (5 + min(lengths) + 7) // 8


@given(st.lists(st.lists(ASCENDING, min_size=1, max_size=4), min_size=1, max_size=4))
def test_positions_are_read_back(lists: list[list[list[int]]]) -> None:
    pairs = [places for one in lists for places in one]
    packed = position_lists(
        np.array([place for places in pairs for place in places]),
        starts_of(pairs),
        starts_of(lists),  # type: ignore[arg-type]
        np.array([len(places) for places in pairs]),
    )
    for data, one in zip(packed, lists, strict=True):
        sections = [3 * number for number in range(len(one))]
        assert list(read_positions(data, sections)) == list(zip(sections, one, strict=True))


def test_bytes_are_as_documented() -> None:
    # 4, 8, 10: gaps less one 4, 3, 1; k = 1: 00001 | 001 0 | 01 1 | 1 1
    assert gap_lists(np.array([4, 8, 10]), np.array([0])) == [bytes([0b00001001, 0b00111100])]
    # Section one at 4, section two at 0 and 1: k = 0, 00000 | 1 | 00001 | 010 | 1 | 1
    assert position_lists(
        np.array([4, 0, 1]), np.array([0, 1]), np.array([0]), np.array([1, 2])
    ) == [bytes([0b00000100, 0b00101011])]
