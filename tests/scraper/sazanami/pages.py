"""The invented board's pages, as it served them."""

from pathlib import Path

from scraper.captures.payload import saved_url
from scraper.model import Capture

_FOLDER = Path(__file__).parent / "saved"
SITE = "http://sazanami.example/"


def page(name: str) -> bytes:
    """``7`` and ``12`` are threads, the second saved without its address; ``index`` lists them."""
    return (_FOLDER / f"{name}.html").read_text("utf-8").encode("euc_jp")


def thread(number: int) -> Capture:
    """Page 7 as the capture of another number."""
    return Capture(page("7"), "text/html", f"{number}.html", f"{SITE}cgi-bin/bbs.cgi?no={number}")


def saved(name: str) -> Capture:
    """A page as a capture from disk."""
    payload = page(name)
    return Capture(payload, "text/html", f"{name}.html", saved_url(payload))
