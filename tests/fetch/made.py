"""Captures made for the tests: a forum of some pages, and a WARC file of what an archive has."""

import io
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

SITE = "http://mtlab.ecn.fpu.ac.jp/"
STEMS = [f"9808202104{second:02}" for second in range(60)]


def page(stem: str, word: str = "") -> bytes:
    """A page in Shift_JIS, with a trail byte that is a backslash."""
    return f"<title>{stem}</title><p>発言者:田中 ソース表示 {word}</p>\r".encode("shift_jis")


def index(*stems: str) -> bytes:
    links = "".join(f'<LI><A HREF="{stem}.html#m1">スレッド</A>' for stem in stems)
    return f"<UL>{links}</UL><a href=../index.html>戻る</a>".encode("shift_jis")


# stem, time, status, what tells the copies apart
CAPTURES = [
    (STEMS[0], "20030101000000", "200 OK", "old"),
    (STEMS[0], "20050101000000", "200 OK", "newest good"),
    (STEMS[0], "20060101000000", "404 Not Found", "gone"),
    (STEMS[0], "20080101000000", "200 OK", "after the end"),
    (STEMS[1], "20040203040506", "200 OK", "only one"),
    (STEMS[2], "20080101000000", "200 OK", "only after the end"),
    ("index", "20040101000000", "200 OK", "no thread"),
]


def write_captures(path: Path) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for stem, time, status, word in CAPTURES:
            date = f"{time[:4]}-{time[4:6]}-{time[6:8]}T{time[8:10]}:{time[10:12]}:{time[12:]}Z"
            head = [("Content-Type", "text/html; charset=x-sjis"), ("Server", "WebSTAR/3.0")]
            record = writer.create_warc_record(
                f"{SITE}WSM_1998/{stem}.html",
                "response",
                payload=io.BytesIO(page(stem, word)),
                http_headers=StatusAndHeaders(status, head, protocol="HTTP/1.0"),
                warc_headers_dict={"WARC-Date": date},
            )
            writer.write_record(record)
