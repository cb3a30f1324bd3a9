"""The page of a thread shows exactly the text of its posts, and nothing of it becomes markup."""

from functools import cache
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from mkdocs.config import load_config

from marginalia.post import visible
from scraper.emit import emit
from scraper.lines import is_blank
from scraper.model import Thread
from tests.marginalia.reading import original_lines, parse, posts
from tests.scraper.strategies import SYNTAX, message, thread_of, threads

ROOT = Path(__file__).parents[2]
OURS = {
    "h1", "section", "h2", "span", "time", "div", "p", "br", "blockquote", "pre", "code",
    "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "a",
}  # fmt: skip
DRAWN = {
    "figure", "figcaption", "svg", "line", "circle", "text", "title", "ol", "strong", "small",
    "details", "summary", "del", "ins",
}  # fmt: skip
"""What the timeline, the way of a mail and the differences of a quotation are made of."""


@cache
def site_markdown() -> markdown.Markdown:
    """Markdown with the extensions of the real site, where no guide and no note names a post."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    for extension in config.markdown_extensions:
        if extension.startswith("marginalia.") and extension != "marginalia.plain":
            config.mdx_configs.setdefault(extension, {})["root"] = str(ROOT / "tests")
    return markdown.Markdown(
        extensions=config.markdown_extensions, extension_configs=config.mdx_configs
    )


def render(thread: Thread) -> str:
    return site_markdown().reset().convert(emit(thread).split("\n---\n", 1)[1])


@given(threads)
def test_the_page_shows_the_lines_of_every_post(thread: Thread) -> None:
    bodies = posts(parse(render(thread)))
    for post, body in zip(thread.messages, bodies, strict=True):
        expected = [visible(line).rstrip() for line in post.lines if not is_blank(line)]
        assert [line.rstrip() for line in original_lines(body)] == expected


@given(threads)
def test_no_element_comes_from_the_text(thread: Thread) -> None:
    page = parse(render(thread))
    assert {tag.name for tag in page.find_all(True)} <= OURS | DRAWN
    for text in page.select(".post-body p, .post-body td, .post-body pre"):
        assert {tag.name for tag in text.find_all(True)} <= {"a", "br", "span", "code", "small"}
    for link in page.select(".post-body > :not([data-kensaku-ignore]) a"):
        assert str(link["href"]).startswith("http://example.com/")
    for link in page.select(".copies a"):
        copy = "https://web.archive.org/web/19980820"
        assert str(link["href"]).startswith(copy)
    for permalink in page.select(".headerlink"):
        permalink.decompose()
    headings = [page.h1, *page.select(".post-author")]
    names = [thread.title, *(post.author or "（無記名）" for post in thread.messages)]
    for heading, name in zip(headings, names, strict=True):
        assert heading is not None
        assert heading.get_text().split() == visible(name).split()


@pytest.mark.parametrize("line", SYNTAX)
def test_a_line_of_syntax_is_shown_as_it_is(line: str) -> None:
    (body,) = posts(parse(render(thread_of("題", [message(1, "名", [line])]))))
    expected = [] if is_blank(line) else [visible(line).rstrip()]
    assert [each.rstrip() for each in original_lines(body)] == expected


def test_a_page_of_another_kind_is_left_to_markdown() -> None:
    assert site_markdown().reset().convert("*a*") == "<p><em>a</em></p>"
