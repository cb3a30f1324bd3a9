"""Writes the files of the site that are data: the annotations, their feed, and JSON Schemas."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from marginalia.annotations.model import FrontMatter
from marginalia.annotations.notebook import Notebook
from marginalia.annotations.published import (
    COLLECTION,
    FEED,
    collection,
    data_path,
    feed,
    web_annotation,
)
from scraper.files import write_generated
from scraper.model import Thread

# JSON Schema Core 2020-12, section 8.1.1.
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def write_annotation_files(site: Path, notebook: Notebook, site_name: str) -> None:
    """Write the collection, the feed, and a file for each annotation that is in order."""
    published = list(notebook.published())
    title = f"{site_name}の注釈"
    _write_json(site / COLLECTION, collection(published, title))
    write_generated(site / FEED, feed(published, title))
    for each in published:
        _write_json(site / data_path(each.annotation), web_annotation(each))


def write_schemas(site: Path) -> None:
    """Write the JSON Schemas of an annotation's front matter and of thread JSON."""
    _write_json(site / "annotations.schema.json", _schema(FrontMatter, "validation"))
    _write_json(site / "thread.schema.json", _schema(Thread, "serialization"))


def _schema(model: type[BaseModel], mode: Any) -> dict[str, Any]:
    return {"$schema": _DIALECT, **model.model_json_schema(mode=mode)}


def _write_json(path: Path, data: dict[str, Any]) -> None:
    write_generated(path, json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")
