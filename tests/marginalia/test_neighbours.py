"""A thread links to those beside it in time, of all threads and of each of its topics."""

import os
from pathlib import Path

from marginalia.neighbours import neighbours, neighbours_in, read_order, shown_beside
from scraper.pages.order import ORDER, order_file
from scraper.summary import Participant, Summary, TopicUse
from tests.marginalia.reading import parse
from tests.scraper.pages.invented import summaries, vocabulary


def thread(day: str, title: str, *topics: str) -> Summary:
    return Summary(
        id=day.replace("-", "")[2:] + "000000",
        title=title,
        day=day,
        messages=1,
        people=(Participant("笹田", (1,)),),
        topics=tuple(TopicUse(topic, (1,), ()) for topic in topics),
    )


THREADS = (
    thread("1998-12-31", "初", "spam"),
    thread("1999-01-01", "中\u2028<i>&", "spam", "rbl"),
    thread("1999-01-02", "", "rbl"),
    thread("1999-01-03", "長" * 100, "spam"),
)


def beside(*threads: Summary, of: Summary) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rows of links: a label, then the address and the words of each link."""
    html = neighbours_in(read_order(order_file(threads, vocabulary())), of.path)
    return [
        (row.span.get_text(), [(str(link["href"]), link.get_text()) for link in row.select("a")])
        for row in parse(html).select("li")
        if row.span
    ]


def test_a_thread_links_to_the_nearest_ones_in_time_and_in_each_topic() -> None:
    assert beside(*THREADS, of=THREADS[1]) == [
        ("すべて", [("../1998/981231000000.html", "← 初"), ("990102000000.html", "→ （無題）")]),
        (
            "迷惑メール",
            [
                ("../1998/981231000000.html", "← 初"),
                ("990103000000.html", f"→ {'長' * 59}…"),
            ],
        ),
        ("RBLとブラックリスト", [("990102000000.html", "→ （無題）")]),
    ]


def test_a_title_is_text() -> None:
    assert beside(*THREADS, of=THREADS[0])[0] == (
        "すべて",
        [("../1999/990101000000.html", "→ 中\u2028<i>&")],
    )


def test_the_only_thread_has_no_neighbours() -> None:
    assert beside(THREADS[0], of=THREADS[0]) == []


def test_a_thread_that_is_not_listed_has_none(tmp_path: Path) -> None:
    assert beside(*THREADS[:3], of=THREADS[3]) == []
    assert neighbours(tmp_path, THREADS[0].path) == ""


def test_the_file_is_read_anew_when_it_changed(tmp_path: Path) -> None:
    file = tmp_path / ORDER
    file.parent.mkdir()
    for number, count in enumerate((1, 2)):
        file.write_text(order_file(THREADS[:count], vocabulary()), "utf-8")
        # The next writing may fall into the same tick of the file system's clock.
        os.utime(file, (number, number))
        assert bool(neighbours(tmp_path, THREADS[0].path)) == (count == 2)


def test_a_new_thread_adds_one_line_in_the_middle_of_many() -> None:
    many = list(summaries(300))
    before = order_file([*many[:150], *many[151:]], vocabulary()).split("\n")
    after = order_file(many, vocabulary()).split("\n")
    assert before == [line for line in after if f'"{many[150].path}"' not in line]
    assert len(after) == len(before) + 1


def test_what_tells_of_a_change_changes_where_the_links_do(tmp_path: Path) -> None:
    def shown(*threads: Summary) -> tuple[dict[str, str], dict[str, str]]:
        file = tmp_path / ORDER
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(order_file(threads, vocabulary()), "utf-8")
        os.utime(file, ns=(0, next(times)))
        links = {each.path: neighbours(tmp_path, each.path) for each in THREADS}
        return links, shown_beside(tmp_path)

    times = iter(range(len(THREADS) + 1))
    links, told = shown(*THREADS)
    for left_out in THREADS:
        new_links, new_told = shown(*(each for each in THREADS if each != left_out))
        for each in THREADS:
            same = links[each.path] == new_links[each.path]
            assert same == (told[each.path] == new_told.get(each.path))
