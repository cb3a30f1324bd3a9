"""Software is found by any of its names, with the versions that were written."""

import time

import pytest
from hypothesis import given

from scraper.enrich.products import (
    ProductVocabulary,
    find_products,
    post_products,
    thread_products,
)
from scraper.enrich.prose import own_words
from scraper.yamlfile import read_model
from tests.scraper.enrich.gold import ROOT, seed
from tests.scraper.strategies import line, message

PRODUCTS = read_model(ROOT / "vocabulary/products.yml", ProductVocabulary)


def named(text: str) -> list[tuple[str, ...]]:
    return [(each.name, *each.versions) for each in find_products(text, PRODUCTS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EIMS2.1を使用", [("EIMS", "2.1")]),
        ("EIMS 2.2b4を使っています", [("EIMS", "2.2b4")]),
        ("AIMS or EIMS 1.Xだった", [("AIMS",), ("EIMS", "1.X")]),
        ("EIMSの2.2からは", [("EIMS", "2.2")]),
        ("EIMSでも2.1以上で出来た", [("EIMS", "2.1以上")]),
        ("EIMS 2.1と2.2、3.0", [("EIMS", "2.1", "2.2", "3.0")]),
        ("ＥＩＭＳ２．１", [("EIMS", "２．１")]),
        ("EIMS ver. 2", [("EIMS", "2")]),
        ("EIMSv2", [("EIMS", "2")]),
        ("EIMS 2.0 beta 3", [("EIMS", "2.0 beta 3")]),
        ("FileMaker Pro 4.0v1", [("FileMaker Pro", "4.0v1")]),
        ("漢字Talk7.5.5", [("Mac OS", "7.5.5")]),
        ("Mac OS X Server 1.2", [("Mac OS X Server", "1.2")]),
        ("ｳｪﾌﾞｽﾀｰ", [("WebSTAR",)]),
        ("SIMS Loader.Read Me", [("SIMS Loader",)]),
        ("SIMSLoaderとSIMS", [("SIMS Loader",), ("SIMS",)]),
        ("AIMS->SIMS Converter", [("AIMS->SIMS Converter",)]),
        ("ＡＩＭＳ→ＳＩＭＳ　Ｃｏｎｖｅｒｔｅｒ", [("AIMS->SIMS Converter",)]),
        ("EIMS→SIMSのアカウント移行", [("EIMS",), ("SIMS",)]),
        ("CommuniGate Pro 3.1", [("CommuniGate Pro", "3.1")]),
        ("Communigateがいります", [("CommuniGate",)]),
        ("CommuniGator 2.7", [("CommuniGator", "2.7")]),
        ("MAPSを使ったRBLフィルター", [("MAPS RBL",)]),
    ],
)
def test_names_and_versions_are_read_as_written(text: str, expected: list[tuple[str, ...]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "EIMS2台",
        "EIMS 3人で",
        "EIMS 98/8/20",
        "EIMS 7:30",
        "EIMS 192.168.1.1",
        "EIMSは5つ",
        "EIMS 10,000",
    ],
)
def test_a_number_that_is_no_version_is_left_out(text: str) -> None:
    assert named(text) == [("EIMS",)]


@pytest.mark.parametrize(
    "text", ["This aims to help", "CLAIMS", "maps.google", "SIMSON", "sendmails"]
)
def test_a_word_that_only_looks_like_a_name_is_none(text: str) -> None:
    assert named(text) == []


def test_quotes_do_not_count() -> None:
    assert post_products(message(1, "名", [">EIMS 2.1", "", "はい。"]), PRODUCTS) == ()


def test_the_first_thread_names_the_software_that_was_read_in_it() -> None:
    found = {each.name: each.versions for each in thread_products(own_words(seed()), PRODUCTS)}
    assert found == {
        "EIMS": ("2.1", "2.2b4", "1.X", "2.X", "2.1以上", "2.2"),
        "SIMS": (),
        "CommuniGate": (),
        "MailShare Loader": (),
        "AIMS->SIMS Converter": (),
        "AIMS": (),
        "SIMS Loader": (),
        "Mac OS": (),
        "MAPS RBL": (),
    }
    assert list(found)[:2] == ["EIMS", "SIMS"]


@given(line)
def test_versions_stand_in_the_text(text: str) -> None:
    for product in find_products(f"EIMS {text}", PRODUCTS):
        assert all(version in f"EIMS {text}" for version in product.versions)


@pytest.mark.parametrize("piece", ["EIMS2.1と", "EIMS 1.1.1.1", "a", "Mac", "ﾊﾞ"])
def test_100_kb_do_not_hang(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    find_products(text, PRODUCTS)
    assert time.process_time() - started < 30  # by the square it takes minutes
