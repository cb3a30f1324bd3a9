"""Python-Markdown extension: shows annotations at the words they are about, and lists them all.

Posts are found in the element tree that ``marginalia.thread`` builds, guides in their finished
HTML. An annotation that is not in order is reported as a warning, which ``--strict`` makes a
failure, and left out.
"""

from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from marginalia.annotations.forge import Forge, read_forge
from marginalia.annotations.listing import MARKER, render_list
from marginalia.annotations.model import Annotation
from marginalia.annotations.notebook import Notebook, shared_notebook
from marginalia.annotations.page import PageNotes, annotate_sections
from marginalia.citations.library import shared_library
from marginalia.runs import visible_text
from scraper.errors import ContentError

if TYPE_CHECKING:
    from marginalia.citations.pages import HandPage

CHECKOUT = Path(__file__).parents[2]
SETTINGS = "annotate-settings"
"""The id of the element that tells the client script where new annotations go."""


class AnnotationExtension(Extension):
    """``root`` is the checkout, ``repository`` the address of the repository where it is kept
    (``forge.read_forge``), empty where there is none yet."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "root": [str(CHECKOUT), "The checkout."],
            "repository": ["", "The address of the repository on its code host."],
        }
        super().__init__(**kwargs)
        self.page: HandPage | None = None
        self.is_built = False

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the steps."""
        md.registerExtension(self)
        # Where the text is as the library knows it: after normalize_whitespace (30), before
        # citations (28) are replaced.
        md.preprocessors.register(_Pages(md, self), "annotations", 29)
        # Last: toc (5) and MkDocs (-1) run the postprocessors on headings alone.
        md.treeprocessors.register(_Posts(md, self), "annotations", -10)
        # After raw_html (30), amp_substitute (20) and unescape (10).
        md.postprocessors.register(_Guides(md, self), "annotations", 5)

    def reset(self) -> None:
        """Forget the page before: Python-Markdown calls this between documents."""
        self.page = None
        self.is_built = False

    @property
    def root(self) -> Path:
        """The checkout."""
        return Path(self.getConfig("root"))

    @property
    def notebook(self) -> Notebook:
        """The annotations of the checkout."""
        return shared_notebook(self.root)

    @property
    def forge(self) -> Forge | None:
        """The repository. Raises ContentError where the setting names none."""
        try:
            return read_forge(self.getConfig("repository") or "")
        except ValueError as error:
            raise ContentError(self.root / "mkdocs.yml", None, f"repository: {error}") from error

    def settings(self, **more: str) -> dict[str, str]:
        """The attributes of the element that the client script reads."""
        forge = self.forge
        return {
            "id": SETTINGS,
            "hidden": "hidden",
            "data-kensaku-ignore": "",
            "data-host": forge.host if forge else "",
            "data-new-file": forge.new_file() if forge else "",
            "data-issue": forge.issue() if forge else "",
            **more,
        }


class _Pages(Preprocessor):
    """Finds out which page this is, and puts the list where a page asks for it."""

    def __init__(self, md: Markdown, extension: AnnotationExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if not text.strip():
            return lines
        page = self.extension.page = shared_library(self.extension.root).page(text)
        if page is None or MARKER not in lines:
            return lines
        html = render_list(self.extension.notebook, page.path, page.lang)
        stashed = self.md.htmlStash.store(html)
        return [stashed if line == MARKER else line for line in lines]


class _Posts(Treeprocessor):
    def __init__(self, md: Markdown, extension: AnnotationExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        self.extension.is_built = True
        sections = root.findall("section[@data-post]")
        if not sections:
            return
        notebook = self.extension.notebook
        thread = sections[0].get("data-post", "").partition("-")[0]
        page = PageNotes(notebook, notebook.threads.get(thread, ""), self.extension.forge)
        by_post: dict[str, list[Annotation]] = {}
        for annotation in notebook.of(thread):
            by_post.setdefault(annotation.head.target, []).append(annotation)
        for section in sections:
            wanted = by_post.pop(section.get("data-post", ""), [])
            if wanted:
                self._annotate(section, wanted, page)
        for wanted in by_post.values():
            for annotation in wanted:
                target = annotation.head.target
                notebook.refuse(annotation, f"no post {target}: the thread has {len(sections)}")
        SubElement(root, "div", self.extension.settings())

    def _annotate(self, section: Element, wanted: list[Annotation], page: PageNotes) -> None:
        body = section.find("div[@class='post-body']")
        author = section.find("h2/span[@class='post-author']")
        if body is None or not (stashed := HTML_PLACEHOLDER_RE.fullmatch(body.text or "")):
            return
        blocks = self.md.htmlStash.rawHtmlBlocks
        html = str(blocks[int(stashed[1])])
        poster = unescape(author.text or "") if author is not None else None
        marks, notes = page.below(wanted, visible_text(html), poster)
        blocks[int(stashed[1])] = page.mark(html, marks)
        below = Element("p")
        below.text = self.md.htmlStash.store(notes)
        section.insert(list(section).index(body) + 1, below)


class _Guides(Postprocessor):
    def __init__(self, md: Markdown, extension: AnnotationExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, text: str) -> str:
        page = self.extension.page
        if page is None or not page.is_guide or not self.extension.is_built:
            return text
        name, notebook = page.path.removesuffix(".md"), self.extension.notebook
        wanted = notebook.of(name)
        if wanted:
            notes = PageNotes(notebook, page.path, self.extension.forge, page.lang)
            text = annotate_sections(text, wanted, notes)
        attributes = self.extension.settings(**{"data-target": name})
        shown = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
        return f"{text}\n<div{shown}></div>"


def makeExtension(**kwargs: Any) -> AnnotationExtension:  # noqa: N802 - Python-Markdown's name
    """The entry point by which Python-Markdown loads this module."""
    return AnnotationExtension(**kwargs)
