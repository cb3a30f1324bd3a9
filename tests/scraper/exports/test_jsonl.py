"""The JSON Lines file keeps to its schema and holds every post."""

import json
from pathlib import Path

from hypothesis import given

from scraper.exports.jsonl import json_line, write_jsonl
from scraper.exports.records import PostRecord, ThreadPosts, post_schema
from scraper.model import Thread
from tests.scraper.exports.conftest import records
from tests.scraper.strategies import threads


def test_the_file_has_a_line_for_each_post_that_reads_back(
    real: ThreadPosts, odd: ThreadPosts, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "wsm.jsonl"
    assert write_jsonl(path, [real, odd]) == 16
    lines = path.read_bytes().removesuffix(b"\n").split(b"\n")
    assert [PostRecord.model_validate_json(line) for line in lines] == [*real, *odd]


def test_an_empty_archive_is_an_empty_file(tmp_path: Path) -> None:
    assert write_jsonl(tmp_path / "wsm.jsonl", []) == 0
    assert (tmp_path / "wsm.jsonl").read_bytes() == b""


@given(threads)
def test_whatever_a_post_holds_is_one_line(thread: Thread) -> None:
    for post in records(thread):
        line = json_line(post)
        assert line.count(b"\n") == 1
        assert line.endswith(b"\n")
        assert PostRecord.model_validate_json(line) == post


def test_the_schema_names_every_key_of_a_line_and_no_other(real: ThreadPosts) -> None:
    schema = json.loads(post_schema())
    line = json.loads(json_line(real[0]))
    places = {
        "#": line,
        "ThreadInfo": line["thread"],
        "Origin": line["thread"]["source"],
        "Software": line["thread"]["software"][0],
        "TextBlock": line["blocks"][0],
    }
    for name, data in places.items():
        described = schema if name == "#" else schema["$defs"][name]
        assert set(described["properties"]) == set(described["required"]) == set(data)
        assert described["additionalProperties"] is False
