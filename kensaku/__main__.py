"""The command line: ``python -m kensaku index SITE_DIR``."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kensaku.errors import KensakuError
from kensaku.index import LABELS, build_index


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, or 1 after saying on stderr what is wrong."""
    parser = argparse.ArgumentParser(prog="kensaku", description="Exact search for a static site.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    index = commands.add_parser("index", help="index the pages of a built site")
    index.add_argument("site", type=Path, help="the folder of the built site")
    index.add_argument("--out", type=Path, help="where the index goes (SITE/kensaku)")
    index.add_argument(
        "--synonyms", type=Path, help='words to offer for one another: JSON, [["spam", "UBE"], …]'
    )
    index.add_argument(
        "--labels",
        type=Path,
        help='words for values of facets: JSON, {"en": {"kind": {"post": "Posts"}}}',
    )
    index.add_argument("--workers", type=int, help="processes (as many as there are cores)")
    index.add_argument("--cache", type=Path, help="keeps what the next run can use (nowhere)")
    options = parser.parse_args(arguments)
    try:
        synonyms = _synonyms(options.synonyms) if options.synonyms else []
        labels = _labels(options.labels) if options.labels else LABELS
        done = build_index(
            options.site,
            options.out,
            synonyms,
            options.workers,
            labels=labels,
            cache=options.cache,
        )
    except (KensakuError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    size = sum(done.bytes.values())
    print(f"{done.sections:,} sections, {done.text_bytes:,} bytes of text, {size:,} of index")  # noqa: T201
    return 0


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        raise KensakuError(f"{path}: not JSON: {error}") from None


def _labels(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    labels = _json(path)
    if _is_map(labels, lambda fields: _is_map(fields, lambda words: _is_map(words, _is_word))):
        return labels  # type: ignore[no-any-return]
    raise KensakuError(f"{path}: must map languages to maps of fields to maps of values to words")


def _is_map(value: object, is_good: Callable[[object], bool]) -> bool:
    return isinstance(value, dict) and all(map(is_good, value.values()))


def _is_word(value: object) -> bool:
    return isinstance(value, str)


def _synonyms(path: Path) -> list[list[str]]:
    groups = _json(path)
    if isinstance(groups, list) and all(
        isinstance(group, list) and all(isinstance(word, str) for word in group) for group in groups
    ):
        return groups
    raise KensakuError(f"{path}: must be a list of lists of strings")


if __name__ == "__main__":
    sys.exit(main())
