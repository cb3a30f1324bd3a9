"""Renders the site's pages with Zensical, from the same Markdown and ``mkdocs.yml`` as MkDocs.

Zensical (0.0.73) writes its site and its cache beside its settings and reads pages only from there,
so it works on a copy. It says nothing of what it leaves out, so its output is looked at.
"""

import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from posixpath import dirname, isabs, join, normpath, splitext
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

import click
import yaml
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import yaml_load

from marginalia.annotations.notebook import share_notebook
from scraper.errors import ContentError
from scraper.workers import process_pool
from wsm.project import Project
from wsm.settings import site_config

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(r"Warning: (?P<what>.+)\n.*\[ (?P<file>.+):(?P<line>\d+):\d+ \]")
_RAISED = re.compile(r"ContentError: (?P<path>.+?)(?::(?P<line>\d+))?: (?P<message>.+)")
_NO_TEMPLATE = re.compile(r'template "(?P<name>[^"]+)" does not exist')
_NO_WARNING = "No issues found"
_INDEX = "search.json"  # written even where its search is off, which it is
# What Zensical writes: folders, pages, pictures. What else pages link to is written after them.
_MADE = frozenset(("", ".gif", ".html", ".jpg", ".png", ".svg", ".webp"))
_LINK = re.compile(r'<(?:a\s[^>]*?href|img\s[^>]*?src)="([^":#?]+)[#?"]')


def build_pages(
    project: Project,
    site: Path,
    _kept: Iterable[str] = (),
    _workers: int = 0,
) -> list[ContentError]:
    """Write into ``site`` every page and what the theme has beside pages; return what is wrong with
    annotations, which are left out.

    It makes all pages, in as many processes as it likes.

    Raises ContentError where a page or a link is wrong, after a line on stderr for each link, and
    UsageError where Zensical is not installed.
    """
    if find_spec("zensical") is None:
        hint = "--generator zensical needs the extra: pip install 'wsm-archive[zensical]'"
        raise click.UsageError(hint)
    with TemporaryDirectory(dir=site, prefix=".zensical-") as folder:
        copy = Path(folder)
        shutil.copytree(project.docs, copy / "docs")
        config = copy / "mkdocs.yml"
        config.write_text(yaml.safe_dump(_settings(project), allow_unicode=True), "utf-8")
        refused, printed = _run(project, config)
        broken = [*_warnings(project, printed)] or [*_broken(project, copy / "site")]
        for each in broken:
            logging.getLogger(__name__).warning(str(each))
        if broken or _NO_WARNING not in printed:
            raise ContentError(project.config, None, "the site has broken links, named above")
        (copy / "site" / _INDEX).unlink()
        _put_in_place(copy / "site", site)
    return refused


def _settings(project: Project) -> dict[str, Any]:
    """``mkdocs.yml`` for a copy of the checkout, with our extensions working on the checkout."""
    try:
        config = site_config(project)
        with project.config.open("rb") as file:
            settings = yaml_load(file)
    except MkDocsException as error:
        raise ContentError(project.config, None, " ".join(str(error).split())) from error
    settings["docs_dir"], settings["site_dir"] = "docs", "site"
    settings["theme"]["custom_dir"] = str((project.root / "overrides").resolve())
    settings["plugins"] = {"search": {"enabled": False}}
    settings["markdown_extensions"] = {
        # Zensical adds SuperFences; this is how it makes of code what MkDocs makes of it.
        "pymdownx.highlight": {"use_pygments": False, "css_class": ""},
        **{name: config.mdx_configs.get(name, {}) for name in config.markdown_extensions},
    }
    return settings


def _run(project: Project, config: Path) -> tuple[list[ContentError], str]:
    """Build in a process of its own; return the annotations refused, and what was printed."""
    output = config.with_name("printed.txt")
    with process_pool(1) as executor:
        try:
            refused = executor.submit(_build, config, project.root, output).result()
        except RuntimeError as error:  # a process that died included
            raise _as_content_error(project, str(error)) from error
    return refused, _COLOUR.sub("", output.read_text("utf-8"))


def _build(config: Path, root: Path, output: Path) -> list[ContentError]:
    """Run Zensical here, with all that it prints going to ``output``."""
    import zensical

    with output.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    refused: list[ContentError] = []
    share_notebook(root, refused.append)
    zensical.build(str(config.resolve()), {"clean": False, "strict": False})
    return refused


def _as_content_error(project: Project, text: str) -> ContentError:
    """What stopped Zensical: a problem that one of our extensions raised, or something else."""
    if raised := _RAISED.search(text):
        return ContentError(raised["path"], int(raised["line"] or 0) or None, raised["message"])
    if missing := _NO_TEMPLATE.search(text):
        return _wanting(project, missing["name"])
    return ContentError(project.config, None, f"Zensical stopped: {text.splitlines()[0]}")


def _wanting(project: Project, template: str) -> ContentError:
    """The first page that wants a template, or where there is none, the settings."""
    line = re.compile(rf"^template:.*{re.escape(template)}", re.MULTILINE)
    for page in sorted(project.docs.rglob("*.md")):
        text = page.read_text("utf-8")
        if found := line.search(text):
            message = f"no template {template}; name one of overrides/, or take the line out"
            return ContentError(page, text.count("\n", 0, found.start()) + 1, message)
    return ContentError(project.config, None, f"no template {template} in overrides/")


def _warnings(project: Project, printed: str) -> Iterator[ContentError]:
    """The links between pages that Zensical found broken."""
    for found in _WARNING.finditer(printed):
        message = f"{found['what']}; correct the link"
        yield ContentError(project.docs / found["file"], int(found["line"]), message)


def _broken(project: Project, made: Path) -> Iterator[ContentError]:
    """The pages that are missing, and the other links that MkDocs would refuse."""
    for source in sorted(project.docs.rglob("*.md")):
        page = source.relative_to(project.docs).with_suffix(".html").as_posix()
        if not (made / page).is_file():
            yield ContentError(source, None, "Zensical made no page of it; build with MkDocs")
            continue
        article = (made / page).read_text("utf-8").partition("<article")[2]
        for link in dict.fromkeys(_LINK.findall(article)):
            target = normpath(join(dirname(page), unquote(unescape(link))))
            wanted = splitext(target)[1] in _MADE
            if wanted and (isabs(target) or not (made / target).is_file()):
                yield ContentError(source, None, f"no file is at {link}; correct the link")


def _put_in_place(made: Path, site: Path) -> None:
    """Move the files of ``made`` into ``site``, over those of the same name."""
    for path in made.rglob("*"):
        if path.is_file():
            target = site / path.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
