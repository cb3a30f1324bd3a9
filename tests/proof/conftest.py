"""One checkout for all tests that only read it; each that changes it puts it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof.forum import Forum, make_forum


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Forum:
    return make_forum(tmp_path_factory.mktemp("proof") / "checkout", invented=20, hostile_ones=13)


@pytest.fixture(scope="session")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Forum:
    return make_forum(tmp_path_factory.mktemp("proof") / "small", invented=1, hostile_ones=0)


@pytest.fixture
def forum(_made: Forum) -> Iterator[Forum]:
    yield from _put_back(_made)


@pytest.fixture
def small(_small: Forum) -> Iterator[Forum]:
    """One that is quick to convert: the real thread and an invented one."""
    yield from _put_back(_small)


def _put_back(forum: Forum) -> Iterator[Forum]:
    before = _files(forum.root)
    yield forum
    for path, data in before.items():
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
    assert set(_files(forum.root)) == set(before)


def _files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
