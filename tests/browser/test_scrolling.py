"""A long scroll: few nodes, nothing that jumps, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from connectors.contract import Batch, SourceSpec
from connectors.items import Article, Image
from dashboard.store import Store, TimelineQuery, open_store
from tests.browser.conftest import serving
from tests.browser.test_timeline import items
from tests.views.outlet import NOW, ZONE

pytestmark = pytest.mark.browser

MANY = 1200
PICTURES = "http://127.0.0.1:9/pictures/"
MOVED = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const what = entry.sources.map(({ node }) => node?.className ?? "");
    if (!entry.hadRecentInput) window.moved.push([entry.value, what]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def article(number: int) -> Article:
    return Article(
        ref=f"a{number}",
        url=f"http://127.0.0.1/{number}",
        title=f"Article {number}" + " that goes on for some words" * (number % 7),
        published_at=NOW - timedelta(minutes=40 * number),
        image=Image(f"{PICTURES}{number}.svg") if number % 3 else None,
    )


def fill_long(path: Path) -> Store:
    store = open_store(str(path), timezone=ZONE, clock=lambda: NOW)
    feed = store.sources.add(SourceSpec("feed", "http://127.0.0.1/feed.xml", "Herald"))
    for start in range(0, MANY, 300):
        batch = Batch(items=tuple(article(n) for n in range(start, start + 300)))
        store.write.batch(feed.id, "feed", batch)
    return store


@pytest.fixture(scope="module")
def long_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("long") / "long.db"
    fill_long(path).close()
    with serving(path) as url:
        yield url


@pytest.fixture
def long(page: Page, long_url: str, faults: list[str]) -> Iterator[Page]:
    page.route(f"{PICTURES}**", picture)
    page.add_init_script(MOVED)
    page.goto(long_url)
    expect(items(page)).to_have_count(50, timeout=30_000)
    yield page
    assert faults == []


def picture(route: Route) -> None:
    """A picture larger than its place; each fourth cannot be had."""
    number = int(re.sub(r"\D", "", route.request.url.removeprefix(PICTURES)))
    if number % 4 == 0:
        route.abort()
        return
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="700"/>'
    route.fulfill(content_type="image/svg+xml", body=drawn)


def wheel_to(page: Page, position: int) -> None:
    """Turn the wheel until the item at this position of the list is drawn."""
    page.mouse.move(400, 500)
    for _ in range(400):
        if last(page) >= position:
            return
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(15)
    raise AssertionError(f"after 400 turns item {last(page)} is the last")


def last(page: Page) -> int:
    return int(items(page).last.get_attribute("aria-posinset") or 0)


def at(page: Page, position: int) -> Locator:
    return page.locator(f'[role=feed] [aria-posinset="{position}"]')


def top_of(node: Locator) -> float:
    box = node.bounding_box()
    assert box is not None
    return box["y"]


def measure(page: Page) -> dict[str, Any]:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    counters = session.send("Memory.getDOMCounters")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    return {**counters, "heap": heap}


def test_a_long_scroll_stays_flat_in_memory(long: Page) -> None:
    wheel_to(long, 200)
    early = measure(long)
    wheel_to(long, MANY)
    expect(long.locator(".rd-end")).to_have_text("That is everything.")
    late = measure(long)
    assert items(long).count() <= 200
    assert late["nodes"] < early["nodes"] * 2  # two pages or four, not twenty-four
    assert late["jsEventListeners"] < early["jsEventListeners"] * 2
    assert late["heap"] < early["heap"] + 4_000_000


def test_nothing_moves_while_pictures_and_rows_arrive(long: Page) -> None:
    wheel_to(long, 400)
    long.wait_for_timeout(500)
    listed = [
        entry for entry in long.evaluate("window.moved")
        if any(str(name).startswith("rd-") for name in entry[1])
    ]  # fmt: skip
    assert sum(value for value, _ in listed) < 0.01, listed
    kept = long.locator(".rd-lost").first.bounding_box()
    assert kept is not None
    assert (kept["width"], kept["height"]) == (84, 56)


def test_on_a_narrow_screen_little_moves_while_the_page_opens(
    page: Page, long_url: str, faults: list[str]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.route(f"{PICTURES}**", picture)
    page.add_init_script(MOVED)
    page.goto(long_url)
    expect(page.locator(".rd-strip")).to_contain_text("Charts")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    # Cumulative layout shift, "good" (web.dev/articles/cls)
    moved = page.evaluate("window.moved")
    assert sum(value for value, _ in moved) < 0.1, moved
    assert faults == []


def test_each_item_is_met_once_down_and_up(long: Page) -> None:
    met: dict[str, int] = {}
    note = "(all) => all.map((one) => [one.dataset.itemId, Number(one.ariaPosInSet)])"
    for position in range(50, 801, 50):
        wheel_to(long, position)
        met |= dict(items(long).evaluate_all(note))
    assert sorted(met.values())[:800] == list(range(1, 801))
    again: dict[str, int] = {}
    for _ in range(400):
        there = at(long, 1).count()
        again |= dict(items(long).evaluate_all(note))
        if there:
            break
        long.mouse.wheel(0, -700)
        long.wait_for_timeout(15)
    expect(at(long, 1)).to_be_attached()
    assert all(met[one] == position for one, position in again.items() if one in met)
    assert set(range(1, 801)) <= set(again.values())


def test_focus_stays_and_keys_go_on_from_it(long: Page) -> None:
    long.keyboard.press("j")
    long.keyboard.press("j")
    expect(at(long, 2)).to_be_focused()
    wheel_to(long, 600)
    expect(at(long, 2)).to_be_focused()
    expect(at(long, 60)).to_have_count(0)
    long.keyboard.press("j")
    expect(at(long, 3)).to_be_focused()
    expect(at(long, 3)).to_be_in_viewport()


def test_page_down_reads_on(long: Page) -> None:
    items(long).first.focus()
    for _ in range(60):
        long.keyboard.press("PageDown")
        long.wait_for_timeout(40)
    assert last(long) > 150
    expect(items(long).first).to_be_focused()


def test_back_is_where_one_was(long: Page, long_url: str) -> None:
    wheel_to(long, 500)
    long.wait_for_timeout(600)  # the place is kept once nobody scrolls
    seen = long.evaluate(
        "[...document.querySelectorAll('[data-item-id]')]"
        ".find((node) => node.getBoundingClientRect().top > 200).ariaPosInSet"
    )
    before = top_of(at(long, int(seen)))
    long.goto(f"{long_url}/sources")
    expect(long.get_by_text("Herald").first).to_be_visible(timeout=30_000)
    long.go_back()
    expect(at(long, int(seen))).to_be_in_viewport(timeout=30_000)
    assert abs(top_of(at(long, int(seen))) - before) < 3
    expect(items(long).first).not_to_have_attribute("aria-posinset", "1")


def test_a_filter_begins_at_the_top(long: Page) -> None:
    wheel_to(long, 300)
    long.keyboard.press("/")
    long.keyboard.type('"Article 7"')
    long.keyboard.press("Enter")
    expect(items(long)).to_have_count(1)
    expect(items(long).first).to_be_in_viewport()
    expect(items(long).first).to_have_attribute("aria-setsize", "1")
    long.go_back()
    expect(items(long).first).to_be_in_viewport()


def test_rows_that_come_late_are_in_their_place(page: Page, tmp_path: Path) -> None:
    store = fill_long(tmp_path / "growing.db")
    feed = store.sources.list()[0]
    with serving(tmp_path / "growing.db") as url:
        page.goto(url)
        expect(items(page)).to_have_count(50, timeout=30_000)
        wheel_to(page, 700)
        expect(at(page, 30)).to_have_count(0)
        older = [
            Article(
                ref=f"late{n}", url=f"http://127.0.0.1/late{n}", title=f"Late {n}",
                published_at=NOW - timedelta(minutes=40 * n + 20),
            )
            for n in (3, 60, 61, 62)
        ]  # fmt: skip
        store.write.batch(feed.id, "feed", Batch(items=tuple(older)))
        page.evaluate("document.querySelector('.stMain').scrollTop = 0")
        expect(at(page, 5)).to_contain_text("Late 3", timeout=30_000)
        wheel_to(page, 150)
        page.wait_for_timeout(500)
        shown = "(all) => all.map((one) => [Number(one.ariaPosInSet), one.dataset.itemId])"
        drawn = dict(items(page).evaluate_all(shown))
        ids = list(drawn.values())
        assert len(ids) == len(set(ids))
        stored = store.timeline.page(TimelineQuery(), limit=200).items
        wanted = {n: row.public_id for n, row in enumerate(stored, 1)}
        assert all(wanted[n] == one for n, one in drawn.items() if n <= 150)
    store.close()
