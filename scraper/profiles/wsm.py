"""Web Scripter's Meeting, 1996 to January 2006, of which this project keeps the record.

A page is a notice, a title, ``発言者:NAME`` with its date line and a body, then comments:
``NAME さんからのコメント``, a date line and a body each.
"""

from datetime import date

from scraper.profile import Profile

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

PROFILE = Profile(
    name="Web Scripter's Meeting",
    opening=r"発言者\s*[:：](?P<author>.*)",
    comment=r"(?P<author>[^>＞|｜]*)さんからのコメント",
    date_line=rf"""(?x)
        \s*[(（]\s* (?:Date\s+)?
        (?P<weekday>{"|".join(_WEEKDAYS)})\s*,\s*
        (?P<month>{"|".join(_MONTHS)})\s+ (?P<day>[0-9]{{1,2}})\s*,\s* (?P<year>[0-9]{{4}})\s+
        (?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}):(?P<second>[0-9]{{2}})
        \s*[)）]\s*""",
    example="発言者:NAME",
    notice=r"このページは.*の記録です",
    zone="Asia/Tokyo",
    months=_MONTHS,
    weekdays=_WEEKDAYS,
    charset="shift_jis",
    phrases=("さんからのコメント", "発言者", "このページは", "の記録です"),
    # A page is named after the second in which its file was made, at most one after the post's.
    address=r"/WSM_(?P<year>[0-9]{4})/(?P<id>[0-9]{12})\.html?$",
    inferred="http://mtlab.ecn.fpu.ac.jp/WSM_{opened:%Y}/{id}.html",
    site="http://mtlab.ecn.fpu.ac.jp/",
    years=(1996, 2006),
    until=date(2006, 12, 31),
    prefix="WSM_",
    listings=("WSM_{year}/",),
)
