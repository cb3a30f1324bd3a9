"""Weighs pages of the site: their HTML, what Chromium fetches, and what Lighthouse says."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click
from playwright.sync_api import Browser, sync_playwright

from bench.measure import table
from bench.serving import serving
from wsm.build import build_site
from wsm.project import Project

ROOT = Path(__file__).parents[1]
LIGHTHOUSE = ROOT / ".cache" / "lighthouse"
_PACKAGES = ("lighthouse@13.5.0", "node@22")
_PROGRAM = LIGHTHOUSE / "node_modules" / "lighthouse" / "cli" / "index.js"
# Lighthouse wants a newer Node.js than Debian 12 and 13 have.
_NODE = LIGHTHOUSE / "node_modules" / "node" / "bin" / "node"
# The order of tests/conftest.py.
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()
_PATIENCE = 180  # seconds for one run of Lighthouse

PAGES = {
    "home": "index.html",
    "thread": "threads/1998/980820210426.html",
    "guide": "guides/relay.html",
    "search": "search.html",
    "topic": "topics/bounce.html",
    "person": "people/c5c09824fa.html",
    "home (en)": "en/index.html",
    "guide (en)": "en/guides/relay.html",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo", "agentic-browsing")
_HEADER = ("page", "HTML KB", "wire KB", "requests")
_JUDGED = (*CATEGORIES, "FCP s", "LCP s", "CLS", "TBT ms")


class Fetched(NamedTuple):
    """What a browser with an empty cache fetches for a page: ``size`` in bytes as sent, with the
    heads of the answers, and the number of ``requests``."""

    size: int
    requests: int


class Judged(NamedTuple):
    """What Lighthouse says of a page on a phone: a score out of 100 for each of ``CATEGORIES``, or
    None for one that it did not give; first and largest contentful paint in seconds; the cumulative
    layout shift; the total blocking time in milliseconds."""

    scores: tuple[int | None, ...]
    first_paint: float
    largest_paint: float
    shift: float
    blocked: float


def bench_pages(site: Path | None, runs: int) -> None:
    """Print a table of ``PAGES`` of the site in the folder ``site``, by default built for this.

    Of ``runs`` runs of Lighthouse the one that painted first counts: what else the machine does can
    only slow a run. Where Lighthouse is not installed its columns are left out.
    """
    with _site(site) as folder, serving(folder, [""]) as base:
        fetched = _fetch(base)
        judged = _judge(base, runs)
        rows = [
            (
                name,
                f"{(folder / page).stat().st_size / 1000:.1f}",
                f"{fetched[page].size / 1000:.1f}",
                fetched[page].requests,
                *(_cells(judged[page]) if judged else ()),
            )
            for name, page in PAGES.items()
        ]
    click.echo(table((*_HEADER, *(_JUDGED if judged else ())), rows))


@contextmanager
def _site(given: Path | None) -> Iterator[Path]:
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build_site(Project(ROOT), site, lambda problem: click.echo(problem, err=True))
        yield site


def _fetch(base: str) -> dict[str, Fetched]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=_QUIET)
        fetched = {page: _fetch_cold(browser, f"{base}/{page}") for page in PAGES.values()}
        browser.close()
    return fetched


def _fetch_cold(browser: Browser, address: str) -> Fetched:
    sizes: list[float] = []
    with browser.new_context(locale="ja-JP") as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on(
            "Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"])
        )
        page.goto(address, wait_until="networkidle")
    return Fetched(int(sum(sizes)), len(sizes))


def _judge(base: str, runs: int) -> dict[str, Judged] | None:
    if not (_PROGRAM.is_file() and _NODE.is_file()):
        click.echo(
            "Lighthouse is not installed, so its columns are left out. To install it:\n"
            f"    npm install --prefix {LIGHTHOUSE.relative_to(ROOT)} {' '.join(_PACKAGES)}",
            err=True,
        )
        return None
    found = {}
    for page in PAGES.values():
        reports = [read_report(_run_lighthouse(f"{base}/{page}")) for _ in range(runs)]
        found[page] = min(reports, key=lambda judged: judged.first_paint + judged.largest_paint)
    return found


def _run_lighthouse(address: str) -> Any:
    """The report of one run with its preset for phones. Raises CalledProcessError."""
    flags = " ".join(["--headless", *_QUIET])
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        output = ["--output=json", f"--output-path={report}", "--quiet"]
        subprocess.run(
            [_NODE, _PROGRAM, address, *output, f"--chrome-flags={flags}"],
            check=True,
            timeout=_PATIENCE,
            env={**os.environ, "CHROME_PATH": _browser() or ""},
        )
        return json.loads(report.read_bytes())


def read_report(report: Any) -> Judged:
    """What counts in a report of Lighthouse, version 13 (its JSON format, ``docs/results.md``)."""
    audits = report["audits"]

    def value(name: str) -> float:
        return float(audits[name]["numericValue"])

    scores = (report["categories"].get(name, {}).get("score") for name in CATEGORIES)
    return Judged(
        tuple(None if score is None else round(100 * score) for score in scores),
        value("first-contentful-paint") / 1000,
        value("largest-contentful-paint") / 1000,
        value("cumulative-layout-shift"),
        value("total-blocking-time"),
    )


def _cells(judged: Judged) -> Sequence[object]:
    return (
        *("-" if score is None else score for score in judged.scores),
        f"{judged.first_paint:.2f}",
        f"{judged.largest_paint:.2f}",
        f"{judged.shift:.3f}",
        f"{judged.blocked:.0f}",
    )


def _browser() -> str | None:
    """The system's Chromium; None for the one that Playwright installed."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)
