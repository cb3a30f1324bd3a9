"""Builds the site from the checkout's Markdown and serves it on this machine."""

import functools
import http.server
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markdown import Markdown
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from marginalia.annotations.notebook import share_notebook
from marginalia.citations.pages import HandPage
from publisher import Site, publish
from scraper.errors import ContentError
from wsm.project import Project
from wsm.published import write_annotation_files, write_schemas
from wsm.search import write_index

_ANNOTATIONS = "marginalia.annotations.extension"


def build_site(project: Project, site: Path, report: Callable[[ContentError], None]) -> None:
    """Write the whole site into ``site``: the pages, the annotations as data, the search index.

    An annotation that is not in order is left out and given to ``report``. Anything else that is
    wrong, such as a broken link, stops the build, as ContentError.
    """
    notebook = share_notebook(project.root, report)
    _build_pages(project, site)
    write_annotation_files(site, notebook)
    write_schemas(site)
    publish(site, project.docs, _names(project), os.cpu_count() or 1, report)
    write_index(project, site)


def _build_pages(project: Project, site: Path) -> None:
    """Run MkDocs; a warning is printed on stderr."""
    logger = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    logger.addHandler(handler)
    try:
        build(site_config(project, strict=True, site_dir=str(site)))
    except MkDocsException as error:
        raise ContentError(project.config, None, str(error)) from error
    finally:
        logger.removeHandler(handler)


def _names(project: Project) -> Site:
    config = site_config(project)
    names = {"ja": config.site_name, "en": config.extra["english"]["site_name"]}
    return Site(names, config.site_description or "", config.site_url or "")


def site_config(project: Project, **options: Any) -> MkDocsConfig:
    """The site generator's settings, with our extensions working on this checkout."""
    config = load_config(str(project.config), **options)
    for extension in config.markdown_extensions:
        if extension.startswith("marginalia."):
            config.mdx_configs.setdefault(extension, {})["root"] = str(project.root)
    return config


def render_guide(project: Project, page: HandPage) -> str:
    """The HTML of a hand-written page as the site has it, annotations aside."""
    config = site_config(project)
    extensions = [each for each in config.markdown_extensions if each != _ANNOTATIONS]
    settings = {name: config.mdx_configs.get(name, {}) for name in extensions}
    return Markdown(extensions=extensions, extension_configs=settings).convert(page.text)


def serve_site(site: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of the built site for this machine only; the caller runs and closes it."""
    handler = functools.partial(_QuietHandler, directory=str(site))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a line for each file would bury the address."""
