"""The sites that search is measured on: real manual pages, and the product's site of an invented
archive."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from bench.manpages import manual_pages
from bench.measure import run
from bench.project import WSM, make_project
from kensaku.fold import fold_text
from kensaku.pages import read_page

_NOT_PAGES = ("kensaku", "pagefind", "peers")


class SectionText(NamedTuple):
    """A section as the index must see it: its address, its display text, the text folded."""

    url: str
    text: str
    folded: str


def make_manual_site(folder: Path) -> bool:
    """Write the manual pages below ``folder``; False when they are not installed."""
    made = folder.with_name(folder.name + ".part")
    shutil.rmtree(made, ignore_errors=True)
    for path, html in manual_pages():
        page = made / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(html, "utf-8")
    if not made.is_dir():
        return False
    made.rename(folder)
    return True


def make_forum_site(folder: Path, threads: int) -> bool:
    """Write the site that ``wsm build`` makes of an archive of invented threads; True.

    It is built in ``project-THREADS`` beside the site, which is removed afterwards.
    """
    project = folder.with_name(f"project-{threads}")
    shutil.rmtree(project, ignore_errors=True)
    make_project(project, threads)
    run([WSM, "build"], project)
    (project / "site").rename(folder)
    shutil.rmtree(project)
    return True


def read_sections(site: Path) -> list[SectionText]:
    """Every section of a site, page by page."""
    paths = [str(path.relative_to(site)) for path in sorted(site.rglob("*.html"))]
    kept = [p for p in paths if p != "404.html" and p.split("/")[0] not in _NOT_PAGES]
    with ProcessPoolExecutor(2) as pool:
        pages = pool.map(_read, [site] * len(kept), kept, chunksize=50)
        return [section for page in pages for section in page]


def _read(site: Path, path: str) -> list[SectionText]:
    return list(_sections((site / path).read_bytes(), path))


def _sections(html: bytes, path: str) -> Iterator[SectionText]:
    for section in read_page(html, path):
        url = f"{section.url}#{section.fragment}" if section.fragment else section.url
        yield SectionText(url, section.text, fold_text(section.text))
