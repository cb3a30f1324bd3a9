"""A project to fetch into, ``wsm fetch`` in a process of its own, and a Wayback server."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from scraper.captures.archive import read_archive
from scraper.errors import ContentError
from scraper.model import Capture
from tests.fetch.environment import CHECKOUT, wayback_commands
from tests.fetch.made import write_captures

LIMIT = 60  # seconds for one run of the command

Fetch = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    (tmp_path / "mkdocs.yml").touch()
    return tmp_path


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    """``wsm fetch`` under way, quick as no real server would like it."""
    command = [sys.executable, "-m", "tests.fetch.driver", "fetch", "--delay", "0.01", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=project, env={"PYTHONPATH": str(CHECKOUT)}, stdout=pipe, stderr=pipe, text=True
    )


@pytest.fixture
def fetch(project: Path) -> Fetch:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        process = start(project, *arguments)
        out, err = process.communicate(timeout=LIMIT)
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    return run


def captures(project: Path) -> list[Capture]:
    """What the archive's reader finds, which must be without a problem."""
    problems: list[ContentError] = []
    found = list(read_archive(project / "archive", problems.append))
    assert problems == []
    return found


@pytest.fixture(scope="session")
def made_warc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wayback") / "made.warc.gz"
    write_captures(path)
    return path


@pytest.fixture(scope="session")
def wayback(made_warc: Path) -> Iterator[str]:
    """The address of pywb's collection ``wsm``, with the captures of made.py."""
    commands = wayback_commands()
    folder = made_warc.parent
    for arguments in (["init", "wsm"], ["add", "wsm", "made.warc.gz"]):
        command = [commands / "wb-manager", *arguments]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=LIMIT)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [commands / "wayback", "--bind", "127.0.0.1", "--port", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/wsm/cdx?url=none.example")
        yield f"http://127.0.0.1:{port}/wsm/"
    finally:
        server.kill()
        server.wait()


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urlopen(address, timeout=5):
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")
