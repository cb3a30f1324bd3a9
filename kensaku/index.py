"""Builds the index of a site and puts it in place."""

import gc
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kensaku.build import HASH_LENGTH, Build, Sizes
from kensaku.cache import Cache, State, cache_in
from kensaku.chunks import as_json, chunk
from kensaku.errors import KensakuError
from kensaku.spool import DamagedError
from kensaku.tasks import Map, tasks

__all__ = ["Sizes", "Summary", "build_index"]

LABELS = {
    "ja": {"kind": {"guide": "ガイド", "page": "ページ", "post": "発言"}},
    "en": {"kind": {"guide": "Guide", "page": "Page", "post": "Post"}},
}
"""What readers of a language see for values of a facet, if a site does not say otherwise."""

_CLIENT = Path(__file__).parent / "client"
_NEW = ".new-"
_CHUNK = re.compile(r"(?:[gp][0-9a-f]+|t\d+(?:-\d+)?|c\d+)\.js")  # of version 1 too


@dataclass(frozen=True)
class Summary:
    """What an index holds: numbers of sections and of bytes in all files of each family."""

    sections: int
    text_bytes: int
    bytes: dict[str, int]


def build_index(
    site: Path,
    out: Path | None = None,
    synonyms: Sequence[Sequence[str]] = (),
    workers: int | None = None,
    sizes: Sizes | None = None,
    labels: Mapping[str, Mapping[str, Mapping[str, str]]] = LABELS,
    cache: Path | None = None,
) -> Summary:
    """Index the pages below ``site`` into ``out`` (``site/kensaku``), with ``workers`` processes,
    and put the client for browsers there.

    ``labels`` holds what readers of a language see for values of a facet:
    {"en": {"kind": {"post": "Posts"}}}. ``cache`` is a folder for what the next build can use, and
    where this one finds what the last one made; its files are shared with ``out`` by links.
    The files depend on the pages, synonyms, labels and sizes alone, whatever ``workers`` is and
    ``cache`` has. An index that is there answers until the new one is whole, and after a failure.
    Raises KensakuError for a page that cannot be used, and OSError.
    """
    if not site.is_dir():
        raise KensakuError(f"{site}: there is no such folder; build the site first")
    out = out or site / "kensaku"
    out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=_NEW, dir=out))
    try:
        with (
            _no_collection(),
            cache_in(cache, work / "cache", repr(sizes or Sizes())) as kept,
            tasks(workers or os.cpu_count() or 1) as map_,
        ):
            state = _built(site, kept, map_, sizes or Sizes())
            chunks = work / "chunks"
            chunks.mkdir()
            kept.place(chunks)
        manifest = state.manifest | {
            "synonyms": [list(group) for group in synonyms],
            "labels": {
                lang: {field: dict(words) for field, words in fields.items()}
                for lang, fields in labels.items()
            },
        }
        folder = out / manifest["folder"]
        _place(chunks, folder)
        for file in sorted(_CLIENT.iterdir()):
            shutil.copyfile(file, work / file.name).replace(out / file.name)
        manifest_file = work / "index.js"
        manifest_file.write_bytes(chunk("index", as_json(manifest)))
        manifest_file.replace(out / "index.js")
    finally:
        shutil.rmtree(work)
    for old in out.iterdir():
        if old != folder and (_is_build(old) or old.name.startswith(_NEW)):
            shutil.rmtree(old)
    size = sum(record.size for page in state.pages.values() for record in page.records)
    return Summary(manifest["sections"], size, manifest["bytes"])


@contextmanager
def _no_collection() -> Iterator[None]:
    """Look for no garbage: of the many records none is."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _built(site: Path, cache: Cache, map_: Map, sizes: Sizes) -> State:
    build = Build(cache, map_, sizes)
    try:
        return build.run(site)
    except DamagedError:
        cache.forget()
        return build.run(site)


def _is_build(path: Path) -> bool:
    return (
        re.fullmatch(f"[0-9a-f]{{{HASH_LENGTH}}}", path.name) is not None
        and path.is_dir()
        and all(_CHUNK.fullmatch(file.name) for file in path.iterdir())
    )


def _place(new: Path, folder: Path) -> None:
    """Move ``new`` to ``folder``. If it is there it has the same files, unless one is damaged."""
    if folder.exists():
        for file in new.iterdir():
            file.replace(folder / file.name)
    else:
        new.rename(folder)
