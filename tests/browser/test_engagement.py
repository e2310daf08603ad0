"""The engagement page as staff use it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import serving
from tests.engagement import outlet

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served_audience(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where an outlet is served whose figures have been read."""
    path = tmp_path_factory.mktemp("audience") / "outlet.db"
    store = outlet.fill(path)
    outlet.site_figures(store)
    store.close()
    with serving(path) as url:
        yield url


@pytest.fixture
def engagement(page: Page, served_audience: str, faults: list[str]) -> Iterator[Page]:
    page.goto(f"{served_audience}/engagement")
    expect(rows(page).first).to_be_visible(timeout=60_000)
    yield page
    assert faults == []


def rows(page: Page) -> Locator:
    return page.locator(".rd-e-list").first.locator(".rd-e-row")


def charts(page: Page) -> Locator:
    return page.locator(".js-plotly-plot .main-svg:first-child")


def test_what_rises_is_first_and_drawn_against_its_usual(engagement: Page) -> None:
    expect(rows(engagement).first).to_contain_text("Film number 2: the harbour from above")
    expect(charts(engagement)).to_have_count(3, timeout=60_000)
    answer = engagement.locator(".rd-answer").first
    expect(answer).to_contain_text(re.compile(r"26,065 YouTube views at 25 hours, .* the usual"))
    drawn = engagement.locator(".js-plotly-plot").first
    expect(drawn).to_contain_text("uploads")
    expect(drawn.locator(".scatterlayer .trace")).not_to_have_count(0)


def test_an_order_is_chosen_and_the_address_can_be_sent(engagement: Page, page: Page) -> None:
    engagement.get_by_role("radio", name="Most viewed").or_(
        engagement.get_by_role("button", name="Most viewed")
    ).click()
    expect(engagement).to_have_url(re.compile(r"by=views"))
    engagement.reload()
    expect(rows(engagement)).to_have_count(12, timeout=60_000)
    expect(engagement).to_have_url(re.compile(r"by=views"))


def test_charts_can_be_read_as_tables(engagement: Page) -> None:
    engagement.get_by_text("Tables", exact=True).click()
    expect(engagement.locator(".rd-table table")).to_have_count(3, timeout=30_000)
    expect(engagement.get_by_role("columnheader", name="Usual of uploads")).to_be_visible()


def test_a_csv_file_brings_site_figures(tmp_path: Path, page: Page) -> None:
    path = tmp_path / "outlet.db"
    outlet.fill(path, films=2).close()
    file = tmp_path / "site.csv"
    file.write_text(
        "url,metric,value,date\nhttp://127.0.0.1/news/3,pageviews,4321,2026-11-24\nnowhere,p,1,2026-11-24\n"
    )
    with serving(path) as url:
        page.goto(f"{url}/engagement")
        expect(page.get_by_text("No figures of the site yet")).to_be_visible(timeout=60_000)
        page.locator("input[type=file]").set_input_files(file)
        said = page.get_by_text("1 figure of 1 item stored, 1 line left out.")
        expect(said).to_be_visible(timeout=30_000)
        expect(page.locator(".rd-e-list").last).to_contain_text("4,321")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_on_a_phone_and_for_those_who_do_not_see(engagement: Page, scheme: str) -> None:
    engagement.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    engagement.set_viewport_size({"width": 390, "height": 844})
    expect(rows(engagement).first).to_be_visible()
    assert engagement.evaluate("document.documentElement.scrollWidth") <= 390
    for row in rows(engagement).all()[:3]:
        box = row.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    # Streamlit's own drop zone for files has a role and a tabindex that disagree (minor).
    rules = {"presentation-role-conflict": {"enabled": False}}
    found = Axe().run(engagement, options={"rules": rules})
    assert found.violations_count == 0, found.generate_report()
