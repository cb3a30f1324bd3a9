"""Annotation files → records, each mistake with its file and line."""

import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import ValidationError

from marginalia.annotations.model import Annotation, FrontMatter
from scraper.errors import ContentError
from scraper.yamlfile import parse_yaml, refuse

# What a reader writes beside a post is a note, not a document.
_MAX_BYTES = 64 * 1024
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
"""A file's name without ``.md``."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BOM = b"\xef\xbb\xbf"


def read_annotations(
    folder: Path, today: datetime.date, report: Callable[[ContentError], None]
) -> list[Annotation]:
    """Return the annotations below ``folder`` in the order of their ids; none where it is missing.

    What is wrong with a file is given to ``report``, and the file is left out.
    """
    found = []
    for path in _files(folder, report):
        try:
            found.append(read_annotation(path, path.read_bytes(), today))
        except ContentError as error:
            report(error)
        except OSError as error:
            report(ContentError(path, None, f"cannot be read: {error.strerror}"))
    return found


def _files(folder: Path, report: Callable[[ContentError], None]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            report(ContentError(path, None, "is a link; put the file itself here"))
        elif path.is_file() and path.parent != folder:
            yield path


def read_annotation(path: Path, payload: bytes, today: datetime.date) -> Annotation:
    """Return the annotation that a file holds.

    The file's name and folder are part of it: ``<thread id>/<slug>.md``, or ``guides/<slug>.md``.
    Raises ContentError for the first thing that is wrong.
    """
    text = _decode(path, payload)
    head, body_line = _split(path, text)
    document = parse_yaml(head, path)
    try:
        matter = FrontMatter.model_validate({} if document.data is None else document.data)
    except ValidationError as error:
        raise refuse(path, document, error) from error
    lines = document.lines
    target_line = lines.get(("target",), 1)
    _check_place(path, matter, target_line)
    # A contributor east of the server may be a day ahead.
    if matter.created > today + datetime.timedelta(days=1):
        line = lines.get(("created",), 1)
        raise ContentError(path, line, f"{matter.created} is in the future; correct the date")
    body = text.split("\n", body_line - 1)[body_line - 1]
    if not body.strip():
        raise ContentError(path, body_line, "the note is empty; write it below the front matter")
    identity = f"{path.parent.name}/{path.stem}"
    quote_line = lines.get(("quote", "exact"), target_line)
    return Annotation(identity, matter, body, body_line, quote_line, target_line)


def _decode(path: Path, payload: bytes) -> str:
    if len(payload) > _MAX_BYTES:
        raise ContentError(path, None, f"is longer than {_MAX_BYTES // 1024} KiB; shorten it")
    if payload.startswith(_BOM):
        raise ContentError(path, 1, "begins with a byte order mark; save it as UTF-8 without one")
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError as error:
        line = payload.count(b"\n", 0, error.start) + 1
        raise ContentError(path, line, "is not UTF-8 text; save the file as UTF-8") from error
    for line, content in enumerate(text.split("\n"), start=1):
        if "\r" in content:
            raise ContentError(path, line, "ends with CR LF; save the file with LF line ends")
        if _CONTROL.search(content):
            raise ContentError(path, line, "holds a control character; remove it")
    return text


def _split(path: Path, text: str) -> tuple[str, int]:
    """The front matter, with its lines where they are in the file, and the body's first line."""
    lines = text.split("\n")
    if lines[0] != "---" or "---" not in lines[1:]:
        raise ContentError(path, 1, "should begin with front matter between two lines of ---")
    end = lines.index("---", 1)
    return "\n".join(["", *lines[1:end]]), end + 2


def _check_place(path: Path, head: FrontMatter, line: int) -> None:
    if path.suffix != ".md" or not SLUG.fullmatch(path.stem):
        advice = "name it with lower-case letters, digits and hyphens, and .md at the end"
        raise ContentError(path, None, f"this file name is not allowed; {advice}")
    folder = head.target.partition("-")[0] if head.target[0].isdigit() else "guides"
    if path.parent.name != folder:
        message = f"target {head.target} belongs in annotations/{folder}/; move the file there"
        raise ContentError(path, line, message)
