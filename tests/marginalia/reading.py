"""Reads a rendered post back as a reader of the page could."""

from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, Tag


def parse(html: str) -> BeautifulSoup:
    """The page's elements, without white-space folding."""
    return BeautifulSoup(html, "html.parser")


def posts(page: BeautifulSoup) -> list[Tag]:
    """The bodies of the posts in order."""
    return page.select("section.post > div.post-body")


def original_lines(body: Tag) -> list[str]:
    """The non-blank lines of a post as its page can show them, trailing space aside."""
    blocks = body.find_all(lambda tag: not tag.has_attr("data-kensaku-ignore"), recursive=False)
    return [line for block in blocks for line in _block_lines(block)]


def _block_lines(block: Tag) -> Iterator[str]:
    if source := block.get("data-source"):
        yield from str(source).split("\n")
    elif block.name == "pre":
        yield from (line for line in block.get_text().split("\n") if line.strip())
    elif block.name == "blockquote":
        for child in block.find_all("p"):
            yield from _paragraph_lines(child)
    else:
        yield from _paragraph_lines(block)


def _paragraph_lines(paragraph: Tag) -> Iterator[str]:
    prefix = str(paragraph.get("data-prefix", ""))
    starts = [int(start) for start in str(paragraph.get("data-wrap", "")).split(",") if start]
    lines, position = [""], 0
    for node in paragraph.descendants:
        if isinstance(node, NavigableString):
            for char in node:
                if position in starts:
                    lines.append("")
                lines[-1] += char
                position += 1
        elif isinstance(node, Tag) and node.name == "br":
            lines.append("")
    yield from (prefix + line for line in lines)
