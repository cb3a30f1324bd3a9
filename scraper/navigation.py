"""Tells the site's navigation from what people posted."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from scraper.lines import Line, is_blank
from scraper.model import Link

_MENU_WORD = re.compile(
    r"戻る|もどる|目次|一覧|トップ|ホーム|メニュー|インデックス|索引|先頭|前へ|次へ|前の|次の|検索"
    r"|\b(?:index|top|home|back|next|prev(?:ious)?|menu|up|search|contents)\b",
    re.IGNORECASE | re.ASCII,
)
_BETWEEN = re.compile(r"[\s\[\]［］【】()（）|｜/／・:：<>＜＞«»←↑↓-]*")
_LONGEST_LABEL = 20
_SENTENCE_END = re.compile(r"[。．.!！?？]$")

_FOOTER = re.compile(
    r"""
        [\w.+-]+[@＠][\w-]+(?:\.[\w-]+)+                       # a mail address alone
      | (?:[^\d]{0,20}(?:カウンタ|アクセス|訪問|counter|access|visit)[^\d]{0,20})?
        [\d,]+\s*(?:人|件|回|番目|hits?)?
      | (?:copyright|\(c\)|©).{0,80}
      | .{0,20}(?:last\s+(?:modified|updated?)|最終更新|更新日).{0,60}
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def is_menu(text: str, links: Sequence[Link], base_url: str | None) -> bool:
    """Tell whether a line is a menu: links to the site itself and nothing else, short labels, and
    one that says so (「目次」「戻る」, ``back``). ``→  LABEL`` lines are posts' own.

    >>> back = Link(label="戻る", href="index.html", start=1)
    >>> is_menu("[戻る]", [back], None), is_menu("→戻る", [back], None)
    (True, False)
    """
    if not links or not any(_MENU_WORD.search(link.label) for link in links):
        return False
    at = 0
    for link in links:
        short = len(link.label) <= _LONGEST_LABEL and not _SENTENCE_END.search(link.label)
        if not (short and _is_own(link.href or "", base_url)):
            return False
        if not _BETWEEN.fullmatch(text, at, link.start):
            return False
        at = link.start + len(link.label)
    return _BETWEEN.fullmatch(text, at) is not None


def find_tail(lines: Sequence[Line], header: int, start: int, end: int) -> int:
    """Where the navigation at the end of a post begins, ``end`` when there is none.

    The post's header is line ``header``, its body ``lines[start:end]``. Navigation is the last
    lines when each is a menu, in ``<address>``, or leads up to a form's control, and what follows
    the last horizontal rule when each line of it is that or a page's footer: a mail address, a
    counter, a copyright or the day of the last change. In doubt a line is the post's: when a form
    holds the header too, when nothing else would be left of the post, when anything stands
    between.
    """
    aside = {"menu", "address"} if lines[header].place == "form" else {"menu", "address", "form"}
    tail = end
    only_aside = True
    for index in reversed(range(start, end)):
        line = lines[index]
        if line.place == "rule":
            tail = index
            only_aside = True
        elif line.place in aside:
            tail = index if only_aside else tail
        elif _FOOTER.fullmatch(line.text.strip()):
            only_aside = False
        elif not is_blank(line.text):
            break
    return tail if any(not is_blank(line.text) for line in lines[start:tail]) else end


def _is_own(href: str, base_url: str | None) -> bool:
    """Tell whether a target is on the page's own site, as relative ones and scripts are."""
    try:
        target, page = urlsplit(href), urlsplit(base_url or "")
    except ValueError:
        return False
    if target.scheme in ("http", "https"):
        return target.netloc == page.netloc
    return target.scheme in ("", "javascript") and not target.netloc
