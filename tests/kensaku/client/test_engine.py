"""The engine in a real browser answers as the Python reader does, over HTTP and from a folder."""

import gzip
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from kensaku import Index, KensakuError
from kensaku.fold import fold, fold_text
from kensaku.index import Sizes
from tests.kensaku.client.conftest import CLIENT, add_client, as_javascript, ask
from tests.kensaku.client.library import PAGES
from tests.kensaku.sites import index_of, sections_of, text_page

PARTS = r"""
- － ＥＩＭＳ２．２Ｂ４ メーリングリスト ﾒｰﾙｻｰﾊﾞ メール mail Mail IPアドレス 194.224.103.2 𠮷野家
𩸽 葛城 葛󠄀城 👩 שלום <script> .* [a-z]+ \ ^$ -メール author:笹田 year:1999 year:1850 topic:spam
kind: SPAM 迷惑メール サーバー 迷惑メールサーバー どこにもない語 転送の設定は 二つの要素
を食べた。葛城 sims s si im ims sims2 simsとsim s2.2 -sims
"""
QUERIES = [
    *PARTS.split(),
    *("", " \u3000", '"', '""', "“スパム”", "mail server", '"mail server"', "スパム -まゆみ"),
    *(
        'author:"田中 求之"',
        "－author：笹田 の",
        "YEAR:1998 スパム",
        "kind:guide メール",
        "-topic:relay の",
    ),
    *("スパムの嵐 メール", "x" * 10_000, "メールの話をする所です。" * 800, "の " * 40),
]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"sort": "newest", "limit": 3, "offset": 2},
    {"sort": "oldest", "limit": 40, "filters": {"kind": "post"}},
    {"offset": 24, "filters": {"year": "2001", "author": ["たまちゃん"]}},
]


def sampled() -> list[str]:
    """Pieces of the site's text of all lengths, some with a second piece, wanted or not."""
    chance = random.Random(1)
    texts = [section.text for section in sections_of(PAGES).values()]

    def piece() -> str:
        text = chance.choice(texts)
        place = chance.randrange(len(text))
        return text[place : place + chance.choice([1, 1, 2, 3, 4, 6, 9, 14, 30])]

    return [piece() + chance.choice(["", "", f" {piece()}", f" -{piece()}"]) for _ in range(150)]


@pytest.fixture
def client(page: Page, root: str) -> Page:
    page.goto(f"{root}index.html")
    page.add_script_tag(url=f"{root}kensaku/kensaku.js")
    return page


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_answers_are_those_of_the_python_reader(
    client: Page, oracle: Index, options: dict[str, Any]
) -> None:
    for query in [*QUERIES, *sampled()]:
        expected = as_javascript(oracle.search(query, **options))
        assert ask(client, query, **options) == expected, query


@pytest.mark.parametrize("query", ["im", "simsong", "繰り返す言葉", "言葉 simsong"])
def test_answers_are_the_same_from_an_index_of_the_usual_sizes(
    page: Page, tmp_path: Path, query: str
) -> None:
    text = "繰り返す言葉、simsong im と繰り返す。"
    sections = [[text * (number % 9 + 1), f"節{number}"] for number in range(30)]
    pages = {"a.html": text_page(sections), "b.html": text_page(sections[:4])}
    oracle = index_of(tmp_path, pages, sizes=Sizes())
    add_client(tmp_path)
    page.goto(f"{tmp_path.as_uri()}/a.html")
    page.add_script_tag(url=f"{tmp_path.as_uri()}/kensaku/kensaku.js")
    assert ask(page, query, limit=40) == as_javascript(oracle.search(query, limit=40))


def test_exactly_the_sections_that_hold_a_text_are_found(client: Page) -> None:
    texts = {address: fold_text(each.text) for address, each in sections_of(PAGES).items()}
    for text in [
        "スパム",
        "転送の設定は",
        "の",
        "メーリングリストからはずして",
        "mail",
        "𠮷野家で𩸽を食べた",
    ]:
        found = [result["url"] for result in ask(client, text, limit=100)["results"]]
        assert found
        assert sorted(found) == sorted(each for each in texts if text in texts[each])


def test_a_query_of_too_many_parts_is_refused(client: Page, oracle: Index) -> None:
    query = " ".join(map(str, range(33)))
    with pytest.raises(KensakuError):
        oracle.search(query)
    assert ask(client, query) == {"error": "KensakuError", "code": "query"}
    assert ask(client, " ".join(map(str, range(32))))["total"] == 0


def test_the_module_answers_like_the_script(page: Page, library_url: str, oracle: Index) -> None:
    page.goto(f"{library_url}index.html")
    answer = page.evaluate(
        """async () => {
          const { open } = await import("/kensaku/kensaku.mjs");
          return (await open()).search("メール");
        }"""
    )
    assert answer == as_javascript(oracle.search("メール"))


def test_both_fold_alike(client: Page) -> None:
    # Python and the browser may know different versions of Unicode: what one of them takes for
    # unassigned is left out.
    assigned = [
        chr(code)
        for code in [*range(0xD800), *range(0xE000, 0x10000), *range(0x1F000, 0x20100)]
        if unicodedata.category(chr(code)) != "Cn"
    ]
    bases = ["a", "か", "ｶ", "ハ", "Σ", "ß", "葛", "\u1100", " ", "0"]
    marks = [
        "\u3099",
        "\uff9f",
        "\u0301",
        "\ufe0f",
        "\U000e0100",
        "\u1161\u11a8",
        "\u20e3",
        "\u200d",
    ]
    texts = [*assigned, *(base + mark + base for base in bases for mark in marks)]
    folded = client.evaluate(
        "texts => texts.map(text => /\\p{Cn}/u.test(text) ? null : kensaku.fold(text))", texts
    )
    differing = [
        (text, fold(text), other)
        for text, other in zip(texts, folded, strict=True)
        if other is not None and fold(text) != other
    ]
    assert differing == []


def spoiled(file: bytes, damage: str) -> bytes:
    """A file of the index that was cut short, or in which one byte is another."""
    if damage == "short":
        return file[:-9] + b'")\n'
    place = file.index(b'","') + 3
    return file[:place] + bytes([file[place] ^ 1 | 0x80]) + file[place + 1 :]


@pytest.mark.parametrize("damage", ["missing", "damaged", "short"])
def test_a_bad_file_is_an_error_and_never_no_results(
    client: Page, library: Path, damage: str
) -> None:
    [folder] = [each for each in (library / "kensaku").iterdir() if each.is_dir()]
    whole = {file: file.read_bytes() for file in folder.iterdir()}
    try:
        for file, content in whole.items():
            file.unlink()
            if damage != "missing":
                file.write_bytes(spoiled(content, damage))
        assert ask(client, "スパム")["error"] == "KensakuError"
    finally:
        for file, content in whole.items():
            file.write_bytes(content)


@pytest.mark.parametrize("body", ["", ")", "<!doctype html>", 'kensaku.take("t0-0","x\\n")'])
def test_what_is_no_file_of_the_index_is_an_error(page: Page, library_url: str, body: str) -> None:
    page.route("**/t*.js", lambda route: route.fulfill(body=body, status=200))
    page.goto(f"{library_url}index.html")
    page.add_script_tag(url=f"{library_url}kensaku/kensaku.js")
    assert ask(page, "スパム")["error"] == "KensakuError"


def test_it_runs_under_a_strict_policy(page: Page, library: Path, library_url: str) -> None:
    policy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'"
    html = (library / "index.html").read_text("utf-8")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    (library / "strict.html").write_text(html.replace("<head>", f"<head>{meta}"), "utf-8")
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(f"{library_url}strict.html")
    page.keyboard.press("/")
    page.keyboard.type("メール")
    page.locator(".kensaku-hit").first.wait_for()
    assert messages == []


def test_the_client_is_small() -> None:
    files = [file.read_bytes() for file in CLIENT.iterdir()]
    assert sum(len(gzip.compress(file, 9)) for file in files) <= 15 * 1024
