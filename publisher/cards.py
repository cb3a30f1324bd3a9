"""Draws the pictures that stand for the site and its guides where an address is shared.

They are kept with the theme and not drawn during a build: that takes a browser and a Japanese font,
which not every machine has and which draw differently from release to release. ``scripts/cards``
draws them again after a guide's title changed.
"""

import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

from scraper.files import write_generated
from scraper.pages.guides import read_guides

CARDS = Path("overrides/assets/cards")
WIDTH, HEIGHT = 1200, 630
_NAMES = {"ja": "WSM アーカイブ", "en": "WSM archive"}
_SITE = ("Web Scripter's Meeting", "Macでサーバーを動かした人たちの、十年の会話　1996–2006")
_MARK = Path("overrides/assets/mark.svg")


def cards(docs: Path) -> Iterator[tuple[str, str, str, str]]:
    """The file name, language, title and subtitle of each picture. Raises ContentError."""
    yield "site.png", "ja", *_SITE
    for guide in read_guides(docs):
        name = guide.path.removesuffix(".md").replace("/", "-")
        yield f"{name}.png", guide.head.lang, guide.head.title, guide.head.description


def card(lang: str, title: str, subtitle: str, mark: str) -> str:
    """A page to take the picture of; ``mark`` is the site's mark as SVG."""
    font = '"Hiragino Sans", "Noto Sans CJK JP", "Yu Gothic", sans-serif'
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><style>'
        f"body{{margin:0;width:{WIDTH}px;height:{HEIGHT}px;box-sizing:border-box;padding:80px;"
        f"display:flex;flex-direction:column;background:#fff;color:#1c222b;font-family:{font};"
        "border-bottom:24px solid #1a4f8f;line-break:strict}"
        "header{display:flex;align-items:center;gap:20px;font-size:36px;color:#545e6b}"
        "svg{width:64px;height:64px}"
        "h1{margin:auto 0 32px;font-size:84px;line-height:1.2;text-wrap:balance;"
        "word-break:auto-phrase}"
        "p{margin:0 0 auto;font-size:34px;line-height:1.6;color:#545e6b;text-wrap:pretty}"
        f"</style><header>{mark}{escape(_NAMES[lang])}</header>"
        f"<h1>{escape(title)}</h1><p>{escape(subtitle)}</p></html>"
    )


def main() -> None:
    """Draw all pictures of the checkout in the working directory."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        for name, lang, title, subtitle in cards(Path("docs")):
            page.set_content(card(lang, title, subtitle, _MARK.read_text("utf-8")))
            write_generated(CARDS / name, page.screenshot())
        browser.close()


if __name__ == "__main__":
    main()
