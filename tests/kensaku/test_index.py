"""An index is whole or the one before, the same for the same site, and holds any site."""

import json
from pathlib import Path
from typing import Any

import pytest

import kensaku
from kensaku import Index, KensakuError
from kensaku.__main__ import main
from kensaku.chunks import read_chunk
from kensaku.facets import column_chunks, read_columns
from kensaku.grams import FACET
from kensaku.index import Sizes, build_index
from kensaku.records import read_gram_chunk
from kensaku.spool import Record
from tests.kensaku.sites import SMALL, addresses, index_of, page, write_site

PAGES = {f"{n}.html": page(f"<p>本文{n}あいう", f"<p>別の{n * n}本文") for n in range(20)}


AUTHOR = 'data-kensaku-author="{}{}"'


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_site_gives_the_same_bytes_with_any_number_of_processes(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", PAGES)
    build_index(site, tmp_path / "one", workers=1, sizes=SMALL)
    build_index(site, tmp_path / "two", workers=2, sizes=SMALL)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def chunks_of(out: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest and the content of each chunk."""
    manifest = read_chunk(out / "index.js", "index")
    paths = (out / manifest["folder"]).iterdir()
    return manifest, {path.stem: read_chunk(path, path.stem, bytes) for path in paths}


def test_chunks_keep_to_their_sizes(tmp_path: Path) -> None:
    index_of(tmp_path, PAGES)
    manifest, chunks = chunks_of(tmp_path / "kensaku")
    grams = [chunks[name] for name in chunks if name[0] == "g"]
    assert all(len(c) <= SMALL.grams or len(read_gram_chunk(c)) == 1 for c in grams)
    assert len(manifest["text"]) > 1
    for segment, counts in enumerate(manifest["text"]):
        sizes = []
        for number, total in enumerate(counts):
            sections = json.loads(chunks[f"t{segment}-{number}"])["sections"]
            assert len(sections) == total
            sizes += [len(row[-1].encode()) for row in sections]
            assert total == 1 or sum(sizes[-total:]) <= 2 * SMALL.text
        assert len(sizes) == 1 or sum(sizes) <= SMALL.segment
    folder = tmp_path / "kensaku" / manifest["folder"]
    for family, size in manifest["bytes"].items():
        assert size == sum(path.stat().st_size for path in folder.glob(f"{family}*.js"))


def test_a_columns_chunk_has_no_more_values_than_letters() -> None:
    authors = ["a", "a", "b", "c", "a", "", "d", "d"]
    records = [
        Record(2000, 0.0, "u", place, 0, 1, b"", author, "post", ("y", "x"), 0, 0)
        for place, author in enumerate(authors)
    ]
    chunks = list(column_chunks(records, most=3, letters=4))
    assert [begin for begin, _ in chunks] == [0, 3, 5]
    assert chunks[1][1]["topic"] == ([("x", "y")], "  ")
    rows = [row for _, told in chunks for row in read_columns(json.loads(json.dumps(told)))]
    assert rows == [(author, "post", ["x", "y"]) for author in authors]


def test_the_manifest_names_gram_chunks_by_where_they_begin(tmp_path: Path) -> None:
    long = "長い名前" * 100
    pages = PAGES | {
        f"a{n}.html": page("<p>本", attributes=AUTHOR.format(long, n)) for n in range(9)
    }
    index = index_of(tmp_path, pages)
    manifest, chunks = chunks_of(tmp_path / "kensaku")
    firsts, rests = manifest["grams"]
    starts = [first + rest for first, rest in zip(firsts, rests.split("\n"), strict=True)]
    assert starts == sorted(starts)
    assert {"g" + start.encode().hex() for start in starts} == {n for n in chunks if n[0] == "g"}
    for start, after in zip(starts, [*starts[1:], "\U0010ffff"], strict=True):
        keys = list(read_gram_chunk(chunks["g" + start.encode().hex()]))
        assert start <= keys[0] <= keys[-1] < after
    assert addresses(index, f"author:{long}7") == ["a7.html#s1"]


def test_the_manifest_tells_of_large_entries(tmp_path: Path) -> None:
    index_of(tmp_path, PAGES)
    manifest, chunks = chunks_of(tmp_path / "kensaku")
    sizes = {
        key: sum(map(len, records.values()))
        for name, content in chunks.items()
        if name[0] == "g"
        for key, records in read_gram_chunk(content).items()
    }
    assert manifest["large"] == [
        [key, -(-size // 1000)]
        for key, size in sorted(sizes.items())
        if size > SMALL.large and key[0] != FACET
    ]


def test_bytes_are_those_of_the_readme(tmp_path: Path) -> None:
    index_of(tmp_path, {"a.html": '<main><h1 id="t">語</h1><p>日本語</p></main>'})
    _, chunks = chunks_of(tmp_path / "kensaku")
    assert chunks["g02"] == bytes.fromhex(
        "06"
        "00 0a 02 6b 69 6e 64 02 70 61 67 65 01 00 01"
        "00 03 e6 97 a5 01 00 01"
        "03 03 e6 9c ac 01 00 02"
        "01 02 9c ac 01 00 01"
        "03 03 e8 aa 9e 01 00 02"
        "00 03 e8 aa 9e 01 00 01"
        "90 90 a120 90 a360 d8"
    )


def test_a_rebuild_takes_the_place_of_the_old_index_and_of_what_a_kill_left(
    tmp_path: Path,
) -> None:
    out = tmp_path / "kensaku"
    index_of(tmp_path, {"a.html": page("<p>前の本文")})
    (out / ".new-killed/chunks").mkdir(parents=True)
    (out / ".new-killed/chunks/g0.js").write_text("half")
    (out / "note.txt").write_text("not ours")
    before = files(out)
    index = index_of(tmp_path, {"a.html": page("<p>次の本文")})
    assert addresses(index, "次の") == ["a.html#s1"]
    folder = read_chunk(out / "index.js", "index")["folder"]
    client = {path.name for path in (Path(kensaku.__file__).parent / "client").iterdir()}
    assert {path.name for path in out.iterdir()} == {folder, "index.js", "note.txt", *client}
    assert files(out) != before
    index_of(tmp_path, {"a.html": page("<p>前の本文")})
    assert {k: v for k, v in before.items() if "killed" not in k} == files(out)


def test_a_rebuild_mends_a_damaged_chunk(tmp_path: Path) -> None:
    index_of(tmp_path, PAGES)
    before = files(tmp_path / "kensaku")
    next((tmp_path / "kensaku").glob("*/g*.js")).write_bytes(b"")
    index_of(tmp_path, PAGES)
    assert files(tmp_path / "kensaku") == before


def test_a_page_that_cannot_be_used_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    index_of(tmp_path, PAGES)
    before = files(tmp_path / "kensaku")
    bad = '<main data-kensaku-date="yesterday">a</main>'
    with pytest.raises(KensakuError, match=r"bad\.html:1: .*'yesterday'"):
        index_of(tmp_path, {"bad.html": bad})
    assert files(tmp_path / "kensaku") == before


def test_some_pages_are_left_out(tmp_path: Path) -> None:
    html = page("<p>本文")
    index = index_of(
        tmp_path,
        dict.fromkeys(
            [
                "a.html",
                "404.html",
                "b/404.html",
                "kensaku/x.html",
                "b/kensaku.html",
                "c.htm",
                "d/kensaku/e.html",
            ],
            html,
        ),
    )
    assert addresses(index, "本文") == ["a.html#s1", "b/kensaku.html#s1", "d/kensaku/e.html#s1"]


@pytest.mark.parametrize(
    "pages", [{}, {"a.html": ""}, {"a.html": page()}, {"a.html": page("<p>\ufe0f")[:60]}]
)
def test_a_site_without_text_answers(tmp_path: Path, pages: dict[str, str]) -> None:
    index = index_of(tmp_path, pages)
    for query in ("あ", "あい", "あいう", "-あ", "author:a", "year:1998", "kind:page"):
        assert index.search(query)["total"] == 0


def test_a_section_that_folds_to_nothing_is_there_all_the_same(tmp_path: Path) -> None:
    index = index_of(tmp_path, {"a.html": "<main><p>\ufe0f</main>", "b.html": "<main>b</main>"})
    assert addresses(index, "-x") == ["a.html", "b.html"]
    assert addresses(index, "-b") == ["a.html"]


def test_any_characters_are_found(tmp_path: Path) -> None:
    texts = [
        "★☆→…※",
        "𠮷野家で𩸽",
        "葛\U000e0100城市",
        "שלום עולם",
        "&lt;script&gt;alert(1)",
        "👩‍💻と🏳️‍🌈",
        "ﾊﾞｯｸｱｯﾌﾟ",
        "\U0010fffd",
        "가나다",
        "क्षि",
        "~",
        "￥＼",
    ]
    index = index_of(tmp_path, {"a.html": page(*(f"<p>{text}" for text in texts))})
    queries = [
        "☆→",
        "𠮷野",
        "葛城",
        "שלום ע",
        "<script>",
        "👩‍💻と",
        "バックアップ",
        "\U0010fffd",
        "나다",
        "क्षि",
        "～",
        "¥\\",
    ]
    assert [addresses(index, query) for query in queries] == [
        [f"a.html#s{n}"] for n in range(1, len(texts) + 1)
    ]
    [result] = index.search("<script>")["results"]
    assert result["excerpt"] == "<script>alert(1)"


def test_a_section_of_five_megabytes_is_found_by_its_end(tmp_path: Path) -> None:
    text = "abcdefghij" * 500_000
    index = index_of(tmp_path, {"a.html": page(f"<p>{text}終わり", "<p>短い")}, sizes=Sizes())
    assert addresses(index, "j終わ") == ["a.html#s1"]
    assert addresses(index, "終わ 短い") == []
    assert addresses(index, "短") == ["a.html#s2"]


def test_the_command_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = write_site(tmp_path / "site", PAGES)
    synonyms = tmp_path / "synonyms.json"
    synonyms.write_text(json.dumps([["本文", "文章"]]), "utf-8")
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps({"ja": {"kind": {"page": "ページ"}}}), "utf-8")
    out = tmp_path / "out"
    files = ["--synonyms", str(synonyms), "--labels", str(labels)]
    assert main(["index", str(site), "--out", str(out), *files]) == 0
    assert capsys.readouterr().out.startswith("40 sections, ")
    manifest = read_chunk(out / "index.js", "index")
    assert manifest["labels"] == {"ja": {"kind": {"page": "ページ"}}}
    assert Index(out).search("文章")["suggestions"][0]["query"] == "本文"


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        ("--synonyms", "[", "not JSON"),
        ("--synonyms", '["a"]', "must be a list of lists of strings"),
        ("--labels", '{"en": {"kind": ["a"]}}', "must map languages to maps of fields to maps of"),
    ],
)
def test_the_command_says_what_is_wrong_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, content: str, message: str
) -> None:
    path = tmp_path / "file.json"
    path.write_text(content)
    assert main(["index", str(tmp_path), option, str(path)]) == 1
    assert main(["index", str(tmp_path), "--synonyms", str(tmp_path / "none")]) == 1
    assert main(["index", str(tmp_path / "none")]) == 1
    wrong, missing, no_site = capsys.readouterr().err.splitlines()
    assert message in wrong
    assert "No such file" in missing
    assert no_site.endswith("there is no such folder; build the site first")
