"""Builds a site of converted Markdown with what others offer and nothing of ours: MkDocs with
Material, Zensical, and an index by Pagefind."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench.measure import Measured, run, size_of
from bench.peers import PEERS, index_pagefind, is_installed

_CONFIG = """\
site_name: 会議室
use_directory_urls: false
theme:
  name: material
  language: ja
  font: false
plugins:
  - search:
      lang: ja
nav:
  - index.md
markdown_extensions:
  - attr_list
  - tables
  - toc:
      permalink: true
"""
_TEMPLATE = re.compile(r"(?m)^template: .*\n")
"""A template of ours, in front matter."""


class Peer(NamedTuple):
    """What a peer is, whether it makes only an index of pages, its time and memory, and the bytes
    that it wrote; or why there is nothing to tell."""

    name: str
    index_only: bool
    measured: Measured | None = None
    size: int = 0
    why: str = ""


def measure_peers(docs: Path, folder: Path, limit: float) -> Iterator[Peer]:
    """Build the Markdown of ``docs`` in ``folder`` with every peer that is installed; one is
    stopped after ``limit`` seconds."""
    _copy(docs, folder / "docs")
    (folder / "mkdocs.yml").write_text(_CONFIG, "utf-8")
    pages = folder / "pages"
    mkdocs = (Path(sys.executable).with_name("mkdocs"), "build", "--quiet", "--site-dir", pages)
    peer = _measure("MkDocs, Material", False, lambda: run(mkdocs, folder, limit), pages)
    yield peer
    if peer.measured and is_installed("pagefind"):
        index = pages / "pagefind"
        yield _measure("Pagefind", True, lambda: index_pagefind(pages, limit), index)
    shutil.rmtree(pages, ignore_errors=True)
    if is_installed("zensical"):
        zensical = (PEERS / "bin" / "zensical", "build")
        yield _measure("Zensical", False, lambda: run(zensical, folder, limit), folder / "site")


def _copy(docs: Path, to: Path) -> None:
    for path in docs.rglob("*.md"):
        copy = to / path.relative_to(docs)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(_TEMPLATE.sub("", path.read_text("utf-8"), count=1), "utf-8")


def _measure(name: str, index_only: bool, build: Callable[[], Measured], output: Path) -> Peer:
    try:
        measured = build()
    except subprocess.TimeoutExpired as error:
        return Peer(name, index_only, why=f"stopped after {error.timeout:.0f} s")
    except subprocess.CalledProcessError as error:
        return Peer(name, index_only, why=f"failed with {error.returncode}")
    return Peer(name, index_only, measured, size_of(output))
