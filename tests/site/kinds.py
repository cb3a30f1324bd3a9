"""One address of every kind of page, relative to the site's root, and how to open one."""

from playwright.sync_api import Page

THREAD = "threads/1998/980820210426.html"
KINDS = (
    "index.html",
    "threads/index.html",
    "threads/1998/index.html",
    THREAD,
    "browse/index.html",
    "topics/index.html",
    "topics/bounce.html",
    "software/eims.html",
    "people/index.html",
    "people/c5c09824fa.html",
    "hosts/com.html",
    "links/index.html",
    "cases/index.html",
    "glossary/index.html",
    "annotations/index.html",
    "about/index.html",
    "search.html",
    "en/index.html",
    "en/guides/index.html",
    "en/guides/bounce.html",
    "en/topics/index.html",
    "en/glossary/index.html",
    "en/annotations/index.html",
    "en/data/index.html",
    "en/about/index.html",
    "en/search.html",
)


# The scripts come after the first paint. A page's own are one file; the search's marks its link.
_READY = """() => matchMedia("(scripting: none)").matches
  || !document.getElementById("scripts")
  || (globalThis.wsm && document.querySelector("#kensaku-open[aria-haspopup]"))"""


def visit(page: Page, address: str) -> None:
    """Open an address, which must be there, and wait for its scripts."""
    response = page.goto(address)
    assert response is not None
    assert response.ok, f"{address}: {response.status}"
    wait_for_scripts(page)


def reload(page: Page) -> None:
    """Load the page again, and wait for its scripts."""
    page.reload()
    wait_for_scripts(page)


def wait_for_scripts(page: Page) -> None:
    """Wait until the scripts of a page of the site have run, if they may."""
    page.wait_for_function(_READY)
