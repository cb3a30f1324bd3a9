"""A checkout to prove things on: the real thread, invented ones, and hostile ones."""

import html
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.convert import captures
from scraper.captures.archive import read_archive, write_warc
from scraper.convert import REDACTIONS, Report, convert
from scraper.enrich.findings import Vocabularies
from scraper.enrich.products import ProductVocabulary
from scraper.enrich.topics import TopicVocabulary
from scraper.errors import ContentError
from scraper.model import Capture
from scraper.pages import FOLDERS
from scraper.pages.glossary import Glossary
from scraper.redaction import read_redactions
from scraper.yamlfile import read_model
from tests.publisher.hostile import VECTORS
from tests.scraper.test_fuzz import PIECES

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SYNTAX: list[str] = json.loads((ROOT / "tests/scraper/syntax.json").read_text("utf-8"))
CHARSETS = ("cp932", "euc_jp", "iso2022_jp", "utf-8")
# From where on, in the invented forum, its pages are damaged rather than shown.
_SPARE = 200


def hostile(count: int) -> Iterator[Capture]:
    """Three kinds of captures, ``count`` of each: text of which every line is syntax to something;
    HTML of scripts and long lines, in charsets that its label lies about; pages cut and spliced at
    random, of which some are no thread any more."""
    for number in range(count):
        random = Random(f"hostile {number}")
        text = _text(random, SYNTAX, datetime(1997, 1, 1) + timedelta(hours=number))
        payload = text.encode("utf-8", "surrogatepass")
        yield Capture(payload, "text/plain", f"syntax-{number}.txt")
    for number in range(count):
        random = Random(f"scripts {number}")
        lines = [*VECTORS, *SYNTAX, "長い行。" * random.choice((1, 100, 10_000))]
        text = html.escape(_text(random, lines, datetime(1999, 1, 1) + timedelta(hours=number)))
        payload = f"<pre>{text}</pre>".encode(random.choice(CHARSETS), "xmlcharrefreplace")
        label = random.choice((None, *CHARSETS))
        yield Capture(payload, "text/html", f"scripts-{number}.html", label=label)
    for number, capture in enumerate(captures(_SPARE + count)):
        if number >= _SPARE:
            random = Random(f"damaged {number}")
            yield capture._replace(payload=_damaged(random, capture.payload))


def _text(random: Random, lines: Sequence[str], opened: datetime) -> str:
    """A thread whose title, names and bodies are of those lines."""
    parts = [random.choice(lines).strip() or "題"]
    for number in range(random.randint(1, 4)):
        name = random.choice(lines).strip() or "名"
        time = f"{opened + timedelta(minutes=number):%A, %B %d, %Y %H:%M:%S}"
        parts += (
            [f"発言者:{name}", f"( Date {time} )"]
            if number == 0
            else [f"{name} さんからのコメント", f"( {time} )"]
        )
        body = [
            "".join(random.choices(lines, k=random.randint(1, 2)))
            for _ in range(random.randint(1, 12))
        ]
        parts += ["", *body, ""]
    return "\r".join(parts)


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
            self.vocabularies(),
            self.docs,
            lambda _: None,
            dry_run=dry_run,
        )

    def vocabularies(self) -> Vocabularies:
        """Those of the checkout. Raises ContentError where one cannot be read."""
        folder = self.root / "vocabulary"
        return Vocabularies(
            topics=read_model(folder / "topics.yml", TopicVocabulary),
            products=read_model(folder / "products.yml", ProductVocabulary),
            glossary=read_model(folder / "glossary.yml", Glossary),
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
