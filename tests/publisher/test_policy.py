"""What must not stand in a page, and the policy that a browser holds it to."""

import pytest

from publisher.facts import parse
from publisher.policy import digest, policy, theme_scripts, violations
from scraper.errors import ContentError

THEME = 'base=new URL("/",location)'

FORBIDDEN = {
    "a script of its own": "<script>xss()</script>",
    "a script like the theme's": '<script>base=new URL("/",location);xss()</script>',
    "a module": '<script type="module">xss()</script>',
    "a script from elsewhere": '<script src="https://example.com/a.js"></script>',
    "a script from any host": '<script src="//example.com/a.js"></script>',
    "a script in the address": '<script src="data:text/javascript,xss()"></script>',
    "a handler": '<img src="a.png" onerror="xss()">',
    "a handler without quotes": "<p ONCLICK=xss()>",
    "a handler in a drawing": "<svg><path onload='xss()'/></svg>",
    "a style attribute": '<p style="color: red">',
    "a style element": "<style>p { color: red }</style>",
    "a frame": '<iframe src="a.html"></iframe>',
    "a page in an attribute": '<p srcdoc="x">',
    "an object": '<object data="a.swf"></object>',
    "another base": '<base href="https://example.com/">',
    "a picture from elsewhere": '<img src="http://example.com/a.png">',
    "a picture from elsewhere, among others": '<img srcset="a.png 1x, //example.com/b.png 2x">',
    "a stylesheet from elsewhere": '<link rel="stylesheet" href="https://example.com/a.css">',
    "a font fetched early": '<link rel="preload" as="font" href="https://example.com/a.woff2">',
    "a form that sends elsewhere": '<form action="https://example.com/"></form>',
    "a link that runs": '<a href="javascript:xss()">x</a>',
    "a link that runs, hidden": '<a href=" \x01Java&#10;Script&colon;xss()">x</a>',
    "a link that is a page": '<a href="data:text/html,x">x</a>',
    "a drawing that runs": '<svg><a xlink:href="javascript:xss()"></a></svg>',
}
ALLOWED = {
    "the theme's script": f"<script>{THEME}</script>",
    "data": '<script type="application/ld+json">{"a": "b"}</script>',
    "a script of the site": '<script src="../assets/a.js"></script>',
    "a picture of the site": '<img src="a.png" srcset="a.png 1x, b.png 2x">',
    "a picture in the page": '<img src="data:image/png;base64,//8=">',
    "a link to elsewhere": '<a href="https://example.com/">x</a>',
    "an address of mail": '<a href="mailto:a@example.com">x</a>',
    "a canonical address": '<link rel="canonical" href="https://example.com/a.html">',
    "text that looks like it": "<p>onclick=xss() &lt;script&gt; style=x",
    "a value that looks like it": '<p title="<script>xss()</script> onclick=xss()">x',
}


def found(body: str) -> list[ContentError]:
    page = f"<!doctype html><html><head>\n</head><body>\n{body}</body></html>"
    missing = f"<html><head></head><body><script>{THEME}</script></body></html>"
    theme = theme_scripts(parse(missing.encode(), "404.html"))
    return list(violations(parse(page.encode(), "a.html"), theme, "a.html"))


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_may_not_stand_in_a_page_is_found(name: str) -> None:
    errors = found(FORBIDDEN[name])
    assert errors != []
    assert {error.path for error in errors} == {"a.html"}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_may_stand_in_a_page_is_left_alone(name: str) -> None:
    assert found(ALLOWED[name]) == []


def test_a_script_is_named_by_its_digest() -> None:
    # The example of CSP Level 2, section 7.17.1 (nonce and hash).
    assert digest("alert('Hello, world.');") == "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
    assert "script-src 'self' 'sha256-A' 'sha256-B';" in policy(["B", "A", "B"])
