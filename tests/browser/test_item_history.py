"""What became of an item, and what a person says of it, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from connectors.contract import Batch, SourceSpec
from connectors.items import Article
from dashboard.store import TimelineQuery, open_store
from tests.browser.conftest import serving
from tests.views.outlet import NOW, ZONE

pytestmark = pytest.mark.browser
TEXT = "The council met on Monday.\n\nIt decided nothing about the ferry."


@pytest.fixture
def outlet(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where it is served, and the id of an article that was edited and has a double."""
    moments = [NOW - timedelta(hours=2)]
    store = open_store(str(tmp_path / "o.db"), timezone=ZONE, clock=lambda: moments[-1])
    feed = store.sources.add(SourceSpec("feed", "http://127.0.0.1/feed", "Herald"))
    posts = store.sources.add(SourceSpec("wordpress", "http://127.0.0.1/wp-json", "Archive"))

    def put(source: str, kind: str, **said: str) -> None:
        item = Article(published_at=NOW - timedelta(hours=3), **said)  # type: ignore[arg-type]
        store.write.batch(source, kind, Batch(items=(item,)))

    first = {"ref": "1", "url": "http://127.0.0.1/ferry", "title": "Ferry vote", "body": TEXT}
    put(feed.id, "feed", **first)
    moments.append(NOW - timedelta(hours=1))
    edited = {"title": "Ferry vote put off", "body": TEXT.replace("nothing", "to wait")}
    put(feed.id, "feed", **first | edited)
    double = {"ref": "77", "url": "http://127.0.0.1/odd", "title": "Vote on the ferry"}
    put(posts.id, "wordpress", **double)
    [row] = store.timeline.page(TimelineQuery(text="put off")).items
    store.close()
    with serving(tmp_path / "o.db") as url:
        yield url, row.id


def test_a_person_sees_what_changed_merges_a_double_and_takes_it_back(
    page: Page, outlet: tuple[str, str], faults: list[str]
) -> None:
    url, item_id = outlet
    page.goto(url)
    items = page.locator("[role=feed] [role=article][data-item-id]")
    expect(items).to_have_count(2, timeout=30_000)
    edited = items.filter(has_text="Ferry vote put off")
    edited.locator("summary").click()
    expect(edited.locator("details li")).to_have_text(["Ferry vote"])
    page.goto(f"{url}/?item={item_id}")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".rd-diff ins").first).to_be_visible(timeout=30_000)
    expect(dialog.locator(".rd-diff ins")).to_have_text(["put off", "to wait"])
    expect(dialog).to_contain_text("as its source states it")
    dialog.get_by_text("Merge or split").click()
    page.get_by_label("The same as").fill("vote ferry")
    page.get_by_label("The same as").press("Enter")
    page.get_by_role("button", name="Vote on the ferry").click()
    expect(page.get_by_text("Two items merged by the desk")).to_be_visible()
    expect(items).to_have_count(1)
    results = Axe().run(page, context="[role=dialog]")
    assert results.violations_count == 0, results.generate_report()
    page.get_by_role("button", name="Undo").click()
    expect(items).to_have_count(2)
    assert faults == []
