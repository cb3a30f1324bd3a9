"""A checkout of its own for each test of the command line."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wsm.cli import main

ROOT = Path(__file__).parents[2]


class Checkout:
    """A checkout with an empty archive, and the commands run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def wsm(self, *arguments: str | Path, answers: str = "") -> Result:
        """Run a command; an exception other than an exit fails the test."""
        given = list(map(str, arguments))
        return CliRunner().invoke(main, given, input=answers, catch_exceptions=False)

    def write(self, name: str, data: bytes) -> Path:
        """Put a file into the checkout."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def files(self) -> set[str]:
        """All files but folders, relative to the checkout."""
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}


@pytest.fixture
def checkout(monkeypatch: pytest.MonkeyPatch) -> Iterator[Checkout]:
    # Not tmp_path: only its owner may enter that, and one test gives up root's rights.
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    for name in ("mkdocs.yml", "archive/redactions.yml"):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "vocabulary", root / "vocabulary")
    monkeypatch.chdir(root)
    yield Checkout(root)
    shutil.rmtree(root)


@contextmanager
def without_root_rights() -> Iterator[None]:
    """Nobody's rights inside: root may write into a read-only folder."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
