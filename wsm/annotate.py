"""``wsm annotate``: writes, checks and mends annotation files."""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, get_args

import click
from pydantic import ValidationError

from marginalia.annotations.anchor import Span, around, find_quote, nearest, quote_at, squeeze
from marginalia.annotations.files import SLUG, read_annotation
from marginalia.annotations.form import annotation_text
from marginalia.annotations.model import FrontMatter, Kind, Quote
from marginalia.annotations.notebook import Notebook
from marginalia.annotations.reanchor import reanchored
from marginalia.annotations.targets import NoTargetError, Targets, check_annotations
from marginalia.citations.library import Library
from marginalia.citations.pages import HandPage
from scraper.errors import ContentError
from scraper.files import new_file, write_generated
from wsm.project import Project
from wsm.running import Problems, with_project


@click.group()
def annotate() -> None:
    """Write, check and mend annotations."""


@annotate.command()
@click.option("--target", help="What it is about: 980820210426-12, guides/rbl#today.")
@click.option("--exact", help="The words that it is about; empty for the whole.")
@click.option("--prefix", default="", help="Words right before them.")
@click.option("--suffix", default="", help="Words right after them.")
@click.option("--kind", type=click.Choice(get_args(Kind)))
@click.option("--author", help="The name to show.")
@click.option("--created", help="The day.  [default: today]")
@click.option("--lang", help="The language of the note: ja, en.")
@click.option("--slug", help="The name of the file.")
@click.option("--body", help="The note, in Markdown.  [default: asks your editor]")
@with_project
def new(project: Project, **given: str | None) -> None:
    """Write an annotation; asks for what no option says.

    \b
    Example: wsm annotate new --target 980820210426-12 --exact 'RBL exclusions'
    """
    notebook, targets = _open(project, _stop)
    today = datetime.now(UTC).date()
    target = _ask(given["target"], "Target", partial(_read_target, targets))
    text = targets.text(target)
    quote = _ask_quote(given, text)
    head = {
        "target": target,
        "quote": quote,
        "kind": _ask(given["kind"], "Kind", _field("kind"), "context", get_args(Kind)),
        "author": _ask(given["author"], "Author", _field("author")),
        "created": given["created"] or today.isoformat(),
        "lang": _ask(given["lang"], "Language", _field("lang"), "ja"),
    }
    try:
        matter = FrontMatter.model_validate(head)
    except ValidationError as error:
        raise click.UsageError(_first(error)) from error
    folder = notebook.folder / (target.partition("-")[0] if target[0].isdigit() else "guides")
    slug = _ask(given["slug"], "File name", partial(_read_slug, folder), _suggest(matter, folder))
    body = given["body"] if given["body"] is not None else click.edit() or ""
    if not body.strip():
        raise click.UsageError("the note is empty")
    path = folder / f"{slug}.md"
    payload = annotation_text(matter, body).encode()
    notebook.settle(read_annotation(path, payload, today), text, "index.md")
    with new_file(path) as file:
        file.write(payload)
    click.echo(f"wrote {path}")


@annotate.command()
@with_project
def check(project: Project) -> None:
    """Check all annotations: form, target, place of the words, what is in the note."""
    problems = Problems()
    check_all(project, problems)
    problems.exit()


def check_all(project: Project, problems: Problems) -> None:
    """Report what is wrong with the annotations, and say how many are in order if there are any."""
    notebook, targets = _open(project, problems.report)
    try:
        good = check_annotations(notebook, targets)
    except ContentError as error:
        problems.report(error)
        return
    if good or any(notebook.all()):
        click.echo(f"{good} annotations are in order")


@annotate.command()
@click.option("--write", is_flag=True, help="Ask about each proposal, and write what is accepted.")
@click.option("--yes", is_flag=True, help="With --write: accept all.")
@with_project
def reanchor(project: Project, write: bool, yes: bool) -> None:
    """Propose new places for words that no longer fit, as a unified diff.

    The same words with other surroundings come first, then the most similar words of the post.
    Without --write nothing is changed.
    """
    problems = Problems()
    notebook, targets = _open(project, problems.report)
    for proposal in _proposals(notebook, targets):
        click.echo(proposal.diff, nl=False)
        if write and (yes or click.confirm(f"Change {proposal.path}?", default=False)):
            write_generated(proposal.path, proposal.text.encode())
            click.echo(f"wrote {proposal.path}")
    problems.exit()


class _Proposal(NamedTuple):
    path: Path
    text: str
    diff: str


def _proposals(notebook: Notebook, targets: Targets) -> Iterator[_Proposal]:
    today = datetime.now(UTC).date()
    for annotation in list(notebook.all()):
        quote, path = annotation.head.quote, notebook.path(annotation)
        if quote is None:
            continue
        try:
            text = targets.text(annotation.head.target)
        except NoTargetError as error:
            notebook.refuse(annotation, str(error))
            continue
        found = reanchored(quote, text)
        if found is None:
            # What is wrong, with the candidates.
            notebook.settle(annotation, text, "index.md")
        elif found != quote:
            old = path.read_text("utf-8")
            # As it is in the file: what the notebook has is masked.
            body = read_annotation(path, old.encode(), today).body
            matter = annotation.head.model_copy(update={"quote": found})
            new_text = annotation_text(matter, body)
            yield _Proposal(path, new_text, _diff(old, new_text, path))


def _diff(old: str, new: str, path: Path) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _open(project: Project, report: Callable[[ContentError], None]) -> tuple[Notebook, Targets]:
    notebook = Notebook(project.root, Library(project.root), report)
    return notebook, Targets(notebook, partial(_render, project))


def _render(project: Project, page: HandPage) -> str:
    # The site generator takes a second to load, and only guides need it.
    from wsm.settings import render_guide

    return render_guide(project, page)


def _stop(problem: ContentError) -> None:
    raise problem


def _ask(
    given: str | None,
    question: str,
    read: Callable[[str], Any],
    default: str | None = None,
    choices: Sequence[str] = (),
) -> Any:
    """What ``read`` makes of the option or else of an answer; it asks again for what it refuses."""
    if given is not None:
        return read(given)
    shown = f"{question} ({', '.join(choices)})" if choices else question
    return click.prompt(shown, default=default, value_proc=read, show_default=bool(default))


def _field(name: str) -> Callable[[str], str]:
    """Reads one key of the front matter. Raises BadParameter for what the model refuses."""
    sample = {"target": "980820210426-1", "kind": "context", "author": "A", "created": "2000-01-01"}

    def read(value: str) -> str:
        try:
            FrontMatter.model_validate(sample | {name: value})
        except ValidationError as error:
            raise click.BadParameter(_first(error)) from error
        return value

    return read


def _first(error: ValidationError) -> str:
    return error.errors(include_url=False, include_context=False)[0]["msg"]


def _read_target(targets: Targets, value: str) -> str:
    try:
        targets.text(_field("target")(value))
    except NoTargetError as error:
        raise click.BadParameter(str(error)) from error
    return value


def _ask_quote(given: dict[str, str | None], text: str) -> Quote | None:
    """The words and as much around them as makes them unique."""
    context = {"prefix": given["prefix"] or "", "suffix": given["suffix"] or ""}
    spans = _ask(given["exact"], "Words (none for the whole)", partial(_find, text, context), "")
    if not spans:
        return None
    span = spans[0]
    if len(spans) > 1:
        for number, each in enumerate(spans, 1):
            click.echo(f"{number}. {around(text, each)}")
        span = spans[click.prompt("Which", type=click.IntRange(1, len(spans))) - 1]
    quote = quote_at(text, span)
    if quote is None:
        raise click.UsageError("these words cannot be told from others; quote more of them")
    return quote


def _find(text: str, context: dict[str, str], words: str) -> list[Span]:
    if not words.strip():
        return []
    try:
        spans = find_quote(squeeze(text), Quote(exact=words, **context))
    except ValidationError as error:
        raise click.BadParameter(_first(error)) from error
    if not spans:
        close = nearest(text, words)
        advice = f"; the nearest is {around(text, close)}" if close else ""
        raise click.BadParameter(f"these words do not stand there{advice}")
    return spans


def _read_slug(folder: Path, value: str) -> str:
    if not SLUG.fullmatch(value):
        raise click.BadParameter("use lower-case letters, digits and hyphens, 64 at most")
    if (folder / f"{value}.md").exists():
        raise click.BadParameter(f"{folder / value}.md is already there")
    return value


def _suggest(matter: FrontMatter, folder: Path) -> str:
    """A name made of the Latin words of the quote, or of the kind, that no file has yet."""
    words = matter.quote.exact.lower() if matter.quote else ""
    name = re.sub(r"[^a-z0-9]+", "-", words)[:40].strip("-") or matter.kind
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(each for each in names if not (folder / f"{each}.md").exists())
