"""What other programs make of an exported WACZ: py-wacz validates it, pywb indexes it."""

import subprocess
from pathlib import Path

import pytest

from tests.fetch.environment import wayback_commands
from tests.scraper.captures.test_wacz import archive, export, index

__all__ = ["archive"]


@pytest.fixture(scope="module")
def tools() -> Path:
    return wayback_commands()


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_py_wacz_finds_it_valid(archive: Path, tools: Path) -> None:
    path, _ = export(archive)
    assert "the passed WACZ is valid" in run(
        tools / "wacz", "validate", "-f", path, cwd=path.parent
    )


def test_pywb_makes_the_same_index_of_it(archive: Path, tools: Path, tmp_path: Path) -> None:
    path, _ = export(archive)
    run(tools / "wb-manager", "init", "wsm", cwd=tmp_path)
    run(tools / "wb-manager", "add", "--unpack-wacz", "wsm", path, cwd=tmp_path)
    found = (tmp_path / "collections/wsm/indexes/index.cdxj").read_text().splitlines()
    keys = [[line.split(" ", 2)[:2] for line in lines] for lines in (found, index(path))]
    assert keys[0] == keys[1]
