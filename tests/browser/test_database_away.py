"""A page whose database server is restarted comes back without a reader doing anything."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.store import open_store
from dashboard.store.moving import move
from tests.browser.conftest import serving
from tests.postgres import PASSWORD, PostgresServer

pytestmark = pytest.mark.browser


@pytest.fixture
def on_a_server(outlet_db: Path, postgres: PostgresServer, tmp_path: Path) -> str:
    """The small outlet, moved to a server."""
    shutil.copy(outlet_db, tmp_path / "outlet.db")
    store = open_store(str(tmp_path / "outlet.db"))
    url = postgres.new(empty=True)
    move(store, url)
    store.close()
    return url


def test_a_page_outlives_a_restart(
    page: Page, on_a_server: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    with serving(tmp_path / "served", RUNDOWN_DB=on_a_server) as address:
        page.goto(address)
        items = page.get_by_role("feed").get_by_role("article")
        expect(items.first).to_be_visible()
        postgres.stop()
        page.goto(f"{address}/?q=the")
        time.sleep(1)
        postgres.start()
        expect(page.get_by_role("feed")).to_be_visible()
        expect(page.get_by_text("could not be built")).to_have_count(0)
    assert PASSWORD not in (tmp_path / "served.log").read_text()


@pytest.mark.slow
def test_a_page_comes_back_by_itself_after_a_long_time(
    page: Page, on_a_server: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    with serving(tmp_path / "served", RUNDOWN_DB=on_a_server) as address:
        page.goto(address)
        expect(page.get_by_role("feed")).to_be_visible()
        postgres.stop()
        page.goto(f"{address}/?q=the")
        expect(page.get_by_text("The database does not answer")).to_be_visible(timeout=60_000)
        postgres.start()
        expect(page.get_by_role("feed")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("The database does not answer")).to_have_count(0)
