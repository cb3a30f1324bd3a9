"""The commands from outside: what they print, their exit codes, the files they leave."""

import json
from pathlib import Path

import pytest

from tests.wsm.conftest import Checkout, without_root_rights

PAGE = """題

発言者:笹田
( Date Thursday, August 20, 1998 21:04:26 )

昨夜より user@example.com から届く。
→  LABEL

まゆみ さんからのコメント
( Thursday, August 20, 1998 21:46:30 )

>昨夜より user@example.com から届く。

同じです。
""".encode()
THREAD = "docs/threads/1998/980820210426.md"
BAD = {
    "empty": b"",
    "binary": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "another-forum": "別の掲示板\n投稿者: 田中\n本文\n".encode(),
    "cut-off": PAGE[:40],
    "50-megabytes": b"a" * 50_000_000,
}


@pytest.fixture
def imported(checkout: Checkout) -> Checkout:
    assert checkout.wsm("import", checkout.write("page.txt", PAGE)).exit_code == 0
    assert checkout.wsm("convert").exit_code == 0
    return checkout


def test_parse_prints_the_thread_as_json(checkout: Checkout) -> None:
    result = checkout.wsm("parse", checkout.write("page.txt", PAGE))
    assert result.exit_code == 0
    thread = json.loads(result.stdout)
    assert [message["author"] for message in thread["messages"]] == ["笹田", "まゆみ"]
    assert thread["messages"][0]["links"] == [{"label": "LABEL", "href": None}]


@pytest.mark.parametrize("command", ["parse", "import"])
@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_thread_is_one_line_and_leaves_nothing(
    checkout: Checkout, command: str, name: str
) -> None:
    path = checkout.write(name, BAD[name])
    before = checkout.files()
    result = checkout.wsm(command, path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"{path}: ")
    assert result.stderr.count("\n") == 1
    assert checkout.files() == before


@pytest.mark.parametrize("command", ["parse", "import"])
def test_a_missing_file_is_one_line(checkout: Checkout, command: str) -> None:
    result = checkout.wsm(command, "no-such-file.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("no-such-file.txt: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["import"], ["parse"], ["convert", "--no-such-option"], ["x"]]
)
def test_wrong_usage_exits_with_2(checkout: Checkout, arguments: list[str]) -> None:
    assert checkout.wsm(*arguments).exit_code == 2


def test_outside_a_checkout_the_commands_say_so(
    tmp_path: Path, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = checkout.wsm("verify")
    assert result.exit_code == 2
    assert "inside the checkout" in result.stderr


def test_import_says_what_it_did_and_refuses_the_same_bytes(imported: Checkout) -> None:
    result = imported.wsm("import", "page.txt")
    assert result.exit_code == 0
    assert "the same bytes as archive/" in result.stdout
    assert len([name for name in imported.files() if name.endswith(".warc.gz")]) == 1


def test_convert_leaves_unchanged_pages_alone_and_check_finds_nothing(imported: Checkout) -> None:
    before = (imported.root / THREAD).stat().st_mtime_ns
    assert "0 pages written" in imported.wsm("convert").stdout
    assert (imported.root / THREAD).stat().st_mtime_ns == before
    assert imported.wsm("convert", "--check").exit_code == 0


def test_convert_check_names_what_is_stale_and_touches_nothing(imported: Checkout) -> None:
    page = imported.root / THREAD
    text = page.read_text("utf-8")
    page.write_text(f"{text}手で足した行\n", "utf-8")
    line = text.count("\n") + 1
    imported.write("docs/threads/1998/000000000000.md", b"left over")
    changed = page.read_bytes()
    result = imported.wsm("convert", "--check")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "docs/threads/1998/000000000000.md: stale; run wsm convert",
        f"{THREAD}:{line}: stale; run wsm convert",
    ]
    assert page.read_bytes() == changed
    assert imported.wsm("convert").exit_code == 0
    assert imported.wsm("convert", "--check").exit_code == 0


def test_addresses_are_masked_and_verify_knows(imported: Checkout) -> None:
    page = (imported.root / THREAD).read_text("utf-8")
    assert "user@example.com" not in page
    assert page.count("…＠example.com") == 2
    result = imported.wsm("verify")
    assert result.exit_code == 0
    assert result.stdout == "proven: 1 threads, 2 posts, 5 lines, 62 characters\n"


def test_verify_names_the_line_of_the_first_difference(imported: Checkout) -> None:
    page = imported.root / THREAD
    lines = page.read_text("utf-8").split("\n")
    at = lines.index("同じです。")
    page.write_text("\n".join([*lines[:at], "同じでした。", *lines[at + 1 :]]), "utf-8")
    result = imported.wsm("verify")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{THREAD}:{at + 1}: ")
    assert "同じです。" in result.stderr


def test_verify_says_that_a_page_is_missing(imported: Checkout) -> None:
    (imported.root / THREAD).unlink()
    result = imported.wsm("verify")
    assert (result.exit_code, result.stderr) == (1, f"{THREAD}: missing; run wsm convert\n")


def take_down(checkout: Checkout, publication_id: str) -> None:
    entry = f"takedowns:\n- {{id: {publication_id}, date: 2026-01-02, reason: by request}}\n"
    checkout.write("archive/redactions.yml", entry.encode())


def test_a_take_down_that_matches_nothing_is_a_problem(imported: Checkout) -> None:
    take_down(imported, "980820210426-3")
    result = imported.wsm("convert")
    assert result.exit_code == 1
    assert result.stderr == ("redactions.yml: takes down 980820210426-3, which no capture holds\n")


def test_a_taken_down_thread_has_no_page(imported: Checkout) -> None:
    take_down(imported, "980820210426")
    assert imported.wsm("convert").exit_code == 0
    assert not (imported.root / THREAD).exists()


def test_a_taken_down_post_leaves_only_its_number_and_time(imported: Checkout) -> None:
    take_down(imported, "980820210426-2")
    assert imported.wsm("convert").exit_code == 0
    page = (imported.root / THREAD).read_text("utf-8")
    assert "まゆみ" not in page
    assert "同じです" not in page
    assert "この発言は取り下げられました" in page
    assert imported.wsm("verify").exit_code == 0


def test_a_damaged_archive_removes_no_page(imported: Checkout) -> None:
    (warc,) = (imported.root / "archive").glob("*.warc.gz")
    warc.write_bytes(warc.read_bytes()[:-200])
    result = imported.wsm("convert")
    assert result.exit_code == 1
    assert result.stderr.startswith("archive/")
    assert (imported.root / THREAD).is_file()


@pytest.mark.parametrize("command", [["import", "another.txt"], ["convert"]])
def test_a_read_only_folder_is_one_line_and_leaves_nothing(
    imported: Checkout, command: list[str]
) -> None:
    imported.write("another.txt", PAGE.replace(b"21:04:26", b"21:04:27"))
    (imported.root / THREAD).write_text("stale", "utf-8")
    before = imported.files()
    for folder in ("archive", "docs", "docs/threads", "docs/threads/1998"):
        (imported.root / folder).chmod(0o555)
    with without_root_rights():
        result = imported.wsm(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "Permission denied" in result.stderr
    assert imported.files() == before
