"""Writes the script by which a thread speaks of terms and topics in English.

Only those readers fetch it who want a thread's labels in English: what it says is on the English
pages of the site, and a thread would carry it for everyone.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publisher.facts import parse
from scraper.files import write_generated

_SCRIPT = Path("assets/translations.js")
_GLOSSARY = Path("glossary/index.html")
_TOPICS = Path("topics/index.html")


def write_translations(site: Path) -> None:
    """Write the definitions of terms and the names of topics in English by those in Japanese.

    A second call changes nothing. Raises OSError.
    """
    japanese, english = (dict(_said(site / place)) for place in ("", "en"))
    pairs = {text: english[key] for key, text in japanese.items() if key in english}
    script = f"wsm.english={json.dumps(pairs, ensure_ascii=False, separators=(',', ':'))};\n"
    file = site / _SCRIPT
    if not file.is_file() or file.read_bytes() != script.encode():
        write_generated(file, script.encode())


def _said(pages: Path) -> Iterator[tuple[tuple[Path, str], str]]:
    """What the pages of one language say, each by its page and what is the same in the other: of a
    term its id and what stands below its heading, of a topic its page and the link to it."""
    for paragraph in _found(pages / _GLOSSARY, "//h2[@id]/following-sibling::*[1]"):
        yield (_GLOSSARY, paragraph.getprevious().get("id")), "".join(paragraph.itertext())
    for link in _found(pages / _TOPICS, "//article//li/a[1]"):
        yield (_TOPICS, link.get("href").rpartition("/")[2]), "".join(link.itertext())


def _found(page: Path, path: str) -> list[Any]:
    """The elements at an XPath; none where there is no such page."""
    return list(parse(page.read_bytes(), str(page)).xpath(path)) if page.is_file() else []
