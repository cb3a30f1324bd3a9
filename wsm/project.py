"""Where the parts of a checkout are."""

import os
from pathlib import Path
from typing import NamedTuple

from scraper.convert import REDACTIONS
from scraper.profile import Profile, read_profile


class Project(NamedTuple):
    """The folders of one checkout, all below ``root``."""

    root: Path

    @property
    def archive(self) -> Path:
        """The captures."""
        return self.root / "archive"

    @property
    def redactions(self) -> Path:
        """The rule of what is not published."""
        return self.archive / REDACTIONS

    @property
    def profile(self) -> Profile:
        """The forum that the captures are of. Raises ContentError when it cannot be read."""
        return read_profile(self.archive)

    @property
    def docs(self) -> Path:
        """What the site shows: written by hand, and the folders that conversion writes."""
        return self.root / "docs"

    @property
    def vocabulary(self) -> Path:
        """The controlled vocabularies: topics, products, terms."""
        return self.root / "vocabulary"

    @property
    def cache(self) -> Path:
        """What an earlier run left to save work; may be deleted at any time."""
        return self.root / ".cache"

    @property
    def config(self) -> Path:
        """The site generator's settings."""
        return self.root / "mkdocs.yml"

    @property
    def site(self) -> Path:
        """The built site."""
        return self.root / "site"


def find_project(start: Path) -> Project | None:
    """The checkout that ``start`` lies in: the nearest folder with a ``mkdocs.yml``.

    Its root is relative to ``start``, so that messages name files as the user would.
    """
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file():
            return Project(Path(os.path.relpath(folder, start)))
    return None
