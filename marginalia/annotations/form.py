"""An annotation → the text of its file, in the one form in which this project writes it."""

import re
import unicodedata

from marginalia.annotations.model import FrontMatter

# Read as a word by every YAML reader, also by those that take `no` for false.
_PLAIN = re.compile(r"(?!(?i:y|yes|n|no|on|off|true|false|null)$)[^\W\d_](?:[\w .-]*\w)?")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def annotation_text(head: FrontMatter, body: str) -> str:
    """Return the file that ``files.read_annotation`` reads as this front matter and body.

    Blank lines around the body are not kept.
    """
    lines = ["---", f"target: {head.target}"]
    if head.quote:
        lines += ["quote:", f"  exact: {_quoted(head.quote.exact)}"]
        lines += [f"  prefix: {_quoted(head.quote.prefix)}"] if head.quote.prefix else []
        lines += [f"  suffix: {_quoted(head.quote.suffix)}"] if head.quote.suffix else []
    author = head.author if _PLAIN.fullmatch(head.author) else _quoted(head.author)
    lines += [f"kind: {head.kind}", f"author: {author}", f"created: {head.created}"]
    lines += [f"lang: {head.lang}", "---", "", body.strip("\n"), ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A scalar in single quotes or, where it holds what cannot be seen, in double ones."""
    if not any(map(_is_unseen, text)):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return f"\\U{ord(character):08x}" if _is_unseen(character) else character
