"""The sources page as an editor uses it on the first day, in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.store import open_store
from tests.browser.conftest import HOUSE, serving
from tests.engagement import outlet
from tests.loopback import LoopbackSite

pytestmark = pytest.mark.browser

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Pier News</title>
<link>http://127.0.0.1/</link>
<item><guid>1</guid><title>The pier opens again</title><link>http://127.0.0.1/pier</link>
<pubDate>Tue, 24 Nov 2026 12:00:00 GMT</pubDate></item>
</channel></rss>"""
HOME = """<!doctype html><title>Pier News</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"><h1>Pier News</h1>"""


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite({"/": HOME, "/feed.xml": FEED}) as running:
        yield running


def test_from_an_address_to_the_first_item(
    tmp_path: Path, page: Page, site: LoopbackSite, faults: list[str]
) -> None:
    path = tmp_path / "outlet.db"
    outlet.empty(path).close()
    with serving(path, RUNDOWN_ALLOW_HOSTS="127.0.0.1") as url:
        page.goto(f"{url}/sources")
        box = page.get_by_role("textbox", name="Your site’s address")
        box.fill(site.url("/missing"))
        box.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Nothing was changed.", timeout=60_000)
        box.fill(site.url())
        box.press("Enter")
        expect(page.get_by_text("1 source. The first sync begins by itself.")).to_be_visible(
            timeout=60_000
        )
        expect(page.locator(".rd-s-found")).to_contain_text(
            "1 article back to 24 November 2026, no full text"
        )
        expect(page.locator(".rd-s-row")).to_contain_text(
            "waiting for its first sync", timeout=30_000
        )
        sync_once(path)
        expect(page.locator(".rd-s-row")).to_contain_text("1 item", timeout=30_000)
        expect(page.locator(".rd-s-state")).to_have_text("fine", timeout=30_000)
        page.get_by_role("link", name="Timeline").click()
        expect(page.get_by_role("feed").get_by_role("article")).to_contain_text(
            "The pier opens again", timeout=60_000
        )
    assert faults == []


def sync_once(db: Path) -> None:
    """What the worker beside the pages does, once, at the moment at which they are shown."""
    settings = {
        "RUNDOWN_DB": str(db),
        "RUNDOWN_NOW": outlet.NOW.isoformat(),
        "RUNDOWN_ALLOW_HOSTS": "127.0.0.1",
    }
    command = [sys.executable, "-m", "dashboard.cli", "sync"]
    subprocess.run(command, cwd=HOUSE, env=os.environ | settings, check=True, timeout=120)


@pytest.fixture(scope="module")
def sources_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sources") / "outlet.db"
    outlet.fill(path, films=3).close()
    return path


@pytest.fixture(scope="module")
def served_sources(sources_db: Path) -> Iterator[str]:
    with serving(sources_db) as url:
        yield url


def test_pause_is_seen_at_once_and_changes_elsewhere_come_by_themselves(
    page: Page, served_sources: str, sources_db: Path, faults: list[str]
) -> None:
    page.goto(f"{served_sources}/sources")
    rows = page.locator(".rd-s-row")
    expect(rows).to_have_count(2, timeout=60_000)
    page.get_by_role("button", name="Pause").first.click()
    expect(page.locator(".rd-s-state").filter(has_text="paused")).to_have_count(1, timeout=30_000)
    store = open_store(str(sources_db))
    for source in store.sources.list():
        store.sources.resume(source.id)
    store.close()
    expect(page.locator(".rd-s-state").filter(has_text="paused")).to_have_count(0, timeout=30_000)
    assert faults == []


def test_it_reads_on_a_phone_and_for_those_who_do_not_see(page: Page, served_sources: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served_sources}/sources")
    expect(page.locator(".rd-s-row")).to_have_count(2, timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page, context=".st-key-rd-s-page")
    assert found.violations_count == 0, found.generate_report()
