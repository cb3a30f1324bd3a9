"""Plain data → the YAML front matter of a page."""

from collections.abc import Iterator

import yaml

_RESOLVER = yaml.resolver.Resolver()
_STR = _RESOLVER.DEFAULT_SCALAR_TAG


def front_matter(data: dict[str, object]) -> str:
    """The data as YAML 1.1 between two lines ``---``, ending in a line end.

    ``data`` is made of dictionaries, lists, text, numbers and None. No line is folded: a reader of
    front matter that is not a YAML reader may cut at a line ``---``.
    """
    # ``yaml.dump`` gives the same and takes most of its time to find out what to make.
    text: str = yaml.emit(
        _document(data), Dumper=yaml.CSafeDumper, allow_unicode=True, width=2**31 - 1
    )
    return f"---\n{text}---\n"


def _document(data: object) -> Iterator[yaml.Event]:
    yield yaml.StreamStartEvent()
    yield yaml.DocumentStartEvent(explicit=False)
    yield from _events(data)
    yield yaml.DocumentEndEvent(explicit=False)
    yield yaml.StreamEndEvent()


def _events(data: object) -> Iterator[yaml.Event]:
    match data:
        case str():
            # Quoted where it would be read as something else, such as a number.
            tag = _RESOLVER.resolve(yaml.ScalarNode, data, (True, False))  # type: ignore[no-untyped-call]
            yield yaml.ScalarEvent(None, _STR, (tag == _STR, True), data)
        case dict():
            yield yaml.MappingStartEvent(None, None, True, flow_style=False)
            for key, value in data.items():
                yield from _events(key)
                yield from _events(value)
            yield yaml.MappingEndEvent()
        case list():
            yield yaml.SequenceStartEvent(None, None, True, flow_style=not data)
            for item in data:
                yield from _events(item)
            yield yaml.SequenceEndEvent()
        case _:
            text = "null" if data is None else str(data)
            yield yaml.ScalarEvent(None, None, (True, False), text)
