"""Makes a checkout that the whole product runs in, with an invented archive in place of the real
one."""

import shutil
import sys
from pathlib import Path

from bench.convert import ROOT, make_checkout

WSM = Path(sys.executable).with_name("wsm")
"""The product's command."""

_TITLED = "# 会議室\n"
_GUIDE = """---
title: 会議室
description: 会議室
lang: ja
updated: 2026-01-01
---
"""
_STUBS = {
    "index.md": _TITLED,
    "about/index.md": _TITLED,
    "en/about/index.md": _TITLED,
    "guides/index.md": _GUIDE + _TITLED,
}
"""Pages in place of those that cite posts of the real archive."""
_OWN = ("annotations/index.md", "search.md")
"""Pages that are there for what their templates make of them."""


def make_project(folder: Path, threads: int) -> None:
    """A checkout in ``folder`` that ``wsm build`` works in: the product's settings, templates and
    vocabularies, an archive of invented threads, and the few pages that others link to."""
    make_checkout(folder, threads)
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    pages = _STUBS | {name: (ROOT / "docs" / name).read_text("utf-8") for name in _OWN}
    for name, text in pages.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
