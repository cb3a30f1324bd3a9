"""What is checked without a build is what the build shows."""

from pathlib import Path

import pytest
from markdown import Markdown

from bench.forum import threads
from marginalia.annotations.notebook import Notebook
from marginalia.annotations.targets import Targets
from marginalia.citations.library import Library
from marginalia.runs import visible_text
from scraper.emit import emit
from scraper.enrich.findings import NOTHING
from tests.conftest import CHECKOUT
from tests.marginalia.reading import parse, posts


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    (root / "vocabulary").symlink_to(CHECKOUT / "vocabulary")
    for thread in threads(30):
        path = root / f"docs/threads/{thread.id[:2]}/{thread.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(emit(thread, NOTHING), "utf-8")
    (root / "docs/threads/98").mkdir(exist_ok=True)
    seed = "threads/1998/980820210426.md"
    (root / "docs/threads/98/980820210426.md").write_bytes((CHECKOUT / "docs" / seed).read_bytes())
    return root


def test_a_post_has_the_same_text_in_both(checkout: Path) -> None:
    targets = Targets(Notebook(checkout, Library(checkout)), lambda page: page.text)
    found = 0
    for path in sorted(checkout.glob("docs/threads/*/*.md")):
        body = path.read_text("utf-8").split("\n---\n", 1)[1]
        html = Markdown(extensions=["marginalia.thread"]).convert(body)
        for number, post in enumerate(posts(parse(html)), start=1):
            shown = visible_text(post.decode_contents()).split()
            assert targets.text(f"{path.stem}-{number}").split() == shown
            found += 1
    assert found == 312
