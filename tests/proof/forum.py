"""A checkout to prove things on: the real thread, invented ones, and hostile ones."""

import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.convert import captures
from scraper.captures.archive import read_archive, write_warc
from scraper.convert import REDACTIONS, Report, convert
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.pages import FOLDERS
from scraper.redaction import read_redactions
from tests.scraper.cases import vocabularies
from tests.scraper.test_fuzz import PIECES

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SYNTAX: list[str] = json.loads((ROOT / "tests/scraper/syntax.json").read_text("utf-8"))
# From where on, in the invented forum, its pages are damaged rather than shown.
_SPARE = 200


def hostile(count: int) -> Iterator[Capture]:
    """Captures of which every line is syntax to something, and pages cut and spliced at random.

    Of the damaged ones some are no thread any more.
    """
    for number in range(count):
        random = Random(f"hostile {number}")
        opened = datetime(1997, 1, 1) + timedelta(hours=number)
        yield Capture(_page_of_syntax(random, opened), "text/plain", f"syntax-{number}.txt")
    for number, capture in enumerate(captures(_SPARE + count)):
        if number >= _SPARE:
            random = Random(f"damaged {number}")
            yield capture._replace(payload=_damaged(random, capture.payload))


def _page_of_syntax(random: Random, opened: datetime) -> bytes:
    parts = [random.choice(SYNTAX).strip() or "題"]
    for number in range(random.randint(1, 4)):
        name = random.choice(SYNTAX).strip() or "名"
        time = f"{opened + timedelta(minutes=number):%A, %B %d, %Y %H:%M:%S}"
        parts += (
            [f"発言者:{name}", f"( Date {time} )"]
            if number == 0
            else [f"{name} さんからのコメント", f"( {time} )"]
        )
        body = [
            "".join(random.choices(SYNTAX, k=random.randint(1, 2)))
            for _ in range(random.randint(1, 12))
        ]
        parts += ["", *body, ""]
    return "\r".join(parts).encode("utf-8", "surrogatepass")


def _damaged(random: Random, payload: bytes) -> bytes:
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(payload))
        payload = payload[:at] + random.choice(PIECES) + payload[at + random.randint(0, 40) :]
    return payload


class Forum:
    """A checkout, and the functions below the commands that read it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.docs = root / "docs"
        self.archive = root / "archive"
        self.redactions = read_redactions(self.archive / REDACTIONS)

    def captures(self) -> list[Capture]:
        """The archive, which must be without a problem."""
        problems: list[ContentError] = []
        found = list(read_archive(self.archive, problems.append))
        assert problems == []
        return found

    def convert(self, archive: Iterable[Capture] | None = None, *, dry_run: bool = False) -> Report:
        """Convert everything; what is no thread is passed over."""
        captures = self.captures() if archive is None else list(archive)
        return convert(
            lambda: captures,
            self.redactions,
            vocabularies(),
            self.docs,
            lambda _: None,
            dry_run=dry_run,
        )

    def pages(self) -> list[Path]:
        """Every generated page."""
        return sorted(path for name in FOLDERS for path in (self.docs / name).rglob("*.md"))

    def thread_pages(self) -> list[Path]:
        """The pages that posts are on."""
        return sorted(self.docs.glob(f"threads/*/{12 * '[0-9]'}.md"))


def make_forum(root: Path, invented: int, hostile_ones: int) -> Forum:
    """A checkout with the real thread and its guides and annotations, and threads beside it."""
    for name in ("archive", "annotations", "vocabulary", "docs"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    archive = root / "archive"
    write_warc(archive / "invented.warc.gz", captures(invented), NOW)
    write_warc(archive / "hostile.warc.gz", hostile(hostile_ones), NOW)
    forum = Forum(root)
    forum.convert()
    return forum
