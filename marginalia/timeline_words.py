"""What the picture of a timeline says, in the two languages of the site's pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

_MONTHS = "January February March April May June July August September October November December"
_DAY = timedelta(days=1)
_LENGTHS = {
    "years": 365.25 * _DAY,
    "months": 30.5 * _DAY,
    "days": _DAY,
    "hours": timedelta(hours=1),
    "minutes": timedelta(minutes=1),
}


class Words(NamedTuple):
    """The words of one language. Times are formats of a ``datetime`` and its English ``month``;
    lengths, and ``posts`` of a count and names, are formats for one and for several."""

    caption: str
    nobody: str
    year: str
    month: str
    day: str
    date: str
    hour: str
    lengths: dict[str, tuple[str, str]]
    posts: tuple[str, str]
    between: str
    more: str
    names: str
    """The attribute of what holds names alone, which are Japanese."""

    def time(self, form: str, time: datetime) -> str:
        """A time in one of the forms above."""
        return form.format(time, month=_MONTHS.split()[time.month - 1])

    def length(self, span: timedelta) -> str:
        """A length in the largest unit of which there is one, rounded."""
        unit = next((unit for unit, one in _LENGTHS.items() if span >= one), "minutes")
        return _counted(self.lengths[unit], round(span / _LENGTHS[unit]))

    def who(self, count: int, names: Sequence[str]) -> str:
        """How many posts and, of their authors, the first five."""
        more = self.more if len(names) > 5 else ""
        return _counted(self.posts, count, self.between.join(names[:5]) + more)


def _counted(forms: tuple[str, str], count: int, *rest: str) -> str:
    return forms[count != 1].format(count, *rest)


def _same(form: str) -> tuple[str, str]:
    return form, form


WORDS = {
    "ja": Words(
        caption="発言の時期",
        nobody="（無記名）",
        year="{0.year}年",
        month="{0.year}年{0.month}月",
        day="{0.month}月{0.day}日",
        date="{0.year}年{0.month}月{0.day}日",
        hour="{0.year}年{0.month}月{0.day}日{0.hour}時",
        lengths={
            "years": _same("{}年間"),
            "months": _same("{}か月"),
            "days": _same("{}日間"),
            "hours": _same("{}時間"),
            "minutes": _same("{}分"),
        },
        posts=_same("{}件（{}）"),
        between="、",
        more="など",
        names="",
    ),
    "en": Words(
        caption="When the posts were written",
        nobody="(no name)",
        year="{0.year}",
        month="{month} {0.year}",
        day="{0.day} {month:.3}",
        date="{0.day} {month} {0.year}",
        hour="{0.day} {month} {0.year} from {0.hour}:00",
        lengths={
            "years": ("{} year", "{} years"),
            "months": ("{} month", "{} months"),
            "days": ("{} day", "{} days"),
            "hours": ("{} hour", "{} hours"),
            "minutes": ("{} minute", "{} minutes"),
        },
        posts=("{} post ({})", "{} posts ({})"),
        between=", ",
        more=" and others",
        names=' lang="ja"',
    ),
}
