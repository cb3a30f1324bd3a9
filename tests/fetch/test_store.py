"""The WARC file in progress: cut anywhere, it opens with its whole records."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from scraper.fetch.records import Exchange, Member, exchange, warcinfo
from scraper.fetch.store import Store

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
INFO = partial(warcinfo, fields={"software": "test"}, now=NOW)


def answer(number: int) -> bytes:
    fields = [("Content-Type", "text/html")]
    url = f"http://127.0.0.1/{number}"
    return exchange(Exchange(url, [("Host", "127.0.0.1")], 200, fields, b"<p>\x83\x5c", NOW))


def addresses(path: Path) -> list[str]:
    found: list[Member] = []
    with Store(path, "other.warc.gz", INFO, found.append) as store:
        assert store.records == len(found)
        assert all((member.status, member.body) == (200, b"<p>\x83\x5c") for member in found)
    return [member.headers["warc-target-uri"] for member in found]


def test_cut_anywhere_it_keeps_exactly_the_whole_answers(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    ends = []
    with Store(path, "name.warc.gz", INFO, lambda _: None) as store:
        ends.append(path.stat().st_size)
        for number in range(2):
            store.append(answer(number))
            ends.append(path.stat().st_size)
    whole = path.read_bytes()
    for cut in sorted({*range(0, len(whole), 5), *ends, *(end - 1 for end in ends)}):
        path.write_bytes(whole[:cut] + b"\xff" * (cut % 3))
        kept = max(0, sum(end <= cut for end in ends) - 1)
        assert addresses(path) == [f"http://127.0.0.1/{number}" for number in range(kept)]
        if cut >= ends[0]:
            assert path.read_bytes() == whole[: ends[kept]]


def test_it_goes_on_after_what_was_cut_off_and_keeps_its_name(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    with Store(path, "name.warc.gz", INFO, lambda _: None) as store:
        store.append(answer(0))
        store.append(answer(1))
    path.write_bytes(path.read_bytes()[:-1])
    with Store(path, "other.warc.gz", INFO, lambda _: None) as store:
        store.append(answer(2))
        assert store.finish(tmp_path / "archive") == tmp_path / "archive" / "name.warc.gz"
    assert not path.exists()
    (tmp_path / "archive" / "name.warc.gz").rename(path)
    assert addresses(path) == ["http://127.0.0.1/0", "http://127.0.0.1/2"]


def test_an_empty_one_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    with Store(path, "name.warc.gz", INFO, lambda _: None) as store:
        assert store.finish(tmp_path / "archive") is None
    assert list(tmp_path.iterdir()) == []
