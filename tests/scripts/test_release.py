"""A release: made twice it is the same, and its digests are those of its files."""

import os
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from scraper.errors import ContentError
from tests.conftest import CHECKOUT
from wsm.project import Project
from wsm.release import SITE, SUMS, pack, release

FILES = {
    SUMS,
    "posts.schema.json",
    "wsm-site.zip",
    "wsm.bib",
    "wsm.csl.json",
    "wsm.db",
    "wsm.jsonl",
    "wsm.metadata.json",
    "wsm.wacz",
}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def released(site: Path, folder: Path) -> list[str]:
    problems: list[ContentError] = []
    said = list(release(Project(CHECKOUT), site, folder, problems.append))
    assert problems == []
    return said


@pytest.fixture(scope="module")
def made(site_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "dist"
    released(site_dir, folder)
    return folder


def test_a_release_made_again_is_the_same(made: Path, site_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "of-an-earlier-run").touch()
    released(site_dir, tmp_path)
    assert contents(tmp_path) == contents(made)
    assert set(contents(made)) == FILES


def test_the_digests_are_in_the_form_that_sha256sum_checks(made: Path) -> None:
    command = ["sha256sum", "--check", "--strict", SUMS]
    done = subprocess.run(command, cwd=made, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == [f"{name}: OK" for name in sorted(FILES - {SUMS})]


def test_the_packed_site_is_the_site(made: Path, site_dir: Path, tmp_path: Path) -> None:
    with ZipFile(made / "wsm-site.zip") as package:
        assert package.testzip() is None
        package.extractall(tmp_path)
    assert contents(tmp_path / SITE) == contents(site_dir)


def test_packing_heeds_names_and_contents_alone(tmp_path: Path) -> None:
    packed = []
    for number, names in enumerate(
        (["b.html", "a/é.html", "a.html"], ["a.html", "a/é.html", "b.html"])
    ):
        folder = tmp_path / str(number)
        (folder / "a").mkdir(parents=True)
        for name in names:
            (folder / name).write_text(name, "utf-8")
            (folder / name).chmod(0o600 + 0o44 * number)
            os.utime(folder / name, (10**9 * number, 10**9 * number))
        output = tmp_path / f"{number}.zip"
        assert pack(folder, output, "site") == 3
        packed.append(output.read_bytes())
    assert packed[0] == packed[1]


def test_what_is_not_built_is_not_released(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "kept").touch()
    with pytest.raises(ContentError, match="not built yet; run wsm build"):
        list(release(Project(CHECKOUT), tmp_path / "site", tmp_path / "dist", lambda _: None))
    assert (tmp_path / "dist" / "kept").exists()
