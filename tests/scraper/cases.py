"""Reads the case files beside the tests."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from scraper.enrich.findings import Vocabularies
from scraper.enrich.products import ProductVocabulary
from scraper.enrich.topics import TopicVocabulary
from scraper.model import Capture, Thread
from scraper.pages.glossary import Glossary
from scraper.yamlfile import read_model

HERE = Path(__file__).parent


def read_lines(path: Path) -> list[str]:
    """The lines of a case file without its comments."""
    return [line for line in path.read_text("utf-8").split("\n")[:-1] if not line.startswith("#")]


def posts(path: Path) -> Iterator[list[list[str]]]:
    """The posts of a ``breaks`` file, each a list of paragraphs, each a list of lines."""
    for parts, post in groupby(read_lines(path), lambda line: line == "="):
        if not parts:
            blocks = groupby(post, bool)
            yield [list(paragraph) for filled, paragraph in blocks if filled]


def vocabularies() -> Vocabularies:
    """The vocabularies of the checkout."""
    folder = HERE.parents[1] / "vocabulary"
    return Vocabularies(
        topics=read_model(folder / "topics.yml", TopicVocabulary),
        products=read_model(folder / "products.yml", ProductVocabulary),
        glossary=read_model(folder / "glossary.yml", Glossary),
    )


def page_of(thread: Thread) -> str:
    """A thread as the text of a page of the forum."""
    first, *others = thread.messages
    when = "%A, %B %d, %Y %H:%M:%S"
    lines = [thread.notice, "", thread.title, "", f"発言者:{first.author}"]
    lines += [f"( Date {first.posted:{when}} )", "", *first.lines, ""]
    for message in others:
        lines += [f"{message.author} さんからのコメント", f"( {message.posted:{when}} )"]
        lines += ["", *message.lines, ""]
    return "\n".join(lines)


def capture(name: str) -> Capture:
    """A page of ``pages/`` as a capture."""
    return Capture((HERE / "pages" / name).read_bytes(), "text/plain", name)
