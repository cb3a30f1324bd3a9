"""MkDocs's step from Markdown to HTML, taken with the same result in less time.

For each page MkDocs sets Python-Markdown up anew, looks through all of the text for HTML with ids,
and works out each link as if it could be written in any way.
"""

import posixpath
import re
from functools import cache

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages as steps
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc

_NAMED = re.compile(r"\b(?:id|name)\b", re.IGNORECASE)
# As ``wsm convert`` writes links between pages.
_LINK = re.compile(r"(?P<folder>(?:\.\./)*(?:[\w-]+/)*)(?P<name>[\w-]+\.md)(?:#(?P<place>[\w-]+))?")


class SitePage(steps.Page):
    """A page, made of Markdown by the ``reader`` that all pages share."""

    def __init__(self, file: File, config: MkDocsConfig, reader: Markdown) -> None:
        super().__init__(None, file, config)
        self._reader = reader

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Make HTML of the Markdown that was read, as ``Page.render`` of MkDocs 1.6.1 does."""
        assert self.markdown is not None
        reader = self._reader.reset()
        raw, title = _RawIds(), steps._ExtractTitleTreeprocessor()
        built = steps._ExtractAnchorsTreeprocessor(self.file, files, config)
        links = _Links(self.file, files, config)
        for step in (raw, built, links, title):
            step._register(reader)
        self.content = reader.convert(self.markdown)
        self.toc = get_toc(getattr(reader, "toc_tokens", []))
        self._title_from_render = title.title
        self.present_anchor_ids = built.present_anchor_ids | raw.present_anchor_ids
        self.links_to_anchors = links.links_to_anchors


def new_reader(config: MkDocsConfig) -> Markdown:
    """Python-Markdown as ``mkdocs.yml`` sets it up."""
    extensions = config.markdown_extensions
    return Markdown(extensions=extensions, extension_configs=config.mdx_configs or {})


class _RawIds(steps._RawHTMLPreprocessor):
    """Finds ids in HTML that stands in the Markdown, where there can be any."""

    def run(self, lines: list[str]) -> list[str]:
        return super().run(lines) if _NAMED.search("\n".join(lines)) else lines


class _Links(steps._RelativePathTreeprocessor):
    """Puts the address of a page in the place of that of its Markdown."""

    def path_to_url(self, url: str) -> str:
        link = _LINK.fullmatch(url)
        if link is None or self.config.use_directory_urls:
            return super().path_to_url(url)
        here = posixpath.dirname(self.file.src_uri)
        folder, way = _way(here, link["folder"])
        file = self.files.src_uris.get(folder + link["name"])
        if file is None or file.inclusion.is_excluded():  # type: ignore[no-untyped-call]
            return super().path_to_url(url)
        address = way + posixpath.basename(file.url)
        if not link["place"]:
            return address
        self.links_to_anchors.setdefault(file, {}).setdefault(link["place"], url)
        return f"{address}#{link['place']}"


@cache
def _way(here: str, folder: str) -> tuple[str, str]:
    """The folder that a link in the folder ``here`` names, and the shortest way there."""
    there = posixpath.normpath(posixpath.join(here, folder))
    return _slashed(there), _slashed(posixpath.relpath(there, here or "."))


def _slashed(folder: str) -> str:
    return "" if folder == "." else f"{folder}/"
