"""Builds the site from the checkout's Markdown and serves it on this machine."""

import functools
import http.server
import logging
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from scraper.errors import ContentError
from wsm.project import Project


def build_site(project: Project) -> None:
    """Write ``site/``. A warning, such as a broken link, is printed on stderr and stops the build,
    as ContentError."""
    logger = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    logger.addHandler(handler)
    try:
        build(load_config(str(project.config), strict=True, site_dir=str(project.site)))
    except MkDocsException as error:
        raise ContentError(project.config, None, str(error)) from error
    finally:
        logger.removeHandler(handler)


def serve_site(site: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of the built site for this machine only; the caller runs and closes it."""
    handler = functools.partial(_QuietHandler, directory=str(site))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a line for each file would bury the address."""
