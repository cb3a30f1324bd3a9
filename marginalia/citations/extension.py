"""Python-Markdown extension: citations, drawings and the home page's blocks in hand-written pages.

A page is known by its text, since an extension is not told its place; addresses are relative to
that place, so that they work from a folder and under every generator. A page with anything wrong
is refused (ContentError), and so is the site. Pages of threads are read before this extension and
leave it no text.
"""

from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from marginalia.citations.check import check_page
from marginalia.citations.figures import find_figures, render_figure
from marginalia.citations.library import shared_library
from marginalia.citations.pages import HandPage
from marginalia.citations.render import References
from marginalia.citations.syntax import read_citations
from marginalia.home import BLOCK, expand_blocks
from scraper.errors import ContentError

CHECKOUT = Path(__file__).parents[2]


class CitationExtension(Extension):
    """``root`` is the checkout whose ``docs``, ``vocabulary`` and ``archive`` are cited."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"root": [str(CHECKOUT), "The checkout."]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the one step."""
        # After normalize_whitespace (30), which takes away the marks of the HTML stash; before
        # fenced_code (25), since code is skipped here by the syntax's own rule.
        preprocessor = _Citations(md, Path(self.getConfig("root")))
        md.preprocessors.register(preprocessor, "citations", 28)


class _Citations(Preprocessor):
    def __init__(self, md: Markdown, root: Path) -> None:
        super().__init__(md)
        self.root = root

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        citations, mistakes = read_citations(text)
        figures = list(find_figures(text))
        if not (citations or mistakes or figures or BLOCK.search(text)):
            return lines
        page = self._page(text)
        library = shared_library(self.root)
        problems = check_page(page, library).problems
        if problems:
            raise problems[0]
        references = References(page, citations, library)
        for number, citation in reversed(list(enumerate(citations, 1))):
            html = self.md.htmlStash.store(references.inline(number))
            text = text[: citation.start] + html + text[citation.end :]
        for number, figure in reversed(list(enumerate(find_figures(text), 1))):
            html = self.md.htmlStash.store(render_figure(figure, library.docs, number))
            text = text[: figure.start] + html + text[figure.end :]
        text = expand_blocks(text, page, library, self.md.htmlStash.store)
        if citations:
            listing = self.md.htmlStash.store(references.listing())
            text = f"{text.rstrip()}\n\n{references.heading}\n\n{listing}\n\n"
        return text.split("\n")

    def _page(self, text: str) -> HandPage:
        # A page that is not known was written or changed since the library was read.
        known = shared_library(self.root).page(text)
        page = known or shared_library(self.root, again=True).page(text)
        if page is None:
            begins = " ".join(text[:40].split())
            message = f"no page of docs has the text that begins with '{begins}'; save it there"
            raise ContentError(self.root / "docs", None, message)
        return page


def makeExtension(**kwargs: Any) -> CitationExtension:  # noqa: N802 - Python-Markdown's name
    """The entry point by which Python-Markdown loads this module."""
    return CitationExtension(**kwargs)
