"""The live site, from a server that is slow, drops, cuts, refuses and lies."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fetch.conftest import LIMIT, Fetch, captures, start
from tests.fetch.made import STEMS, index, page
from tests.fetch.server import Web, serving
from tests.scraper.sazanami.pages import page as page_of_sazanami


def forum(count: int, **options: object) -> Web:
    stems = STEMS[:count]
    files = {f"/WSM_1998/{stem}.html": page(stem) for stem in stems}
    return Web(files={"/WSM_1998/": index(*stems), **files}, **options)  # type: ignore[arg-type]


def path(number: int) -> str:
    return f"/WSM_1998/{STEMS[number]}.html"


def arguments(web: Web) -> list[str]:
    return ["--from", "live", "--years", "1998", "--site", web.address]


def test_what_fails_for_now_is_asked_again_until_it_is_whole(project: Path, fetch: Fetch) -> None:
    faults = {
        "/WSM_1998/": ["503"],
        path(1): ["drop", "reset"],
        path(2): ["cut", "cut"],
        path(3): ["429"],
        path(4): ["500", "cut", "drop"],
    }
    with serving(forum(8, faults=faults, slowness=0.05)) as web:
        done = fetch(*arguments(web), "--contact", "someone@example.org")
    assert done.returncode == 0, done.stderr
    assert {capture.url: capture.payload for capture in captures(project)} == {
        f"{web.address}{path(number)[1:]}": page(STEMS[number]) for number in range(8)
    }
    assert all(count == 1 for count in web.answered.values())
    refused, granted = web.times(path(3))
    assert granted - refused >= 1.0
    assert web.agents == {"wsm-archive/0.1.0 (someone@example.org)"}


def test_one_connection_is_kept_for_all(project: Path, fetch: Fetch) -> None:
    with serving(forum(10)) as web:
        assert fetch(*arguments(web)).returncode == 0
    assert web.connections == 1
    assert len(captures(project)) == 10


def test_robots_txt_is_obeyed_and_what_it_forbids_is_counted(project: Path, fetch: Fetch) -> None:
    web = forum(3)
    web.files["/robots.txt"] = f"User-agent: wsm-archive\nDisallow: {path(1)}\n".encode()
    with serving(web):
        done = fetch(*arguments(web))
    assert web.times(path(1)) == []
    assert "2 fetched, 0 already there, 1 forbidden by robots.txt, 0 failed" in done.stdout
    assert f"{web.address}{path(1)[1:]}: forbidden by robots.txt" in done.stderr
    assert done.returncode == 0
    assert len(captures(project)) == 2


def test_a_robots_txt_that_cannot_be_had_forbids_all(project: Path, fetch: Fetch) -> None:
    with serving(forum(3, faults={"/robots.txt": ["503"] * 3})) as web:
        done = fetch(*arguments(web), "--tries", "2")
    assert done.returncode == 1
    assert {asked for asked, _ in web.asked} == {"/robots.txt"}
    assert captures(project) == []


def test_what_stays_missing_is_reported_and_the_rest_is_fetched(
    project: Path, fetch: Fetch
) -> None:
    web = forum(3, faults={path(2): ["500"] * 9})
    del web.files[path(1)]
    with serving(web):
        done = fetch(*arguments(web), "--tries", "2")
        assert done.returncode == 1
        assert "1 fetched, 0 already there, 0 forbidden by robots.txt, 2 failed" in done.stdout
        assert f"{path(1)}: HTTP 404" in done.stderr
        assert f"{path(2)}: HTTP 500, after 2 tries" in done.stderr
        web.faults.clear()
        again = fetch(*arguments(web))
    assert "1 fetched, 1 already there, 0 forbidden by robots.txt, 1 failed" in again.stdout
    assert len(captures(project)) == 2


def test_a_host_that_went_away_is_left_for_later(project: Path, fetch: Fetch) -> None:
    with serving(forum(12, faults={path(n): ["drop"] * 9 for n in range(2, 12)})) as web:
        done = fetch(*arguments(web), "--tries", "2")
        assert done.returncode == 1
        assert "refuses; the same command goes on" in done.stderr
        assert captures(project) == []
        assert web.times(path(8)) == []
        web.faults.clear()
        assert "10 fetched, 2 already there" in fetch(*arguments(web)).stdout
    assert len(captures(project)) == 12


@pytest.mark.parametrize("moments", [(2, 8, 9, 21), (1, 13, 22, 27)])
def test_a_kill_at_any_moment_loses_nothing_and_fetches_nothing_twice(
    project: Path, fetch: Fetch, moments: tuple[int, ...]
) -> None:
    with serving(forum(30, slowness=0.01)) as web:
        for moment in moments:
            web.reached.clear()
            web.enough = moment + 2 + len(web.times("/robots.txt"))
            process = start(project, *arguments(web))
            assert web.reached.wait(LIMIT)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=LIMIT)
        web.enough = 0
        assert fetch(*arguments(web)).returncode == 0
    found = captures(project)
    assert sorted(capture.payload for capture in found) == [page(stem) for stem in STEMS[:30]]
    # Only an answer that was on its way at a kill is asked for once more.
    pages = [asked for asked, _ in web.asked if asked != "/robots.txt"]
    assert len(pages) <= 31 + len(moments)


def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(project: Path, fetch: Fetch) -> None:
    with serving(forum(40, slowness=0.02, faults={path(9): ["429"]})) as web:
        web.enough = 10
        process = start(project, *arguments(web))
        assert web.reached.wait(LIMIT)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=LIMIT)
        assert process.returncode == 1
        assert err == "stopped: interrupted; the same command goes on from .fetch/live/ later\n"
        asked = len(web.asked)
        assert asked < 20
        assert fetch(*arguments(web)).returncode == 0
    assert len(captures(project)) == 40
    assert all(count == 1 for name, count in web.answered.items() if name != "/robots.txt")


def test_a_contact_is_needed_for_other_hosts(fetch: Fetch) -> None:
    done = fetch("--from", "live")
    assert done.returncode == 2
    assert "--contact" in done.stderr


def test_two_crawls_with_one_state_are_refused(project: Path, fetch: Fetch) -> None:
    with serving(forum(30, slowness=0.05)) as web:
        web.enough = 3
        process = start(project, *arguments(web))
        assert web.reached.wait(LIMIT)
        done = fetch(*arguments(web))
        process.communicate(timeout=LIMIT)
    assert done.returncode == 1
    assert "in use" in done.stderr
    assert process.returncode == 0


def test_a_missing_scrapy_is_one_line(project: Path) -> None:
    program = (
        "import sys; sys.modules['scrapy'] = None\n"
        "import runpy; sys.argv[1:] = ['fetch', '--from', 'live', '--site', 'http://127.0.0.1/']\n"
        "runpy.run_module('tests.fetch.driver', run_name='__main__')"
    )
    root = str(Path(__file__).parents[2])
    command = ["env", f"PYTHONPATH={root}", sys.executable, "-c", program]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=LIMIT)
    assert done.returncode == 2
    assert "pip install 'wsm-archive[fetch]'" in done.stderr


def test_another_forum_is_fetched_by_its_profile(project: Path, fetch: Fetch) -> None:
    (project / "archive/forum.yml").write_text("profile: tests.scraper.sazanami.profile\n")
    script = "/cgi-bin/bbs.cgi?"
    listing = f'<a href="{script}page=2">2</a><a href="{script}page=1">1</a>'
    files = {
        f"{script}page=1": page_of_sazanami("index"),
        f"{script}page=2": f'{listing}<a href="{script}no=70">70</a>'.encode(),
        f"{script}no=7": page_of_sazanami("7"),
        f"{script}no=12": page_of_sazanami("12"),
        f"{script}no=70": b"<h1>moved</h1>",
    }
    with serving(Web(files=files)) as web:
        done = fetch("--from", "live", "--site", web.address)
    assert "3 fetched, 0 already there, 0 forbidden by robots.txt, 0 failed" in done.stdout
    assert {str(capture.url).partition("?")[2] for capture in captures(project)} == {
        "no=7",
        "no=12",
        "no=70",
    }
