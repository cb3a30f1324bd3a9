"""The blocks of a post → HTML that shows exactly their text.

Wrapped lines are joined and breaks that were meant stay. Where the post's own lines differ from
what is shown, the element says how to get them back: ``data-wrap`` lists the offsets, in code
points of its text, at which a line began, ``data-prefix`` what stood before each line,
``data-source`` the lines themselves.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from itertools import groupby

from marginalia.hops import render_hops
from marginalia.text import visible
from scraper.enrich.hosts import archived_copy
from scraper.model import BlockType
from scraper.restore import PostBlock, PostLine
from scraper.shapes import addresses, cells, item_kind, quote_depth, quote_mark
from scraper.wrap import joint

# Deeper quotations than this are shown at this depth: nesting is bounded whatever the archive says.
_DEEPEST = 8
_SPACE = " \t\u3000"


def render_body(
    blocks: Sequence[PostBlock],
    posted: datetime,
    notes: Callable[[PostBlock], Sequence[str]] = lambda _: (),
) -> str:
    """HTML of a post's body, one element a block; blank lines only part blocks.

    Below a block with links are the copies of their targets that are nearest to ``posted``.
    ``notes`` gives, for a quote, the HTML to put below each of its runs of one depth.
    """
    return "\n".join(
        (
            _quote(block.lines, notes(block))
            if block.kind == "quote"
            else _RENDERERS[block.kind](block.lines)
        )
        + _copies(block.lines, posted)
        for block in blocks
        if block.kind
    )


def _copies(lines: Sequence[PostLine], posted: datetime) -> str:
    """What a target of those days shows now is anybody's guess; what it showed may be kept."""
    links = [(line.text[start:end], to) for line in lines for start, end, to in line.links]
    copies = "、".join(
        f'<a{_attribute("href", archived_copy(target, posted))} rel="noopener">'
        f"「{_text(label)}」</a>"
        for label, target in links
    )
    note = f"当時の写し（あれば）：{copies}"
    return f'<p class="copies" data-kensaku-ignore>{note}</p>' if copies else ""


def _text(text: str) -> str:
    return escape(visible(text), quote=True)


def _attribute(name: str, value: str) -> str:
    # A line end in an attribute survives as a reference only.
    return f' {name}="{_text(value).replace(chr(10), "&#10;")}"'


def _line(line: PostLine, text: str) -> str:
    """HTML of ``text``, the end of the line's text, with the links that fall into it."""
    skipped = len(line.text.rstrip(_SPACE)) - len(text)
    html, written = "", 0
    for start, end, target in line.links:
        shown = text[start - skipped : end - skipped]
        html += _text(text[written : start - skipped])
        html += f'<a{_attribute("href", target)} rel="noopener nofollow ugc">{_text(shown)}</a>'
        written = end - skipped
    return html + _text(text[written:])


def _joined(lines: Sequence[PostLine], marks: int = 0) -> tuple[str, list[int]]:
    """HTML of lines as running text, and the offsets at which wrapped lines begin.

    ``marks`` is the length of what stands before each line and is not shown.
    """
    html, length, wraps = "", 0, []
    for index, line in enumerate(lines):
        text = line.text[marks:].rstrip(_SPACE)
        html += _line(line, text)
        length += len(text)
        if index + 1 == len(lines):
            break
        if line.meant:
            html += "<br>"
            continue
        between = joint(text, lines[index + 1].text[marks:])
        html += between
        length += len(between)
        wraps.append(length)
    return html, wraps


def _running(lines: Sequence[PostLine], *, mark: str = "", name: str = "") -> str:
    html, wraps = _joined(lines, len(mark))
    attributes = f' class="{name}"' if name else ""
    if mark:
        attributes += _attribute("data-prefix", mark)
    if wraps:
        attributes += f' data-wrap="{",".join(map(str, wraps))}"'
    return f"<p{attributes}>{html}</p>"


def _quote(lines: Sequence[PostLine], notes: Sequence[str]) -> str:
    html, nested = '<blockquote class="quote">', 1
    below = iter(notes)
    for depth, run in groupby(filter(_is_filled, lines), lambda line: quote_depth(line.text)):
        wanted = min(depth, _DEEPEST) or 1
        html += '<blockquote class="quote">' * (wanted - nested)
        html += "</blockquote>" * (nested - wanted)
        for mark, group in groupby(run, lambda line: quote_mark(line.text)):
            html += _running(list(group), mark=mark, name="" if mark else "attribution")
        html += next(below, "") if depth else ""
        nested = wanted
    return html + "</blockquote>" * nested


def _is_filled(line: PostLine) -> bool:
    return bool(line.text.strip())


def _list(lines: Sequence[PostLine]) -> str:
    if all(addresses(line.text) for line in lines):
        listed = (item.strip() for line in lines for item in re.split("[,、;]", line.text))
        items = [_text(item) for item in listed if item]
    else:
        starts = [at for at, line in enumerate(lines) if at == 0 or item_kind(line.text)]
        ends = [*starts[1:], len(lines)]
        items = [
            _joined([line._replace(meant=False) for line in lines[start:end]])[0]
            for start, end in zip(starts, ends, strict=True)
        ]
    rows = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="list"{_source(lines)}>{rows}</ul>'


def _table(lines: Sequence[PostLine]) -> str:
    rows = [[_text(cell) for cell in cells(line.text.rstrip(_SPACE))] for line in lines]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:]
    )
    return (
        f'<div class="table"{_source(lines)}><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _source(lines: Sequence[PostLine]) -> str:
    return _attribute("data-source", "\n".join(line.text for line in lines))


def _mail_headers(lines: Sequence[PostLine]) -> str:
    return _verbatim("mail-headers")(lines) + render_hops([line.text for line in lines])


def _verbatim(name: str) -> Callable[[Sequence[PostLine]], str]:
    def render(lines: Sequence[PostLine]) -> str:
        text = "\n".join(_text(line.text) for line in lines)
        return f'<pre class="{name}" tabindex="0"><code>{text}</code></pre>'

    return render


_RENDERERS: dict[BlockType, Callable[[Sequence[PostLine]], str]] = {
    "paragraph": _running,
    "mail_headers": _mail_headers,
    "list": _list,
    "table": _table,
    "code": _verbatim("code"),
    "link": lambda lines: _running(lines, name="link"),
}
