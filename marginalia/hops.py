"""A pasted mail header → the way the message took, as a list, a time axis and observations.

Shown below the verbatim block. It says what the header says: only the topmost Received field was
written by the server that reported it, and the rest is as good as the hosts that wrote it.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import NamedTuple

from marginalia.text import visible
from scraper.enrich.mail import Field, Hop, decoded, read_fields, read_hops, read_stamp
from scraper.enrich.oddities import RULES, Kind, Oddity, find_oddities

_SAYINGS: dict[Kind, str] = {
    "date-after-arrival": "Date欄の時刻は、最初に受け取ったサーバーの記録より{gap}後です"
    "（{what}を文字どおりに読んだ場合）。",
    "time-goes-back": "{what}の時刻は、一つ前のサーバーの時刻より{gap}早くなっています。",
    "zone-out-of-season": "{what}は、この日付の季節には使われていない時間帯の名前です。",
    "short-year": "年が{what}と2桁で書かれています。",
    "wrong-weekday": "曜日が{what}とありますが、この日付の曜日と合いません。",
    "id-without-domain": "Message-IDに@とドメインがありません。",
    "greeted-by-own-name": "相手の名前として自分の名前（{what}）だけが記録され、"
    "相手のIPアドレスがありません。",
    "sender-not-on-path": "封筒の差出人（Return-Path）のドメイン{what}が、"
    "経路のどのサーバーにも現れません。",
    "from-is-sender": "From欄は封筒の差出人と同じで、そのドメイン{what}は経路に現れません。",
}


class _Step(NamedTuple):
    """A point of the way: a time that the header gives, and what happened then."""

    title: str
    details: tuple[str, ...]
    moment: datetime | None


def render_hops(lines: Sequence[str]) -> str:
    """HTML of the way that a header block tells; empty when it has no Received field."""
    fields = read_fields(lines)
    hops = read_hops(fields)
    if not hops:
        return ""
    steps = [*_date_step(fields), *map(_hop_step, hops)]
    rows = "".join(_row(step, earlier) for step, earlier in _with_earlier(steps))
    return (
        '<figure class="hops" data-kensaku-ignore>'
        "<figcaption>このヘッダーが示す経路（古い順）</figcaption>"
        f"{_axis(steps)}<ol>{rows}</ol>{_encoded(fields)}"
        f"{_observations(find_oddities(fields))}</figure>"
    )


def _date_step(fields: Sequence[Field]) -> Iterator[_Step]:
    for field in fields:
        stamp = read_stamp(field.value) if field.key == "date" else None
        if stamp:
            details = ("Date欄。差出人の側で書かれた時刻です。",)
            yield _Step("差出の時刻", details, stamp.moment)
            return


def _hop_step(hop: Hop) -> _Step:
    sender = hop.sender or "名前の記録がない相手"
    if hop.sender and not hop.address:
        sender = f"「{hop.sender}」と名乗る相手"
    seen = f"（{hop.address}）" if hop.address and hop.address != sender else ""
    details = [
        f"プログラム：{hop.software}" if hop.software else "",
        f"ID：{hop.id}" if hop.id else "",
    ]
    if hop.name and hop.helo and hop.name.lower() != hop.helo.lower():
        details.insert(0, f"相手の名乗り：{hop.helo}")
    title = f"{sender}{seen} → {hop.by or '名前の記録がないサーバー'}"
    moment = hop.stamp.moment if hop.stamp else None
    return _Step(title, tuple(filter(None, details)), moment)


def _with_earlier(steps: Sequence[_Step]) -> Iterator[tuple[_Step, datetime | None]]:
    earlier: datetime | None = None
    for step in steps:
        yield step, earlier
        earlier = step.moment or earlier


def _row(step: _Step, earlier: datetime | None) -> str:
    when = "時刻なし"
    if step.moment:
        utc = step.moment.astimezone(UTC)
        when = f'<time datetime="{utc:%Y-%m-%dT%H:%M:%SZ}">{utc:%Y-%m-%d %H:%M:%S} UTC</time>'
        if earlier:
            when += f' <span class="delay">{_delay(step.moment - earlier)}</span>'
    details = "".join(f"<small>{_text(detail)}</small>" for detail in step.details)
    return f"<li><strong>{_text(step.title)}</strong><span>{when}</span>{details}</li>"


def _axis(steps: Sequence[_Step]) -> str:
    """The times on a line: equal times stand side by side, as in the list below."""
    moments = [(number, step.moment) for number, step in enumerate(steps, 1) if step.moment]
    if len(moments) < 2:
        return ""
    first = min(moment for _, moment in moments)
    span = max(moment for _, moment in moments) - first
    dots, places = "", set()
    for number, moment in moments:
        at = 4 + round(92 * ((moment - first) / span)) if span else 4
        while at in places or at - 1 in places or at + 1 in places:
            at += 2
        places.add(at)
        dots += f'<circle cx="{at}" cy="4" r="1.1"/><text x="{at}" y="9.4">{number}</text>'
    label = f"時刻の並び。端から端まで{_duration(span)}。"
    return (
        f'<svg viewBox="0 0 110 10.5" role="img" aria-label="{label}">'
        f'<line x1="4" y1="4" x2="{max(96, *places)}" y2="4"/>{dots}</svg>'
    )


def _encoded(fields: Sequence[Field]) -> str:
    """What fields in encoded words (RFC 2047) say, which nobody can read as they stand."""
    read = [(field, decoded(field.value)) for field in fields]
    readable = [(field.name, text) for field, text in read if text != field.value]
    items = "".join(f"<li>{_text(name)}：{_text(text)}</li>" for name, text in readable)
    return f'<p class="observed">符号化された欄</p><ul>{items}</ul>' if items else ""


def _observations(oddities: Sequence[Oddity]) -> str:
    if not oddities:
        return ""
    items = ""
    for oddity in oddities:
        gap = _duration(oddity.gap) if oddity.gap is not None else ""
        saying = _SAYINGS[oddity.kind].format(what=oddity.what, gap=gap)
        rule = RULES[oddity.kind]
        number, section = rule.removeprefix("RFC ").split()
        href = f"https://www.rfc-editor.org/rfc/rfc{number}#section-{section}"
        items += f'<li>{_text(saying)} <a href="{href}" rel="noopener">{rule}</a></li>'
    return f'<p class="observed">気づいた点</p><ul>{items}</ul>'


def _delay(gap: timedelta) -> str:
    if not gap:
        return "同じ時刻"
    return f"{_duration(gap)}後" if gap > timedelta() else f"{_duration(-gap)}前"


def _duration(gap: timedelta) -> str:
    seconds = int(gap.total_seconds())
    parts = (
        (seconds // 86400, "日"),
        (seconds // 3600 % 24, "時間"),
        (seconds // 60 % 60, "分"),
        (seconds % 60, "秒"),
    )
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0秒"


def _text(text: str) -> str:
    return escape(visible(text))
