"""What each page is made from, as a digest: a page whose digest stays need not be made again."""

import hashlib
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from marginalia.annotations.authors import AUTHORS
from marginalia.annotations.model import Annotation
from marginalia.annotations.notebook import FOLDER, shared_notebook
from marginalia.citations.library import shared_library
from marginalia.neighbours import shown_beside
from scraper.pages import FOLDERS
from wsm.project import Project

_CODE = Path(__file__).parents[1]
_PACKAGES = ("marginalia", "publisher", "scraper", "wsm")
_VARIABLES = ("WSM_REPOSITORY", "WSM_SITE_URL")
_THREAD = re.compile(r"\b[0-9]{12}(?=-[0-9])")


def page_digests(project: Project) -> dict[str, str]:
    """The digest of each generated page, by its path below ``docs``.

    Pages that people write are not among them: what they cite and show comes from all over the
    checkout, and there are few of them.
    """
    common = _common(project)
    digests = {}
    for folder in FOLDERS:
        # Of ten thousand files, to make a Path of each took longer than to read them.
        for place, _, names in os.walk(project.docs / folder):
            below = os.path.relpath(place, project.docs)
            for name in names:
                if name.endswith(".md"):
                    page = f"{below}/{name}"
                    with open(f"{place}/{name}", "rb") as file:  # noqa: PTH123
                        digests[page] = _digest([common, page.encode(), file.read()])
    for page, around in _around(project, digests).items():
        digests[page] = _digest([digests[page].encode(), around.encode()])
    return digests


def _around(project: Project, digests: dict[str, str]) -> dict[str, str]:
    """What the pages of threads show that is not in their Markdown."""
    library, notebook = shared_library(project.root), shared_notebook(project.root)
    citing: dict[str, list[object]] = defaultdict(list)
    for post, uses in library.cited().items():
        citing[post.partition("-")[0]] += [
            (post, use.page.path, use.page.title, use.numbers) for use in uses
        ]
    found, beside = {}, shown_beside(project.docs)
    for thread, page in notebook.threads.items():
        notes = notebook.of(thread)
        linked = [digests.get(notebook.threads.get(other, "")) for other in _mentioned(notes)]
        shown = (beside.get(page), citing.get(thread), notes, linked)
        found[page] = repr(shown)
    return found


def _mentioned(notes: list[Annotation]) -> list[str]:
    """The threads that annotations link to: a link stands only while its post is there."""
    return [thread for note in notes for thread in _THREAD.findall(note.body)]


def _common(project: Project) -> bytes:
    """Settings, templates, vocabularies and code: a change in them may change every page."""
    files = {
        path.relative_to(project.root).as_posix(): path
        for path in (
            project.config,
            project.redactions,
            project.root / FOLDER / AUTHORS,
            *_files(project.root / "overrides"),
            *_files(project.vocabulary),
        )
        if path.is_file()
    }
    for package in _PACKAGES:
        for path in _files(_CODE / package):
            files[f"code/{path.relative_to(_CODE).as_posix()}"] = path
    parts = [os.environ.get(name, "").encode() for name in _VARIABLES]
    parts += sorted(name.encode() for name in _packages())
    for name, path in sorted(files.items()):
        parts += name.encode(), path.read_bytes()
    return _digest(parts).encode()


def _packages() -> set[str]:
    """The installed packages: each has a folder, named for it and its version."""
    folders = [Path(place) for place in sys.path if Path(place).is_dir()]
    return {path.name for folder in folders for path in folder.glob("*.dist-info")}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file())


def _digest(parts: list[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()[:32]
