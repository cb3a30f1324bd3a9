"""The digest of a post's lines, which its page can compute again from what it shows."""

import hashlib
import re
from collections.abc import Iterable

from marginalia.text import visible

# What a reader sees: neither white space, nor what stands for controls that Python counts as such.
# overrides/assets/lines.js has the same rule.
_SEEN = re.compile("[^\\s\ufeff\ufffd\u2409-\u240d\u241c-\u241f]")
_SPACE = " \t\u3000"


def digest(lines: Iterable[str]) -> str:
    """SHA-256, in hexadecimal, of the lines as a page shows them, joined by LF, in UTF-8.

    Controls are control pictures; lines in which nothing is seen and space at line ends, neither of
    which a page keeps, are left out.

    >>> digest(["a", "", "b  "]) == digest(["a", "b"])
    True
    """
    shown = visible("\n".join(lines)).split("\n")
    seen = (line.rstrip(_SPACE) for line in shown if _SEEN.search(line))
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()
