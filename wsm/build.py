"""Builds the site beside the one that is there, keeping from it what stays the same, and puts it in
its place; serves it on this machine."""

import errno
import functools
import http.server
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from marginalia.annotations.notebook import share_notebook
from publisher import publish
from scraper.errors import ContentError
from scraper.files import write_generated
from wsm.inputs import page_digests
from wsm.pages import render_pages
from wsm.progress import timed
from wsm.project import Project
from wsm.published import write_annotation_files, write_schemas
from wsm.search import write_index
from wsm.settings import site_config, site_names

Report = Callable[[ContentError], None]
Render = Callable[[Project, Path, Iterable[str], int], list[ContentError]]

_FULL = (errno.EDQUOT, errno.EFBIG, errno.ENOSPC)
# The theme's own, 2.5 MB: the site has a script and styles of its own, and no page loads these.
_THEME = ("assets/javascripts", "assets/stylesheets")


def build_site(
    project: Project,
    site: Path,
    report: Report,
    record: Path | None = None,
    render: Render = render_pages,
) -> None:
    """Write the whole site into ``site``: the pages, the annotations as data, the search index.

    It is made beside ``site`` and takes its place when it is whole. ``record`` says what the pages
    of ``site`` were made from: those that would come out the same are kept. ``render`` is the site
    generator. An annotation that is not in order is left out and given to ``report``, and so is
    what must not stand in a page. Anything else that is wrong, such as a broken link, stops the
    build, as ContentError.
    """
    site = site.resolve()
    workers = os.cpu_count() or 1
    problems: dict[str, ContentError] = {}

    def note(problem: ContentError) -> None:
        if str(problem) not in problems:
            problems[str(problem)] = problem
            report(problem)

    with _replacing(site) as new:
        with timed("pages"):
            notebook = share_notebook(project.root, note)
            digests = page_digests(project)
            kept = _keep(record, digests, site, new) if record else []
            for problem in render(project, new, kept, workers):
                note(problem)
            notebook.leave_out(problems.values())
            for unused in _THEME:
                shutil.rmtree(new / unused, ignore_errors=True)
            names = site_names(site_config(project))
            write_annotation_files(new, notebook, names.names["ja"])
            write_schemas(new)
        with timed("publish"):
            publish(new, project.docs, names, workers, lambda each: note(_moved(each, new, site)))
        with timed("index"):
            write_index(project, new)
    if record:
        pages = digests if not problems else {}
        write_generated(record, json.dumps(_states(pages, site)).encode())


@contextmanager
def _replacing(site: Path) -> Iterator[Path]:
    """A new folder, which takes the place of ``site`` once the block ends without an exception.

    That takes two renames, with no ``site`` in between, since only Linux can exchange two folders
    at once. The old site is whole then, beside its place; whatever ends the run there, it is put
    back: by this run, or where it was killed, by the next.
    """
    new, old = (site.with_name(f".{site.name}.{name}") for name in ("new", "old"))
    _put_back(old, site)
    for left in (new, old):
        if left.exists():
            shutil.rmtree(left)
    new.mkdir(parents=True)
    try:
        yield new
        if site.exists():
            site.rename(old)
        new.rename(site)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        # It may name what was copied; what is full is the place of the site.
        raise ContentError(site, None, f"cannot be written: {error.strerror}") from error
    finally:
        _put_back(old, site)
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)


def _put_back(old: Path, site: Path) -> None:
    if old.exists() and not site.exists():
        old.rename(site)


def _keep(record: Path, digests: dict[str, str], site: Path, new: Path) -> list[str]:
    """Put into ``new`` the pages of ``site`` whose digest and file are as ``record`` says."""
    try:
        states = json.loads(record.read_bytes())
    except (OSError, ValueError):
        return []
    kept = {}
    for page, digest in digests.items():
        file = _html(page)
        is_same = page in states and states[page] == _state(digest, site, file)
        if is_same and os.path.isfile(f"{site}/{page}"):  # noqa: PTH113
            kept[page] = file
    for folder in {page.rpartition("/")[0] for page in kept}:
        (new / folder).mkdir(parents=True, exist_ok=True)
    for names in kept.items():
        for name in names:
            _link(f"{site}/{name}", f"{new}/{name}")
    return list(kept)


def _states(digests: dict[str, str], site: Path) -> dict[str, list[object]]:
    found = ((page, _state(each, site, _html(page))) for page, each in digests.items())
    return {page: state for page, state in found if state}


def _html(page: str) -> str:
    return page.removesuffix("md") + "html"


def _state(digest: str, site: Path, file: str) -> list[object] | None:
    """What tells that a page's file is the one that was made then; None where there is none."""
    try:
        # Of twenty thousand files, to make a Path of each took longer than to ask for its state.
        stat = os.stat(f"{site}/{file}")  # noqa: PTH116
    except FileNotFoundError:
        return None
    return [digest, stat.st_size, stat.st_mtime_ns]


def _link(old: str, new: str) -> None:
    """Give a file that will not be changed a second name, or where that cannot be, copy it."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


def _moved(problem: ContentError, new: Path, site: Path) -> ContentError:
    """A problem named by the place that the file will have."""
    path = Path(problem.path)
    if path.is_relative_to(new):
        path = site / path.relative_to(new)
    return ContentError(path, problem.line, problem.message)


def serve_site(site: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of the built site for this machine only; the caller runs and closes it."""
    handler = functools.partial(_QuietHandler, directory=str(site))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a line for each file would bury the address."""
