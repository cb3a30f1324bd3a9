import gzip
import io
import time
import zlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.captures.archive import read_archive, read_file, write_warc
from scraper.captures.bounds import MAX_PAYLOAD
from scraper.model import Capture

IMPORTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TEXT = Capture("発言者:笹田\n".encode(), "text/plain", "saved/スパム 1.txt")
PAGE = Capture(
    "<html>田中さん".encode("shift_jis"),
    "text/html",
    "x",
    url="http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html",
    captured=datetime(2004, 5, 6, 7, 8, 9, tzinfo=UTC),
)
OTHER = Capture(b"<html>other", "text/html", "other.html")


def read(folder: Path) -> tuple[list[Capture], list[str]]:
    problems: list[str] = []
    captures = list(read_archive(folder, lambda error: problems.append(str(error))))
    return captures, problems


def anonymous(captures: list[Capture]) -> list[Capture]:
    return [capture._replace(name="") for capture in captures]


def offsets(path: Path) -> list[int]:
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        return [records.get_record_offset() for _ in records]


def headers_of(path: Path) -> list[dict[str, str]]:
    with path.open("rb") as file:
        return [dict(record.rec_headers.headers) for record in ArchiveIterator(file)]


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", [TEXT, PAGE], IMPORTED)
    captures, problems = read(tmp_path)
    assert anonymous(captures) == anonymous([TEXT, PAGE])
    assert problems == []


def test_a_capture_is_named_by_file_and_offset(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_warc(path, [TEXT, PAGE], IMPORTED)
    captures, _ = read(tmp_path)
    assert [capture.name for capture in captures] == [f"{path}#{at}" for at in offsets(path)[1:]]


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write_warc(tmp_path / "b.warc.gz", [TEXT], IMPORTED)
    write_warc(tmp_path / "a.warc.gz", [PAGE], IMPORTED)
    (tmp_path / "redactions.yml").write_text("shown: []")
    captures, problems = read(tmp_path)
    assert anonymous(captures) == anonymous([PAGE, TEXT])
    assert problems == []


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == ([], [])


def test_a_file_of_unknown_origin_is_recorded_as_a_file(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", [TEXT], IMPORTED)
    info, record = headers_of(tmp_path / "a.warc.gz")
    assert record["WARC-Type"] == "conversion"
    assert record["WARC-Target-URI"] == "file:///%E3%82%B9%E3%83%91%E3%83%A0%201.txt"
    assert record["WARC-Date"] == "2026-01-02T03:04:05Z"
    assert record["WARC-Payload-Digest"] == f"sha256:{TEXT.sha256}"
    assert record["WARC-Warcinfo-ID"] == info["WARC-Record-ID"]


def test_a_capture_of_known_origin_keeps_its_address_and_time(tmp_path: Path) -> None:
    tokyo = PAGE._replace(
        captured=datetime(2004, 5, 6, 16, 8, 9, tzinfo=timezone(timedelta(0, 32400)))
    )
    write_warc(tmp_path / "a.warc.gz", [tokyo], IMPORTED)
    _, record = headers_of(tmp_path / "a.warc.gz")
    assert record["WARC-Type"] == "resource"
    assert record["WARC-Target-URI"] == PAGE.url
    assert record["WARC-Date"] == "2004-05-06T07:08:09Z"


def test_address_without_capture_time_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="known together"):
        write_warc(tmp_path / "a.warc.gz", [PAGE._replace(captured=None)], IMPORTED)
    assert list(tmp_path.iterdir()) == []


def test_a_warcinfo_record_describes_the_file(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", [TEXT], IMPORTED)
    with (tmp_path / "a.warc.gz").open("rb") as file:
        record = next(ArchiveIterator(file))
        info = record.content_stream().read().decode()
    assert record.rec_type == "warcinfo"
    assert record.rec_headers["WARC-Filename"] == "a.warc.gz"
    assert "software: wsm-archive/" in info
    assert "format: WARC File Format 1.1\r\n" in info
    assert "conformsTo: https://" in info


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_warc(tmp_path / folder / "a.warc.gz", [TEXT, PAGE], IMPORTED)
    assert (tmp_path / "one/a.warc.gz").read_bytes() == (tmp_path / "two/a.warc.gz").read_bytes()


def test_a_written_file_is_never_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_warc(path, [TEXT], IMPORTED)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_warc(path, [PAGE], IMPORTED)
    assert path.read_bytes() == before


@given(
    st.lists(st.binary(min_size=1, max_size=500), max_size=4), st.sampled_from(("html", "plain"))
)
def test_any_bytes_come_back(
    tmp_path_factory: pytest.TempPathFactory, payloads: list[bytes], subtype: str
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    captures = [Capture(payload, f"text/{subtype}", "") for payload in payloads]
    write_warc(folder / "a.warc.gz", captures, IMPORTED)
    assert (anonymous(read(folder)[0]), read(folder)[1]) == (captures, [])
    with (folder / "a.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


# What is done to a file of three captures (its bytes, its records' offsets), which of them are
# still read, and what is reported.
DAMAGE = {
    "end cut off": (lambda data, _: data[:-30], [0, 1], "cut short"),
    "end cut off in a head": (lambda data, at: data[: at[3] + 20], [0, 1], "cut short"),
    "second record flipped": (lambda data, at: flip(data, at[2] + 30), [0, 2], "damaged"),
    "second record's gzip header flipped": (lambda data, at: flip(data, at[2]), [0, 2], "damaged"),
    "first byte flipped": (lambda data, _: flip(data, 0), [0, 1, 2], "damaged"),
    "junk between records": (
        lambda data, at: data[: at[2]] + b"<html>504 Gateway Timeout" + data[at[2] :],
        [0, 1, 2],
        "damaged",
    ),
    "junk at the end": (lambda data, _: data + b"\0" * 512, [0, 1, 2], "damaged"),
    "empty": (lambda *_: b"", [], "empty"),
    "an error page": (lambda *_: b"<html>404 Not Found", [], "damaged"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_whole_in_a_damaged_file_is_read_and_the_rest_reported(
    tmp_path: Path, name: str
) -> None:
    damage, kept, message = DAMAGE[name]
    path = tmp_path / "a.warc.gz"
    originals = [TEXT, PAGE, OTHER]
    write_warc(path, originals, IMPORTED)
    path.write_bytes(damage(path.read_bytes(), offsets(path)))
    captures, problems = read(tmp_path)
    assert anonymous(captures) == anonymous([originals[index] for index in kept])
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}#")
    assert message in problems[0]


@given(st.data())
def test_no_damage_raises_or_changes_a_capture(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    path = folder / "a.warc.gz"
    write_warc(path, [TEXT, PAGE, OTHER], IMPORTED)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    path.write_bytes(content)
    captures, _ = read(folder)
    assert {capture.sha256 for capture in captures} <= {TEXT.sha256, PAGE.sha256, OTHER.sha256}


@given(st.binary(max_size=2000), st.sampled_from((b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08\x00")))
def test_a_file_of_any_bytes_is_read_without_an_exception(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, start: bytes
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "a.warc").write_bytes(start + content)
    (folder / "b.warc.gz").write_bytes(start + content)
    read(folder)


def foreign_record(kind: str, uri: str, body: bytes, **options: object) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    writer.write_record(
        writer.create_warc_record(uri, kind, payload=io.BytesIO(body), length=len(body), **options)
    )
    return buffer.getvalue()


def response(status: str, body: bytes, *headers: tuple[str, str]) -> bytes:
    content_type = ("Content-Type", "Text/HTML; charset=x-sjis")
    fields = [content_type, *headers] if "Content-Type" not in dict(headers) else headers
    return foreign_record(
        "response",
        PAGE.url or "",
        body,
        http_headers=StatusAndHeaders(status, list(fields), "HTTP/1.1"),
        warc_headers_dict={"WARC-Date": "2004-05-06T07:08:09Z"},
    )


def resource(body: bytes, **fields: str) -> bytes:
    """A record of a page, with header fields in which ``_`` stands for ``-``."""
    return foreign_record(
        "resource",
        "http://host.jp/",
        body,
        warc_content_type="text/html",
        warc_headers_dict={"WARC-Date": "2004-05-06T07:08:09Z"}
        | {name.replace("_", "-"): value for name, value in fields.items()},
    )


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


SERVED = PAGE._replace(label="x-sjis")
RESOURCE = Capture(
    b"text", "text/html", "", "http://host.jp/", datetime(2004, 5, 6, 7, 8, 9, tzinfo=UTC)
)
CHUNKED = ("Transfer-Encoding", "chunked")
GZIP = ("Content-Encoding", "gzip")
DEFLATE = ("Content-Encoding", "Deflate")
CHUNKS = b"3\r\n<ht\r\n5;x=y\r\nml>ab\r\n0\r\n\r\n"

# A record as other software writes it, what is read of it, and what is reported.
FOREIGN = {
    "a response": (response("200 OK", PAGE.payload), [SERVED], ""),
    "a response without a charset": (
        response("200 OK", PAGE.payload, ("Content-Type", "text/html")),
        [PAGE],
        "",
    ),
    "a response with a quoted charset": (
        response("200 OK", PAGE.payload, ("Content-Type", 'text/html; x=y; Charset = "SJIS" ;a')),
        [PAGE._replace(label="SJIS")],
        "",
    ),
    "a chunked response": (
        response("200 OK", CHUNKS, CHUNKED),
        [SERVED._replace(payload=b"<html>ab")],
        "",
    ),
    "a gzip response": (response("200 OK", gzip.compress(PAGE.payload), GZIP), [SERVED], ""),
    "a deflate response": (
        response("200 OK", zlib.compress(PAGE.payload), DEFLATE),
        [SERVED],
        "",
    ),
    "a raw deflate response": (
        response("200 OK", raw_deflate(PAGE.payload), DEFLATE),
        [SERVED],
        "",
    ),
    "a response that was decoded before it was stored": (
        response("200 OK", PAGE.payload, GZIP, CHUNKED),
        [SERVED],
        "",
    ),
    "a gzip response that was cut off": (
        response("200 OK", gzip.compress(PAGE.payload)[:-9], GZIP),
        [],
        "compressed body is cut short",
    ),
    "a gzip response that is damaged": (
        response("200 OK", b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff", GZIP),
        [],
        "compressed body is damaged",
    ),
    "a gzip bomb": (
        response("200 OK", gzip.compress(b" " * (MAX_PAYLOAD + 1)), GZIP),
        [],
        "larger than 16 MiB",
    ),
    "a response in another encoding": (
        response("200 OK", b"x", ("Content-Encoding", "compress")),
        [],
        "content encoding 'compress' is not supported",
    ),
    "an image": (response("200 OK", b"GIF", ("Content-Type", "image/gif")), [], ""),
    "an error response": (response("404 Not Found", b"<html>"), [], ""),
    "a DNS response": (foreign_record("response", "dns:host.jp", b"20040506 host.jp"), [], ""),
    "a request": (foreign_record("request", PAGE.url or "", b"GET / HTTP/1.0\r\n\r\n"), [], ""),
    "metadata": (foreign_record("metadata", PAGE.url or "", b"via: x\r\n"), [], ""),
    "a WET record": (
        foreign_record(
            "conversion",
            "http://host.jp/",
            b"text",
            warc_content_type="text/plain",
            warc_headers_dict={"WARC-Date": "2004-05-06"},
        ),
        [Capture(b"text", "text/plain", "", "http://host.jp/", datetime(2004, 5, 6, tzinfo=UTC))],
        "",
    ),
    "a date to the month": (
        resource(b"text", WARC_Date="2004-05"),
        [RESOURCE._replace(captured=datetime(2004, 5, 1, tzinfo=UTC))],
        "",
    ),
    "a date that is none": (resource(b"text", WARC_Date="yesterday"), [], "no WARC-Date"),
    "a date before all": (
        resource(b"text", WARC_Date="0001-01-01T00:00:00+09:00"),
        [],
        "no WARC-Date",
    ),
    "a segment": (resource(b"part", WARC_Segment_Number="1"), [], "split over several records"),
    "a digest that does not match": (
        resource(b"text", WARC_Block_Digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"),
        [],
        "does not match its digest",
    ),
    "a digest of an unknown kind": (resource(b"text", WARC_Block_Digest="x:y"), [RESOURCE], ""),
    "a record without its length": (
        b"WARC/1.0\r\nWARC-Type: resource\r\n\r\n<html>\r\n\r\n",
        [],
        "head is damaged",
    ),
    "a page that is too large": (
        resource(b"x" * (2 * MAX_PAYLOAD)),
        [],
        "larger than 16 MiB",
    ),
    "a film": (
        foreign_record(
            "resource", "http://host.jp/", bytes(2 * MAX_PAYLOAD), warc_content_type="video/mp4"
        ),
        [],
        "",
    ),
}


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("name", FOREIGN)
def test_records_of_other_software_are_read(tmp_path: Path, name: str, compressed: bool) -> None:
    record, expected, message = FOREIGN[name]
    last = foreign_record(
        "resource", "file:///other.html", OTHER.payload, warc_content_type="text/html"
    )
    members = map(gzip.compress, (record, last)) if compressed else (record, last)
    (tmp_path / "a.warc").write_bytes(b"".join(members))
    captures, problems = read(tmp_path)
    assert anonymous(captures) == anonymous([*expected, OTHER])
    assert len(problems) == bool(message)
    assert message in "".join(problems)


def test_a_record_is_copied_as_it_is(tmp_path: Path) -> None:
    original = response("200 OK", CHUNKS, CHUNKED, ("Last-Modified", "Thu, 20 Aug 1998"))
    (tmp_path / "a.warc").write_bytes(original)
    ((record, _),) = read_file(tmp_path / "a.warc", print)
    write_warc(tmp_path / "b.warc.gz", [TEXT, record], IMPORTED)
    assert gzip.decompress((tmp_path / "b.warc.gz").read_bytes()).endswith(original)
    assert [capture.payload for capture in read(tmp_path)[0]] == [
        b"<html>ab",
        TEXT.payload,
        b"<html>ab",
    ]


def test_the_charset_that_a_page_was_served_with_is_kept(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", [SERVED], IMPORTED)
    assert anonymous(read(tmp_path)[0]) == anonymous([SERVED])


def saved(address: str, length: int | None = None) -> bytes:
    count = len(address) if length is None else length
    return f"<!DOCTYPE html>\r\n<!-- saved from url=({count:04}){address} -->\r\n".encode()


# The address that a page was saved from, by what the browser wrote into it.
SAVED = {
    saved(
        "http://mtlab.ecn.fpu.ac.jp/WSM_1998/a.html"
    ): "http://mtlab.ecn.fpu.ac.jp/WSM_1998/a.html",
    saved("http://web.archive.org/web/20040506070809/http://host.jp/"): "http://host.jp/",
    saved("https://web.archive.org/web/2004id_/http://host.jp/"): "http://host.jp/",
    saved("http://host.jp/", 14): None,
    saved("file:///C:/page.html"): None,
    saved("about:internet"): None,
    saved("http://internet.e-mail"): None,
    saved('http://host.jp/"<script>'): None,
    b" " * 2048 + saved("http://host.jp/"): None,
    b"saved from url=(0015)http://host.jp/": None,
}


@pytest.mark.parametrize("page", SAVED)
def test_a_saved_page_has_the_address_in_it_where_that_can_be_right(
    tmp_path: Path, page: bytes
) -> None:
    capture = Capture(page, "text/html", "a.html", url=SAVED[page])
    write_warc(tmp_path / "a.warc.gz", [capture], IMPORTED)
    assert anonymous(read(tmp_path)[0]) == anonymous([capture])
    assert headers_of(tmp_path / "a.warc.gz")[1]["WARC-Target-URI"] == "file:///a.html"


def test_a_bomb_is_not_read_to_its_end(tmp_path: Path) -> None:
    """A thousandfold: 20 MB of WARC records in 20 KB each, a hundred times."""
    bomb = gzip.compress(resource(bytes(20 * 2**20)))
    (tmp_path / "a.warc.gz").write_bytes(bomb * 100)
    started = time.process_time()
    captures, problems = read(tmp_path)
    assert captures == []
    assert (
        problems[-1]
        == f"{tmp_path}/a.warc.gz: expands more than 100-fold; what follows was not read"
    )
    assert time.process_time() - started < 60
