"""A small checkout to cite from: three threads, a bibliography, a pair of guides, a drawing."""

import shutil
from pathlib import Path

import pytest

from marginalia.citations.check import Checked, check_page
from marginalia.citations.library import Library
from scraper.emit import emit
from scraper.model import Capture
from scraper.publish import publish
from scraper.redaction import read_redactions
from scraper.thread import parse_capture
from tests.conftest import CHECKOUT

THREAD = "threads/1998/980820210426.md"
HEAD = """---
title: {title}
description: What it is about.
lang: {lang}
topic: forged-sender
order: 1
updated: 2026-11-24
template: guide.html
---
"""
BIBLIOGRAPHY = """sources:
  - id: rfc7208
    type: standard
    title: 'Sender Policy Framework (SPF) for <Authorizing> Use of Domains in Email, Version 1'
    authors: ['S. Kitterman']
    issued: '2014-04'
    publisher: 'RFC Editor'
    url: 'https://www.rfc-editor.org/rfc/rfc7208'
  - id: loader-readme
    type: software
    title: 'SIMS Loader.Read Me'
    url: 'https://example.org/loader?a=1&b=2'
"""
REDACTIONS = """shown: [tosspam@aol.com]
takedowns:
  - {id: 990301090000-2, date: 2026-01-01, reason: asked}
  - {id: '990401090000', date: 2026-01-01, reason: asked}
"""
WITHDRAWN = """題

発言者:A
( Date Monday, March 1, 1999 09:00:00 )

一つめ。[@980820210426-12 "RBL"]

B さんからのコメント
( Monday, March 1, 1999 10:00:00 )

二つめ。
"""
DRAWING = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 40">
  <title>dropped</title>
  <defs><marker id="tip" viewBox="0 0 4 4"><path d="M0 0L4 2L0 4"/></marker></defs>
  <text class="fig-text" x="1" y="20">A &lt; B</text>
  <line class="fig-line" x1="0" y1="30" x2="9" y2="30" marker-end="url(#tip)"/>
</svg>
"""


class Desk:
    """A checkout in which to write guides and check them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("vocabulary/bibliography.yml", BIBLIOGRAPHY)
        shutil.copy(CHECKOUT / "vocabulary" / "topics.yml", root / "vocabulary")
        self.write("archive/redactions.yml", REDACTIONS)
        page = (CHECKOUT / "docs" / THREAD).read_text("utf-8")
        self.write(f"docs/{THREAD}", page)
        # The same thread, as a capture that knew its address would name it.
        self.write(
            "docs/threads/1998/980820210427.md", page.replace("980820210426", "980820210427")
        )
        thread = parse_capture(Capture(WITHDRAWN.encode(), "text/plain", "withdrawn"))
        published = publish(thread, read_redactions(root / "archive" / "redactions.yml"))
        self.write("docs/threads/1999/990301090000.md", emit(published))
        self.write("docs/guides/figures/loop.svg", DRAWING)
        self.guide("## 当時\n\n[@rfc7208]\n")
        self.guide("## Then\n\nYes [@980820210426-1].\n", "en")

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def guide(self, text: str, lang: str = "ja") -> Path:
        """Write the guide of this language, its text from line 11 on."""
        folder = "docs/guides" if lang == "ja" else "docs/en/guides"
        head = HEAD.format(title="Title & more", lang=lang)
        return self.write(f"{folder}/forged.md", f"{head}\n{text}")

    def check(self, path: str = "guides/forged.md") -> Checked:
        library = Library(self.root)
        return next(check_page(page, library) for page in library.pages if page.path == path)

    def problems(self) -> list[str]:
        """What is wrong with the Japanese guide, as ``LINE: MESSAGE``."""
        return [f"{each.line}: {each.message}" for each in self.check().problems]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
