"""The home page's blocks, as the extension of hand-written pages renders them."""

import pytest

from scraper.errors import ContentError
from tests.marginalia.citations.conftest import Desk
from tests.marginalia.citations.test_extension import one, render


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.mark.parametrize(
    ("home", "cited"),
    [("docs/index.md", "あわせて1か所"), ("docs/en/index.md", "in 1 places")],
)
def test_guides_are_listed_in_the_pages_language(desk: Desk, home: str, cited: str) -> None:
    page = render(desk, desk.write(home, "# A\n\n<!-- guides -->\n").read_text("utf-8"))
    assert one(page, "ol > li").get_text() == "Title & more What it is about."
    assert one(page, "ol a")["href"] == "guides/forged.md"
    assert cited in one(page, "ol + p").get_text()


@pytest.mark.parametrize(("home", "up"), [("docs/index.md", ""), ("docs/en/index.md", "../")])
def test_a_threads_dots_lead_to_its_posts_and_its_posts_are_counted(
    desk: Desk, home: str, up: str
) -> None:
    text = "# A\n\n<!-- thread 980820210426 -->\n"
    page = render(desk, desk.write(home, text).read_text("utf-8"))
    dots = page.select(".timeline a")
    assert dots[0]["href"] == f"{up}threads/1998/980820210426.html#m1"
    assert len(dots) == 12
    counted = one(page, ".counted").get_text()
    assert all(number in counted for number in ("12", "5", "10"))


def test_the_picture_speaks_the_language_of_the_page(desk: Desk) -> None:
    block = "<!-- thread 980820210426 -->"
    pages = [
        desk.write("docs/index.md", f"# 家\n\n{block}\n"),
        desk.write("docs/en/index.md", f"# Home\n\n{block}\n"),
    ]
    japanese, english = (one(render(desk, page.read_text("utf-8")), ".timeline") for page in pages)
    assert [label.get_text() for label in japanese.select("text")] == [
        "8日間",
        "8月20日",
        "1998年",
        "8月22日",
        "8月30日",
    ]
    assert [label.get_text() for label in english.select("text")] == [
        "8 days",
        "20 Aug",
        "1998",
        "22 Aug",
        "30 Aug",
    ]
    assert japanese.select("li")[0].get_text() == "1998年8月20日、2件（笹田、まゆみ）"
    assert english.select("li")[0].get_text() == "20 August 1998, 2 posts (笹田, まゆみ)"


def test_a_thread_that_is_not_there_is_named_with_its_line(desk: Desk) -> None:
    page = desk.write("docs/index.md", "# A\n\n<!-- thread 990909090909 -->\n")
    with pytest.raises(ContentError, match="no thread 990909090909") as caught:
        render(desk, page.read_text("utf-8"))
    assert caught.value.line == 3


def test_a_comment_of_another_kind_stays_a_comment(desk: Desk) -> None:
    page = desk.write("docs/index.md", "# A\n\n<!-- guides and more -->\n")
    assert render(desk, page.read_text("utf-8")).select("ol") == []
