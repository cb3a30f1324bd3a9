"""Changes a text as an accident would: by one character."""

from random import Random
from typing import NamedTuple

CHARACTERS = "x#*_\\`<>&[]-!|~ 　あ亜1\n。:.{}"


class Change(NamedTuple):
    """One character of a text replaced: the text since, and the line it was on, from 1."""

    text: str
    line: int


def change(random: Random, text: str, start: int = 0, end: int | None = None) -> Change:
    at = random.randrange(start, len(text) if end is None else end)
    new = random.choice([each for each in CHARACTERS if each != text[at]])
    return Change(text[:at] + new + text[at + 1 :], text.count("\n", 0, at) + 1)


def reworded(random: Random, text: str) -> str:
    """The text with one of its letters another one; search and citations ignore the rest."""
    at = random.choice([at for at, letter in enumerate(text) if letter.isalnum()])
    return text[:at] + ("亜" if text[at] != "亜" else "唖") + text[at + 1 :]
