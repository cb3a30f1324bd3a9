"""Records → an SQLite database with full-text search, and the metadata that Datasette shows."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scraper.emit import RIGHTS
from scraper.enrich.topics import TopicEntry
from scraper.errors import ContentError
from scraper.exports.place import new_path
from scraper.exports.records import PostRecord, ThreadInfo, ThreadPosts
from scraper.files import write_generated
from scraper.profiles.wsm import PROFILE as WSM

# "key" is what the full-text index joins on: an integer that VACUUM leaves alone. It is made of the
# id, so that it stays the same when threads are added.
_TABLES = """
create table threads (
  id text primary key, title text not null, url text not null,
  started text not null, ended text not null, posts integer not null,
  source_url text not null, source_url_status text not null, source_captured text,
  source_charset text not null, source_sha256 text not null
) without rowid;
create table posts (
  key integer primary key, id text not null unique,
  thread text not null references threads (id), number integer not null, url text not null,
  author text, posted text not null, withdrawn integer not null,
  text text not null, lines text not null
);
create table blocks (
  post text not null references posts (id), first_line integer not null,
  last_line integer not null, type text not null, text text not null,
  primary key (post, first_line)
) without rowid;
create table links (
  id integer primary key, post text not null references posts (id), label text not null, href text
);
create table replies (
  post text not null references posts (id), answers text not null references posts (id),
  kind text not null, confidence real not null, primary key (post, answers)
) without rowid;
create table topics (
  id text primary key, label_ja text not null, label_en text not null,
  definition_ja text not null, definition_en text not null
) without rowid;
create table thread_topics (
  thread text not null references threads (id), topic text not null references topics (id),
  rank integer not null, primary key (thread, topic)
) without rowid;
create table post_topics (
  post text not null references posts (id), topic text not null references topics (id),
  primary key (post, topic)
) without rowid;
create table software (
  thread text not null references threads (id), name text not null, versions text not null,
  primary key (thread, name)
) without rowid;
"""
_INDEXES = """
create index posts_thread on posts (thread, number);
create index posts_author on posts (author);
create index posts_posted on posts (posted);
create index links_post on links (post);
create index replies_answers on replies (answers);
create index thread_topics_topic on thread_topics (topic);
create index post_topics_topic on post_topics (topic);
create index software_name on software (name);
create virtual table posts_fts using fts5 (
  text, content="posts", content_rowid='key', tokenize='trigram'
);
insert into posts_fts (posts_fts) values ('rebuild');
insert into posts_fts (posts_fts) values ('optimize');
"""
# More than a thread has posts, and such that keys are below 2**53, where JavaScript's end.
_KEYS = 5_000

# The full-text index knows no string of less than three characters, and Japanese words are short.
_CONTAINS = """\
select id, author, posted, text, url from posts
where instr(lower(text), lower(:words)) order by posted, key"""


def write_sqlite(
    path: Path,
    threads: Iterable[ThreadPosts],
    topics: Iterable[TopicEntry],
    forum: str = WSM.name,
) -> int:
    """Write the database, and ``datasette_metadata`` beside it; return the number of posts.

    ``forum`` is what the posts were posted to. The same records give the same bytes with the same
    release of SQLite. Memory holds one thread.
    Raises ContentError when SQLite cannot write, and OSError.
    """
    try:
        with new_path(path) as made, TemporaryDirectory(dir=made.parent) as folder:
            database = sqlite3.connect(Path(folder) / "work.db", isolation_level=None)
            with closing(database):
                count = _fill(database, threads, topics)
                database.execute("vacuum into ?", [str(made)])
    except sqlite3.Error as error:
        raise ContentError(path, None, f"cannot be written: {error}") from error
    metadata = json.dumps(datasette_metadata(path.stem, forum), ensure_ascii=False, indent=2)
    write_generated(metadata_path(path), metadata.encode() + b"\n")
    return count


def metadata_path(path: Path) -> Path:
    """Where the metadata for ``datasette DATABASE --metadata FILE`` is: ``wsm.metadata.json``."""
    return path.with_name(f"{path.stem}.metadata.json")


def datasette_metadata(name: str, forum: str = WSM.name) -> dict[str, Any]:
    """What Datasette shows of the database called ``name`` with the posts of ``forum``.

    Source: https://docs.datasette.io/en/stable/metadata.html
    """
    tables = {
        "threads": {"label_column": "title", "sort": "started"},
        "posts": {
            "label_column": "id",
            "sort": "posted",
            "facets": ["author"],
            "columns": {
                "url": "サイトの先頭からのアドレス / relative to the root of the site",
                "text": "折り返しをつないだ本文 / wrapped lines joined, quote marks left out",
                "lines": "元の行 / the lines as posted",
            },
        },
        "links": {"label_column": "label"},
        "replies": {"description": "機械による推定 / found by machine"},
        "topics": {"label_column": "label_ja"},
    }
    contains = {
        "title": "文字列を含む発言 / posts that contain a string",
        "description": "二文字以下でも探せます / any length; Datasette's own search needs three",
        "sql": _CONTAINS,
    }
    return {
        "title": forum,
        "description": (
            "会議室の記録。メールアドレスは伏せてあります。 / "
            "The posts of a forum. Mail addresses are masked."
        ),
        "license": f"{RIGHTS} / The posts belong to their authors.",
        "databases": {name: {"tables": tables, "queries": {"contains": contains}}},
    }


def _fill(
    database: sqlite3.Connection, threads: Iterable[ThreadPosts], topics: Iterable[TopicEntry]
) -> int:
    database.executescript("pragma page_size = 4096; pragma journal_mode = off;")
    database.executescript(_TABLES)
    database.execute("begin")
    for topic in topics:
        texts = (topic.label.ja, topic.label.en, topic.definition.ja, topic.definition.en)
        _insert(database, "topics", [(topic.id, *texts)])
    count = 0
    for posts in threads:
        _insert_thread(database, posts[0].thread)
        for post in posts:
            _insert_post(database, post)
        count += len(posts)
    database.execute("commit")
    database.executescript(_INDEXES)
    return count


def _insert_thread(database: sqlite3.Connection, thread: ThreadInfo) -> None:
    source = thread.source
    captured = source.captured.isoformat() if source.captured else None
    row = (
        *(thread.id, thread.title, thread.url),
        *(thread.started.isoformat(), thread.ended.isoformat(), thread.posts),
        *(source.url, source.url_status, captured, source.charset, source.sha256),
    )
    _insert(database, "threads", [row])
    ranked = enumerate(thread.topics, 1)
    _insert(database, "thread_topics", ((thread.id, topic, rank) for rank, topic in ranked))
    _insert(
        database,
        "software",
        ((thread.id, each.name, json.dumps(each.versions)) for each in thread.software),
    )


def _insert_post(database: sqlite3.Connection, post: PostRecord) -> None:
    thread = post.thread.id
    row = (
        *(int(thread) * _KEYS + post.number, post.id, thread, post.number, post.url),
        *(post.author, post.posted.isoformat(), post.withdrawn),
        *(post.text, "\n".join(post.lines)),
    )
    _insert(database, "posts", [row])
    blocks = (
        (post.id, each.first_line, each.last_line, each.type, each.text) for each in post.blocks
    )
    _insert(database, "blocks", blocks)
    _insert(database, "links", ((None, post.id, each.label, each.href) for each in post.links))
    replies = (
        (post.id, f"{thread}-{each.to}", each.kind, each.confidence) for each in post.replies
    )
    _insert(database, "replies", replies)
    _insert(database, "post_topics", ((post.id, topic) for topic in post.topics))


def _insert(
    database: sqlite3.Connection, table: str, rows: Iterable[tuple[str | int | float | None, ...]]
) -> None:
    for row in rows:
        values = ", ".join("?" * len(row))
        database.execute(f"insert into {table} values ({values})", row)  # noqa: S608 - our names
