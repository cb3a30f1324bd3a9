"""What the site says around citations, in the language of the page."""

from datetime import datetime, timedelta
from typing import NamedTuple

_JAPAN = timedelta(hours=9)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


class Entry(NamedTuple):
    """The parts of a source's entry, as HTML; empty where not known. Dates are as in the file."""

    link: str
    authors: tuple[str, ...]
    publisher: str
    issued: str
    accessed: str
    note: str


class Japanese:
    """The wording of Japanese pages."""

    references = "引用した発言と資料"
    nobody = "（無記名）"
    uses = "本文中の引用："
    use = "本文の引用{}へ"

    def post(self, author: str, link: str, number: int, posted: datetime, forum: str) -> str:
        """The entry of a post, from HTML."""
        return f"{author}「{link}」発言{number}、{forum}、{self.moment(posted)}。"

    def source(self, entry: Entry) -> str:
        """The entry of a source."""
        accessed = f"（{self.day(entry.accessed)}閲覧）" if entry.accessed else ""
        facts = [entry.publisher, self.day(entry.issued) if entry.issued else ""]
        authors = "、".join(entry.authors)
        return f"{authors}『{entry.link}』{'、'.join(filter(None, facts))}{accessed}。{entry.note}"

    def day(self, date: str) -> str:
        """A whole or partial date.

        >>> Japanese().day("2014-04")
        '2014年4月'
        """
        units = zip(date.split("-"), "年月日", strict=False)
        return "".join(f"{int(number)}{unit}" for number, unit in units)

    def moment(self, posted: datetime) -> str:
        """A time of a post, with its zone."""
        zone = "日本標準時" if posted.utcoffset() == _JAPAN else f"{posted:%Z}"
        return f"{self.day(posted.date().isoformat())} {posted:%H:%M}（{zone}）"


class English:
    """The wording of English pages."""

    references = "Posts and sources cited"
    nobody = "(unsigned)"
    uses = "Cited above: "
    use = "Go to citation {}"

    def post(self, author: str, link: str, number: int, posted: datetime, forum: str) -> str:
        """The entry of a post, from HTML."""
        return f"{author}, post {number} of “{link}”, {forum}, {self.moment(posted)}."

    def source(self, entry: Entry) -> str:
        """The entry of a source."""
        title = f"“{entry.link}”"
        issued = self.day(entry.issued) if entry.issued else ""
        facts = filter(None, [*entry.authors, title, entry.publisher, issued])
        accessed = f" (accessed {self.day(entry.accessed)})" if entry.accessed else ""
        return " ".join(filter(None, [f"{', '.join(facts)}{accessed}.", entry.note]))

    def day(self, date: str) -> str:
        """A whole or partial date.

        >>> English().day("2014-04"), English().day("2026-11-04")
        ('April 2014', '4 November 2026')
        """
        year, *rest = date.split("-")
        names = [_MONTHS[int(rest[0]) - 1]] if rest else []
        days = [str(int(day)) for day in rest[1:]]
        return " ".join([*days, *names, year])

    def moment(self, posted: datetime) -> str:
        """A time of a post, with its zone."""
        zone = "JST" if posted.utcoffset() == _JAPAN else f"{posted:%Z}"
        return f"{self.day(posted.date().isoformat())}, {posted:%H:%M} {zone}"


Wording = Japanese | English
WORDING: dict[str, Wording] = {"ja": Japanese(), "en": English()}
"""The wording by language of the page."""
