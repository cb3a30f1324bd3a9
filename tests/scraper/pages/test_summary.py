from scraper.enrich.records import Host, OutLink, Topic
from scraper.pages import thread_entries
from scraper.pages.entries import Entries
from scraper.summary import HostUse, TopicUse, summarize, thread_path
from tests.scraper.pages.invented import summaries
from tests.scraper.strategies import message, thread_of

THREAD = thread_of(
    "題名", [message(1, "笹田", ["a"]), message(2, "まゆみ", ["b"]), message(3, "笹田", ["c"])]
)


def test_people_are_in_the_order_of_their_first_posts() -> None:
    assert summarize(THREAD).people == (("笹田", (1, 3)), ("まゆみ", (2,)))


def test_the_day_and_the_path_are_those_of_the_opening_post() -> None:
    summary = summarize(THREAD)
    assert summary.day == "1998-08-20"
    assert summary.path == thread_path(THREAD) == "threads/1998/980820210426.md"


def test_topics_of_posts_follow_those_of_the_thread() -> None:
    found = summarize(
        THREAD,
        topics=[Topic(id="relay", score=5, words=("リレー",))],
        post_topics={
            2: [Topic(id="relay", score=2, words=("リレー", "踏み台"))],
            3: [Topic(id="bounce", score=2, words=("バウンス",))],
        },
    )
    assert found.topics == (
        TopicUse("relay", (2,), ("リレー", "踏み台")),
        TopicUse("bounce", (3,), ("バウンス",), whole=False),
    )


def test_a_host_in_one_role_is_one_entry() -> None:
    hosts = [
        Host(name="aol.com", kind="domain", role="named", post=post, where=where)
        for post, where in ((3, "prose"), (1, "header"), (1, "prose"))
    ]
    assert summarize(THREAD, hosts=hosts).hosts == (HostUse("aol.com", "domain", "named", (1, 3)),)


def test_a_link_without_its_target_is_left_out() -> None:
    lost = OutLink(url=None, host=None, post=1, label="→ here", archived=None)
    assert summarize(THREAD, links=[lost]).links == ()


def test_the_rows_of_a_thread_survive_their_cache() -> None:
    entries = thread_entries(next(summaries(1)))
    assert Entries.model_validate_json(entries.model_dump_json()) == entries


def test_the_rows_of_ten_posts_are_few_and_short() -> None:
    assert len(thread_entries(next(summaries(1))).model_dump_json().encode()) < 3000
