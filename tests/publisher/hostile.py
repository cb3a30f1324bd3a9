"""A project in which everything that somebody else may write is hostile, and its site."""

import html
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from click.testing import CliRunner

from scraper.captures.archive import write_warc
from scraper.errors import ContentError
from scraper.model import Capture
from tests.conftest import CHECKOUT
from wsm.build import build_site
from wsm.cli import main
from wsm.project import Project

VECTORS = (Path(__file__).parent / "vectors.txt").read_text("utf-8").splitlines()
TARGETS = (
    "javascript:xss()",
    " java\tscript:xss()",
    "data:text/html,<script>xss()</script>",
    'http://a.example/"onmouseover="xss()',
    "vbscript:xss()",
)
QUOTE = "目印の言葉"
NAMED = "'\"><img src=x onerror=xss()>.md"
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
_MANY = ("topics", "products", "glossary", "bibliography", "synonyms")


class Hostile(NamedTuple):
    """The site as published and without its policy; what was said of it while it was made."""

    published: Path
    bare: Path
    refused: list[ContentError]


def thread_id(number: int) -> str:
    return f"990301{number:06}"


def mark(number: int) -> str:
    """A word that only the post of this number has."""
    return f"marked{number:03}"


def guide(number: int) -> str:
    """Where the hostile guide of this number is, below docs/ and the site's root."""
    return f"guides/hostile-{number}"


def unknown(number: int) -> str:
    """A word that no page has; the vector is offered in its place."""
    return f"unknown{number:03}"


def make_hostile(root: Path) -> Hostile:
    """Write the project, convert it, check it, and build its site."""
    for part in ("annotations", "archive", "docs", "overrides", "vocabulary"):
        shutil.copytree(CHECKOUT / part, root / part)
    shutil.copy(CHECKOUT / "mkdocs.yml", root)
    made = (_capture(number, vector) for number, vector in enumerate(VECTORS))
    write_warc(root / "archive" / "hostile.warc.gz", made, datetime(2026, 1, 1, tzinfo=UTC))
    for name in _MANY:
        _add_words(root / "vocabulary" / f"{name}.yml")
    for number, vector in enumerate(VECTORS):
        notes = root / "annotations" / thread_id(number)
        notes.mkdir()
        (notes / "note.md").write_text(_annotation(number, vector), "utf-8")
        for lang, folder in (("ja", "docs"), ("en", "docs/en")):
            (root / folder / f"{guide(number)}.md").write_text(
                _guide(number, vector, lang), "utf-8"
            )
    (root / "docs/data" / NAMED).write_text("# 題\n", "utf-8")
    _wsm(root, "convert", "--workers", "1")
    _wsm(root, "verify", "--workers", "1")
    refused: list[ContentError] = []
    build_site(Project(root), root / "site", refused.append)
    shutil.copytree(root / "site", root / "bare")
    for page in (root / "bare").rglob("*.html"):
        page.write_bytes(_POLICY.sub(b"", page.read_bytes()))
    return Hostile(root / "site", root / "bare", refused)


def _wsm(root: Path, *arguments: str) -> None:
    with chdir(root):
        done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def _capture(number: int, vector: str) -> Capture:
    """A saved page of one post in which title, name, body, headers and links are hostile."""
    text = html.escape(vector)
    day = f"( Date Monday, March 1, 1999 00:{number // 60:02}:{number % 60:02} )"
    links = "".join(f'→ <a href="{html.escape(target)}">{text}</a><br>' for target in TARGETS)
    page = (
        f"<title>{text}</title><pre>{text}\n\n発言者:{text}\n{day}\n\n{QUOTE}\n\n{text}\n\n"
        f"&gt; {text}\n&gt; {text}\n\n・{text}\n・{text}\n\n{mark(number)} 1.0\n\n"
        f"Received: from {text} ([192.0.2.1])\nby {text} (8.8.8)\nSubject: {text}\n"
        f"Message-ID: &lt;{text}&gt;\n\n</pre>{links}"
    )
    return Capture(page.encode(), "text/html", f"{number}.html")


def _annotation(number: int, vector: str) -> str:
    head = {
        "target": f"{thread_id(number)}-1",
        "quote": {"exact": QUOTE},
        "kind": "context",
        "author": vector if number % 2 else "試験",
        "created": "2026-01-01",
        "lang": "ja",
    }
    front = _yaml(head).replace("'2026-01-01'", "2026-01-01")
    return f"---\n{front}---\n\n本文 {vector}\n"


def _guide(number: int, vector: str, lang: str) -> str:
    """A guide of a hostile name that cites a hostile source, and the hostile words of a post."""
    head = {"title": vector, "description": vector, "lang": lang, "topic": "bounce"}
    front = _yaml(
        {**head, "order": 100 + number, "updated": "2026-01-01", "template": "guide.html"}
    )
    words = vector.replace("\\", "\\\\").replace('"', '\\"')
    cited = f'[@{thread_id(number)}-1 "{words}"][@hostile-{number}]'
    return f"---\n{front}---\n\n# 題\n\n## 節 {{#section}}\n\n引用{cited}。\n"


def _add_words(path: Path) -> None:
    """Add an entry for each vector to a vocabulary."""
    data = yaml.safe_load(path.read_text("utf-8"))
    (key,) = data
    data[key] += [_word(key, number, vector) for number, vector in enumerate(VECTORS)]
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")  # JSON is YAML


def _word(key: str, number: int, vector: str) -> Any:
    both = {"ja": vector, "en": vector}
    entry = {"id": f"hostile-{number}"}
    match key:
        case "topics":
            pattern = {"match": mark(number), "weight": 3}
            return entry | {"label": both, "definition": both, "patterns": [pattern]}
        case "products":
            return entry | {"name": vector, "names": [mark(number)]}
        case "terms":
            return entry | {"term": both, "names": [mark(number)], "definition": both}
        case "sources":
            facts = {"type": "book", "title": vector, "authors": [vector], "publisher": vector}
            return entry | facts | {"url": f"https://a.example/{number}", "note": both}
        case "groups":
            return [unknown(number), vector]
    raise ValueError(key)


def _yaml(data: Any) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def pages(site: Path) -> Iterator[str]:
    """The addresses of all pages but those for missing ones, below the site's root."""
    for path in sorted(site.rglob("*.html")):
        if path.name != "404.html":
            yield path.relative_to(site).as_posix()
