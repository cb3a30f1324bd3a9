"""The posts of a thread → a picture of when they were written, as HTML and SVG.

Places along the axis are percentages and nothing else is scaled, so the picture fits any width
with type that can be read. Posts that share a place are stacked. A silence that would leave the
rest no room is cut out of the axis and its length written there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from html import escape
from itertools import groupby, pairwise
from typing import NamedTuple

from marginalia.text import visible
from marginalia.timeline_words import WORDS, Words

Post = tuple[int, str, datetime]

TONES = 6
"""Colours of authors: ``--tone-0`` to ``--tone-5``, dealt out as in the thread's summary."""

# Of the width, in per cent: the ends, a cut, the least stretch; what a label and a dot take at 320
# pixels.
_LEFT, _RIGHT = 2.0, 98.0
_CUT = 9.0
_LEAST = 14.0
_LABEL = 20.0
_STEP = 2.4
# In pixels.
_DOT, _ROOM, _TALLEST = 3.5, 9.0, 96.0
_AXIS_LABELS = 44

_CUTS = 3
# A silence of more than this share of the time is cut out.
_SILENCE = 0.75
_DAY = timedelta(days=1)
_ITEMS = 31
_UNITS = ("hour", "day", "month", "year")


class _Stretch(NamedTuple):
    """A part of the axis: posts from ``start`` to ``end``, drawn from ``left`` to ``right``."""

    start: datetime
    end: datetime
    left: float
    right: float

    @property
    def drawn_to(self) -> float:
        """Where its last post is: the left end if all are at the same time."""
        return self.place(self.end)

    def place(self, time: datetime) -> float:
        span = self.end - self.start
        return self.left + (self.right - self.left) * ((time - self.start) / span if span else 0)


def timeline(posts: Sequence[Post], page: str = "", lang: str = "ja") -> str:
    """HTML of the picture; empty for a single post, which has no course of time.

    ``posts`` are (number, author, time) in the order of the page. Dots link to ``#m<number>`` of
    ``page``, the address of the thread's page where the picture stands on another one, and
    stay out of the keyboard's order, where the list of posts serves; for those who do not see the
    picture the same is said in a list. ``lang`` is that of the page, "ja" or "en".
    """
    words = WORDS[lang]
    if len(posts) < 2:
        return ""
    ordered = sorted(posts, key=lambda post: (post[2], post[0]))
    stretches = _stretches([posted for _, _, posted in ordered])
    tones = {
        author: rank % TONES
        for rank, (author, _) in enumerate(Counter(author for _, author, _ in posts).most_common())
    }
    columns: list[tuple[float, list[Post]]] = []
    for post in ordered:
        place = next(each for each in stretches if post[2] <= each.end).place(post[2])
        if not columns or place - columns[-1][0] >= _STEP:
            columns.append((place, []))
        columns[-1][1].append(post)
    tallest = max(len(column) for _, column in columns)
    room = min(_ROOM, _TALLEST / tallest)
    base = room * (tallest - 1) + 2 * _DOT + 1
    dots = [
        _dot(place, base - _DOT - 2 - room * level, post, tones[post[1]], page, words)
        for place, column in columns
        for level, post in enumerate(column)
    ]
    height = base + _AXIS_LABELS
    return (
        '<figure class="timeline" data-kensaku-ignore="">'
        f'<svg width="100%" height="{height:.0f}" aria-hidden="true">'
        + "".join([*_axis(stretches, base, words), *dots])
        + f'</svg><figcaption class="timeline-text">{_in_words(ordered, words)}</figcaption>'
        "</figure>"
    )


def _stretches(times: Sequence[datetime]) -> list[_Stretch]:
    """The axis, with its longest silences cut out; ``times`` are in order."""
    silences = sorted(pairwise(times), key=lambda pair: pair[0] - pair[1])
    left = times[-1] - times[0]
    cuts = []
    for before, after in silences[:_CUTS]:
        silence = after - before
        if not _SILENCE * left < silence < left:
            break
        cuts.append((before, after))
        left -= silence
    cuts.sort()
    bounds = [times[0], *(time for cut in cuts for time in cut), times[-1]]
    spans = list(zip(bounds[::2], bounds[1::2], strict=True))
    free = _RIGHT - _LEFT - _CUT * len(cuts) - _LEAST * len(spans)
    stretches, at = [], _LEFT
    for start, end in spans:
        width = _LEAST + free * ((end - start) / left if left else 1)
        stretches.append(_Stretch(start, end, at, at + width))
        at += width + _CUT
    return stretches


def _dot(x: float, y: float, post: Post, tone: int, page: str, words: Words) -> str:
    number, author, posted = post
    day = words.time(words.day, posted)
    title = escape(visible(f"{number} {author or words.nobody} {day} {posted:%H:%M}"))
    return (
        f'<a href="{page}#m{number}" tabindex="-1" data-tone="{tone}">'
        f"<title{words.names}>{title}</title>"
        f'<circle cx="{x:.1f}%" cy="{y:.1f}" r="{_DOT}"/></a>'
    )


def _axis(stretches: Sequence[_Stretch], base: float, words: Words) -> Iterator[str]:
    for stretch in stretches:
        yield _line("axis", stretch.left - 1, stretch.drawn_to + 1, base)
    for before, after in pairwise(stretches):
        yield _line("cut", before.drawn_to + 1, after.left - 1, base)
        middle = (before.right + after.left) / 2
        yield _label(middle, base + 14, words.length(after.start - before.end), "cut")
    within_a_day = stretches[-1].end - stretches[0].start < _DAY
    below = base + (28 if len(stretches) > 1 else 16)
    said = ("", "")
    for x, time, anchor in _marks(stretches):
        names = _names(time, words, within_a_day=within_a_day)
        if names == said:
            continue
        yield _line("axis", x, x, base, base + 4)
        yield _label(x, below, names[0], anchor)
        if names[1] != said[1]:
            yield _label(x, below + 13, names[1], anchor)
        said = names


def _marks(stretches: Sequence[_Stretch]) -> Iterator[tuple[float, datetime, str]]:
    """Where the axis is labelled: the beginning of each stretch, round times within, the end."""
    last = stretches[-1]
    for stretch in stretches:
        yield stretch.left, stretch.start, "start"
        limit = stretch.right - (_LABEL * 1.2 if stretch is last else _LABEL / 2)
        at = stretch.left + _LABEL
        for time in _round_times(stretch):
            x = stretch.place(time)
            if at <= x <= limit:
                yield x, time, "middle"
                at = x + _LABEL
    if last.drawn_to - last.left > _LABEL * 1.5:
        yield last.right, last.end, "end"


def _round_times(stretch: _Stretch) -> Iterator[datetime]:
    """The finest round times of which the stretch has a handful."""
    span = stretch.end - stretch.start
    day = stretch.start.replace(hour=0, minute=0, second=0)
    if span < _DAY:
        step = next(
            step
            for minutes in (10, 30, 60, 180, 360)
            if span / (step := timedelta(minutes=minutes)) <= 8
        )
        yield from (day + step * number for number in range(int(2 * _DAY / step)))
    elif span < 60 * _DAY:
        step = max(1, span // (8 * _DAY)) * _DAY
        yield from (day + step * number for number in range(1, span // step + 2))
    else:
        months = max(1, span // (8 * 30 * _DAY))
        first = day.year * 12 + day.month
        every = 1 if months == 1 else 3 if months <= 3 else 6 if months <= 6 else 12
        for month in range(first, first + span // (28 * _DAY) + 2):
            if month % every == 0:
                yield day.replace(year=month // 12, month=month % 12 + 1, day=1)


def _names(time: datetime, words: Words, *, within_a_day: bool) -> tuple[str, str]:
    """What a mark is called, and the context that is said once."""
    day = words.time(words.day, time)
    if within_a_day:
        return f"{time.hour}:{time:%M}", day
    return day, words.time(words.year, time)


def _line(kind: str, left: float, right: float, y: float, to: float | None = None) -> str:
    return (
        f'<line class="{kind}" x1="{left:.1f}%" y1="{y:.1f}" x2="{right:.1f}%"'
        f' y2="{y if to is None else to:.1f}"/>'
    )


def _label(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}%" y="{y:.1f}">{text}</text>'


def _in_words(posts: Sequence[Post], words: Words) -> str:
    """The posts by hour, day, month or year, whichever is the finest that makes a short list."""
    units = _UNITS if posts[-1][2] - posts[0][2] < _DAY else _UNITS[1:]
    for unit in units:
        groups = [(key, list(run)) for key, run in groupby(posts, partial(_unit_of, words, unit))]
        if len(groups) <= _ITEMS:
            break
    items = "".join(f"<li>{key}{words.between}{_who(run, words)}</li>" for key, run in groups)
    return f"{words.caption}<ul>{items}</ul>"


def _unit_of(words: Words, unit: str, post: Post) -> str:
    forms = {"year": words.year, "month": words.month, "day": words.date, "hour": words.hour}
    return words.time(forms[unit], post[2])


def _who(posts: Sequence[Post], words: Words) -> str:
    counts = Counter(author or words.nobody for _, author, _ in posts)
    return words.who(len(posts), [escape(visible(author)) for author, _ in counts.most_common()])
