"""What readers select in posts and guides, and the steps by which they propose a note."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page

REPOSITORY = "https://github.com/example/archive"
ID = "990301090000"
PAGE = f"threads/1999/{ID}.html"
AUTHOR = "試験: #1 'a'"
NOTE = "注釈の本文です。\n\n---\n\n- `code: #x`"
POSTS = (
    r"""読者が選ぶ言葉

発言者:笹田
( Date Monday, March 1, 1999 09:00:00 )

昨夜より大量のスパムメールが届き、困っています。配送を止めたいのですが、
メーリングリストの購読者にも返送が届いているらしく、どこから手をつけれ
ばよいのか見当がつきません。設定はEIMSの初期値のままで、IPアドレスの
制限だけを加えてあります。

別の段落です。返送されたメールのヘッダーは次のとおりです。

Return-Path: <a@example.jp>
Received: from mail.example.jp (mail.example.jp [192.0.2.1])
 by relay.example.com (8.8.8/8.8.5) with SMTP id XAA20174;
 Mon, 1 Mar 1999 08:00:01 +0900 (JST)
Subject: same words, same words

宛先は以下の複数です。

a1＠example.jp,b2＠example.jp,c3＠example.jp,
d4＠example.jp,e5＠example.jp

同じ言葉があります。そして同じ言葉がまたあります。

まゆみ さんからのコメント
( Monday, March 1, 1999 10:00:00 )

>別の段落です。返送されたメールの
>ヘッダーは次のとおりです。

He said: "it's C:\Temp\x41 # {x}: [y] - 'z' & <b>" --- 100% !tag *a &b | >
- no: "yes" `code` ${1}\n ﾊﾝｶｸと全角ＡＢＣ①

ゼロ​幅の空白をはさんだ言葉です。

たまちゃん さんからのコメント
( Monday, March 1, 1999 11:00:00 )

い"""
    + "あ" * 600
)


class Words(NamedTuple):
    """Words to select: from the first ``start`` in a post to the end of the next ``end``."""

    post: int
    start: str
    end: str
    text: str
    own_lines: bool = False


WRAP = "どこから手をつければよいのか見当がつきません"
QUOTED = "返送されたメールのヘッダーは"
LISTED = "b2＠example.jpc3＠example.jpd4＠example.jp"
HEADERS = "Received: from mail.example.jp (mail.example.jp [192.0.2.1]) by relay.example.com"
HOSTILE = r"""said: "it's C:\Temp\x41 # {x}: [y] - 'z' & <b>" --- 100% !tag *a &b | >"""
HOSTILE += r"""- no: "yes" `code` ${1}\n ﾊﾝｶｸと全角ＡＢＣ①"""
CASES = {
    "one word": Words(1, "見当", "見当", "見当"),
    "across a wrap": Words(1, "どこ", "ません", WRAP),
    "across a wrap in the post's own lines": Words(1, "どこ", "ません", WRAP, own_lines=True),
    "across two blocks": Words(1, "加えて", "別の段落", "加えてあります。別の段落"),
    "across two blocks in the post's own lines": Words(
        1, "加えて", "別の段落", "加えてあります。別の段落", own_lines=True
    ),
    "in a quote": Words(2, "返送", "ヘッダーは", QUOTED),
    "in a quote in the post's own lines": Words(2, "返送", "ヘッダーは", QUOTED, own_lines=True),
    "in mail headers": Words(1, "Received: from", "relay.example.com", HEADERS),
    "in mail headers in the post's own lines": Words(
        1, "Received: from", "relay.example.com", HEADERS, own_lines=True
    ),
    "in a list": Words(1, "b2", "d4＠example.jp", LISTED),
    "in a list in the post's own lines": Words(1, "b2", "d4＠example.jp", LISTED, own_lines=True),
    "over a mark": Words(1, "配送", "購読者", "配送を止めたいのですが、メーリングリストの購読者"),
    "over a term": Words(1, "大量", "届き", "大量のスパムメールが届き"),
    "the first of two": Words(1, "同じ言葉", "同じ言葉", "同じ言葉"),
    "text that means something to YAML": Words(2, "said: ", "①", HOSTILE),
    "a character that cannot be seen": Words(2, "ゼロ", "空白", "ゼロ\u200b幅の空白"),
}


class Section(NamedTuple):
    """Words to select in a guide: the first below a heading and, if it is ``crossed``, the last
    above it, and the section that holds them."""

    guide: str
    heading: str
    crossed: bool
    target: str


SECTIONS = [
    Section("guides/rbl", "question", False, "#question"),
    Section("en/guides/rbl", "question", False, "#question"),
    Section("guides/eims-to-sims", "step-7", True, "#today"),
    Section("guides/rbl", "what-happened", True, ""),
]
SELECT_AT_HEADING = """([heading, crossed]) => {
  const found = document.getElementById(heading);
  const below = found.nextElementSibling.firstChild;
  const above = found.previousElementSibling.firstChild;
  const range = document.createRange();
  range.setStart(crossed ? above : below, crossed ? above.length - 1 : 0);
  range.setEnd(below, 9);
  getSelection().addRange(range);
  found.scrollIntoView({ block: "center" });
}"""
SELECT = """([target, start, end]) => {
  const walker = document.createTreeWalker(document.querySelector(target), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let wanted = start;
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    if (!node.parentElement.getClientRects().length) continue;
    let at = node.data.indexOf(wanted);
    if (wanted === start && at >= 0) {
      range.setStart(node, at);
      wanted = end;
      at = node.data.indexOf(end, at);
    }
    if (wanted === end && at >= 0) {
      range.setEnd(node, at + end.length);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      node.parentElement.scrollIntoView({ block: "center" });
      return;
    }
  }
  throw new Error(`not found: ${wanted}`);
}"""


@dataclass(frozen=True)
class Proposal:
    """What the code host is given: where the new file goes, and its text."""

    path: str
    text: str


def select(page: Page, target: str, start: str, end: str) -> None:
    """Select from the first ``start`` below ``target`` to the end of the ``end`` after it."""
    page.evaluate(SELECT, [target, start, end])


def body(post: int) -> str:
    return f"[data-post='{ID}-{post}'] .post-body"


def post_button(page: Page, post: int) -> Locator:
    section = page.locator(f"[data-post='{ID}-{post}']")
    return section.get_by_role("button", name="この発言に注釈")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="注釈を提案")


def file_text(page: Page) -> str:
    return page.get_by_label("ファイルの内容").input_value()


def fill(page: Page) -> None:
    """Fill in the dialog, in either language."""
    form = page.get_by_role("dialog")
    form.get_by_role("combobox").first.select_option("question")
    form.get_by_role("textbox").nth(0).fill(AUTHOR)
    form.get_by_role("textbox").nth(1).fill(NOTE)


def opened(page: Page, name: str) -> str:
    """The address that a link of the dialog opens in a new tab, which nobody can reach from it."""
    dialog(page).get_by_role("link", name=name).click()
    address, target, relation = page.evaluate("window.opened")
    assert (target, relation) == ("_blank", "noopener")
    return str(address)


def copied(page: Page) -> str:
    page.get_by_text("クリップボードにコピーしました。").wait_for()
    return str(page.evaluate("navigator.clipboard.readText()"))


def proposal(address: str) -> Proposal:
    query = parse_qs(urlsplit(address).query, strict_parsing=True)
    return Proposal(query["filename"][0], query["value"][0])


def propose(page: Page, words: Words) -> Proposal:
    """Select, press, fill in and follow the link, as a reader does."""
    # The page remembers how posts were shown last.
    if words.own_lines != (page.locator("[data-lines]").count() > 0):
        page.keyboard.press("o")
    select(page, body(words.post), words.start, words.end)
    page.get_by_role("button", name="注釈を提案").click()
    fill(page)
    made = proposal(opened(page, "GitHubで提案"))
    assert copied(page) == made.text
    page.keyboard.press("Escape")
    return made


def allow(page: Page) -> Page:
    """Let a page use the clipboard; a link that it would open in a tab is noted and not followed,
    so that no request leaves the machine."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(
        """window.opened = null;
           addEventListener("click", (event) => {
             const link = event.target.closest("a[target]");
             if (!link || event.defaultPrevented) return;
             event.preventDefault();
             window.opened = [link.href, link.target, link.rel];
           });"""
    )
    return page
