import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scraper.errors import ContentError
from scraper.redaction import Redactions, read_redactions

PROJECT = Path(__file__).parents[2]
RULE = Redactions.model_validate({"shown": ["tosspam@aol.com"]})

MASKED = {
    "a@b.jp": "…＠b.jp",
    "<a@b.c>": "<…＠b.c>",
    "a.b-c_d+e%f@mail.host.co.jp": "…＠mail.host.co.jp",
    "連絡はtaro@host.jpへ。": "連絡は…＠host.jpへ。",
    "|taro@host.jp": "|…＠host.jp",
    "'taro@host.jp'": "'…＠host.jp'",
    "http://host.jp/?to=taro@host.jp&x=1": "http://host.jp/?to=…＠host.jp&x=1",
    "mailto:taro@host.jp": "mailto:…＠host.jp",
    "a@b.jp,c@d.jp a@b.jp": "…＠b.jp,…＠d.jp …＠b.jp",
    "...taro@host.jp...": "...…＠host.jp...",
    "user@host.jp@relay.jp": "…＠…＠relay.jp",
    "root@[192.0.2.1]": "…＠[192.0.2.1]",
    "root@192.0.2.1": "…＠192.0.2.1",
    "taro@my_host.co.jp": "…＠my_host.co.jp",
    "送付先はtosspam@aol.comへ": "送付先はtosspam＠aol.comへ",
    "TosSpam@AOL.com.": "TosSpam＠AOL.com.",
    "not-tosspam@aol.com": "…＠aol.com",
    "tosspam@aol.com.jp": "…＠aol.com.jp",
    "tosspam@aol.com@relay.jp": "tosspam＠…＠relay.jp",
}

UNTOUCHED = [
    "前薗 健一@i2 さんからのコメント",
    "taro@i2",
    "健一@host.jp",
    "他にも複数のメールアドレス(@kpn.nishi.osaka.jp) できています。",
    "*@aol.com",
    "@",
    "3@1.5",
    "a @ b.jp",
    "a＠b.jp",
]


@pytest.mark.parametrize("text", MASKED)
def test_mail_addresses_are_masked(text: str) -> None:
    assert RULE.mask(text) == MASKED[text]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_mail_address_is_untouched(text: str) -> None:
    assert RULE.mask(text) == text


# Text in which addresses are likely, in all kinds of company.
PIECES = [
    "a",
    "tosspam",
    "aol.com",
    "@",
    "＠",
    ".",
    "-",
    "_",
    "%",
    "…",
    "健",
    "\n",
    " ",
    "|",
    "[1.2.3.4]",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=30).map("".join)
MAIL_ADDRESS = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]"
)


@given(TEXTS)
def test_no_mail_address_remains(text: str) -> None:
    assert not MAIL_ADDRESS.search(RULE.mask(text))


@given(TEXTS)
def test_masking_again_changes_nothing(text: str) -> None:
    masked = RULE.mask(text)
    assert RULE.mask(masked) == masked


@given(TEXTS)
def test_lines_keep_their_number(text: str) -> None:
    assert RULE.mask(text).count("\n") == text.count("\n")


@given(TEXTS.filter(lambda text: "@" not in text))
def test_text_without_an_at_sign_is_untouched(text: str) -> None:
    assert RULE.mask(text) == text


@given(TEXTS, TEXTS)
def test_lines_are_masked_one_by_one(first: str, second: str) -> None:
    assert RULE.mask(f"{first}\n{second}") == f"{RULE.mask(first)}\n{RULE.mask(second)}"


@pytest.mark.parametrize("unit", ["a", "a@", "a.", "a@b-", "@1.", ".a", "a@a.a"])
def test_a_very_long_line_is_masked(unit: str) -> None:
    assert "\n" not in RULE.mask("x" + unit * 200_000)


def test_a_withdrawn_thread_takes_its_posts_with_it() -> None:
    entry = {"id": "980820210426", "date": "2026-01-31", "reason": "本人からの依頼"}
    rule = Redactions.model_validate({"takedowns": [entry]})
    assert rule.withdrawn("980820210426")
    assert rule.withdrawn("980820210426-12")
    assert not rule.withdrawn("980820210427")


def test_a_withdrawn_post_leaves_its_thread() -> None:
    entry = {"id": "980820210426-1", "date": "2026-01-31", "reason": "本人からの依頼"}
    rule = Redactions.model_validate({"takedowns": [entry]})
    assert rule.withdrawn("980820210426-1")
    assert not rule.withdrawn("980820210426-12")
    assert not rule.withdrawn("980820210426")


@pytest.mark.parametrize("address", ["aol.com", "a@i2", "a@b.jp c@d.jp", "*@b.jp", " a@b.jp"])
def test_only_whole_addresses_can_be_shown(address: str) -> None:
    with pytest.raises(ValidationError, match="is not a mail address"):
        Redactions.model_validate({"shown": [address]})


REFUSED = [
    (
        "shown: [a@b.jp]\nhidden: []\n",
        "2: unknown key 'hidden'; correct its spelling or remove it",
    ),
    (
        "shown:\n  - a@b.jp\n  - b.jp\n",
        "3: 'shown.1': 'b.jp' is not a mail address; write local@host.tld",
    ),
    (
        "takedowns:\n  - id: 980820210426\n    date: 2026-01-31\n",
        "2: 'takedowns.0.reason' is missing; add it",
    ),
    (
        "takedowns:\n  - {id: 1998, date: 2026-01-31, reason: x}\n",
        "2: 'takedowns.0.id': string should match",
    ),
    (
        "takedowns:\n  - id: 980820210426\n    date: 31.1.2026\n    reason: x\n",
        "3: 'takedowns.0.date': input should be a valid date",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_mistake_is_named_by_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "redactions.yml"
    path.write_text(text)
    with pytest.raises(ContentError) as caught:
        read_redactions(path)
    assert str(caught.value).startswith(f"{path}:{message}")


def test_an_id_is_text_whatever_it_looks_like(tmp_path: Path) -> None:
    path = tmp_path / "redactions.yml"
    path.write_text("takedowns:\n- {id: 000918002210, date: 2026-01-31, reason: no}\n")
    assert read_redactions(path).withdrawn("000918002210-1")


def test_the_rule_of_this_archive_is_valid() -> None:
    rule = read_redactions(PROJECT / "archive/redactions.yml")
    assert rule.mask("comp856zx@kpn.nishi.osaka.jp") == "comp856zx＠kpn.nishi.osaka.jp"
