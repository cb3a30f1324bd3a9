"""The front matter of generated pages → plain data, as YAML 1.1 reads it, in a third of the time.

Read here is what ``scraper.frontmatter`` writes for nearly all pages: mappings and lists in block
style whose texts and numbers have a line each. Anything else is left to YAML.
"""

import re
from functools import lru_cache
from typing import Any

import yaml

_PAGE = re.compile(r"---\n((?:[^\n]+\n)+?)---\n\n*")
_KEY = re.compile(r"([a-z][a-z0-9_]*):(?: (.+))?")
# No control, and none of what may end a line or is not allowed to stand in YAML.
_SIGN = r"[^\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
# No beginning of another style, key or comment, and no space that YAML would take away.
_PLAIN = re.compile(rf"(?![-?:,\[\]{{}}#&*!|>'\"%@` ])(?!.*(?:: | #|[: ]\Z)){_SIGN}+")
_QUOTED = re.compile(rf"'((?:''|(?!'){_SIGN})*)'")
_WHOLE = re.compile("0|[1-9][0-9]*")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]+")
_RESOLVER = yaml.resolver.Resolver()
_TEXT = _RESOLVER.DEFAULT_SCALAR_TAG


class _UnusualError(Exception):
    """There is something that YAML has to read."""


def read_front_matter(page: str) -> tuple[str, dict[str, Any]] | None:
    """The page without its front matter, and what that says; None where YAML has to read it."""
    found = _PAGE.match(page)
    if found is None:
        return None
    lines = found[1].split("\n")
    try:
        data, end = _mapping(lines, 0, "")
    except _UnusualError:
        return None
    return (page[found.end() :], data) if end == len(lines) - 1 else None


def _mapping(lines: list[str], at: int, indent: str) -> tuple[dict[str, Any], int]:
    """The mapping that begins on a line, and the line after it."""
    data: dict[str, Any] = {}
    while lines[at].startswith(indent) and (entry := _KEY.fullmatch(lines[at], len(indent))):
        key, value = entry.groups()
        at += 1
        if value:
            data[_scalar(key)] = [] if value == "[]" else _scalar(value)
        elif lines[at].startswith(f"{indent}- "):
            data[_scalar(key)], at = _list(lines, at, indent)
        else:
            data[_scalar(key)], at = _mapping(lines, at, f"{indent}  ")
    if not data:
        raise _UnusualError
    return data, at


def _list(lines: list[str], at: int, indent: str) -> tuple[list[Any], int]:
    """The list that begins on a line, and the line after it."""
    items: list[Any] = []
    while lines[at].startswith(f"{indent}- "):
        text = lines[at][len(indent) + 2 :]
        if _KEY.fullmatch(text):
            lines[at] = f"{indent}  {text}"  # the other keys stand under this one
            item, at = _mapping(lines, at, f"{indent}  ")
        else:
            item, at = _scalar(text), at + 1
        items.append(item)
    return items, at


@lru_cache(maxsize=8192)
def _scalar(text: str) -> Any:
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1].replace("''", "'")
    if _PLAIN.fullmatch(text):
        tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        if tag == _TEXT:
            return text
        if text == "null":
            return None
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
    raise _UnusualError
