"""Who writes: ``annotations/authors.yml`` names the editors and the posters of the forum."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from scraper.model import Record
from scraper.yamlfile import read_model

AUTHORS = "authors.yml"

Role = Literal["editor", "author", "poster", "reader"]
"""``author`` wrote the post itself, ``poster`` other posts of the forum."""


class Authors(Record):
    """``editors`` are names; ``posters`` gives for a name those under which its bearer posted."""

    editors: frozenset[str] = frozenset()
    posters: dict[str, frozenset[str]] = Field(default_factory=dict)

    def role(self, author: str, poster: str | None) -> Role:
        """What an annotation's author is to a post by ``poster``, which is None for a guide."""
        if author in self.editors:
            return "editor"
        if author not in self.posters:
            return "reader"
        return "author" if poster in self.posters[author] else "poster"


def read_authors(folder: Path) -> Authors:
    """Return the file in ``folder``; nobody where there is none. Raises ContentError."""
    path = folder / AUTHORS
    return read_model(path, Authors) if path.exists() else Authors()
