"""What is particular to one forum: the interface between its pages and everything else.

A forum is described by one module, ``scraper.profiles.wsm`` for example, that holds a ``PROFILE``.
Nothing else in the code knows the forum. ``archive/forum.yml`` names the module; what a forum talks
about is in ``vocabulary/``, and what its site is called in ``mkdocs.yml``.
"""

import re
from datetime import UTC, date, datetime, timezone
from importlib import import_module
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError, model_validator

from scraper.errors import ContentError
from scraper.model import Record
from scraper.yamlfile import read_model

FORUM = "forum.yml"
"""The file of the archive that says which forum its captures are of."""
_WSM = "scraper.profiles.wsm"

_THREAD_ID = re.compile(r"[0-9]{12}")
_CENTURY = 70  # a year of two digits from here on is in the 1900s
_DATE = {"year", "month", "day", "hour", "minute"}


class ThreadIdError(ValueError):
    """What should name a thread is no number that an id is made of; the message says which."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"'{name}' is no time zone; write one as Asia/Tokyo") from error
    return name


class Profile(Record):
    """A forum's particulars. Regular expressions may be given as text.

    The groups of a date, wherever it stands, are ``year`` (of two or four digits), ``month`` (a
    number or one of ``months``), ``day``, ``hour`` and ``minute``, and where the forum has them
    ``second`` and ``weekday``, which must agree with the date.
    """

    name: str
    """What the forum was called; exports name it as the source."""

    # How a page reads, as lines of text without markup and without white space around them.

    opening: re.Pattern[str]
    """The whole line above the first post. Groups: ``author``; where they are in that line ``id``,
    a number, ``title``, and the date. Without it, the title is the last line above this one."""
    comment: re.Pattern[str]
    """The same of every later post. It must not match a line that quotes one, as ``> NAME``."""
    date_line: re.Pattern[str] | None = None
    """The whole date line below a header, or after a tab in it; None where headers hold dates."""
    example: str
    """How an opening line looks, for messages."""
    notice: re.Pattern[str] | None = None
    """The beginning of a line above the title that every page has."""
    zone: Annotated[str, AfterValidator(_known_zone)]
    """The time zone of all dates, by its IANA name."""
    months: tuple[str, ...] = ()
    """The names of the months from January on, where dates have names."""
    weekdays: tuple[str, ...] = ()
    """The names of the weekdays from Monday on, where dates have them."""

    # What its bytes are like.

    charset: str
    """The charset most pages are in, which decides where the bytes leave it open: ``shift_jis``,
    ``euc-jp``, ``utf-8``."""
    phrases: tuple[str, ...] = ()
    """Words of three characters or more that are on every page: they give its charset away."""

    # Its addresses.

    address: re.Pattern[str]
    """Found in the address of a thread's page. Groups: ``id``, a number of at most twelve digits
    that no two threads share; ``year`` where the address tells it."""
    inferred: str
    """The address of a thread that was captured without: ``{id}`` is its id, ``{number}`` the same
    without zeros in front, ``{opened}`` the first post's time, as in ``{opened:%Y}``."""

    # Where ``wsm fetch`` finds the pages.

    site: str
    """The address below which all pages are, with a slash at its end."""
    years: tuple[int, int]
    """The first and the last year that threads were begun in."""
    until: date
    """The last day on which a capture of an address surely shows the forum."""
    prefix: str = ""
    """How the addresses of all threads go on after ``site``, for the indexes of web archives."""
    listings: tuple[str, ...] = ("",)
    """The pages that list threads, below ``site``; ``{year}`` stands for each of the years."""
    listing: re.Pattern[str] = re.compile(r"\.html?$")
    """Found in the address of a page of the same folder that goes on with a list."""

    @model_validator(mode="after")
    def _has_groups(self) -> Self:
        """What the grammar asks a pattern for must be in it."""
        if len(self.months) not in (0, 12) or len(self.weekdays) not in (0, 7):
            raise ValueError("give 12 months and 7 weekdays, or none")
        dated = _DATE if self.date_line is None else set()
        for field, needed in (
            ("opening", {"author"} | dated),
            ("comment", {"author"} | dated),
            ("date_line", _DATE if self.date_line else set()),
            ("address", {"id"}),
        ):
            pattern = getattr(self, field)
            groups = set(pattern.groupindex if pattern else ())
            if missing := sorted(needed - groups):
                raise ValueError(f"{field} lacks the group (?P<{missing[0]}>…)")
            if "weekday" in groups and not self.weekdays:
                raise ValueError(f"{field} has the group weekday: give the weekdays too")
        try:
            self.infer_url("0" * 12, datetime(2000, 1, 1, tzinfo=UTC))
        except (LookupError, ValueError) as error:
            raise ValueError(
                f"inferred knows {{id}}, {{number}} and {{opened}}: {error}"
            ) from error
        return self

    def thread_id(self, url: str | None, printed: str, opened: datetime) -> str:
        """The id of a thread: the number in its address, else the one ``printed`` in its opening
        line, else the opening time, YYMMDDhhmmss. Numbers get zeros in front: an id always has
        twelve digits, a file name of one length. Raises ThreadIdError for what is no such number.
        """
        known = self.address.search(url) if url else None
        number = known["id"] if known else printed
        thread_id = number.zfill(12) if number else f"{opened:%y%m%d%H%M%S}"
        if not _THREAD_ID.fullmatch(thread_id):
            raise ThreadIdError(f"'{number}' is no number of at most twelve digits")
        return thread_id

    def infer_url(self, thread_id: str, opened: datetime) -> str:
        """The address that the page of a thread had, as far as its id and first post tell."""
        return self.inferred.format(id=thread_id, number=int(thread_id), opened=opened)

    def is_thread(self, url: str, years: range) -> bool:
        """Whether an address is a thread's and, where it tells the year, of one of these."""
        match = self.address.search(url)
        year = match.groupdict().get("year") if match else None
        return match is not None and (year is None or int(year) in years)

    def read_date(self, match: re.Match[str]) -> datetime | None:
        """The time that a date's groups say, in the zone's offset then; None if there is none."""
        parts = {name: text for name, text in match.groupdict().items() if text}
        try:
            month, year = parts["month"], int(parts["year"])
            if len(parts["year"]) == 2:
                year += 1900 if year >= _CENTURY else 2000
            local = datetime(
                year,
                int(month) if month.isdecimal() else self.months.index(month) + 1,
                int(parts["day"]),
                int(parts["hour"]),
                int(parts["minute"]),
                int(parts.get("second", 0)),
                tzinfo=ZoneInfo(self.zone),
            )
            # Fixed, so that it equals what is read back from the page even as clocks are put back.
            return local.replace(tzinfo=timezone(offset)) if (offset := local.utcoffset()) else None
        except (KeyError, ValueError):
            return None


class _Forum(Record):
    """``archive/forum.yml``."""

    profile: str = Field(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")


def read_profile(archive: Path) -> Profile:
    """The profile of the forum that an archive is of; without ``forum.yml`` it is WSM.

    Raises ContentError when ``forum.yml`` is not valid or names no module with a profile.
    """
    path = archive / FORUM
    name = read_model(path, _Forum).profile if path.is_file() else _WSM
    try:
        found = getattr(import_module(name), "PROFILE", None)
    except ValidationError as error:
        first = error.errors()[0]
        what = ".".join(map(str, first["loc"])) or "the profile"
        raise ContentError(name, None, f"{what}: {first['msg']}") from error
    except Exception as error:
        raise ContentError(path, None, f"{name} cannot be imported: {error}") from error
    if not isinstance(found, Profile):
        raise ContentError(path, None, f"{name} has no PROFILE made with scraper.profile.Profile")
    return found
