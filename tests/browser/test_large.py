"""Twenty years and 200,000 items, used as a small outlet is: no wait that one would notice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.test_scrolling import wheel_to
from tests.browser.test_timeline import charts, items
from tests.views.outlet import NOW, ZONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ITEMS = 200_000
HINDI = "बंदरगाह"
SPINNERS = """
window.spinners = 0;
new MutationObserver(() => {
  window.spinners += document.querySelectorAll("[data-testid=stSpinner]").length;
}).observe(document, { childList: true, subtree: true });
"""
PLACE_OF_DAY = """
(day) => {
  const chart = document.querySelector(".js-plotly-plot");
  const { xaxis, yaxis } = chart._fullLayout;
  const box = chart.getBoundingClientRect();
  return [box.left + xaxis._offset + xaxis.d2p(day), box.top + yaxis._offset + yaxis._length / 2];
}
"""


@pytest.fixture(scope="module")
def large_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("large") / "large.db"
    made = os.environ | {
        "RUNDOWN_DB": str(path), "RUNDOWN_TIMEZONE": ZONE, "RUNDOWN_NOW": NOW.isoformat(),
    }  # fmt: skip
    command = [sys.executable, "-m", "dashboard.cli", "demo", "--items", str(ITEMS), "--no-serve"]
    subprocess.run(command, env=made, check=True, capture_output=True)
    with serving(path) as url:
        yield url


@pytest.fixture
def large(page: Page, large_url: str, faults: list[str]) -> Iterator[Page]:
    page.add_init_script(SPINNERS)
    page.goto(large_url)
    expect(items(page)).to_have_count(50, timeout=60_000)
    yield page
    assert page.evaluate("window.spinners") == 0
    assert faults == []


def pick_dates(page: Page, typed: str) -> None:
    box = page.locator(".st-key-rd-dates input")
    box.click()
    box.fill(typed)
    page.get_by_role("option", name=typed, exact=True).click()


def published(page: Page) -> str:
    return items(page).first.locator("time").get_attribute("datetime") or ""


def test_scroll_far_and_stay_light(large: Page) -> None:
    wheel_to(large, 1500)
    assert items(large).count() <= 250
    expect(items(large).last).to_have_attribute("aria-setsize", "-1")


def test_reach_the_first_year_and_its_first_item(large: Page) -> None:
    pick_dates(large, "2006")
    expect(large).to_have_url(re.compile("since=2006-01-01&until=2006-12-31"))
    expect(large.locator(".rd-day").first).to_contain_text("2006")
    assert published(large).startswith("2006-12-31")
    for _ in range(200):
        if large.locator(".rd-end").inner_text() == "That is everything.":
            break
        large.evaluate("document.querySelector('.stMain').scrollTop += 4000")
        large.wait_for_timeout(30)
    last = items(large).last
    expect(last.locator("time")).to_have_attribute("datetime", re.compile("^2006-11-2"))
    assert last.get_attribute("aria-posinset") == last.get_attribute("aria-setsize")


def test_filter_and_search_in_hindi(large: Page) -> None:
    large.locator(".st-key-rd-kind button", has_text="Videos").click()
    expect(large.locator(".rd-article")).to_have_count(0)
    expect(items(large)).to_have_count(50)
    large.keyboard.press("/")
    large.keyboard.type(HINDI)
    large.keyboard.press("Enter")
    expect(large).to_have_url(re.compile("kind=video&q="))
    expect(items(large).first).to_contain_text(HINDI)
    for one in items(large).all():
        expect(one).to_contain_text(HINDI)


def test_drag_a_year_on_the_chart(large: Page) -> None:
    expect(charts(large)).to_have_count(3, timeout=60_000)
    pick_dates(large, "Since 2006")
    expect(
        large.get_by_role("figure", name=re.compile("^Bar chart of items per month"))
    ).to_be_visible(timeout=60_000)
    start, height = large.evaluate(PLACE_OF_DAY, "2015-01-01")
    end, _ = large.evaluate(PLACE_OF_DAY, "2015-12-01")
    large.mouse.move(start - 1, height)
    large.mouse.down()
    large.mouse.move(end + 1, height + 10, steps=8)
    large.mouse.up()
    expect(large).to_have_url(re.compile("since=2015-01-01&until=2015-12-31"))
    expect(large.locator(".rd-day").first).to_contain_text("2015")
    assert published(large).startswith("2015-12-31")
