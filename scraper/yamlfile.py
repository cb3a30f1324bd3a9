"""YAML files that people edit → validated models, with FILE:LINE for every mistake.

Read is the part of YAML 1.1 that has one meaning: mappings, sequences and scalars. Anchors,
aliases, tags and duplicate keys are refused. A scalar is always text (``000918002210`` and ``no``
too), and the model decides what it becomes; a key without a value counts as left out.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from scraper.errors import ContentError

Data = str | list["Data"] | dict[str, "Data"] | None
Location = tuple[int | str, ...]
Model = TypeVar("Model", bound=BaseModel)

_MAX_DEPTH = 16


class Document(NamedTuple):
    """A YAML document: its ``data``, and the 1-based line on which each part of it starts.

    The keys of ``lines`` are paths into the data (``("takedowns", 0, "date")``) in the form that
    Pydantic's errors use; ``()`` is the document itself.
    """

    data: Data
    lines: dict[Location, int]


def read_model(path: Path, model: type[Model]) -> Model:
    """Return the file as an instance of ``model``; an empty file is an empty mapping.

    Raises ContentError at the first thing that is unreadable, not allowed or not valid.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ContentError(path, line, "is not UTF-8 text; save the file as UTF-8") from error
    except OSError as error:
        raise ContentError(path, None, f"cannot be read: {error.strerror}") from error
    document = parse_yaml(text, path)
    try:
        return model.model_validate({} if document.data is None else document.data)
    except ValidationError as error:
        raise refuse(path, document, error) from error


def refuse(path: Path | str, document: Document, error: ValidationError) -> ContentError:
    """Return the first thing that a model refused in a document, with its line in the file."""
    first = error.errors(include_url=False, include_context=False)[0]
    location = first["loc"]
    line = _line_of(location, document.lines)
    return ContentError(path, line, _describe(first["type"], first["msg"], location))


def parse_yaml(text: str, path: Path | str) -> Document:
    """Return the one document of ``text``; ``path`` is only what an error calls it.

    Raises ContentError, with the line, for anything that is not in the subset described above.
    """
    lines: dict[Location, int] = {}
    events = yaml.parse(text, Loader=yaml.SafeLoader)
    try:
        data: Data = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if lines:
                    raise _refusal(path, event, "a second document; keep one document in a file")
                data = _node(next(events), events, (), lines, path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise ContentError(path, line, f"is not valid YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"character U+{ord(text[error.position]):04X} is not allowed; remove it"
        raise ContentError(path, line, message) from error
    return Document(data, lines)


def _node(
    event: yaml.Event,
    events: Iterator[yaml.Event],
    location: Location,
    lines: dict[Location, int],
    path: Path | str,
) -> Data:
    text = _text(event, path)
    if len(location) > _MAX_DEPTH:
        raise _refusal(path, event, f"nested more than {_MAX_DEPTH} levels deep")
    lines.setdefault(location, _line(event))
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Data] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_node(event, events, (*location, len(items)), lines, path))
        return items
    if isinstance(event, yaml.MappingStartEvent):
        mapping: dict[str, Data] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = _text(event, path)
            if not key:
                raise _refusal(path, event, "a key must be a word; quote it if it is one")
            place = (*location, key)
            if place in lines:
                message = f"key '{key}' is here twice (also line {lines[place]}); keep one"
                raise _refusal(path, event, message)
            lines[place] = _line(event)
            value = _node(next(events), events, place, lines, path)
            if value is not None:
                mapping[key] = value
        return mapping
    return text


def _text(event: yaml.Event, path: Path | str) -> str | None:
    """A scalar's text; None where nothing is written, and for a mapping or sequence."""
    if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
        raise _refusal(path, event, "anchors (&) and aliases (*) are not allowed; quote the text")
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
        raise _refusal(path, event, "tags (!) are not allowed; quote the text")
    if isinstance(event, yaml.ScalarEvent) and (event.value or event.style):
        return event.value
    return None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refusal(path: Path | str, event: yaml.Event, message: str) -> ContentError:
    return ContentError(path, _line(event), message)


def _line_of(location: Location, lines: dict[Location, int]) -> int:
    """The line of the place itself or, when it is not in the file, of what should hold it."""
    while location not in lines and location:
        location = location[:-1]
    return lines.get(location, 1)


def _describe(kind: str, message: str, location: Location) -> str:
    name = ".".join(str(part) for part in location)
    match kind:
        case "extra_forbidden":
            return f"unknown key '{name}'; correct its spelling or remove it"
        case "missing":
            return f"'{name}' is missing; add it"
        case "model_type":
            what = f"'{name}'" if name else "the file"
            return f"{what} should be a mapping of keys to values"
        case "value_error":
            return f"'{name}': {message.removeprefix('Value error, ')}"
    return f"'{name}': {message[:1].lower()}{message[1:]}"
