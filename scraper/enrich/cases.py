"""Threads whose asker never reported back, by a rule on who posted when and on closing phrases."""

import re

from scraper.enrich.fold import fold
from scraper.enrich.prose import OwnWords
from scraper.enrich.records import Case, Reason
from scraper.model import Message, Thread

_ASKS = re.compile(
    r"\?|でしょうか|(?:ます|です|ません|ない|ある|いい|よい)か(?:[。.]|\s*$)"
    r"|教えて|教示|教授|アドバイス|助けて|困っ(?:て|た)|(?:わから|分から)(?:な|ず)|わかりません"
    r"|(?<![a-z])help(?![a-z])",
    re.MULTILINE,
)
_ASKS_AGAIN = re.compile(
    r"\?|でしょうか|(?:ます|です|ません)か(?:[。.]|\s*$)|教えて(?:ください|下さい|頂け|いただけ)",
    re.MULTILINE,
)
_SOLVED = re.compile(
    r"(?:解決|成功|完了|復旧|復帰)(?:し|でき|出来|いたし|致し)(?:ました|た)(?!が|けど|けれ|つもり|と思)"
    r"|(?:うまく|上手く|無事に?)[^。\n]{0,12}(?:ました|った|できた)(?!が|けど|けれ)"
    r"|(?:直り|なおり|治り|動き|動作し|つながり|繋がり|止まり|とまり|収まり|おさまり|消え|でき|出来)ました"
    r"(?!が|けど|けれ)"
    r"|(?:直った|止まった|収まった|おさまった|消えた|動いた)(?:よう|みたい|の(?:で|です))"
    r"|お騒がせ(?:し|いた|致)|助かりました|原因(?:が|は)(?:わか|分か|判)(?:り|っ)"
)
_PROMISES = re.compile(
    r"(?:試し|やっ|調べ|検討し|導入し|設定し|挑戦し|聞い|問い合わせ)て(?:み|見)(?:ます|る|よう|たい)"
    r"|(?:また|後で|のちほど|後ほど|結果[はをも]?)[^。\n]{0,10}(?:報告|連絡)"
)
_THANKS = re.compile(
    r"ありがとうござい?ました|有り?難うござい?ました|(?:お|御)礼(?:を|申)|感謝(?:し|いた|致)|thank"
)


def is_open(thread: Thread, own: OwnWords) -> Case | None:
    """The open case that a thread with these ``own`` words is, or None.

    The asker is the author of post 1 and asks there or in the title: a question mark, でしょうか,
    教えて, 困って … With nobody else in the thread, it is ``unanswered``; with no post by the asker
    after the first answer, ``never-returned``. Otherwise their last post decides, in this order:

    - it says that the matter is settled (解決しました, 直りました, 止まったようです …): closed
    - it promises to try or to report (試してみます, 結果を報告 …): ``will-try``
    - it thanks in the past tense (ありがとうございました): closed
    - it asks again: ``asked-again``
    - anything else: nothing is claimed

    The first of these closes a thread that nobody answered, too.
    Quotations never count. A post by somebody else after a closing post opens nothing. The first
    thread is closed: its asker reports in post 11 that the spam has stopped (止まったようです), and
    post 12, which nobody had to answer, corrects earlier advice.
    """
    opening, *others = thread.messages
    asker = _who(opening)
    if not asker or not _ASKS.search(f"{own.title.text}\n{own.posts[opening.number].text}"):
        return None
    answer = next((post for post in others if _who(post) != asker), None)
    last = next(post for post in reversed(thread.messages) if _who(post) == asker)
    reason = _reason(last, own.posts[last.number].text, answer)
    return Case(post=last.number, reason=reason) if reason else None


def _reason(last: Message, text: str, answer: Message | None) -> Reason | None:
    if last.number > 1 and _SOLVED.search(text):
        return None
    if answer is None:
        return "unanswered"
    if last.number < answer.number:
        return "never-returned"
    if _PROMISES.search(text):
        return "will-try"
    if not _THANKS.search(text) and _ASKS_AGAIN.search(text):
        return "asked-again"
    return None


def _who(message: Message) -> str:
    """The poster's name without width, case, blanks and a courtesy at its end."""
    return re.sub(r"\s|(?:さん|です)$", "", fold(message.author).text)
