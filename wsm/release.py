"""Writes what a release consists of: the packed site, the archive, the exports, the digests.

The same checkout gives the same bytes, so that anyone can make a release again and compare; packing
takes the same zlib for it, too. A ZIM file has an id made at random: it is on the published site
and not in a release.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import click

from scraper.errors import ContentError
from scraper.exports.downloads import describe
from scraper.exports.records import post_schema
from scraper.files import new_file, write_generated
from wsm.export import write_export
from wsm.project import Project
from wsm.running import Problems

SITE = "wsm-site"
"""The name of the packed site, and of the folder that comes out of it."""
SUMS = "SHA256SUMS"

_EXPORTS = {
    "wacz": "wsm.wacz",
    "jsonl": "wsm.jsonl",
    "sqlite": "wsm.db",
    "bibtex": "wsm.bib",
    "csl-json": "wsm.csl.json",
}


def release(
    project: Project, site: Path, folder: Path, report: Callable[[ContentError], object]
) -> Iterator[str]:
    """Write a release of the built ``site`` into ``folder``, which is emptied; say each file.

    The last file, ``SHA256SUMS``, lists the others as sha256sum does. ``report`` is called with
    captures that cannot be read. Raises ContentError where the site is not built, and OSError.
    """
    if not (site / "index.html").is_file():
        raise ContentError(site, None, "not built yet; run wsm build")
    shutil.rmtree(folder, ignore_errors=True)
    for kind, name in _EXPORTS.items():
        path = folder / name
        yield f"{path}: {write_export(kind, project, path, report, lambda: None)}"
    write_generated(folder / "posts.schema.json", post_schema())
    packed = folder / f"{SITE}.zip"
    yield f"{packed}: {pack(site, packed, SITE)} files"
    files = sorted(folder.iterdir())
    sums = "".join(f"{describe(file).sha256}  {file.name}\n" for file in files)
    write_generated(folder / SUMS, sums.encode())
    yield f"{folder / SUMS}: {len(files)} digests"


def pack(folder: Path, output: Path, root: str) -> int:
    """Write the files of a folder to a ZIP file, in a folder ``root``; return how many they are.

    The bytes depend on the names and contents of the files alone: they are in the order of their
    names and have the first time that the format knows and the rights that a reader needs. Raises
    OSError.
    """
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    files = [path for path in paths if (folder / path).is_file()]
    with new_file(output, replace=True) as made, ZipFile(made, "w") as package:
        for path in files:
            entry = ZipInfo(f"{root}/{path}")
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # Unix, whose rights follow: APPNOTE.TXT, section 4.4.2
            entry.external_attr = 0o100644 << 16
            entry.file_size = (folder / path).stat().st_size
            with (folder / path).open("rb") as file, package.open(entry, "w") as packed:
                shutil.copyfileobj(file, packed)
    return len(files)


def main() -> None:
    """Write a release of the checkout in the working directory into ``dist/``."""
    project, problems = Project(Path()), Problems()
    try:
        for line in release(project, project.site, Path("dist"), problems.report):
            click.echo(line)
    except ContentError as error:
        problems.report(error)
    problems.exit()


if __name__ == "__main__":
    main()
