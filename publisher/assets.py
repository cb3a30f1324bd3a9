"""Joins the stylesheets and the scripts of a kind of page into one file each.

In the checkout ``page*.css`` is a list of ``@import`` rules (CSS Cascading and Inheritance Level 4,
section 2.1) and ``page*.js`` a script that loads a list of others: without this step the site looks
and works the same, only later.
"""

import re
from pathlib import Path

from scraper.errors import ContentError
from scraper.files import write_generated

_ENTRIES = ("page*.css", "page*.js")
_LISTED = {
    ".css": re.compile(r'^@import "([\w-]+\.css)";$', re.MULTILINE),
    ".js": re.compile(r'^  "([\w-]+\.js)",$', re.MULTILINE),
}
# A comment of a stylesheet, and one of a script that has its lines for itself.
_COMMENTS = {
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".js": re.compile(r"^[ \t]*(?://[^\n]*|/\*\*.*?\*/)$", re.MULTILINE | re.DOTALL),
}
_SPACE = re.compile(r"\n\s*")


def join_assets(folder: Path) -> None:
    """Put into each entry file of ``folder`` the text of the files that it lists.

    A second call changes nothing. Raises ContentError for a file that is not there, and OSError.
    """
    for pattern in _ENTRIES:
        for entry in sorted(folder.glob(pattern)):
            names = _LISTED[entry.suffix].findall(entry.read_text("utf-8"))
            if names:
                parts = [_read(folder / name, entry) for name in names]
                write_generated(entry, "".join(parts).encode())


def shortened(text: str, suffix: str) -> str:
    """A stylesheet or script of ours without comments and indentation: ``.css`` or ``.js``.

    No string or template of ours has lines of its own that look like either.
    """
    return _SPACE.sub("\n", _COMMENTS[suffix].sub("", text)).lstrip()


def _read(path: Path, entry: Path) -> str:
    if not path.is_file():
        raise ContentError(entry, None, f"lists {path.name}, which is not there; mend the list")
    return shortened(path.read_text("utf-8"), path.suffix)
