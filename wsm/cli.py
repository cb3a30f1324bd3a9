"""The command ``wsm``: parses arguments, calls one function, prints, sets the exit code."""

import os
import sys
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from kensaku import KensakuError
from marginalia.citations.check import check_pages
from marginalia.citations.library import Library
from scraper.captures.archive import read_archive
from scraper.captures.importer import import_files
from scraper.captures.sources import Skipped, read_capture
from scraper.convert import Archive, convert, open_cache
from scraper.enrich.findings import Vocabularies
from scraper.enrich.products import ProductVocabulary
from scraper.enrich.topics import TopicVocabulary
from scraper.errors import ContentError
from scraper.fetch.command import fetch
from scraper.pages.glossary import Glossary
from scraper.profiles.wsm import PROFILE as WSM
from scraper.redaction import read_redactions
from scraper.thread import parse_capture
from scraper.verify import verify
from scraper.work import Pool, SchedulerError, cluster_pool, local_pool
from scraper.yamlfile import read_model
from wsm.annotate import annotate, check_all
from wsm.changes import changes, summary
from wsm.export import export, write_downloads
from wsm.progress import counting, timed
from wsm.project import Project, find_project
from wsm.running import Problems, with_project
from wsm.search import search

# Of a larger import only the sums are of interest.
_FEW = 20


class _Commands(click.Group):
    """Turns the failures that a user can mend into one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; Click itself handles wrong usage."""
        try:
            super().invoke(ctx)
            return
        except (ContentError, KensakuError) as error:
            click.echo(error, err=True)
        except BrokenPipeError:
            # The reader of stdout went away; nothing is left to say, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except BrokenProcessPool:
            what = "a worker process was ended, as when memory runs out"
            click.echo(f"{what}; run it again with --workers 1", err=True)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"{place}{error.strerror or error}", err=True)
        ctx.exit(1)


def _with_pool(command: Callable[..., None]) -> Callable[..., None]:
    @click.option(
        "--workers",
        type=click.IntRange(min=1),
        default=len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        help="Processes to use.  [default: the cores]",
    )
    @click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler: tcp://HOST:8786.")
    @wraps(command)
    def run(*project: Project, workers: int, scheduler: str | None, **arguments: Any) -> None:
        try:
            pool = cluster_pool(scheduler) if scheduler else local_pool(workers)
            command(*project, pool=pool, **arguments)
        except ImportError as error:
            if error.name != "distributed":
                raise
            hint = "--scheduler needs the extra: pip install 'wsm-archive[cluster]'"
            raise click.UsageError(hint) from error
        except SchedulerError as error:
            raise click.UsageError(str(error)) from error

    return run


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wsm-archive", prog_name="wsm")
def main() -> None:
    """Turn captures of a dead forum into a knowledge base.

    Exit codes: 0 good, 1 a problem in the content, 2 wrong usage.
    """


@main.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--verbose", is_flag=True, help="Name each page that is skipped.")
@with_project
def import_command(project: Project, paths: tuple[Path, ...], verbose: bool) -> None:
    """Add captures to the archive: saved pages, extracted text, folders, zip, WARC, WET, WACZ.

    Nothing is unpacked to disk, and what is already in the archive is not added again.

    \b
    Example: wsm import thread.txt saved/ crawl.warc.gz
    """
    problems = Problems()

    def skip(page: Skipped) -> None:
        if verbose:
            click.echo(f"{page.name}: {page.reason}", err=True)

    now = datetime.now(UTC)
    with counting("importing") as progress:
        report = import_files(
            paths, project.archive, now, profile=project.profile, progress=progress, skip=skip
        )
    for problem in report.problems:
        problems.report(problem)
    if len(report.added) + len(report.duplicates) <= _FEW:
        for done in (*report.added, *report.duplicates):
            click.echo(done)
    for reason, count in sorted(report.skipped.items()):
        click.echo(f"skipped {count} times: {reason}")
    if report.added or report.duplicates or report.skipped:
        click.echo(
            f"{len(report.added)} added, {len(report.duplicates)} already there, "
            f"{report.skipped.total()} skipped"
        )
    if report.warc:
        click.echo(f"wrote {report.warc}; next: wsm convert")
    problems.exit()


main.command("fetch")(with_project(fetch))
main.add_command(annotate)
main.add_command(search)
main.add_command(export)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def parse(file: Path) -> None:
    """Print one capture as thread JSON. Outside a checkout it is read as a page of WSM.

    \b
    Example: wsm parse thread.txt | jq '.messages[].author'
    """
    project = find_project(Path.cwd())
    thread = parse_capture(read_capture(file), project.profile if project else WSM)
    click.echo(thread.model_dump_json(indent=2))


@main.command("convert")
@click.option("--check", is_flag=True, help="Only say which pages are stale; exit 1 if any is.")
@_with_pool
@with_project
def convert_command(project: Project, check: bool, pool: Pool | None) -> None:
    """Write the pages of threads, and the indexes of them, from the archive.

    Captures that did not change since the last run are not converted again; --check converts all.
    """
    problems = Problems()
    if not check:
        _convert(project, pool, problems)
        problems.exit()
        return
    redactions = read_redactions(project.redactions)
    with counting("checking") as progress:
        report = convert(
            _archive(project, problems),
            redactions,
            _vocabularies(project),
            project.docs,
            problems.report,
            profile=project.profile,
            pool=pool,
            dry_run=True,
            progress=progress,
        )
    for path, line in sorted((report.written | dict.fromkeys(report.left)).items()):
        problems.report(ContentError(path, line, "stale; run wsm convert"))
    click.echo(f"{report.threads} threads, {len(problems)} problems")
    problems.exit()


@main.command("verify")
@_with_pool
@with_project
def verify_command(project: Project, pool: Pool | None) -> None:
    """Prove that the Markdown gives back every line of every post of the archive."""
    problems = Problems()
    redactions = read_redactions(project.redactions)
    captures = _archive(project, problems)()
    with counting("verifying") as progress:
        proof = verify(
            captures,
            redactions,
            project.docs,
            problems.report,
            profile=project.profile,
            pool=pool,
            progress=progress,
        )
    click.echo(
        f"proven: {proof.threads} threads, {proof.posts} posts, "
        f"{proof.lines} lines, {proof.characters} characters"
    )
    problems.exit()


@main.command()
@with_project
def check(project: Project) -> None:
    """Check the hand-written pages without building: citations, quotations, figures, front matter,
    and the annotations.

    Prints for each page that cites how many claims, citations and verified quotations it has.
    """
    problems = Problems()
    _check(project, problems)
    check_all(project, problems)
    problems.exit()


@main.command()
@click.option(
    "--generator",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    show_default=True,
    help="What makes HTML of Markdown.",
)
@click.option("--downloads", is_flag=True, help="Write every export into site/data/ too.")
@_with_pool
@with_project
def build(project: Project, pool: Pool | None, generator: str, downloads: bool) -> None:
    """Convert the archive, check the hand-written pages and build the site into site/.

    Pages that would come out the same are kept from the site that is there; Zensical makes them
    all.
    """
    from wsm.build import build_site
    from wsm.zensical import build_pages

    problems = Problems()
    with timed("convert"):
        _convert(project, pool, problems)
    refused = Problems()
    _check(project, refused)
    refused.exit()
    if generator == "zensical":
        build_site(project, project.site, problems.report, render=build_pages)
    else:
        build_site(project, project.site, problems.report, project.cache / "pages.json")
    if downloads:
        for line in write_downloads(project, problems.report):
            click.echo(line)
    click.echo(f"built {project.site}/")
    problems.exit()


@main.command("changes")
@click.argument("old", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("new", type=click.Path(path_type=Path, exists=True, file_okay=False))
def changes_command(old: Path, new: Path) -> None:
    """List the places where two built sites show other text, down to the post, as Markdown.

    \b
    Example: wsm changes ../base/site site
    """
    click.echo(summary(list(changes(old, new))), nl=False)


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port on 127.0.0.1.")
@with_project
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


def _archive(project: Project, problems: Problems) -> Archive:
    return lambda: read_archive(project.archive, problems.report)


def _vocabularies(project: Project) -> Vocabularies:
    return Vocabularies(
        topics=read_model(project.vocabulary / "topics.yml", TopicVocabulary),
        products=read_model(project.vocabulary / "products.yml", ProductVocabulary),
        glossary=read_model(project.vocabulary / "glossary.yml", Glossary),
    )


def _check(project: Project, problems: Problems) -> None:
    """Check the hand-written pages and say what they have; nothing where none of them cites."""
    sums = [0, 0, 0]
    for page, counts, found in check_pages(Library(project.root)):
        for problem in found:
            problems.report(problem)
        if counts.citations:
            click.echo(f"{page.file}: {_counted(*counts)}")
            sums = [total + count for total, count in zip(sums, counts, strict=True)]
    if any(sums):
        click.echo(f"checked: {_counted(*sums)}")


def _counted(claims: int, citations: int, quotations: int) -> str:
    return f"{claims} claims, {citations} citations, {quotations} quotations verified"


def _convert(project: Project, pool: Pool | None, problems: Problems) -> None:
    redactions = read_redactions(project.redactions)
    vocabularies = _vocabularies(project)
    profile = project.profile
    cache = open_cache(project.cache / "convert.json", redactions, vocabularies, profile)
    with counting("converting") as progress:
        report = convert(
            _archive(project, problems),
            redactions,
            vocabularies,
            project.docs,
            problems.report,
            profile=profile,
            cache=cache,
            pool=pool,
            progress=progress,
        )
    cache.save()
    # What could not be read may be where these pages came from.
    removed = [] if problems else report.left
    for path in removed:
        path.unlink()
    click.echo(
        f"{report.threads} threads, {report.converted} captures converted: "
        f"{len(report.written)} pages written, {len(removed)} removed"
    )
    for what, count in sorted(report.problems.items()):
        click.echo(f"noted {count} times: {what}")
