"""``python -m tests.scraper.charsets.compare``: our choice of charset against charset-normalizer's.

Counts, for each kind of sample, the payloads that were read right: the charset is of the right
family, and where no damage was done the text is right to the character. For the library's sake
the two wave dashes count as one character, and any of Python's codecs of a family will do.
"""

import time
from collections import Counter
from collections.abc import Callable

from charset_normalizer import from_bytes
from click import echo

from scraper.decode import decode
from tests.scraper.charsets.samples import Sample, samples

_FAMILIES = {
    "shift": "shift_jis",
    "cp932": "shift_jis",
    "x-mac-japanese": "shift_jis",
    "euc": "euc-jp",
    "iso": "iso-2022-jp",
    "utf": "utf-8",
    "ascii": "us-ascii",
}


def ours(sample: Sample) -> tuple[str, str]:
    """The charset and text that the project's own rule finds."""
    decoded = decode(sample.payload, sample.label)
    return decoded.charset, decoded.text


def charset_normalizer(sample: Sample) -> tuple[str, str]:
    """The codec and text that the library finds, both empty where it finds none."""
    best = from_bytes(sample.payload).best()
    return (best.encoding, str(best)) if best else ("", "")


def is_right(sample: Sample, charset: str, text: str) -> bool:
    """Tell whether a rule read a sample right."""
    if _family(charset) != _family(sample.charset):
        return False
    return sample.text is None or text.replace("～", "〜") == sample.text.replace("～", "〜")


def count_right(rule: Callable[[Sample], tuple[str, str]]) -> tuple[Counter[str], float]:
    """How many samples of each kind the rule is right on, and the seconds that it took."""
    right: Counter[str] = Counter()
    start = time.perf_counter()
    for sample in samples():
        right[sample.kind] += is_right(sample, *rule(sample))
    return right, time.perf_counter() - start


def _family(charset: str) -> str:
    return next((to for start, to in _FAMILIES.items() if charset.startswith(start)), charset)


def main() -> None:
    """Print the table."""
    total = Counter(sample.kind for sample in samples())
    (own, own_time), (their, their_time) = count_right(ours), count_right(charset_normalizer)
    echo(f"{'kind':38}{'samples':>8}{'ours':>8}{'charset-normalizer':>20}")
    for kind, count in total.items():
        echo(f"{kind:38}{count:8}{own[kind] / count:8.1%}{their[kind] / count:20.1%}")
    count = total.total()
    echo(f"{'all':38}{count:8}{own.total() / count:8.1%}{their.total() / count:20.1%}")
    echo(f"{'seconds':38}{'':8}{own_time:8.1f}{their_time:20.1f}")


if __name__ == "__main__":
    main()
