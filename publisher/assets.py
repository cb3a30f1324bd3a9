"""Joins the stylesheets and the scripts of a kind of page into one file each.

In the checkout ``page*.css`` is a list of ``@import`` rules (CSS Cascading and Inheritance Level 4,
section 2.1) and ``page*.js`` a script that loads a list of others: without this step the site looks
and works the same, only later. The definitions of the glossary in English become a script, too,
which only those readers fetch who want a thread's labels in English.
"""

import json
import re
from pathlib import Path

from publisher.facts import parse
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

_GLOSSARY = Path("glossary/index.html")
_DEFINITIONS = "definitions.js"


def join_assets(folder: Path) -> None:
    """Put into each entry file of ``folder`` the text of the files that it lists, and beside them
    the definitions in English.

    A second call changes nothing. Raises ContentError for a file that is not there, and OSError.
    """
    for pattern in _ENTRIES:
        for entry in sorted(folder.glob(pattern)):
            names = _LISTED[entry.suffix].findall(entry.read_text("utf-8"))
            if names:
                parts = [_read(folder / name, entry) for name in names]
                write_generated(entry, "".join(parts).encode())
    translated = _translated(folder.parent).encode()
    definitions = folder / _DEFINITIONS
    if not definitions.is_file() or definitions.read_bytes() != translated:
        write_generated(definitions, translated)


def shortened(text: str, suffix: str) -> str:
    """A stylesheet or script of ours without comments and indentation: ``.css`` or ``.js``.

    No string or template of ours has lines of its own that look like either.
    """
    return _SPACE.sub("\n", _COMMENTS[suffix].sub("", text)).lstrip()


def _read(path: Path, entry: Path) -> str:
    if not path.is_file():
        raise ContentError(entry, None, f"lists {path.name}, which is not there; mend the list")
    return shortened(path.read_text("utf-8"), path.suffix)


def _translated(site: Path) -> str:
    """A script: the English definition of each term of the glossary by its Japanese one."""
    japanese, english = (_definitions(site / place / _GLOSSARY) for place in ("", "en"))
    pairs = {text: english[term] for term, text in japanese.items() if term in english}
    return f"wsm.definitions={json.dumps(pairs, ensure_ascii=False, separators=(',', ':'))};\n"


def _definitions(page: Path) -> dict[str, str]:
    """What stands first below each heading of a glossary's page, by the heading's id."""
    if not page.is_file():
        return {}
    paragraphs = parse(page.read_bytes(), str(page)).xpath("//h2[@id]/following-sibling::*[1]")
    return {each.getprevious().get("id"): "".join(each.itertext()) for each in paragraphs}
