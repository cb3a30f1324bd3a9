"""A disk that is full, or may not be written to: one clear line, and nothing is lost."""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice, product
from pathlib import Path

import pytest
from click.testing import Result

from bench.convert import add_capture, captures
from bench.project import make_project
from scraper.captures.archive import read_archive
from tests.fetch.made import STEMS, page
from tests.fetch.server import serving
from tests.fetch.test_live import arguments, forum
from tests.proof.forum import ROOT
from tests.wsm.conftest import Checkout, without_root_rights

THREADS = 4
LIMIT = 60  # seconds
FORMATS = {
    "jsonl": "wsm.jsonl",
    "sqlite": "wsm.db",
    "bibtex": "wsm.bib",
    "csl-json": "wsm.json",
    "wacz": "wsm.wacz",
    "zim": "wsm.zim",
}
BUILD = ["build", "--workers", "1"]
COMMANDS = [
    ["import", "saved"],
    ["convert", "--workers", "1"],
    BUILD,
    *(["export", "--format", kind, "-o", f"out/{name}"] for kind, name in FORMATS.items()),
]
FETCH = ["fetch", "--from", "live", "--site", "http://127.0.0.1/"]


@pytest.fixture(scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("disk") / "checkout"
    make_project(root, THREADS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        done = Checkout(root).wsm("build", "--workers", "1")
        assert done.exit_code == 0, done.stderr
        for name in FORMATS.values():
            Checkout(root).write(f"out/{name}", b"an export that is there")
    return root


@pytest.fixture
def stale(_built: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checkout]:
    """A built checkout with something to import, to convert, to build and to export."""
    # Not tmp_path: only its owner may enter that, and some tests give up root's rights.
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        checkout = Checkout(Path(name) / "checkout")
        shutil.copytree(_built, checkout.root)
        add_capture(checkout.root)
        for capture in islice(captures(THREADS + 4), THREADS, None):
            checkout.write(f"saved/{capture.name}", capture.payload)
        monkeypatch.chdir(checkout.root)
        yield checkout


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Inside, a file can have so many bytes and no more, as where a disk is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pytest.MonkeyPatch.context() as patch:
        # Python would keep the compiled form of what is imported inside, cut off without a word.
        patch.setattr(sys, "dont_write_bytecode", True)
        patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    ("command", "room"),
    # The last stops the build when the pages of threads are there, and the site's are not yet.
    [*product(COMMANDS, [0, 600]), (BUILD, 30_000)],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_a_full_disk_is_one_line(stale: Checkout, command: list[str], room: int) -> None:
    before = contents(stale)
    with full_disk(room):
        result = stale.wsm(*command)
    assert_one_line(result)
    changed = {name for name, _ in contents(stale).items() ^ before.items()}
    done = ("docs/", ".cache/") if room == 30_000 else ()
    assert all(name.startswith(done) for name in changed)


def test_a_crawl_goes_on_where_the_disk_was_full(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "mkdocs.yml").touch()
    with serving(forum(12)) as web:
        fetch = [sys.executable, "-m", "tests.fetch.driver", "fetch", "--delay", "0.01"]
        run = partial(
            subprocess.run,
            [*fetch, *arguments(web)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=LIMIT,
        )
        # First the listing of the pages is cut off, then one of the pages.
        for room in (1000, 2000):
            with full_disk(room):
                done = run(env=os.environ | {"PYTHONPATH": str(ROOT)})
            assert re.fullmatch(r"\S+: File too large\n", done.stderr)
            assert (done.returncode, done.stdout) == (1, "")
        done = run(env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert (done.returncode, done.stderr) == (0, "")
    found = [capture.payload for capture in read_archive(tmp_path / "archive", pytest.fail)]
    assert sorted(found) == [page(stem) for stem in STEMS[:12]]
    # Only what was cut off, or on its way then, is asked for once more.
    asked = [path for path, _ in web.asked if path != "/robots.txt"]
    assert len(asked) <= 13 + 2 * 2


@pytest.mark.parametrize("command", [*COMMANDS, FETCH], ids=" ".join)
def test_a_disk_that_may_not_be_written_to_is_one_line(stale: Checkout, command: list[str]) -> None:
    before = contents(stale)
    for path in stale.root.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    stale.root.chmod(0o555)
    with without_root_rights():
        result = stale.wsm(*command)
    assert_one_line(result)
    assert contents(stale) == before


def assert_one_line(result: Result) -> None:
    """It says what is wrong with which file; ``wsm build`` says how long its stages took, too."""
    lines = [line for line in result.stderr.splitlines() if not re.search(r": [0-9.]+ s$", line)]
    assert result.exit_code == 1
    assert len(lines) == 1
    assert re.fullmatch(r"\S+: .*(too large|denied|disk full\?|I/O error)", lines[0])


def contents(checkout: Checkout) -> dict[str, bytes]:
    return {name: (checkout.root / name).read_bytes() for name in checkout.files()}
