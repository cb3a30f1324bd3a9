"""The template that writes a thread's period in Japanese."""

import pytest
from jinja2 import Environment, FileSystemLoader

from tests.conftest import CHECKOUT

CASES = [
    ("1998-08-20T21:04:26+09:00", "1998-08-20T23:59:59+09:00", "1998年8月20日"),
    ("1998-08-20T21:04:26+09:00", "1998-08-30T19:56:01+09:00", "1998年8月20日から30日"),
    ("1998-08-31T21:04:26+09:00", "1998-09-01T00:00:00+09:00", "1998年8月31日から9月1日"),
    ("1998-12-31T21:04:26+09:00", "1999-01-01T00:00:00+09:00", "1998年12月31日から1999年1月1日"),
]


@pytest.mark.parametrize(("started", "ended", "period"), CASES)
def test_a_period_says_no_more_than_it_must(started: str, ended: str, period: str) -> None:
    templates = Environment(loader=FileSystemLoader(CHECKOUT / "overrides"), autoescape=True)
    dates = templates.get_template("partials/dates.html").module
    assert str(dates.period(started, ended)) == period  # type: ignore[attr-defined]
