"""A build that uses what the last one made writes what a build without would write."""

import fcntl
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kensaku.index import Sizes, build_index
from tests.kensaku.sites import SMALL, page, write_site

PAGES = {f"{n}.html": page(f"<p>本文{n}あいう", f"<p>別の{n * n}本文") for n in range(20)}
TEXT = st.text("あいう本文ab ", max_size=30)
PAGE = st.builds(
    lambda texts, date, author: page(
        *(f"<p>{text}" for text in texts),
        attributes=f'data-kensaku-date="{date}" data-kensaku-author="{author}"',
    ),
    st.lists(TEXT, min_size=1, max_size=4),
    st.sampled_from(["1998-08-20", "1999-01-01", "2003-12-31T12:00:00+09:00"]),
    st.sampled_from(["", "甲", "乙"]),
)
# Each edit puts pages in place of those of the same path; one of None goes.
EDITS = st.lists(
    st.dictionaries(st.sampled_from([f"{n}.html" for n in range(9)]), PAGE | st.none()),
    min_size=2,
    max_size=4,
)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def built(site: Path, cache: Path | None, sizes: Sizes = SMALL) -> dict[str, bytes]:
    """The files of an index in a new folder."""
    with TemporaryDirectory() as out:
        build_index(site, Path(out), workers=1, sizes=sizes, cache=cache)
        return files(Path(out))


@settings(max_examples=30, deadline=None)
@given(EDITS)
def test_any_edits_give_the_files_of_a_whole_build(edits: list[dict[str, str | None]]) -> None:
    with TemporaryDirectory() as folder:
        site, cache = Path(folder) / "site", Path(folder) / "cache"
        write_site(site, {"always.html": page("<p>本文")})
        for edit in edits:
            for path, html in edit.items():
                if html is None:
                    (site / path).unlink(missing_ok=True)
                else:
                    write_site(site, {path: html})
            assert built(site, cache) == built(site, None)


def test_a_cache_serves_any_number_of_processes(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", PAGES)
    built(site, tmp_path / "cache")
    write_site(site, {"3.html": page("<p>次の本文")})
    build_index(site, tmp_path / "out", workers=2, sizes=SMALL, cache=tmp_path / "cache")
    assert files(tmp_path / "out") == built(site, None)


def test_what_did_not_change_is_not_made_again(tmp_path: Path) -> None:
    site, cache = write_site(tmp_path / "site", PAGES), tmp_path / "cache"
    for path in site.iterdir():
        os.utime(path, (1, 1))
    built(site, cache)
    before = {path: path.stat().st_ino for path in cache.rglob("*.js")}
    assert built(site, cache) == built(site, None)
    assert {path: path.stat().st_ino for path in cache.rglob("*.js")} == before
    write_site(site, {"3.html": PAGES["3.html"].replace("別", "他")})
    built(site, cache)
    nodes = {path.stat().st_ino for path in cache.rglob("*.js")}
    assert len(nodes & set(before.values())) > len(nodes) / 2


def killed(build: Callable[[], object], at: int) -> bool:
    """Build in a process that is killed when it touches files the ``at``-th time; whether it
    was."""
    if not (child := os.fork()):
        left = [at]

        def kill(event: str, _: tuple[Any, ...]) -> None:
            if event == "open" or event.startswith(("os.", "shutil.")):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(kill)
        build()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_run_that_is_killed_anywhere_leaves_what_the_next_one_can_use(tmp_path: Path) -> None:
    site, cache, out = write_site(tmp_path / "site", PAGES), tmp_path / "cache", tmp_path / "out"
    expected = []
    for text in ("次の", "別の"):
        write_site(site, {"3.html": page(f"<p>{text}文")})
        expected.append(built(site, None))
    at, number = 1, 0
    while True:
        write_site(site, {"3.html": page(f"<p>{('次の', '別の')[number % 2]}文")})
        was_killed = killed(lambda: build_index(site, out, (), 1, SMALL, cache=cache), at)
        assert built(site, cache) == expected[number % 2]
        if not was_killed:
            break
        at, number = at + 1 + at // 4, number + 1
    assert number > 10
    assert files(out) == expected[number % 2]


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes().replace(b"e", b"f")),
        lambda path: path.unlink(),
    ],
)
@pytest.mark.parametrize(
    "kind", ["state", "sections-0", "texts.json", "grams.npy", "records", "t0-0.js", "g*.js"]
)
def test_a_damaged_cache_is_none(kind: str, damage: Callable[[Path], Any], tmp_path: Path) -> None:
    site, cache = write_site(tmp_path / "site", PAGES), tmp_path / "cache"
    built(site, cache)
    damage(next(cache.rglob(kind)))
    assert built(site, cache) == built(site, None)
    write_site(site, {"3.html": page("<p>次の本文")})
    assert built(site, cache) == built(site, None)


def test_a_cache_of_other_settings_is_none_and_other_files_stay(tmp_path: Path) -> None:
    site, cache = write_site(tmp_path / "site", PAGES), tmp_path / "cache"
    built(site, cache, Sizes())
    (cache / "notes").mkdir()
    (cache / "notes/a.txt").write_text("not ours")
    assert built(site, cache) == built(site, None)
    assert (cache / "notes/a.txt").is_file()


def test_a_cache_at_work_is_left_alone(tmp_path: Path) -> None:
    site, cache = write_site(tmp_path / "site", PAGES), tmp_path / "cache"
    built(site, cache)
    write_site(site, {"3.html": page("<p>次の本文")})
    before = files(cache)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert built(site, cache) == built(site, None)
    assert files(cache) == before


def test_damage_to_the_index_is_mended_though_it_shares_files_with_the_cache(
    tmp_path: Path,
) -> None:
    site, cache, out = write_site(tmp_path / "site", PAGES), tmp_path / "cache", tmp_path / "out"
    build_index(site, out, workers=1, sizes=SMALL, cache=cache)
    next(out.glob("*/g*.js")).write_bytes(b"")
    build_index(site, out, workers=1, sizes=SMALL, cache=cache)
    assert files(out) == built(site, None)


def test_a_spool_of_old_sections_is_made_anew(tmp_path: Path) -> None:
    site, cache = write_site(tmp_path / "site", PAGES), tmp_path / "cache"
    sizes = []
    for number in range(5):
        write_site(site, {f"{n}.html": page(f"<p>本文{n} {number}") for n in range(15)})
        assert built(site, cache) == built(site, None)
        [spool] = cache.glob("sections-*")
        sizes.append(spool.stat().st_size)
    assert max(sizes) < 4 * min(sizes)
    assert spool.name != "sections-0"
