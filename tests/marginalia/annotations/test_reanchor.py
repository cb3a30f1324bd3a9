import pytest

from marginalia.annotations.model import Quote
from marginalia.annotations.reanchor import reanchored

TEXT = "EIMSの2.2からはSPAM対策用にフィルターがついています。RBLフィルターです。"

CASES = {
    "what fits stays": (
        Quote(exact="フィルターが"),
        Quote(exact="フィルターが"),
    ),
    "the words without their old surroundings": (
        Quote(exact="SPAM対策", prefix="以前は"),
        Quote(exact="SPAM対策"),
    ),
    "of two places the one more like the old surroundings": (
        Quote(exact="フィルター", prefix="RBLの", suffix="でした"),
        Quote(exact="フィルター", prefix="。RBL", suffix="です。"),
    ),
    "of two places neither is guessed": (Quote(exact="フィルター"), None),
    "the nearest words": (
        Quote(exact="SPAM対策用のフィルター"),
        Quote(exact="SPAM対策用にフィルター"),
    ),
    "words of another text have no place": (Quote(exact="The quick brown fox"), None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_new_place_is_proposed_only_where_one_stands_out(case: str) -> None:
    quote, expected = CASES[case]
    assert reanchored(quote, TEXT) == expected
