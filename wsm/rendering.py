"""MkDocs's step from Markdown to HTML, taken with the same result in less time.

For each page MkDocs sets Python-Markdown up anew, looks through all of the text for HTML with ids,
and works out each link as if it could be written in any way. Python-Markdown writes the table of
contents as HTML, which only a page with a marker for it would show.
"""

import posixpath
import re
from functools import cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import toc
from markdown.treeprocessors import UnescapeTreeprocessor
from markdown.util import STX
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages as steps
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc

from wsm.frontmatter import read_front_matter

_TAG = re.compile(r"<(?!br>)[A-Za-z]")
# As ``wsm convert`` writes links between pages: the folder, the name, and the place in the page.
_LINK = re.compile(r"((?:\.\./)*(?:[\w-]+/)*)([\w-]+\.md)(?:#([\w-]+))?")


class SitePage(steps.Page):
    """A page, made of Markdown by the ``reader`` that all pages share."""

    def __init__(self, file: File, config: MkDocsConfig, reader: Markdown) -> None:
        super().__init__(None, file, config)
        self._reader = reader

    def read_source(self, config: MkDocsConfig) -> None:
        """Read the Markdown and its front matter, as ``Page.read_source`` does."""
        try:
            usual = read_front_matter(self.file.content_string)
        except (OSError, ValueError):
            usual = None  # MkDocs has words for it
        if usual is None:
            super().read_source(config)
        else:
            self.markdown, self.meta = usual

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
    reader = Markdown(extensions=extensions, extension_configs=config.mdx_configs or {})
    # Asked some ten times for each element, of a dozen kinds.
    reader.is_block_level = cache(reader.is_block_level)  # type: ignore[method-assign]
    reader.treeprocessors.register(_Unescape(reader), "unescape", 0)
    for extension in reader.registeredExtensions:
        if isinstance(extension, toc.TocExtension):
            reader.treeprocessors.register(_Contents(reader, extension.getConfigs()), "toc", 5)
    return reader


class _Contents(toc.TocTreeprocessor):
    """Lists headings by their labels; one without a label is made HTML by itself for its name."""

    def run(self, doc: Element) -> None:
        headings = [each for each in doc.iter() if self.header_rgx.match(each.tag)]
        if self.marker or any("id" not in each.attrib for each in headings):
            super().run(doc)
            return
        tokens = []
        for heading in headings:
            self.set_level(heading)
            level, place = int(heading.tag[-1]), heading.attrib["id"]
            name = self._name(heading)
            if self.toc_top <= level <= self.toc_bottom:
                tokens.append({"level": level, "id": toc.unescape(place), "name": name})
            if self.use_anchors:
                self.add_anchor(heading, place)
            if self.use_permalinks:
                self.add_permalink(heading, place)
        self.md.toc_tokens = toc.nest_toc_tokens(tokens)  # type: ignore[attr-defined, arg-type]

    def _name(self, heading: Element) -> str:
        label = heading.attrib.pop("data-toc-label", None)
        if label is None:
            return toc.strip_tags(toc.render_inner_html(toc.remove_fnrefs(heading), self.md))
        shown = toc.run_postprocessors(toc.unescape(label), self.md)
        return toc.escape_cdata(toc.strip_tags(shown))


class _Unescape(UnescapeTreeprocessor):
    """Searches only text in which something is marked."""

    def run(self, root: Element) -> None:
        for each in root.iter():
            if each.text and STX in each.text and each.tag != "code":
                each.text = self.unescape(each.text)
            if each.tail and STX in each.tail:
                each.tail = self.unescape(each.tail)


class _RawIds(steps._RawHTMLPreprocessor):
    """Finds ids in HTML that stands in the Markdown, where there can be any."""

    def run(self, lines: list[str]) -> list[str]:
        return super().run(lines) if _TAG.search("\n".join(lines)) else lines


class _Links(steps._RelativePathTreeprocessor):
    """Puts the address of a page in the place of that of its Markdown."""

    def __init__(self, file: File, files: Files, config: MkDocsConfig) -> None:
        super().__init__(file, files, config)
        self._here = posixpath.dirname(file.src_uri)
        self._names_files = not config.use_directory_urls

    def path_to_url(self, url: str) -> str:
        link = _LINK.fullmatch(url)
        if link is None or not self._names_files:
            return super().path_to_url(url)
        folder, name, place = link.groups()
        there, way = _way(self._here, folder)
        file = self.files.src_uris.get(there + name)
        if file is None or file.inclusion.is_excluded():  # type: ignore[no-untyped-call]
            return super().path_to_url(url)
        address = way + file.url.rpartition("/")[2]
        if not place:
            return address
        self.links_to_anchors.setdefault(file, {}).setdefault(place, url)
        return f"{address}#{place}"


@cache
def _way(here: str, folder: str) -> tuple[str, str]:
    """The folder that a link in the folder ``here`` names, and the shortest way there."""
    there = posixpath.normpath(posixpath.join(here, folder))
    return _slashed(there), _slashed(posixpath.relpath(there, here or "."))


def _slashed(folder: str) -> str:
    return "" if folder == "." else f"{folder}/"
