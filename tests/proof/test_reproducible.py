"""The same archive gives the same bytes, wherever and by whomever it is built."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.project import make_project
from tests.proof.forum import ROOT

LIMIT = 300  # seconds
THREADS = 4
NOBODY = 65534
STEPS = [
    ["convert", "--workers", "1"],
    ["build", "--workers", "2"],
    ["export", "--format", "jsonl", "-o", "out/wsm.jsonl"],
    ["export", "--format", "sqlite", "-o", "out/wsm.db"],
    ["export", "--format", "bibtex", "-o", "out/wsm.bib"],
    ["export", "--format", "csl-json", "-o", "out/wsm.json"],
    ["export", "--format", "wacz", "-o", "out/wsm.wacz"],
]
PLACES = {
    "one": {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    "another/folder/with a longer name": {
        "TZ": "America/St_Johns",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "2",
    },
}
RUN = "import os, sys; os.umask(int(sys.argv.pop(1), 8)); from wsm.cli import main; main()"


@pytest.fixture(scope="module")
def built() -> Iterator[list[Path]]:
    """Two checkouts in which everything was made; the second by another user, where that may be."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # its owner alone may enter it
        folders = [Path(name) / place for place in PLACES]
        for folder, environment, umask, become in zip(
            folders, PLACES.values(), ("022", "077"), ([], another_user()), strict=True
        ):
            make_project(folder, THREADS)
            if become:
                hand_over(folder)
            for step in STEPS:
                done = subprocess.run(
                    [*become, sys.executable, "-c", RUN, umask, *step],
                    cwd=folder,
                    env=environment | {"PYTHONPATH": str(ROOT), "HOME": str(folder)},
                    capture_output=True,
                    text=True,
                    timeout=LIMIT,
                )
                assert (done.returncode, step) == (0, step), done.stderr
        yield folders


def another_user() -> list[str]:
    """What to put before a command for another user to run it; nothing where that cannot be."""
    become = [shutil.which("setpriv") or "", f"--reuid={NOBODY}", "--clear-groups"]
    if os.geteuid() or not become[0]:
        return []
    able = subprocess.run([*become, sys.executable, "-c", ""], capture_output=True, timeout=LIMIT)
    return [] if able.returncode else become


def hand_over(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, NOBODY)


@pytest.mark.parametrize("part", ["docs", "site", "out"])
def test_two_builds_are_the_same_to_the_byte(built: list[Path], part: str) -> None:
    one, other = (contents(folder / part) for folder in built)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert len(one) > 4


def test_what_is_made_may_be_read_by_a_web_server(built: list[Path]) -> None:
    for folder in built:
        modes = {path.stat().st_mode & 0o777 for path in (folder / "site").rglob("*.html")}
        assert modes == {0o644}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
