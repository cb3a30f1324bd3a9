"""Python-Markdown extension: on an English page, Japanese words say that they are Japanese.

A screen reader then reads them with a Japanese voice, and a browser chooses Japanese forms of the
characters (WCAG 2.2, success criterion 3.1.2).
"""

import re
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from marginalia.citations.library import shared_library
from marginalia.runs import TOKEN, VOID

CHECKOUT = Path(__file__).parents[1]

_LETTER = "々〆ぁ-ゖァ-ヺー㐀-䶿一-鿿豈-﫿ｦ-ﾟ"
# A quotation, of which some are in English; or Japanese with its punctuation and spaces.
_JAPANESE = re.compile(rf"「[^「」]*」|[{_LETTER}](?:[{_LETTER}、。・！？　 ]*[{_LETTER}。])?")
_HAS_LETTER = re.compile(f"[{_LETTER}]")
_LANG = re.compile(r"""\blang\s*=\s*["']?(?P<lang>[A-Za-z-]*)""")
# Elements in which a span has no place.
_CLOSED = frozenset(("option", "script", "style", "svg", "textarea", "title"))


def mark_japanese(html: str) -> str:
    """The HTML of an English page, well formed, with each run of Japanese text in a span that has
    ``lang``; what is in an element whose ``lang`` is not English stays as it is.

    >>> mark_japanese("<p>See スパム and <i lang=ja>中継</i>.</p>")
    '<p>See <span lang="ja">スパム</span> and <i lang=ja>中継</i>.</p>'
    """
    parts: list[str] = []
    around = [("", False)]  # the open elements, and whether their text stays as it is
    for token in TOKEN.finditer(html):
        text, name = token[0], (token["name"] or "").lower()
        stays = around[-1][1]
        if not name:
            is_text = not stays and not text.startswith("<")
            text = _JAPANESE.sub(_span, text) if is_text else text
        elif token["close"]:
            if around[-1][0] == name:
                around.pop()
        elif name not in VOID and not token["attributes"].endswith("/"):
            lang = _LANG.search(token["attributes"])
            if name in _CLOSED:
                stays = True
            elif lang:
                stays = not lang["lang"].startswith("en")
            around.append((name, stays))
        parts.append(text)
    return "".join(parts)


def _span(match: re.Match[str]) -> str:
    return f'<span lang="ja">{match[0]}</span>' if _HAS_LETTER.search(match[0]) else match[0]


class LanguageExtension(Extension):
    """``root`` is the checkout whose pages these are."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"root": [str(CHECKOUT), "The checkout."]}
        super().__init__(**kwargs)
        self.is_english = False

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register both steps."""
        md.registerExtension(self)
        # Where the text is as the library knows it: before annotations (29) put their list there.
        md.preprocessors.register(_Pages(md, self), "languages", 29.5)
        # Last, after the annotations to guides (5).
        md.postprocessors.register(_Words(md, self), "languages", 4)

    def reset(self) -> None:
        """Forget the page before: Python-Markdown calls this between documents."""
        self.is_english = False


class _Pages(Preprocessor):
    def __init__(self, md: Markdown, extension: LanguageExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if text.strip():
            page = shared_library(Path(self.extension.getConfig("root"))).page(text)
            self.extension.is_english = page is not None and page.lang == "en"
        return lines


class _Words(Postprocessor):
    def __init__(self, md: Markdown, extension: LanguageExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, text: str) -> str:
        return mark_japanese(text) if self.extension.is_english else text


def makeExtension(**kwargs: Any) -> LanguageExtension:  # noqa: N802 - Python-Markdown's name
    """The entry point by which Python-Markdown loads this module."""
    return LanguageExtension(**kwargs)
