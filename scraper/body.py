"""A post's lines → blocks: paragraphs, quotes, mail headers, lists, tables, code, links."""

from collections.abc import Callable, Sequence
from itertools import islice

from scraper.lines import is_blank
from scraper.model import Block, BlockType
from scraper.shapes import (
    HEADER_FIELD,
    KNOWN_FIELDS,
    LINK_LINE,
    addresses,
    cells,
    columns,
    is_attribution,
    is_code_like,
    is_prose,
    item_kind,
    quote_depth,
    quote_mark,
)

# Columns from which a line may go on below: the narrowest width at which posts were wrapped.
_FULL = 56

_Finder = Callable[[Sequence[str], int], int]


def find_blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """Cut a post into blocks. Every non-blank line falls into exactly one, in order."""
    found: list[tuple[BlockType, int, int]] = []
    index = 0
    while index < len(lines):
        if is_blank(lines[index]):
            index += 1
            continue
        kind, end = _block_at(lines, index)
        if kind == "paragraph" and found and found[-1][::2] == (kind, index):
            found[-1] = (kind, found[-1][1], end)
        else:
            found.append((kind, index, end))
        index = end
    return tuple(_block(lines, *each) for each in found)


def _block(lines: Sequence[str], kind: BlockType, start: int, end: int) -> Block:
    depths = tuple(map(quote_depth, lines[start:end])) if kind == "quote" else None
    return Block(type=kind, first_line=start, last_line=end - 1, depths=depths)


def _block_at(lines: Sequence[str], start: int) -> tuple[BlockType, int]:
    for kind, find in _ABOVE_PROSE if is_prose(lines[start]) else _FINDERS:
        end = find(lines, start)
        if end > start:
            return kind, end
    return "paragraph", start + 1


def _run(lines: Sequence[str], start: int, belongs: Callable[[str], bool]) -> int:
    end = start
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return end


def _quote(lines: Sequence[str], start: int) -> int:
    if quote_mark(lines[start]):
        return _run(lines, start, _is_quoted)
    first = start + 1
    if first < len(lines) and is_blank(lines[first]):
        first += 1
    end = _run(lines, first, _is_quoted)
    return end if end > first and is_attribution(lines[start]) else start


def _is_quoted(line: str) -> bool:
    return quote_mark(line) != ""


def _mail_headers(lines: Sequence[str], start: int) -> int:
    """A run of header fields with their folded lines (RFC 5322, section 2.2.3).

    Web forms stripped the indentation that marks a folded line, so any ASCII line goes on with
    the field above it. Three known fields make a block, or two when one is a trace field.
    """
    names: list[str] = []
    end = start
    for line in islice(lines, start, None):
        field = HEADER_FIELD.match(line)
        if field and field["name"].lower() in KNOWN_FIELDS:
            names.append(field["name"].lower())
        elif not names or is_blank(line) or not (line.isascii() or line[0] in " \t"):
            break
        end += 1
    enough = 2 if {"received", "return-path"} & set(names) else 3
    return end if len(names) >= enough else start


def _link(lines: Sequence[str], start: int) -> int:
    return _run(lines, start, lambda line: LINK_LINE.fullmatch(line) is not None)


def _address_list(lines: Sequence[str], start: int) -> int:
    end = _run(lines, start, lambda line: addresses(line) > 0)
    return end if sum(map(addresses, lines[start:end])) > 1 else start


def _item_list(lines: Sequence[str], start: int) -> int:
    """Two or more items with one kind of marker, numbers in sequence; an indented line, or one
    below a line that fills the width, goes on with the item above it."""
    first = item_kind(lines[start])
    if not first:
        return start
    end, items = start + 1, [first]
    for line in islice(lines, start + 1, None):
        item = item_kind(line)
        if item:
            if item[0] != first[0] or (item[1] and item[1] != items[-1][1] + 1):
                break
            items.append(item)
        elif is_blank(line) or not (line[0] in " \t\u3000" or columns(lines[end - 1]) >= _FULL):
            break
        end += 1
    return end if len(items) > 1 else start


def _table(lines: Sequence[str], start: int) -> int:
    """Rows with one number of columns: three rows, or two of three columns."""
    width = len(cells(lines[start]))
    if width < 2:
        return start
    end = _run(
        lines,
        start,
        lambda line: len(row := cells(line.rstrip())) == width and all(row),
    )
    return end if (end - start) * width >= 6 and end - start > 1 else start


def _code(lines: Sequence[str], start: int) -> int:
    """Two or more ASCII lines, most of them indented or shaped like code, judged as a whole."""
    if start and _is_ascii(lines[start - 1]):
        return start
    end = _run(lines, start, _is_ascii)
    signs = sum(line[0] in " \t" or is_code_like(line) for line in lines[start:end])
    return end if end - start > 1 and 2 * signs > end - start else start


def _is_ascii(line: str) -> bool:
    return line.isascii() and not is_blank(line)


# In order of how sure the shape is: the first that fits takes the lines.
_FINDERS: tuple[tuple[BlockType, _Finder], ...] = (
    ("quote", _quote),
    ("mail_headers", _mail_headers),
    ("link", _link),
    ("list", _address_list),
    ("list", _item_list),
    ("table", _table),
    ("code", _code),
)
# A line of prose begins nothing but a paragraph, unless it is the attribution of a quotation.
_ABOVE_PROSE = _FINDERS[:1]
