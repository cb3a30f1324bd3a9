"""A block's text as a reader sees it: joined where a line was wrapped, without quote marks."""

import pytest

from scraper.model import BlockType
from scraper.restore import PostBlock, PostLine
from scraper.running import running_text

CASES = [
    ("wrapped", "paragraph", [("メーリング", False), ("リスト", True)], "メーリングリスト"),
    ("wrapped words", "paragraph", [("mail", False), ("server", True)], "mail server"),
    ("a meant break", "paragraph", [("様", True), ("本文", True)], "様\n本文"),
    ("space at line ends", "paragraph", [("本文  ", True), ("続き\u3000", True)], "本文\n続き"),
    ("a quotation", "quote", [("> 長い", False), ("> 引用", True)], "長い引用"),
    ("an attribution", "quote", [("田中さんが", False), ("> 難しい", True)], "田中さんが\n難しい"),
    ("depths", "quote", [(">> 問い", False), ("> 答え", True)], "問い\n答え"),
    ("marks of no quotation", "paragraph", [("> 1", True)], "> 1"),
    ("code", "code", [("a  ", False), ("", False), ("  b", True)], "a  \n\n  b"),
]


@pytest.mark.parametrize(
    ("kind", "lines", "text"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_block_reads_as_its_author_meant(
    kind: BlockType, lines: list[tuple[str, bool]], text: str
) -> None:
    block = PostBlock(
        kind,
        tuple(PostLine(line, number, meant=meant) for number, (line, meant) in enumerate(lines)),
    )
    assert running_text(block) == text
