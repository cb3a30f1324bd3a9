"""The pinned requirements agree: an environment for the checks serves the site too."""

import re
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[2] / "requirements"


def pins(name: str) -> set[str]:
    text = (REQUIREMENTS / name).read_text("utf-8")
    return set(re.findall(r"^(\S+==\S+)", text, re.MULTILINE))


def test_every_pin_of_the_site_is_a_pin_of_the_tests() -> None:
    assert pins("site.txt") <= pins("test.txt")


def test_no_requirements_name_an_index() -> None:
    for path in REQUIREMENTS.iterdir():
        assert "://" not in path.read_text("utf-8"), path
