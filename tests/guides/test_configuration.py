"""The configuration in the guides, read by the real postconf and named-checkzone."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.guides.programs import run

DOCS = Path(__file__).parents[2] / "docs"
JAPANESE = sorted((DOCS / "guides").glob("*.md"))
GUIDES = [*JAPANESE, *sorted((DOCS / "en" / "guides").glob("*.md"))]
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
ORIGIN = re.compile(r"^\$ORIGIN (\S+)$", re.MULTILINE)
SERVICE = re.compile(r"^\S+ +(inet|unix) ", re.MULTILINE)


def blocks(guide: Path) -> list[tuple[str, str]]:
    """The guide's fenced blocks: language and text, at column 0."""
    return [(language, dedent(text)) for language, text in BLOCK.findall(guide.read_text())]


def postfix(guide: Path) -> tuple[str, str]:
    """What the guide puts into main.cf and into master.cf."""
    shown = [text for language, text in blocks(guide) if language == "ini"]
    return (
        "".join(text for text in shown if not SERVICE.search(text)),
        "".join(text for text in shown if SERVICE.search(text)),
    )


def name_of(value: object) -> str | None:
    return str(value.relative_to(DOCS)) if isinstance(value, Path) else None


@pytest.mark.parametrize("guide", [guide for guide in GUIDES if any(postfix(guide))], ids=name_of)
def test_postfix_knows_every_setting_of_a_guide(guide: Path, tmp_path: Path) -> None:
    main, master = postfix(guide)
    (tmp_path / "main.cf").write_text(main)
    (tmp_path / "master.cf").write_text(master)
    for what in ("-n", "-M", "-P"):
        read = run("postconf", "-c", str(tmp_path), what)
        assert (read.returncode, read.stderr) == (0, "")


ZONES = [
    (guide, text) for guide in GUIDES for _, text in blocks(guide) if re.search(r"\bSOA\b", text)
]


@pytest.mark.parametrize(("guide", "zone"), ZONES, ids=name_of)
def test_zone_of_a_guide_loads(guide: Path, zone: str, tmp_path: Path) -> None:
    file = tmp_path / guide.stem
    file.write_text(zone)
    origin = ORIGIN.search(zone)
    name = origin[1] if origin else "list.example.org"
    checked = run("named-checkzone", "-i", "local", name, str(file))
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("guide", JAPANESE, ids=name_of)
def test_both_languages_show_the_same_configuration(guide: Path) -> None:
    def settings(page: Path) -> list[str]:
        shown = "".join(text for language, text in blocks(page) if language != "text")
        return [line for line in shown.splitlines() if line[:1] not in "#;"]

    assert settings(guide) == settings(DOCS / "en" / "guides" / guide.name)
