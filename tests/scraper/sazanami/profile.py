"""さざなみ掲示板, 2000 to 2002: a board of numbered posts, each under a header of one line."""

from datetime import date

from scraper.profile import Profile

_HEADER = r"""(?x)
    \[(?P<id>[0-9]+)\]\s+(?P<title>\S.*?)\s+投稿者：(?P<author>.*?)\s+
    投稿日：(?P<year>[0-9]{4})年(?P<month>[0-9]{2})月(?P<day>[0-9]{2})日
    \((?P<weekday>[月火水木金土日])\)\s+(?P<hour>[0-9]{2})時(?P<minute>[0-9]{2})分"""

PROFILE = Profile(
    name="さざなみ掲示板",
    # How a page reads.
    opening=_HEADER,
    comment=_HEADER,
    example="[7] TITLE 投稿者：NAME 投稿日：2001年03月24日(土) 21時04分",
    notice=r"さざなみ掲示板$",
    zone="Europe/Berlin",
    weekdays=tuple("月火水木金土日"),
    # What its bytes are like.
    charset="euc-jp",
    phrases=("投稿者：", "投稿日："),
    # Its addresses.
    address=r"/cgi-bin/bbs\.cgi\?no=(?P<id>[0-9]{1,12})$",
    inferred="http://sazanami.example/cgi-bin/bbs.cgi?no={number}",
    # Where wsm fetch finds the pages.
    site="http://sazanami.example/",
    years=(2000, 2002),
    until=date(2003, 3, 31),
    prefix="cgi-bin/bbs.cgi?no=",
    listings=("cgi-bin/bbs.cgi?page=1",),
    listing=r"\?page=[0-9]+$",
)
