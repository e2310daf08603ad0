"""The timeline page in Chromium with 100,000 items, beside a blank Streamlit page; and its filters.

Every visit is a browser that was just started, with an empty cache; the servers are warm. Visits
to the two pages alternate, so that a busy moment of the machine falls on both.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from dashboard.bench import archive
from dashboard.bench.figure import CannotMeasureError, Figure, median, percentile, ratio
from dashboard.bench.process import BUILD, RUNDOWN, environment, free_port, server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

PART = "page"
VISITS = 7
PATIENCE_MS = 60_000
BLANK = 'import streamlit\n\nstreamlit.write("blank page")\n'
FIRST_ITEM = '[role="feed"] [role="article"]'
ROUNDS = 12
"""How often each filter is set and taken off again."""
SEARCHES = ("council", "harbour", "election budget")
WATCH = """
window.filtered = () => new Promise((resolve, reject) => {
  let start;
  const begin = (event) => { start ??= event.timeStamp; };
  const once = { capture: true, once: true };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, begin, once);
  setTimeout(() => reject(new Error("no new list came")), 30000);
  new MutationObserver((_, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  }).observe(document.querySelector(".rd-list"), { attributeFilter: ["data-view"] });
});
"""
"""The next list: milliseconds from the first press of a key or button until it is painted."""


BLANK_TEXT = '[data-testid="stMarkdownContainer"] p'
CHART = ".js-plotly-plot:has(.main-svg)"
SEEN = """
([selector, number]) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(`${selector} was not seen`)), 60000);
  const all = () => [...document.querySelectorAll(selector)];
  const shown = () => all().filter((one) => one.checkVisibility());
  const look = () => (shown().length < number ? requestAnimationFrame(look) : resolve());
  look();
})
"""
"""Looks once a frame: Playwright itself waits up to half a second between two looks."""


def measure() -> list[Figure]:
    """Median milliseconds to first content of both pages, to the drawn charts, and the ratios."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise CannotMeasureError(f"Playwright is not installed: {error}") from error
    database, _seconds = archive.make()
    with ExitStack() as stack:
        blank_url, page_url = _serve(stack, database)
        playwright = stack.enter_context(sync_playwright())
        try:
            return [*_visits(playwright, blank_url, page_url), *_filters(playwright, page_url)]
        except Error as error:
            raise CannotMeasureError(f"the browser failed: {error.message[:300]}") from error


def _serve(stack: ExitStack, database: Path) -> tuple[str, str]:
    script = BUILD / "bench_blank.py"
    script.write_text(BLANK, encoding="utf-8")
    blank, page = free_port(), free_port()
    options = ["--server.port", str(blank), "--server.headless", "true"]
    streamlit = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    stack.enter_context(server(streamlit, blank, environment()))
    env = environment(RUNDOWN_DB=str(database), RUNDOWN_TIMEZONE=archive.TIMEZONE)
    serve = [RUNDOWN, "serve", "--port", str(page), "--no-sync"]
    stack.enter_context(server(serve, page, env))
    return f"http://127.0.0.1:{blank}/", f"http://127.0.0.1:{page}/"


def _visits(playwright: Playwright, blank_url: str, page_url: str) -> list[Figure]:
    charts = _warm_up(playwright, blank_url, page_url)
    blanks, items, drawn = [], [], []
    for _ in range(VISITS):
        blanks.append(_visit(playwright, blank_url, BLANK_TEXT, None)[0])
        first, last = _visit(playwright, page_url, FIRST_ITEM, charts)
        items.append(first)
        drawn.append(last)
    figures = [
        median(PART, "blank Streamlit page", blanks, "ms"),
        median(PART, "timeline: first items", items, "ms"),
        ratio(PART, "timeline: first items / blank", items, blanks, goal=1.5),
    ]
    if not charts:
        return [*figures, Figure(part=PART, name="charts drawn", error="no chart was drawn")]
    return [
        *figures,
        median(PART, f"timeline: all {charts} charts drawn", drawn, "ms"),
        ratio(PART, "timeline: charts drawn / blank", drawn, blanks, goal=2.5),
    ]


def _filters(playwright: Playwright, page_url: str) -> list[Figure]:
    """From pressing a filter to the new list, 95th percentile of every filter in turn."""
    browser = _launch(playwright)
    try:
        page = _page(browser)
        page.add_init_script(WATCH)
        page.goto(page_url)
        page.locator(".js-plotly-plot .main-svg").nth(2).wait_for(timeout=PATIENCE_MS)
        taken: dict[str, list[float]] = {}
        for number in range(ROUNDS + 1):
            for name, change in _changes(page, number):
                page.evaluate("() => { window.next = window.filtered(); }")
                change()
                milliseconds = page.evaluate("window.next")
                page.wait_for_timeout(250)
                if number:  # the first round finds nothing asked before
                    taken.setdefault(name, []).append(milliseconds)
    finally:
        browser.close()
    every = [one for samples in taken.values() for one in samples]
    return [
        *(median(PART, f"new list after {name}", samples, "ms") for name, samples in taken.items()),
        Figure(
            part=PART, name="new list after any filter, p95", value=percentile(every, 0.95),
            unit="ms", goal=300, samples=tuple(every),
        ),
    ]  # fmt: skip


def _changes(page: Page, number: int) -> list[tuple[str, Callable[[], None]]]:
    """Each filter as a person sets it, and how it is taken off."""
    search = page.locator(".st-key-rd-q input")
    kind = page.locator(".st-key-rd-kind button", has_text="Videos")
    topics = page.locator(f"{FIRST_ITEM} [data-filter=topic]")

    def find(text: str) -> None:
        search.fill(text)
        search.press("Enter")

    def clear() -> None:
        page.locator(".st-key-rd-clear button").click()

    text = f"{SEARCHES[number % len(SEARCHES)]} -never{number}"  # a search not asked before
    return [
        ("a search", lambda: find(text)),
        ("no search", lambda: find("")),
        ("a kind", kind.click),
        ("no kind", kind.click),
        ("a topic", lambda: topics.nth(number % 5).click()),
        ("no topic", clear),
    ]


def _warm_up(playwright: Playwright, blank_url: str, page_url: str) -> int:
    """Visit both once, and count the charts that the timeline draws in the end."""
    _visit(playwright, blank_url, BLANK_TEXT, None)
    browser = _launch(playwright)
    try:
        page = _page(browser)
        page.goto(page_url)
        page.locator(FIRST_ITEM).first.wait_for(timeout=PATIENCE_MS)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(5000)
        return _drawn(page)
    finally:
        browser.close()


def _visit(
    playwright: Playwright, url: str, content: str, charts: int | None
) -> tuple[float, float]:
    """Milliseconds until the content is visible, and until so many charts are drawn."""
    browser = _launch(playwright)
    try:
        page = _page(browser)
        start = perf_counter()
        page.goto(url, wait_until="commit")
        page.evaluate(SEEN, [content, 1])
        first = (perf_counter() - start) * 1000
        if charts:
            page.evaluate(SEEN, [CHART, charts])
        return first, (perf_counter() - start) * 1000
    finally:
        browser.close()


def _drawn(page: Page) -> int:
    return page.locator(CHART).count()


def _page(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 1440, "height": 900})


def _launch(playwright: Playwright) -> Browser:
    named = os.environ.get("RUNDOWN_CHROMIUM") or shutil.which("chromium")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=named, args=arguments)
