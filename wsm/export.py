"""The command ``wsm export``, and the downloads of the built site."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from scraper.captures.wacz import write_wacz
from scraper.enrich.topics import TopicVocabulary
from scraper.errors import ContentError
from scraper.exports.bibtex import write_bibtex
from scraper.exports.csl import Item, items, write_csl
from scraper.exports.downloads import FOLDER, describe, fill_page, listing
from scraper.exports.jsonl import write_jsonl
from scraper.exports.published import published_threads
from scraper.exports.records import ThreadPosts, post_schema
from scraper.exports.sqlite import metadata_path, write_sqlite
from scraper.files import write_generated
from scraper.pages.guides import read_guides
from scraper.redaction import read_redactions
from scraper.yamlfile import read_model
from wsm.progress import counting
from wsm.project import Project
from wsm.running import Problems, with_project

Report = Callable[[ContentError], object]
Progress = Callable[[], object]

FORMATS = ("jsonl", "sqlite", "bibtex", "csl-json", "wacz", "zim")
"""What ``wsm export --format`` takes."""

# What the site offers. Captures hold mail addresses that are not masked: they are not among it.
_NAMES = {
    "jsonl": "wsm.jsonl",
    "sqlite": "wsm.db",
    "bibtex": "wsm.bib",
    "csl-json": "wsm.csl.json",
    "zim": "wsm.zim",
}
# The pages that list the downloads: language, place, and the way from there to the files.
_PAGES = (
    ("ja", f"{FOLDER}/index.html", ""),
    ("en", f"en/{FOLDER}/index.html", f"../../{FOLDER}/"),
)


class MissingLibraryError(Exception):
    """A library that a format needs is not installed; the message names the extra."""


@click.command()
@click.option("--format", "kind", required=True, type=click.Choice(FORMATS), help="What to write.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@with_project
def export(project: Project, kind: str, output: Path) -> None:
    """Write the archive in a format that other programs read.

    What is written is what wsm convert last published: mail addresses are masked, and what was
    taken down is left out.

    \b
    jsonl     one post a line, with its thread; the schema is on the site
    sqlite    tables and full-text search, and FILE.metadata.json for Datasette
    bibtex    an entry for each post, thread and guide
    csl-json  the same for citation managers
    wacz      the captures as they are, with a page list and masked text
    zim       the built site, for Kiwix (extra: pip install 'wsm-archive[zim]')

    Mail addresses inside captures cannot be masked; for wacz, captures of threads with anything
    taken down are left out (https://specs.webrecorder.net/wacz/1.1.1/).

    \b
    Example: wsm export --format sqlite -o wsm.db
    """
    problems = Problems()
    try:
        with counting("exporting") as progress:
            done = write_export(kind, project, output, problems.report, progress)
    except MissingLibraryError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"wrote {output}: {done}")
    problems.exit()


def write_export(
    kind: str, project: Project, output: Path, report: Report, progress: Progress
) -> str:
    """Write one of the FORMATS to ``output``; return what is in it, such as ``12 posts``.

    ``report`` is called with captures that cannot be read, ``progress`` for each thread or capture.
    Raises ContentError, OSError, and MissingLibraryError.
    """
    match kind:
        case "jsonl":
            return f"{write_jsonl(output, _threads(project, progress))} posts"
        case "sqlite":
            topics = read_model(project.vocabulary / "topics.yml", TopicVocabulary).topics
            threads = _threads(project, progress)
            return f"{write_sqlite(output, threads, topics, project.profile.name)} posts"
        case "bibtex":
            return f"{write_bibtex(output, _items(project, progress))} entries"
        case "csl-json":
            return f"{write_csl(output, _items(project, progress))} items"
        case "wacz":
            redactions = read_redactions(project.redactions)
            done = write_wacz(
                output,
                project.archive,
                redactions,
                report,
                profile=project.profile,
                progress=progress,
            )
            return f"{done.captures} captures, {done.withheld} withheld"
        case "zim":
            return _write_zim(project, output)
    raise ValueError(kind)


def write_downloads(project: Project, report: Report) -> list[str]:
    """Write every format into the built site, and list them on its pages about data.

    Written are the files, ``posts.schema.json`` and ``downloads.json`` in ``site/data/``; what
    needs a library that is not installed is left out. Call it after the search index is made, so
    that the ZIM file holds the search. Returns a line for each file. ``report`` is called with
    captures that cannot be read. Raises ContentError and OSError.
    """
    folder = project.site / FOLDER
    write_generated(folder / "posts.schema.json", post_schema())
    said, written = [], []
    for kind, name in _NAMES.items():
        path = folder / name
        try:
            said.append(f"wrote {path}: {write_export(kind, project, path, report, lambda: None)}")
        except MissingLibraryError as error:
            said.append(f"left out {path}: {error}")
            continue
        written += [path, metadata_path(path)] if kind == "sqlite" else [path]
    downloads = [describe(path) for path in written]
    write_generated(folder / "downloads.json", listing(downloads))
    for lang, page, up in _PAGES:
        path = project.site / page
        if path.is_file():
            html = fill_page(path.read_text("utf-8"), downloads, lang, up)
            write_generated(path, html.encode())
    return said


def _threads(project: Project, progress: Progress) -> Iterator[ThreadPosts]:
    for posts in published_threads(project.docs, read_redactions(project.redactions)):
        progress()
        yield posts


def _items(project: Project, progress: Progress) -> Iterator[Item]:
    from wsm.settings import site_config, site_names

    site = site_names(site_config(project))
    guides = read_guides(project.docs)
    url = site.address or None
    return items(_threads(project, progress), guides, site.names, url, project.profile.name)


def _write_zim(project: Project, output: Path) -> str:
    try:
        from scraper.exports.zim import write_zim
    except ImportError as error:
        if not (error.name or "").startswith("libzim"):
            raise
        hint = "zim needs the extra: pip install 'wsm-archive[zim]'"
        raise MissingLibraryError(hint) from error
    from wsm.settings import site_config

    if not (project.site / "index.html").is_file():
        raise ContentError(project.site, None, "not built yet; run wsm build")
    config = site_config(project)
    pages = write_zim(
        output,
        project.site,
        config.site_name,
        config.site_description or config.site_name,
        datetime.now(UTC).date(),
        downloads=FOLDER,
        forum=project.profile.name,
    )
    return f"{pages} pages"
