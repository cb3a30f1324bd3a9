"""What the site says around notes, in the language of the page."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from marginalia.annotations.authors import Role
from marginalia.annotations.model import Kind
from marginalia.citations.wording import WORDING as CITING


class Wording(NamedTuple):
    """The wording of one language. ``roles`` and ``languages`` hold what is worth saying only;
    ``translation`` takes the name of a language, ``size`` a number, ``role`` a role, ``words`` a
    quotation, ``in_post`` a title and the number of a post."""

    kinds: Mapping[Kind, str]
    roles: Mapping[Role, str]
    languages: Mapping[str, str]
    day: Callable[[date], str]
    on_post: str
    on_section: str
    reference: str
    back: str
    translation: str
    permalink: str
    edit: str
    history: str
    choose: str
    every: str
    size: str
    role: str
    words: str
    on_whole: str
    in_post: str


WORDING: Mapping[str, Wording] = {
    "ja": Wording(
        kinds={
            "context": "背景",
            "correction": "訂正",
            "outcome": "その後",
            "translation": "翻訳",
            "question": "質問",
            "link": "関連リンク",
        },
        roles={"editor": "編集者", "author": "投稿者本人", "poster": "当時の発言者"},
        languages={"en": "英語", "ja": "日本語", "zh": "中国語", "ko": "韓国語"},
        day=lambda day: CITING["ja"].day(day.isoformat()),
        on_post="この発言への注釈",
        on_section="この節への注釈",
        reference="注釈{}",
        back="本文の該当箇所へ戻る",
        translation="{}訳を読む",
        permalink="この注釈へのリンク",
        edit="この注釈を編集",
        history="履歴",
        choose="注釈の種類",
        every="すべて",
        size="{}件",
        role="（{}）",
        words="「{}」",
        on_whole="全体への注釈",
        in_post="{} 発言{}",
    ),
    "en": Wording(
        kinds={
            "context": "Context",
            "correction": "Correction",
            "outcome": "Outcome",
            "translation": "Translation",
            "question": "Question",
            "link": "Related link",
        },
        roles={"editor": "editor", "author": "wrote this post", "poster": "posted in the forum"},
        languages={"en": "English", "ja": "Japanese", "zh": "Chinese", "ko": "Korean"},
        day=lambda day: CITING["en"].day(day.isoformat()),
        on_post="Notes on this post",
        on_section="Notes on this section",
        reference="Note {}",
        back="Back to the words",
        translation="Read the {} translation",
        permalink="Link to this note",
        edit="Edit this note",
        history="History",
        choose="Kinds of notes",
        every="All",
        size="({})",
        role=" ({})",
        words="“{}”",
        on_whole="On the whole",
        in_post="{}, post {}",
    ),
}
"""The wording by language of the page."""
