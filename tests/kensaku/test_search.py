"""A query finds exactly the sections that hold it, in the order and form that is documented."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kensaku import Index, KensakuError
from kensaku.chunks import as_json, chunk, read_chunk
from kensaku.fold import fold, fold_text
from kensaku.match import Starts, cover, narrowed, pieces, whole
from kensaku.store import Store
from tests.kensaku.sites import SMALL, addresses, index_of, page, sections_of, text_page

# Few characters, so that phrases recur; with all that folding changes.
TEXT = st.text(
    st.sampled_from('ああいいアｱﾞがか゛゙aaAbＢß1１。ー〜～ 　\n&<>"-:𠮷葛\U000e0100של'), max_size=25
)
PAGES = st.dictionaries(
    st.sampled_from(["a.html", "b/c.html", "b/d.html"]),
    st.lists(st.lists(TEXT, max_size=3), max_size=4).map(text_page),
)


@given(st.data(), PAGES)
def test_finds_what_a_substring_search_finds(data: st.DataObject, pages: dict[str, str]) -> None:
    sections = sections_of(pages)
    folded = {url: fold_text(section.text) for url, section in sections.items()}
    texts = "\n".join(section.text for section in sections.values())
    with TemporaryDirectory() as folder:
        index = index_of(Path(folder), pages)
        for _ in range(5):
            terms = data.draw(st.lists(st.tuples(st.booleans(), phrases(texts)), max_size=3))
            query = " ".join(f'{"-" * excluded}"{phrase}"' for excluded, phrase in terms)
            wanted = [(excluded, fold(phrase)) for excluded, phrase in terms if fold(phrase)]
            expected = {
                url
                for url, text in folded.items()
                if wanted and all((phrase in text) != excluded for excluded, phrase in wanted)
            }
            assert set(addresses(index, query)) == expected, query


def phrases(text: str) -> st.SearchStrategy[str]:
    """Stretches of a text, and strings that may not be in it."""
    some = st.tuples(st.integers(0, max(0, len(text) - 1)), st.integers(1, 20))
    taken = some.map(lambda place: text[place[0] : place[0] + place[1]])
    return (taken | TEXT).map(lambda phrase: phrase.replace('"', "").strip())


@given(st.lists(st.lists(TEXT, max_size=3), min_size=1, max_size=6), TEXT)
def test_where_the_pieces_of_a_term_are_tells_where_it_is(
    sections: list[list[str]], term: str
) -> None:
    term = fold(term)[:6]
    pages = {"a.html": text_page(sections)}
    with TemporaryDirectory() as folder:
        index_of(Path(folder), pages)
        store = Store(Path(folder) / "kensaku")
        texts = [fold_text(section.text) for section in sections_of(pages).values()]
        expected = {number for number, text in enumerate(texts) if term in text}
        assert not term or by_pieces(store, term) == expected


@given(st.lists(st.lists(TEXT, max_size=3), min_size=1, max_size=6), TEXT)
def test_where_a_term_is_a_whole_word(sections: list[list[str]], term: str) -> None:
    term = fold(term)[:4]
    assume(term)
    before = "(?<![0-9a-z])" if re.match("[0-9a-z]", term[0]) else ""
    after = "(?![0-9a-z])" if re.match("[0-9a-z]", term[-1]) else ""
    word = re.compile(before + re.escape(term) + after)
    pages = {"a.html": text_page(sections)}
    with TemporaryDirectory() as folder:
        index_of(Path(folder), pages)
        texts = [fold_text(section.text) for section in sections_of(pages).values()]
        having = {number for number, text in enumerate(texts) if term in text}
        expected = {number for number, text in enumerate(texts) if word.search(text)}
        assert whole(Store(Path(folder) / "kensaku"), term, having) == expected


def by_pieces(store: Store, term: str) -> set[int]:
    starts: Starts | None = None
    for piece in cover(store, term):
        starts = narrowed(store, starts, piece)
    return set(starts or ())


# A term, what is large → the pieces that hold every character of it for the fewest bytes.
COVERS: list[tuple[str, dict[str, int], list[str]]] = [
    ("a", {}, ["a"]),
    ("abcdef", {}, ["ab", "cd", "ef"]),
    ("abcde", {}, ["ab", "bc", "de"]),
    ("abcde", {"bc": 17}, ["ab", "cd", "de"]),
    ("abcdef", {"cd": 17}, ["ab", "bc", "de", "ef"]),
    ("abcdef", {"cd": 17, "de": 17}, ["ab", "cd", "ef"]),
    ("ab", {"ab": 17}, ["ab"]),
]


@pytest.mark.parametrize(("term", "large", "keys"), COVERS)
def test_a_term_is_covered_for_the_fewest_bytes(
    tmp_path: Path, term: str, large: dict[str, int], keys: list[str]
) -> None:
    index_of(tmp_path, {"a.html": page("abcdef")}, sizes=replace(SMALL, frequent=1_000))
    path = tmp_path / "kensaku/index.js"
    manifest = read_chunk(path, "index") | {"large": list(large.items())}
    path.write_bytes(chunk("index", as_json(manifest)))
    assert [piece.key for piece in cover(Store(tmp_path / "kensaku"), term)] == keys


# Frequent grams and a term → the grams that say the most of it.
PIECES = [
    ([], "a", ["a"]),
    ([], "abc", ["ab", "bc"]),
    (["ab"], "ab", ["ab"]),
    (["ab"], "abc", ["abc"]),
    (["bc"], "abc", ["abc"]),
    (["bc"], "abcd", ["ab", "bcd"]),
    (["cd"], "abcd", ["ab", "bcd"]),
    (["bc", "cd", "bcd"], "abcde", ["ab", "bcde"]),
    (["cd", "bcd"], "abcd", ["abcd"]),
]


@pytest.mark.parametrize(("frequent", "term", "found"), PIECES)
def test_a_term_is_cut_into_grams_that_are_not_frequent(
    frequent: list[str], term: str, found: list[str]
) -> None:
    assert [piece.key for piece in pieces(term, frequent)] == found


POSTS = {
    "threads/1.html": page(
        "<p>スパムメールが届く。EIMS2.2b4を使用。", "<p>AIMSからEIMSへ。スパム", title="一"
    ).replace(
        "<main ",
        "<main data-kensaku-author='前薗 健一@i2' data-kensaku-kind=post "
        "data-kensaku-topics='spam eims' data-kensaku-date=1998-08-20T21:04:26+09:00 ",
    ),
    "threads/2.html": page("<p>スパム、スパム、スパム。eims", title="二").replace(
        "<main ",
        "<main data-kensaku-author=笹田 data-kensaku-kind=post "
        "data-kensaku-topics=spam data-kensaku-date=1999-01-01T05:00:00+09:00 ",
    ),
    "guides/spam.html": page("<p>スパムの手引き", title="手引き").replace(
        "<main ", "<main data-kensaku-kind=guide "
    ),
    "about.html": '<main><h1 id="t">スパムとは</h1><p>この場所について</p></main>',
}


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index of a few posts, a guide and a page."""
    synonyms = [["スパム", "迷惑メール", "UBE mail"], ["サーバー", "サーバ"]]
    return index_of(tmp_path_factory.mktemp("posts"), POSTS, synonyms)


ONE, ONE_B, TWO = "threads/1.html#s1", "threads/1.html#s2", "threads/2.html#s1"
GUIDE, ABOUT = "guides/spam.html#s1", "about.html#t"

# Query → the addresses found, best first.
FOUND = [
    ("スパム", [ABOUT, TWO, GUIDE, ONE, ONE_B]),
    ("ｽﾊﾟﾑ", [ABOUT, TWO, GUIDE, ONE, ONE_B]),
    ("パ", [ABOUT, TWO, GUIDE, ONE, ONE_B]),
    ("スパム eims", [TWO, ONE_B, ONE]),
    ("スパム EIMS", [ONE_B, TWO, ONE]),
    ("スパム -eims", [ABOUT, GUIDE]),
    ("eims2.2b4", [ONE]),
    ("メールが届く。EIMS", [ONE]),
    ("届く使用", []),
    ("author:前薗健一@i2", [ONE, ONE_B]),
    ("-author:笹田 kind:post", [ONE, ONE_B]),
    ("topic:eims スパムメール", [ONE]),
    ("year:1999", [TWO]),
    ("year:2001", []),
    ("-year:1998 -year:1999", [GUIDE, ABOUT]),
    ("kind:guide kind:post", []),
    ('"スパム とは"', [ABOUT]),
    (".*", []),
]


@pytest.mark.parametrize(("query", "found"), FOUND)
def test_finds_in_order(posts: Index, query: str, found: list[str]) -> None:
    assert addresses(posts, query) == found


def test_a_whole_word_comes_first_however_many_words_it_is_a_part_of(tmp_path: Path) -> None:
    texts = ["<p>simsong simsong simsong x2.25"] * 30 + ["<p>SIMS 2.2"]
    index = index_of(tmp_path, {"a.html": page(*texts)})
    for query in ("sims", "2.2", "sims 2.2", "ims"):
        whole_first = query != "ims"
        assert (addresses(index, query)[0] == "a.html#s31") == whole_first, query


def test_sorts_by_date_with_what_has_none_last(posts: Index) -> None:
    assert addresses(posts, "スパム", sort="newest") == [TWO, ONE_B, ONE, ABOUT, GUIDE]
    assert addresses(posts, "スパム", sort="oldest") == [ONE, ONE_B, TWO, ABOUT, GUIDE]


def test_a_year_is_the_one_written_whatever_the_offset(posts: Index) -> None:
    assert addresses(posts, "", filters={"year": "1999"}) == [TWO]


def test_filters_narrow_the_result(posts: Index) -> None:
    assert addresses(posts, "スパム", filters={"topic": ["spam", "eims"]}) == [ONE, ONE_B]
    assert addresses(posts, "", filters={"author": "笹田"}) == [TWO]


def test_pages_of_results_follow_one_another(posts: Index) -> None:
    found = [posts.search("スパム", limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [answer["total"] for answer in found] == [5] * 4
    urls = [result["url"] for answer in found for result in answer["results"]]
    assert urls == [ABOUT, TWO, GUIDE, ONE, ONE_B]


def test_a_result_says_what_it_is_and_why_it_was_found(posts: Index) -> None:
    [result] = posts.search("eims2 届く", limit=1)["results"]
    assert result == {
        "url": ONE,
        "title": "一",
        "heading": "1",
        "excerpt": "スパムメールが届く。EIMS2.2b4を使用。",
        "marks": [[7, 9], [10, 15]],
        "author": "前薗 健一@i2",
        "date": "1998-08-20T21:04:26+09:00",
        "kind": "post",
        "topics": ["spam", "eims"],
        "why": [["eims2", "text"], ["届く", "text"]],
    }
    assert posts.search("とは")["results"][0]["why"] == [["とは", "heading"]]


def test_facets_count_the_whole_result(posts: Index) -> None:
    assert posts.search("スパム", limit=1)["facets"] == {
        "author": [["前薗 健一@i2", 2], ["笹田", 1]],
        "year": [["1998", 2], ["1999", 1]],
        "topic": [["spam", 3], ["eims", 2]],
        "kind": [["post", 3], ["guide", 1], ["page", 1]],
    }


# Query that finds nothing → what is offered instead.
SUGGESTED: list[tuple[str, list[tuple[str, int, str]]]] = [
    ("迷惑メールが届く", []),
    ("迷惑メールメール", [("スパムメール", 1, "synonym")]),
    ("UBE-MAIL", []),
    ('"ube mail" -笹田', [('"スパム" -笹田', 5, "synonym")]),
    ("迷惑メールとは EIMS x", [("EIMS", 3, "terms")]),
    (
        '迷惑メールとは　"この 場所"',
        [('スパムとは　"この 場所"', 1, "synonym"), ('"この 場所"', 1, "terms")],
    ),
    ("届く year:1999 手引き", [("届く", 1, "terms"), ("手引き", 1, "terms")]),
    ("なし -ない", []),
]


@pytest.mark.parametrize(("query", "offered"), SUGGESTED)
def test_nothing_found_offers(
    posts: Index, query: str, offered: list[tuple[str, int, str]]
) -> None:
    suggestions = [
        {"query": other, "total": total, "reason": reason} for other, total, reason in offered
    ]
    assert posts.search(query)["suggestions"] == suggestions


def test_suggestions_keep_the_chosen_filters(posts: Index) -> None:
    answer = posts.search("迷惑メールメール 笹", filters={"year": "1998"})
    assert answer["suggestions"] == []
    assert "suggestions" not in posts.search("スパム")


@pytest.mark.parametrize("query", ["", "  　", '"', '""', "\u200b"])
def test_asking_nothing_finds_nothing(posts: Index, query: str) -> None:
    assert posts.search(query) == {"total": 0, "results": [], "facets": {}}


@pytest.mark.parametrize("query", ["長" * 10_000, "スパム" * 3_000, '"' * 10_000, "()[]\\.*+?^$"])
def test_odd_queries_are_answered(posts: Index, query: str) -> None:
    assert posts.search(query)["total"] == 0


def test_unknown_options_are_refused(posts: Index) -> None:
    with pytest.raises(KensakuError, match="best: sort is one of"):
        posts.search("a", sort="best")
    with pytest.raises(KensakuError, match="color: filters are"):
        posts.search("a", filters={"color": "red"})


NEEDED = [
    ("index", lambda index: index.search("スパム")),
    ("g", lambda index: index.search("スパム")),
    ("t", lambda index: index.search("スパム")),
    ("c", lambda index: index._store.columns(0)),
    ("g", lambda index: index.search("kind:post")),
]


@pytest.mark.parametrize("damage", ["changed", "cut", "missing"])
@pytest.mark.parametrize(("family", "use"), NEEDED)
def test_a_damaged_or_missing_chunk_is_an_error(
    tmp_path: Path, family: str, use: Callable[[Index], object], damage: str
) -> None:
    use(index_of(tmp_path, POSTS))
    for path in (tmp_path / "kensaku").rglob(f"{family}*.js"):
        if damage == "missing":
            path.unlink()
        else:
            data = path.read_bytes()
            path.write_bytes(data[:-20] if damage == "cut" else data[:-5] + b"?" + data[-4:])
    with pytest.raises(KensakuError, match="index again"):
        use(Index(tmp_path / "kensaku"))
