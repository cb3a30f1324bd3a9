"""A command that is killed leaves what is whole, and the next run makes the rest good."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.proof.forum import ROOT
from wsm.build import _replacing

LIMIT = 300  # seconds


@pytest.mark.parametrize(("command", "times"), [("import", 8), ("convert", 8), ("build", 3)])
def test_what_a_killed_command_leaves_is_whole_and_the_next_run_completes(
    command: str, times: int
) -> None:
    # In a process of its own: it forks, which a process that has threads should not.
    bench = [sys.executable, "-m", "bench", "kills", "--times", str(times), "--command", command]
    done = subprocess.run(bench, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_new_site_that_cannot_take_its_place_leaves_the_old_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("old")
    with pytest.raises(FileNotFoundError), _replacing(site) as new:
        new.rmdir()
    assert (site / "index.html").read_text() == "old"
    assert list(tmp_path.iterdir()) == [site]
