"""A changed character of a vocabulary is refused with its place, or found where it is shown."""

import html
import re
from collections import Counter
from random import Random

import pytest
import yaml
from pydantic import BaseModel

from marginalia.citations.bibliography import Bibliography
from scraper.enrich.products import ProductVocabulary
from scraper.enrich.topics import TopicVocabulary
from scraper.errors import ContentError
from scraper.pages.glossary import Glossary
from scraper.yamlfile import read_model
from tests.proof.changes import change, reworded
from tests.proof.forum import Forum
from wsm.search import Synonyms

MODELS: dict[str, type[BaseModel]] = {
    "topics": TopicVocabulary,
    "products": ProductVocabulary,
    "glossary": Glossary,
    "bibliography": Bibliography,
    "synonyms": Synonyms,
}
# Vocabularies that pages show the words of, and a folder of such pages.
FOLDERS = {"topics": "topics", "products": "software", "glossary": "glossary"}
# A line of a vocabulary with a text to show.
WORDS = re.compile(r"^ +(?:ja|en|name): (?P<written>\S.*)$", re.MULTILINE)
# What stands on a page between its phrases.
BETWEEN = re.compile(r"\n#* ?|<br>|[\[\]：]|: | \{:")


@pytest.mark.parametrize("name", MODELS)
def test_what_cannot_be_read_is_named_in_its_entry(small: Forum, name: str) -> None:
    path = small.root / "vocabulary" / f"{name}.yml"
    text = path.read_bytes().decode()
    random = Random(name)
    refused: list[tuple[ContentError, list[str]]] = []
    for _ in range(30):
        changed = change(random, text)
        path.write_bytes(changed.text.encode())
        try:
            read_model(path, MODELS[name])
        except ContentError as error:
            first, last = sorted((error.line or 0, changed.line))
            refused.append((error, changed.text.split("\n")[first:last]))
    assert len(refused) > 5
    for error, between in refused:
        assert error.path == path
        # A key that is none any more is missed on the line on which its entry begins.
        assert error.line
        assert sum(line.startswith("  - ") for line in between) <= 1, str(error)


@pytest.mark.parametrize("name", FOLDERS)
def test_convert_check_names_the_lines_that_show_a_changed_word(small: Forum, name: str) -> None:
    path = small.root / "vocabulary" / f"{name}.yml"
    text = path.read_bytes().decode()
    pages = (small.docs / FOLDERS[name]).glob("*.md")
    shown = "\n".join(html.unescape(page.read_text("utf-8")) for page in pages)
    phrases = set(BETWEEN.split(shown))
    found = list(WORDS.finditer(text))
    # Where a name is the same in both languages, pages show it but once.
    counts = Counter(each["written"] for each in found)
    words = [
        each
        for each in found
        if yaml.safe_load(each["written"]) in phrases and counts[each["written"]] == 1
    ]
    random = Random(name)
    assert len(words) > 3
    for each in random.sample(words, min(len(words), 6)):
        start, end = each.span("written")
        path.write_bytes((text[:start] + reworded(random, text[start:end]) + text[end:]).encode())
        stale = small.convert(dry_run=True).written
        assert stale
        for page, line in stale.items():
            assert line
            at = page.read_text("utf-8").split("\n")[line - 1]
            assert yaml.safe_load(each["written"]) in html.unescape(at), (page, line)
