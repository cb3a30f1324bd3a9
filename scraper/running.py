"""A block of a post → its text as a reader sees it, which is what is exported and cited."""

from itertools import pairwise

from scraper.restore import PostBlock
from scraper.shapes import quote_depth, quote_mark
from scraper.wrap import joint


def running_text(block: PostBlock) -> str:
    """A block as a reader sees it: wrapped lines joined, a line end where the break was meant, and
    no quote marks. Mail headers, tables and code keep their lines."""
    if block.kind in ("mail_headers", "table", "code"):
        return "\n".join(line.text for line in block.lines)
    lines = [line for line in block.lines if line.text.strip()]
    depths = [quote_depth(line.text) if block.kind == "quote" else 0 for line in lines]
    texts = [
        (line.text[len(quote_mark(line.text)) :] if depth else line.text).rstrip()
        for line, depth in zip(lines, depths, strict=True)
    ]
    parts = texts[:1]
    for (before, after), meant, depth in zip(
        pairwise(texts), (line.meant for line in lines), pairwise(depths), strict=False
    ):
        is_break = meant or depth[0] != depth[1]
        parts += ["\n" if is_break else joint(before, after), after]
    return "".join(parts)
