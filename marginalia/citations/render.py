"""A checked page's citations → HTML: the references in its text and the list at its end."""

import posixpath
import re
from collections.abc import Sequence
from html import escape

from marginalia.annotations.anchor import squeeze
from marginalia.citations.bibliography import Source
from marginalia.citations.library import Library
from marginalia.citations.pages import HandPage
from marginalia.citations.posts import CitedPost
from marginalia.citations.syntax import Citation
from marginalia.citations.wording import WORDING, Entry
from marginalia.text import visible

# A preview shows as much of a post at most: on each side of words that were quoted, from and to the
# end of a sentence where there is one, or from the post's beginning.
_AROUND = 60
_FIRST = 120
_SENTENCE_END = re.compile("[。．！？!?]+[」』）)]*|\n")


class References:
    """The citations of one page in order, all of them checked; numbers start at 1."""

    def __init__(self, page: HandPage, citations: Sequence[Citation], library: Library) -> None:
        self._page = page
        self._citations = citations
        self._library = library
        self._wording = WORDING[page.lang]

    def inline(self, number: int) -> str:
        """HTML of one citation: a link, and a preview that a style sheet shows on hover and focus.

        The preview is the link's description too, so that a screen reader has it.
        """
        citation = self._citations[number - 1]
        post = self._library.post(citation.target)
        if post:
            href = self._address(post)
            label = f"#{post.number} {self._author(post)}"
            preview = self._post_preview(post, citation.words)
        else:
            source = self._library.sources[citation.target]
            href = escape(source.address(citation.locator))
            label = _text(" ".join(filter(None, [source.label, citation.locator])))
            preview = self._source_entry(source, linked=False)
        key = f"cite-{number}"
        return (
            f'<span class="cite" data-kensaku-ignore="">[<a id="{key}" href="{href}"'
            f' aria-describedby="{key}-preview"{"" if post else _REL}>{label}</a>]'
            f'<span class="cite-preview" id="{key}-preview" role="tooltip">{preview}</span></span>'
        )

    @property
    def heading(self) -> str:
        """Markdown of the heading over the list."""
        return f'## {self._wording.references} {{ #references data-kensaku-ignore="1" }}'

    def listing(self) -> str:
        """HTML of what is cited, in order of first use, each entry with links to its uses."""
        uses: dict[str, list[int]] = {}
        for number, citation in enumerate(self._citations, 1):
            uses.setdefault(citation.target, []).append(number)
        items = "".join(
            f'<li id="ref-{target}">{self._entry(target)} {self._back(numbers)}</li>'
            for target, numbers in uses.items()
        )
        return f'<ol class="references" data-kensaku-ignore="">{items}</ol>'

    def _entry(self, target: str) -> str:
        post = self._library.post(target)
        if post is None:
            return self._source_entry(self._library.sources[target], linked=True)
        link = f'<a href="{self._address(post)}" lang="ja">{_text(post.thread)}</a>'
        forum = self._library.profile.name
        return self._wording.post(self._author(post), link, post.number, post.posted, forum)

    def _source_entry(self, source: Source, *, linked: bool) -> str:
        title = _text(source.title)
        if linked:
            title = f'<a href="{escape(source.url)}"{_REL}>{title}</a>'
        entry = Entry(
            title,
            tuple(map(_text, source.authors)),
            _text(source.publisher or ""),
            source.issued or "",
            source.accessed or "",
            _text(getattr(source.note, self._page.lang, "")),
        )
        said = self._wording.source(entry)
        return f"{source.label}: {said}" if source.label.startswith("RFC ") else said

    def _back(self, numbers: Sequence[int]) -> str:
        links = " ".join(
            f'<a href="#cite-{number}" aria-label="{self._wording.use.format(number)}">{number}</a>'
            for number in numbers
        )
        return f'<span class="cite-uses">{self._wording.uses}{links}</span>'

    def _post_preview(self, post: CitedPost, words: str | None) -> str:
        author, moment = self._author(post), self._wording.moment(post.posted)
        shown = _quoted(post, self._library.redactions.mask(words)) if words else _begun(post)
        return (
            f'<span class="cite-words" lang="ja">{shown}</span>'
            f'<span class="cite-origin">{author} {moment}</span>'
        )

    def _author(self, post: CitedPost) -> str:
        """HTML of who wrote a post."""
        if post.author and not post.author.isascii() and self._page.lang != "ja":
            return f'<span lang="ja">{_text(post.author)}</span>'
        return _text(post.author) or self._wording.nobody

    def _address(self, post: CitedPost) -> str:
        return f"{relative(post.path, self._page.path)}#m{post.number}"


_REL = ' rel="noopener"'


def relative(target: str, page: str) -> str:
    """The address of one page of the site from another; both are paths of Markdown below ``docs``.

    >>> relative("threads/1998/980820210426.md", "en/guides/rbl.md")
    '../../threads/1998/980820210426.html'
    """
    return posixpath.relpath(target, posixpath.dirname(page) or ".").removesuffix(".md") + ".html"


def _quoted(post: CitedPost, words: str) -> str:
    """The words where they stand in the post, marked, with a little of what is around them."""
    wanted = squeeze(words).text
    for passage in post.passages:
        squeezed = squeeze(passage)
        at = squeezed.text.find(wanted)
        if at < 0:
            continue
        start, end = squeezed.span(at, at + len(wanted))
        before, after = _before(passage[:start]), _after(passage[end:])
        return f"{_text(before)}<mark>{_text(passage[start:end])}</mark>{_text(after)}"
    return _begun(post)


def _before(text: str) -> str:
    """The end of what stands before quoted words."""
    if len(text) <= _AROUND:
        return text
    end = _SENTENCE_END.search(text, len(text) - _AROUND)
    return "…" + text[end.end() if end else len(text) - _AROUND :].lstrip()


def _after(text: str) -> str:
    """The beginning of what stands after quoted words."""
    if len(text) <= _AROUND:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, _AROUND)]
    return text[: ends[-1] if ends else _AROUND].rstrip() + "…"


def _begun(post: CitedPost) -> str:
    return _text(post.own if len(post.own) <= _FIRST else post.own[: _FIRST - 1] + "…")


def _text(text: str) -> str:
    return escape(visible(text), quote=False)
