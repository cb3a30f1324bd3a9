"""The database holds every post, finds any string in it, and is the same each time."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scraper.enrich.topics import TopicVocabulary
from scraper.errors import ContentError
from scraper.exports.records import ThreadPosts
from scraper.exports.sqlite import datasette_metadata, metadata_path, write_sqlite
from scraper.yamlfile import read_model
from tests.conftest import CHECKOUT
from tests.scraper.exports.conftest import SIGNS

TOPICS = read_model(CHECKOUT / "vocabulary" / "topics.yml", TopicVocabulary).topics


def write(path: Path, posts: ThreadPosts) -> Path:
    assert write_sqlite(path, [posts], TOPICS) == len(posts)
    return path


@pytest.fixture(scope="module")
def database(real: ThreadPosts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return write(tmp_path_factory.mktemp("sqlite") / "wsm.db", real)


@pytest.fixture
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        yield connection


def test_every_post_is_in_it_as_published(
    connection: sqlite3.Connection, real: ThreadPosts
) -> None:
    rows = connection.execute(
        "select id, thread, number, url, author, posted, withdrawn, text, lines from posts"
    )
    assert rows.fetchall() == [
        (
            *(post.id, post.thread.id, post.number, post.url, post.author),
            *(post.posted.isoformat(), 0, post.text, "\n".join(post.lines)),
        )
        for post in real
    ]


def test_what_belongs_to_a_post_or_thread_can_be_joined(
    connection: sqlite3.Connection, real: ThreadPosts
) -> None:
    counts = {
        "blocks": sum(len(post.blocks) for post in real),
        "links": sum(len(post.links) for post in real),
        "replies": sum(len(post.replies) for post in real),
        "post_topics": sum(len(post.topics) for post in real),
        "thread_topics": len(real[0].thread.topics),
        "software": len(real[0].thread.software),
        "threads": 1,
    }
    for table, count in counts.items():
        assert connection.execute(f"select count(*) from {table}").fetchone() == (count,)
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    labels = connection.execute(
        "select label_ja from topics join thread_topics on topic = id order by rank limit 1"
    )
    assert labels.fetchone() == ("迷惑メール",)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("メールでメーリングリストからはずして", [1]),
        ("RBL exclusions", [12]),
        ("rbl EXCLUSIONS", [12]),
        ("ない語句", []),
    ],
)
def test_the_index_finds_exactly_the_posts_that_contain_a_string(
    connection: sqlite3.Connection, words: str, numbers: list[int]
) -> None:
    found = connection.execute(
        "select number from posts_fts join posts on key = posts_fts.rowid "
        "where posts_fts match ? order by key",
        [f'"{words}"'],
    )
    assert found.fetchall() == [(number,) for number in numbers]


def test_the_query_for_datasette_finds_short_words_too(
    connection: sqlite3.Connection, real: ThreadPosts
) -> None:
    query = datasette_metadata("wsm")["databases"]["wsm"]["queries"]["contains"]["sql"]
    for words in ("踏み", "%", "sims"):
        found = [row[0] for row in connection.execute(query, {"words": words})]
        assert found == [post.id for post in real if words in post.text.lower()]


def test_the_database_is_sound_and_its_index_agrees_with_it(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        connection.execute("insert into posts_fts (posts_fts, rank) values ('integrity-check', 1)")
        connection.rollback()


def test_the_same_posts_give_the_same_bytes(
    database: Path, real: ThreadPosts, tmp_path: Path
) -> None:
    assert write(tmp_path / "again.db", real).read_bytes() == database.read_bytes()


def test_signs_that_mean_something_in_sql_are_only_text(odd: ThreadPosts, tmp_path: Path) -> None:
    path = write(tmp_path / "odd.db", odd)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("select author, lines, withdrawn from posts").fetchall()
        assert connection.execute("select title from threads").fetchall() == [(SIGNS,)]
    assert rows == [(post.author, "\n".join(post.lines), post.withdrawn) for post in odd]


def test_keys_are_numbers_that_javascript_can_hold() -> None:
    assert 999_999_999_999 * 5_000 + 4_999 < 2**53


def test_metadata_lies_beside_and_names_what_is_there(
    database: Path, connection: sqlite3.Connection
) -> None:
    beside = metadata_path(database)
    assert beside.name == "wsm.metadata.json"
    metadata = json.loads(beside.read_text("utf-8"))
    assert metadata == datasette_metadata("wsm")
    for table, about in metadata["databases"]["wsm"]["tables"].items():
        columns = {row[1] for row in connection.execute(f"pragma table_info({table})")}
        named = {*about.get("facets", []), *about.get("columns", {})}
        named |= {about[key] for key in ("label_column", "sort") if key in about}
        assert columns
        assert named <= columns


def test_two_posts_of_one_id_leave_what_was_there(real: ThreadPosts, tmp_path: Path) -> None:
    path = tmp_path / "wsm.db"
    path.write_bytes(b"before")
    with pytest.raises(ContentError, match=r"wsm\.db: cannot be written: UNIQUE"):
        write_sqlite(path, [real, real], TOPICS)
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["wsm.db"]
