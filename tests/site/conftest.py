"""A site of odd threads: markup in every field, and everything too long."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from scraper.emit import emit
from scraper.model import Capture
from scraper.thread import parse_capture
from tests.conftest import CHECKOUT, build
from wsm.build import serve_site

MARKUP_TITLE = "</title><script>document.title='bad'</script> & &amp;{{1}} {: #m1 .x }"
MARKUP_NAME = "<i>\"A'&amp; {: #m2 }"
MARKUP_LINE = "</p></section><img src=x onerror=\"document.title='bad'\">&lt;b&gt; { #m1 }"
LONG_TITLE = "題" * 300
LONG_NAME = "名" * 80
LONG_LINES = "x" * 5000 + "\n\n" + "\n".join(["  ".join(["cell"] * 40)] * 3)

MANY = 500


def many_comments() -> str:
    """The rest of a thread of ``MANY`` posts, an hour between them, by three people in turn."""
    opened = datetime(1999, 3, 1, 9, tzinfo=UTC)
    return "\n\n".join(
        f"{'甲乙丙'[number % 3]} さんからのコメント\n"
        f"( {opened + timedelta(hours=number):%A, %B %d, %Y %H:%M:%S} )\n\n{number}番目です。"
        for number in range(1, MANY)
    )


def odd_thread(title: str, author: str, body: str, **known: Any) -> str:
    """The Markdown of a thread of one post; ``known`` is what its capture records.

    U+DC80 to U+DCFF stand for bytes that are not UTF-8.
    """
    page = f"{title}\n\n発言者:{author}\n( Date Monday, March 1, 1999 09:00:00 )\n\n{body}\n"
    payload = page.encode(errors="surrogateescape")
    return emit(parse_capture(Capture(payload, "text/plain", "odd", **known)))


@pytest.fixture(scope="session")
def odd_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the folder of the pages below."""
    project = tmp_path_factory.mktemp("odd")
    for part in ("docs", "overrides", "marginalia", "scraper", "vocabulary"):
        shutil.copytree(CHECKOUT / part, project / part)
    shutil.copy(CHECKOUT / "mkdocs.yml", project)
    folder = project / "docs" / "threads" / "1999"
    folder.mkdir()
    pages = {
        "markup.md": odd_thread(MARKUP_TITLE, MARKUP_NAME, MARKUP_LINE),
        "long.md": odd_thread(
            LONG_TITLE,
            LONG_NAME,
            LONG_LINES,
            url="http://mtlab.ecn.fpu.ac.jp/WSM_1999/990301090000.html",
            captured=datetime(2004, 2, 29, tzinfo=UTC),
        ),
        "empty.md": odd_thread("題", "名", ""),
        "many.md": odd_thread("題", "名", f"0番目です。\n\n{many_comments()}"),
        "repaired.md": odd_thread("題", "名", "こわれた\udcff字があります。"),
        "index.md": "# 1999年のスレッド\n",
    }
    for name, markdown in pages.items():
        (folder / name).write_text(markdown, "utf-8")
    with serve_site(build(project, project / "site"), 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/threads/1999/"
        server.shutdown()
