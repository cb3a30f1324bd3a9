from pathlib import Path

import pytest

from marginalia.annotations.authors import read_authors
from scraper.errors import ContentError

FILE = """editors: [Editor]
posters:
  Motoyuki Tanaka: [田中求之, 田中]
"""
CASES = [
    ("Editor", "田中求之", "editor"),
    ("Motoyuki Tanaka", "田中", "author"),
    ("Motoyuki Tanaka", "笹田", "poster"),
    ("Motoyuki Tanaka", None, "poster"),
    ("田中求之", "田中求之", "reader"),
    ("Aki", "Aki", "reader"),
]


def test_only_a_listed_name_is_more_than_a_reader(tmp_path: Path) -> None:
    (tmp_path / "authors.yml").write_text(FILE, "utf-8")
    authors = read_authors(tmp_path)
    for author, poster, role in CASES:
        assert authors.role(author, poster) == role


def test_without_the_file_all_are_readers(tmp_path: Path) -> None:
    assert read_authors(tmp_path).role("Editor", None) == "reader"


def test_what_the_file_may_not_hold_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "authors.yml").write_text("editors: [A]\nposter: {}\n", "utf-8")
    with pytest.raises(ContentError, match=r"authors\.yml:2: unknown key 'poster'"):
        read_authors(tmp_path)
