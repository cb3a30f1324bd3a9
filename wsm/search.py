"""The site's search: its index, made after the build, and the command that asks it."""

import json
from pathlib import Path
from typing import Any

import click

from kensaku import Index, KensakuError, build_index
from scraper.enrich.topics import TopicVocabulary
from scraper.errors import ContentError
from scraper.model import Record
from scraper.pages.glossary import Glossary
from scraper.yamlfile import read_model
from wsm.project import Project
from wsm.running import with_project

_KINDS = {
    "annotation": "注釈",
    "guide": "ガイド",
    "page": "その他",
    "post": "発言",
    "term": "用語",
}
_ENGLISH = {
    "annotation": "Note",
    "guide": "Guide",
    "page": "Other",
    "post": "Post",
    "term": "Term",
}


class Synonyms(Record):
    """``vocabulary/synonyms.yml``: words that may be meant for one another."""

    groups: tuple[tuple[str, ...], ...]


def write_index(project: Project, site: Path) -> None:
    """Index what was built into ``site``. Raises ContentError for a page that cannot be indexed."""
    vocabulary = project.vocabulary
    glossary = read_model(vocabulary / "glossary.yml", Glossary)
    topics = read_model(vocabulary / "topics.yml", TopicVocabulary)
    synonyms = read_model(vocabulary / "synonyms.yml", Synonyms).groups
    labels = {
        "ja": {"topic": {topic.id: topic.label.ja for topic in topics.topics}, "kind": _KINDS},
        "en": {"topic": {topic.id: topic.label.en for topic in topics.topics}, "kind": _ENGLISH},
    }
    try:
        build_index(
            site,
            synonyms=(*synonyms, *_names(glossary)),
            labels=labels,
            cache=project.cache / "kensaku",
        )
    except KensakuError as error:
        raise ContentError(site, None, str(error)) from error


def _names(glossary: Glossary) -> list[tuple[str, ...]]:
    """The names of each term that has more than one."""
    names = (
        tuple(dict.fromkeys((term.term.ja, term.term.en, *term.names))) for term in glossary.terms
    )
    return [group for group in names if len(group) > 1]


@click.command()
@click.argument("query")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1), help="Results.")
@click.option("--offset", default=0, show_default=True, type=click.IntRange(0), help="Skip these.")
@click.option(
    "--sort",
    default="relevance",
    show_default=True,
    type=click.Choice(["relevance", "newest", "oldest"]),
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@with_project
def search(project: Project, query: str, limit: int, offset: int, sort: str, as_json: bool) -> None:
    """Search the built site, as its search field does, and from the same index.

    Words are ANDed; "…" keeps spaces; -word leaves out; author: year: topic: kind: narrow.

    \b
    Example: wsm search 'バウンス author:笹田'
    """
    folder = project.site / "kensaku"
    if not (folder / "index.js").is_file():
        raise ContentError(folder, None, "no index; run wsm build")
    try:
        answer = Index(folder).search(query, limit=limit, offset=offset, sort=sort)
    except KensakuError as error:
        raise ContentError(folder, None, str(error)) from error
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for result in answer["results"]:
        click.echo(_shown(result))
    click.echo(f"{answer['total']} found")
    for other in answer.get("suggestions", ()):
        click.echo(f"another query: {other['query']} ({other['total']} found)")


def _shown(result: dict[str, Any]) -> str:
    heading = "" if result["heading"] == result["title"] else f" › {result['heading']}"
    excerpt, written, shown = result["excerpt"], 0, ""
    for start, end in result["marks"]:
        shown += excerpt[written:start] + click.style(excerpt[start:end], bold=True)
        written = end
    shown += excerpt[written:]
    return f"{click.style(result['title'] + heading, underline=True)}\n{result['url']}\n{shown}\n"
