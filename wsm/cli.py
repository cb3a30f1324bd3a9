"""The command ``wsm``: parses arguments, calls one function, prints, sets the exit code."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from scraper.archive import read_archive
from scraper.convert import convert, published_threads
from scraper.errors import ContentError
from scraper.importer import import_files, read_capture
from scraper.model import Thread
from scraper.redaction import read_redactions
from scraper.thread import parse_capture
from scraper.verify import verify
from wsm.project import Project, find_project


class _Commands(click.Group):
    """Turns the failures that a user can mend into one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; Click itself handles wrong usage."""
        try:
            super().invoke(ctx)
            return
        except ContentError as error:
            click.echo(error, err=True)
        except BrokenPipeError:
            # The reader of stdout went away; nothing is left to say, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"{place}{error.strerror or error}", err=True)
        ctx.exit(1)


class _Problems(list[ContentError]):
    """What could not be read; said on stderr at once, and a reason to exit with 1 at the end."""

    def report(self, problem: ContentError) -> None:
        click.echo(problem, err=True)
        self.append(problem)

    def exit(self) -> None:
        if self:
            sys.exit(1)


def _threads(project: Project, problems: _Problems) -> Iterator[Thread]:
    redactions = read_redactions(project.redactions)
    captures = read_archive(project.archive, problems.report)
    return published_threads(captures, redactions, problems.report)


def _with_project(command: Callable[..., None]) -> Callable[..., None]:
    @wraps(command)
    def run(**arguments: Any) -> None:
        project = find_project(Path.cwd())
        if project is None:
            raise click.UsageError("no mkdocs.yml here or above: run wsm inside the checkout")
        command(project, **arguments)

    return run


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wsm-archive", prog_name="wsm")
def main() -> None:
    """Turn captures of a dead forum into a knowledge base.

    Exit codes: 0 good, 1 a problem in the content, 2 wrong usage.
    """


@main.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@_with_project
def import_command(project: Project, paths: tuple[Path, ...]) -> None:
    """Add captures to the archive: saved pages or text extracted from them.

    \b
    Example: wsm import thread.txt saved/*.html
    """
    report = import_files(paths, project.archive, datetime.now(UTC))
    for done in (*report.added, *report.duplicates):
        click.echo(done)
    if report.warc:
        click.echo(f"wrote {report.warc}; next: wsm convert")
    problems = _Problems()
    for problem in report.problems:
        problems.report(problem)
    problems.exit()


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def parse(file: Path) -> None:
    """Print one capture as thread JSON.

    \b
    Example: wsm parse thread.txt | jq '.messages[].author'
    """
    thread = parse_capture(read_capture(file))
    click.echo(thread.model_dump_json(indent=2))


@main.command("convert")
@click.option("--check", is_flag=True, help="Only say which pages are stale; exit 1 if any is.")
@_with_project
def convert_command(project: Project, check: bool) -> None:
    """Write docs/threads/ from the archive."""
    problems = _Problems()
    if not check:
        _convert(project, problems)
        problems.exit()
        return
    report = convert(_threads(project, problems), project.threads, dry_run=True)
    for path in sorted([*report.written, *report.left]):
        stale = ContentError(path, None, "stale; run wsm convert")
        problems.report(stale)
    click.echo(f"{report.threads} threads, {len(problems)} problems")
    problems.exit()


def _convert(project: Project, problems: _Problems) -> None:
    report = convert(_threads(project, problems), project.threads)
    # What could not be read may be where these pages came from.
    removed = [] if problems else report.left
    for path in removed:
        path.unlink()
    click.echo(
        f"converted {report.threads} threads: {len(report.written)} pages written, "
        f"{len(removed)} removed"
    )


@main.command("verify")
@_with_project
def verify_command(project: Project) -> None:
    """Prove that the Markdown gives back every line of every post of the archive."""
    problems = _Problems()
    proof = verify(_threads(project, problems), project.threads)
    click.echo(
        f"proven: {proof.threads} threads, {proof.posts} posts, "
        f"{proof.lines} lines, {proof.characters} characters"
    )
    problems.exit()


@main.command()
@_with_project
def build(project: Project) -> None:
    """Convert the archive and build the site into site/."""
    from wsm.build import build_site

    problems = _Problems()
    _convert(project, problems)
    build_site(project)
    click.echo(f"built {project.site}/")
    problems.exit()


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port on 127.0.0.1.")
@_with_project
def serve(project: Project, port: int) -> None:
    """Serve the built site on this machine until interrupted."""
    from wsm.build import serve_site

    if not (project.site / "index.html").is_file():
        raise ContentError(project.site, None, "not built yet; run wsm build")
    with serve_site(project.site, port) as server:
        click.echo(f"http://127.0.0.1:{port}/ (Ctrl+C stops)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo()
