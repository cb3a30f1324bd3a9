"""The addresses promised on the about page: the list says so, and the site has them."""

import re
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.site.kinds import THREAD

# Never to be changed but by adding. An address on the left is promised as the text on the right.
PROMISED = {
    THREAD: "threads/<年>/<ID>.html",
    f"{THREAD}#m1": "threads/<年>/<ID>.html#m<番号>",
    f"{THREAD}#m12": "threads/<年>/<ID>.html#m<番号>",
    "guides/forged-sender.html": "guides/<名前>.html",
    "guides/bounce.html#question": "guides/<名前>.html#<節>",
    "guides/relay.html#question": "guides/<名前>.html#<節>",
    "guides/rbl.html#question": "guides/<名前>.html#<節>",
    "guides/eims-to-sims.html#question": "guides/<名前>.html#<節>",
    "en/guides/rbl.html#question": "en/",
    f"{THREAD}#note-aol-received": "#note-<名前>",
    "annotations/980820210426/aol-received.jsonld": "annotations/<ID>/<名前>.jsonld",
    "topics/spam.html": "topics/<話題>.html",
    "threads/1998/980820210426.md": ".md",
    "threads.atom": "threads.atom",
    "annotations.atom": "annotations.atom",
    "annotations.jsonld": "annotations.jsonld",
    "old-addresses.json": "old-addresses.json",
    "thread.schema.json": "thread.schema.json",
    "annotations.schema.json": "annotations.schema.json",
    "search.html": "search.html?q=<検索語>",
    "kensaku/kensaku.js": "kensaku/kensaku.js",
    "kensaku/kensaku.mjs": "kensaku/kensaku.mjs",
    "llms.txt": "llms.txt",
    "data/index.html": "data/",
}


@pytest.mark.parametrize("address", PROMISED)
def test_a_promised_address_is_there(published: Path, address: str) -> None:
    place, _, fragment = address.partition("#")
    text = (published / place).read_text("utf-8")
    assert not fragment or re.search(rf'\bid="{re.escape(fragment)}"', text)


def test_the_about_page_promises_what_is_tested_and_no_more() -> None:
    text = (CHECKOUT / "docs/about/index.md").read_text("utf-8")
    section = text.split("{ #addresses }")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][2:]
    listed = {code for row in rows for code in re.findall("`([^`]+)`", row.split("|")[2])}
    tested = set(PROMISED.values())
    # Said of pages that are in the list already, or of a part of one.
    assert listed - tested == {".html", "glossary/index.html#<用語>"}
    assert tested - listed == set()
