"""CSL items → BibTeX entries, the same as the site's buttons for citing make."""

import re
from collections.abc import Iterable
from pathlib import Path

from scraper.exports.csl import Item
from scraper.files import new_file

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {"ja": ("japanese", "発言{}"), "en": ("english", "post {}")}
_SPECIAL = re.compile(r"[\\{}~^#$%&_]")
# Braces get names: BibTeX counts them even where they are escaped.
_NAMED = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def tex(text: str) -> str:
    """Text for a field, with nothing in it that TeX takes for a command.

    >>> tex("50% {a_b}")
    '50\\\\% \\\\textbraceleft{}a\\\\_b\\\\textbraceright{}'
    """
    return _SPECIAL.sub(lambda match: _NAMED.get(match[0], "\\" + match[0]), text)


def entry(item: Item) -> str:
    """An ``@misc`` entry for a CSL item, ending in a line end; of a range of dates, the first."""
    year, month, day = item["issued"]["date-parts"][0]
    language, place = _LANGUAGES[item["language"]]
    number = f", {place.format(item['number'])}" if "number" in item else ""
    # Double braces keep a name whole and a title's capitals.
    fields = [
        ("author", f"{{{{{tex(item['author'][0]['literal'])}}}}}" if "author" in item else None),
        ("title", f"{{{{{tex(item['title'])}}}}}"),
        ("howpublished", f"{{{tex(item['container-title'] + number)}}}"),
        ("year", f"{{{year}}}"),
        ("month", _MONTHS[month - 1]),
        ("day", f"{{{day}}}"),
        ("url", f"{{{item['URL']}}}" if "URL" in item else None),
        ("language", f"{{{language}}}"),
    ]
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields if value is not None)
    return f"@misc{{{item['id']},\n{lines}\n}}\n"


def write_bibtex(path: Path, found: Iterable[Item]) -> int:
    """Write the items as a BibTeX file in UTF-8; return how many. Raises OSError."""
    count = 0
    with new_file(path, replace=True, durable=False) as file:
        for count, item in enumerate(found, 1):
            file.write((b"\n" if count > 1 else b"") + entry(item).encode())
    return count
