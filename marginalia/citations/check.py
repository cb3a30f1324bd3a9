"""A hand-written page → what is wrong with it, and how much of it is backed by citations."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from marginalia.annotations.anchor import nearest, squeeze
from marginalia.citations.figures import check_figures
from marginalia.citations.library import Library
from marginalia.citations.pages import HandPage
from marginalia.citations.posts import CitedPost, CitedThread
from marginalia.citations.syntax import POST, Citation, blank_code, read_citations, sections
from scraper.errors import ContentError
from scraper.pages.guides import GUIDES

_CITED = "\x00"
_SENTENCE_END = re.compile(rf"([。．！？!?.][」』）)]*)(\s*{_CITED}(?:\s*{_CITED})*)")
_BETWEEN = re.compile(
    r"(?<=[。．！？])|(?<=[.!?])(?=\s)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+>|#:]|[0-9]+[.)]))"
)


class Counts(NamedTuple):
    """Of one page: ``claims`` are the sentences, items and table rows that have a citation,
    ``quotations`` the citations whose words were found in the post."""

    claims: int
    citations: int
    quotations: int


class Checked(NamedTuple):
    """A page, its counts and its problems in order of lines."""

    page: HandPage
    counts: Counts
    problems: list[ContentError]


def check_pages(library: Library) -> Iterator[Checked]:
    """Check every hand-written page, in order of path."""
    return (check_page(page, library) for page in library.pages)


def check_page(page: HandPage, library: Library) -> Checked:
    """Check the front matter, sections, figures, citations and quotations of one page."""
    citations, mistakes = read_citations(page.text)
    problems = [page.at(mistake.line, mistake.message) for mistake in mistakes]
    quotations = 0
    for citation in citations:
        message = _refusal(citation, library)
        if message:
            problems.append(page.at(citation.line, message))
        elif citation.words is not None:
            quotations += 1
    problems += _same_threads(page, citations, library)
    problems += [page.at(line, what) for line, what in check_figures(page.text, library.docs)]
    if page.problem:
        problems.append(page.problem)
    if page.is_guide:
        backed = [each.start for each in citations] + [each.start for each in mistakes]
        problems += _guide(page, backed, library)
    claims = _claims(page.text, citations)
    problems.sort(key=lambda problem: problem.line or 0)
    return Checked(page, Counts(claims, len(citations), quotations), problems)


def _refusal(citation: Citation, library: Library) -> str | None:
    """What is wrong with a citation, or None."""
    post_id = POST.fullmatch(citation.target)
    if post_id:
        return _post_refusal(citation, post_id["thread"], int(post_id["number"]), library)
    if citation.target[0].isdigit():
        return f"{citation.target} is not the id of a post; write [@980820210426-12]"
    if citation.target not in library.sources:
        near = get_close_matches(citation.target.lower(), library.sources, 1, 0.8)
        advice = f"did you mean {near[0]}?" if near else "add it there"
        return f"no source {citation.target} in vocabulary/bibliography.yml; {advice}"
    if citation.words is not None:
        return f"the words of {citation.target} cannot be checked; cite it without a quotation"
    return None


def _post_refusal(citation: Citation, thread_id: str, number: int, library: Library) -> str | None:
    if library.redactions.withdrawn(citation.target):
        return f"{citation.target} was taken down; remove the citation and what rests on it"
    thread = library.thread(thread_id)
    if thread is None:
        near = _near_thread(thread_id, library)
        return f"no thread {thread_id}; {near or 'see docs/threads for those there are'}"
    post = thread.posts.get(number)
    if post is None:
        return f"no post {citation.target}: the thread has {max(thread.posts)}"
    if post.is_withdrawn:
        return f"{citation.target} was taken down; remove the citation and what rests on it"
    if citation.locator is not None:
        return f"a post has no places; write [@{citation.target}] or quote its words"
    if citation.words is not None:
        return _misquotation(citation.words, post, library)
    return None


def _near_thread(thread_id: str, library: Library) -> str | None:
    near = get_close_matches(thread_id, library.thread_ids(), 1)
    if not near:
        return None
    # A page's name is its first post's time or a second later (one file, two inferred ids).
    same = near[0][:10] == thread_id[:10] and abs(int(near[0]) - int(thread_id)) == 1
    return f"the thread is {near[0]}, cite it by this id" if same else f"did you mean {near[0]}?"


def _misquotation(words: str, post: CitedPost, library: Library) -> str | None:
    words = library.redactions.mask(words)
    wanted = squeeze(words).text
    if not wanted:
        return f"the quotation is empty; write [@{post.id}] or words of the post"
    if any(wanted in squeeze(passage).text for passage in post.passages):
        return None
    text = "\n\n".join(post.passages)
    found = nearest(text, words)
    closest = " ".join(text[found.start : found.end].split()) if found else ""
    advice = f'the closest there are "{closest}"' if closest else "copy them from the post"
    return f'no such words in post {post.id}: "{" ".join(words.split())}"; {advice}'


def _same_threads(
    page: HandPage, citations: list[Citation], library: Library
) -> Iterator[ContentError]:
    """Citations of a thread by another id than it was first cited by."""
    first: dict[object, str] = {}
    told: set[str] = set()
    for citation in citations:
        match = POST.fullmatch(citation.target)
        thread: CitedThread | None = library.thread(match["thread"]) if match else None
        if thread is None:
            continue
        known = first.setdefault(thread.opening, thread.id)
        if known != thread.id and thread.id not in told:
            told.add(thread.id)
            message = f"{thread.id} and {known} are one thread under two ids; cite it by one"
            yield page.at(citation.line, message)


def _guide(page: HandPage, backed: list[int], library: Library) -> Iterator[ContentError]:
    """What a guide must have; ``backed`` are the places of its citations."""
    other = "en" if page.lang == "ja" else "ja"
    name = page.path.rpartition("/")[2]
    if not any(each.path == f"{GUIDES[other]}/{name}" for each in library.pages):
        missing = library.docs / GUIDES[other] / name
        yield ContentError(page.file, 1, f"has no page in the other language; write {missing}")
    if page.guide and page.guide.head.topic not in library.topics:
        topic = page.guide.head.topic
        near = get_close_matches(topic, library.topics, 1)
        advice = f"did you mean {near[0]}?" if near else "see vocabulary/topics.yml"
        line = page.guide.lines["topic"]
        yield ContentError(page.file, line, f"no topic {topic}; {advice}")
    for heading, line, start, end in sections(page.text):
        if not any(start <= place < end for place in backed):
            yield page.at(line, f"the section '{heading}' cites nothing; back it by a citation")


def _claims(markdown: str, citations: list[Citation]) -> int:
    """How many sentences, items and table rows have a citation.

    A citation belongs to the sentence that it follows, before or after the full stop.
    """
    text, read = "", 0
    blank = blank_code(markdown)
    for citation in citations:
        text += blank[read : citation.start] + _CITED
        read = citation.end
    text = _SENTENCE_END.sub(r"\2\1", text + blank[read:])
    return sum(_CITED in piece for piece in _BETWEEN.split(text))
