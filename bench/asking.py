"""Asks a search engine in a real browser, and compares its answers with what is true."""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

from playwright.sync_api import Browser, Error, Page, sync_playwright

from bench.engines import Engine
from bench.phrases import Query
from bench.serving import BLANK, READER, told

_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()
_PATIENCE = 300_000  # milliseconds: an engine that is not ready by then has failed
_WHOLE = 50
"""Results up to which every one is compared; of more, the total and this many."""

_OPEN = "async () => {{ globalThis.engine = await ({script})(); }}"
_FIRST = """async query => {
    const {total, urls} = await globalThis.engine.first(query);
    return [total, urls];
}"""
_ALL = "([query, total]) => globalThis.engine.all(query, total)"
_COSTS = """async take => {
    const costs = [];
    const timed = async action => {
        const begun = performance.now();
        const value = await action();
        return [performance.now() - begun, value];
    };
    await take();
    const [opening, engine] = await timed(SCRIPT);
    for (const query of QUERIES) {
        const [milliseconds] = await timed(() => engine.first(query));
        costs.push([...await take(), milliseconds]);
    }
    costs[0][2] += opening;
    return {costs};
}"""


class Answer(NamedTuple):
    """How an engine answered a query: ``total`` results, of which ``right`` of ``compared`` are
    right, out of ``true`` ones; whether that is all there is to say; whether the first is right."""

    query: Query
    true: int
    total: int
    compared: int
    right: int
    exact: bool
    first: bool

    @property
    def recall(self) -> float | None:
        """The share of the true results that was found; None when there are none."""
        if not self.true:
            return None
        found = self.right if self.compared == self.total else min(self.total, self.true)
        return found / self.true

    @property
    def precision(self) -> float | None:
        """The share of the results that is right; None when there are none."""
        return self.right / self.compared if self.compared else None


class Cost(NamedTuple):
    """What one query took: requests, bytes, milliseconds."""

    requests: int
    bytes: int
    milliseconds: float


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one that Playwright installed."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_QUIET)
        yield browser
        browser.close()


def answers(
    browser: Browser, base: str, engine: Engine, asked: Iterable[tuple[Query, Set[str]]]
) -> list[Answer]:
    """Ask on one page of the site at ``base``, and compare with the addresses of the sections that
    hold each query. Raises Playwright's Error when the engine fails."""
    with _opened(browser, base, engine) as page:
        return [_answer(page, engine, query, true) for query, true in asked]


def costs(
    browser: Browser, base: str, engine: Engine, queries: Sequence[Query]
) -> tuple[list[Cost], list[Cost]]:
    """What the first query of a reader costs, and what the second does.

    For each query a fresh context of the browser, in which the query before it comes first: cold
    holds all that is fetched until its answer, the client's files too, and the time from opening;
    warm is what the second adds. The page measures by itself: a debugger, as which Playwright is
    in its pages, hears of every request and takes a third of the time. Raises Playwright's Error
    when the engine fails.
    """
    session = browser.new_browser_cdp_session()
    cold, warm = [], []
    for pair in pairwise(queries):
        asked = json.dumps([typed(engine, query) for query in pair])
        run = _COSTS.replace("SCRIPT", engine.script).replace("QUERIES", asked)
        context = session.send("Target.createBrowserContext")
        session.send("Target.createTarget", context | {"url": f"{base}{READER}#{quote(run)}"})
        try:
            found = told(base, _PATIENCE / 1000)
        except TimeoutError:
            raise Error("not ready in time") from None  # or its page has crashed
        session.send("Target.disposeBrowserContext", context)
        if "error" in found:
            raise Error(found["error"])
        first, second = found["costs"]
        cold.append(Cost(*first))
        warm.append(Cost(*second))
    return cold, warm


def typed(engine: Engine, query: Query) -> str:
    """The query as this engine is asked it."""
    if engine.pages:
        words = query.typed.strip('"')
        return f'"{words}"' if engine.quoted and len(query.terms) == 1 else words
    return query.typed


@contextmanager
def _opened(browser: Browser, base: str, engine: Engine) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        page.goto(base + BLANK)
        opening = _OPEN.format(script=engine.script)
        page.evaluate(
            f"() => Promise.race([({opening})(), new Promise((_, reject) => "
            f"setTimeout(() => reject(new Error('not ready in time')), {_PATIENCE}))])"
        )
        yield page


def _answer(page: Page, engine: Engine, query: Query, true: Set[str]) -> Answer:
    if engine.pages:
        true = {_page(url) for url in true}
    words = typed(engine, query)
    total, shown = page.evaluate(_FIRST, words)
    whole = engine.pages or total <= _WHOLE
    found: list[str] = shown
    if total > len(shown):
        found = page.evaluate(_ALL, [words, total if whole else _WHOLE])
    addresses = [engine.addresses.get(each, each) for each in found]
    if engine.pages:
        addresses = [_page(each) for each in addresses]
        shown = [_page(each) for each in shown]
    compared = set(addresses)
    right = len(compared & true)
    same = right == len(addresses) and set(shown) <= true
    return Answer(
        query,
        len(true),
        total,
        len(addresses),
        right,
        exact=same and total == len(true) and len(addresses) == (total if whole else _WHOLE),
        first=bool(shown) and shown[0] in true,
    )


def _page(url: str) -> str:
    return url.partition("#")[0]
