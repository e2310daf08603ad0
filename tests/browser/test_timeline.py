"""The timeline as a reader uses it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from connectors.contract import Batch, SourceSpec
from connectors.items import Article
from tests.browser.conftest import serving
from tests.views.outlet import NOW, fill

pytestmark = pytest.mark.browser


@pytest.fixture
def timeline(page: Page, served: str, faults: list[str]) -> Iterator[Page]:
    page.goto(served)
    expect(items(page).first).to_be_visible(timeout=30_000)
    yield page
    assert faults == []


def items(page: Page) -> Locator:
    return page.locator("[role=feed] [role=article][data-item-id]")


def charts(page: Page) -> Locator:
    return page.locator(".js-plotly-plot .main-svg:first-child")


def item(page: Page, title: str) -> Locator:
    return items(page).filter(has=page.get_by_role("link", name=title, exact=True))


def in_sight(page: Page, what: Locator) -> int:
    bottom = page.viewport_size["height"] if page.viewport_size else 0
    boxes = [box for one in what.all() if (box := one.bounding_box())]
    return sum(box["y"] >= 0 and box["y"] + box["height"] <= bottom for box in boxes)


def test_the_first_screen_holds_eight_items_and_all_charts(timeline: Page) -> None:
    expect(charts(timeline)).to_have_count(3, timeout=30_000)
    assert in_sight(timeline, items(timeline)) >= 8
    assert in_sight(timeline, timeline.locator(".js-plotly-plot")) == 3


def test_each_state_is_told_in_words(timeline: Page) -> None:
    expect(item(timeline, "A live film")).to_contain_text("LIVE")
    expect(item(timeline, "A premiere film")).to_contain_text("Upcoming · starts Tue 24 Nov, 18:05")
    expect(item(timeline, "A short film")).to_contain_text("Short")
    removed = item(timeline, "Storm closes the north pier for a third day (17)")
    expect(removed).to_contain_text("Removed")
    corrected = item(timeline, "Storm closes the north pier for a third day")
    expect(corrected).to_contain_text("headline changed 2×")
    expect(corrected.locator("time")).to_have_text("13:12")
    expect(corrected.locator(".rd-ago")).to_have_text("53 min ago")


def test_a_newsletter_is_a_list_of_what_it_carried(timeline: Page) -> None:
    letter = timeline.locator(".rd-newsletter").first
    listed = letter.get_by_role("list", name="What it carried").get_by_role("listitem")
    expect(listed).to_have_text(
        [
            re.compile(r"^Harbour wins the derby in the last minute"),
            re.compile(r"\(24\)$"),
            re.compile(r"^A story elsewhere\s*elsewhere\.example$"),
            re.compile(r"^A secret\s*tracked link$"),
            "and 1 more",
        ]
    )
    expect(letter.get_by_role("link", name="A secret")).to_have_count(0)
    carried = items(timeline).filter(has_text="in newsletter of")
    expect(carried).to_have_count(2)
    carried.last.get_by_role("link", name="in newsletter of").click()
    dialog = timeline.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="What it carried")).to_be_visible()
    expect(dialog.get_by_role("listitem").nth(3)).to_contain_text("only its sender knows")


def test_days_are_divided_and_counted(timeline: Page) -> None:
    first = timeline.locator(".rd-day").first
    expect(first).to_contain_text("Tuesday 24 November")
    expect(first).to_contain_text("18 articles · 6 videos · 1 newsletter")


def test_older_items_come_while_scrolling_and_at_the_end_it_says_so(timeline: Page) -> None:
    expect(items(timeline)).to_have_count(50)
    for count in (100, 123):
        timeline.locator(".rd-end").scroll_into_view_if_needed()
        expect(items(timeline).last).to_have_attribute("aria-posinset", str(count))
    expect(timeline.locator(".rd-end")).to_have_text("That is everything.")
    expect(items(timeline).last).to_have_attribute("aria-setsize", "123")


def test_older_items_that_cannot_be_had_can_be_asked_for_again(timeline: Page) -> None:
    timeline.route("**/api/items?*after=*", lambda route: route.abort())
    timeline.locator(".rd-end").scroll_into_view_if_needed()
    again = timeline.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(items(timeline)).to_have_count(50)
    timeline.unroute("**/api/items?*after=*")
    again.click()
    expect(items(timeline).last).to_have_attribute("aria-posinset", "100")


def test_a_view_is_an_address(page: Page, served: str) -> None:
    page.goto(f"{served}/?kind=video&since=2026-11-23&until=2026-11-23")
    expect(page.locator(".rd-day")).to_have_count(1, timeout=30_000)
    expect(page.locator(".rd-day")).to_contain_text("Monday 23 November6 videos")
    expect(items(page)).to_have_count(6)
    page.locator(".st-key-rd-clear button").click()
    expect(items(page)).to_have_count(50)
    assert page.url.rstrip("/") == served


def test_filters_narrow_the_list_and_write_the_address(timeline: Page) -> None:
    timeline.locator(".st-key-rd-kind button", has_text="Newsletters").click()
    expect(items(timeline)).to_have_count(3)
    expect(timeline).to_have_url(re.compile(r"\?kind=newsletter$"))
    timeline.locator(".st-key-rd-kind button", has_text="Newsletters").click()
    expect(items(timeline)).to_have_count(50)
    items(timeline).first.locator("[data-filter=topic]").click()
    expect(timeline).to_have_url(re.compile(r"topic=medtop"))
    expect(items(timeline)).to_have_count(25)


def test_the_search_finds_as_an_editor_expects(timeline: Page) -> None:
    timeline.keyboard.press("/")
    timeline.keyboard.type('"the north pier" author:marsh -reopen')
    timeline.keyboard.press("Enter")
    expect(timeline).to_have_url(re.compile("q="))
    expect(items(timeline).first).to_contain_text("Ada Marsh")
    for one in items(timeline).all():
        expect(one).to_contain_text("Storm closes the north pier")
        expect(one).to_contain_text("Ada Marsh")


def test_nothing_found_says_what_was_asked_and_leads_back(page: Page, served: str) -> None:
    page.goto(f"{served}/?q=zyzzyva&since=2026-11-20")
    expect(page.get_by_text("Nothing matches")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("found by zyzzyva")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(items(page)).to_have_count(50)


def test_keys_move_open_and_help(timeline: Page) -> None:
    timeline.keyboard.press("j")
    timeline.keyboard.press("j")
    second = items(timeline).nth(1)
    expect(second).to_be_focused()
    timeline.keyboard.press("k")
    expect(items(timeline).first).to_be_focused()
    timeline.keyboard.press("?")
    help_ = timeline.get_by_role("dialog", name="Keyboard")
    expect(help_).to_be_visible()
    timeline.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    items(timeline).nth(1).focus()
    timeline.keyboard.press("Enter")
    dialog = timeline.get_by_role("dialog")
    expect(dialog).to_contain_text("Where it was seen")
    expect(dialog).to_contain_text("Storm closes the north pier for a second day")
    expect(timeline).to_have_url(re.compile(r"\?item="))
    timeline.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(timeline).not_to_have_url(re.compile(r"item="))


def test_the_player_loads_nothing_until_it_is_pressed(page: Page, outlet_db: Path) -> None:
    with serving(outlet_db, RUNDOWN_YOUTUBE_EMBED_ENDPOINT="http://127.0.0.1:1/embed/") as url:
        page.goto(url)
        item(page, "A short film").get_by_role("link").first.click(timeout=30_000)
        player = page.get_by_role("button", name="Play: A short film")
        expect(player).to_be_visible()
        assert page.locator(".rd-player iframe").count() == 0
        player.click()
        frame = page.locator(".rd-player iframe")
        expect(frame).to_have_attribute("src", re.compile(r"^http://127\.0\.0\.1:1/embed/short\?"))


def test_an_item_has_a_page_of_its_own(page: Page, served: str) -> None:
    page.goto(served)
    opened = items(page).first.get_attribute("data-item-id", timeout=30_000)
    page.goto(f"{served}/item?id={opened}")
    expect(page.get_by_role("heading", name="Council votes to reopen")).to_be_visible()
    expect(page.get_by_text("The second paragraph says more.")).to_be_visible()
    page.goto(f"{served}/item?id=nothing")
    expect(page.get_by_text("There is no such item.")).to_be_visible(timeout=30_000)


def test_a_pair_is_shown_as_one_thing(timeline: Page) -> None:
    film = timeline.locator(".rd-article .rd-partner").first
    expect(film).to_contain_text("linked")
    title = film.locator(".rd-ptitle").inner_text()
    expect(timeline.locator(".rd-slim").filter(has_text=title).first).to_contain_text("Video")


def test_a_pressed_day_filters_the_list(timeline: Page) -> None:
    expect(charts(timeline)).to_have_count(3, timeout=30_000)
    bars = timeline.locator(".js-plotly-plot").first.locator(".trace").first.locator(".point path")
    box = bars.last.bounding_box()
    assert box is not None
    timeline.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(timeline).to_have_url(re.compile("since=2026-11-24&until=2026-11-24"))
    expect(items(timeline)).to_have_count(25)


def test_a_dragged_range_filters_the_list(timeline: Page) -> None:
    expect(charts(timeline)).to_have_count(3, timeout=30_000)
    bars = timeline.locator(".js-plotly-plot").first.locator(".trace").first.locator(".point path")
    last, before = bars.last.bounding_box(), bars.nth(-2).bounding_box()
    assert last is not None
    assert before is not None
    timeline.mouse.move(before["x"] - 1, last["y"] + 5)
    timeline.mouse.down()
    timeline.mouse.move(last["x"] + last["width"], last["y"] + 30, steps=6)
    timeline.mouse.up()
    expect(timeline).to_have_url(re.compile("since=2026-11-23&until=2026-11-24"))


def test_a_pressed_topic_filters_the_list(timeline: Page) -> None:
    expect(charts(timeline)).to_have_count(3, timeout=30_000)
    bar = timeline.locator(".js-plotly-plot").nth(1).locator(".trace").first.locator(".point path")
    box = bar.last.bounding_box()
    assert box is not None
    timeline.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(timeline).to_have_url(re.compile("topic="))


def test_charts_have_words_and_tables(timeline: Page) -> None:
    expect(
        timeline.get_by_role("figure", name=re.compile("^Bar chart of items per day"))
    ).to_be_visible(timeout=30_000)
    expect(timeline.get_by_role("figure", name=re.compile("^Heat map"))).to_be_visible()
    timeline.get_by_text("Tables", exact=True).click()
    expect(timeline.get_by_role("table", name="Items by kind")).to_contain_text("2026-11-24")
    expect(charts(timeline)).to_have_count(0)


def test_what_is_new_waits_quietly_and_comes_without_a_jump(page: Page, tmp_path: Path) -> None:
    store = fill(tmp_path / "growing.db")
    with serving(tmp_path / "growing.db") as url:
        page.goto(url)
        expect(items(page)).to_have_count(50, timeout=30_000)
        page.evaluate("document.querySelector('.stMain').scrollTop = 1200")
        reading = page.evaluate_handle(
            "[...document.querySelectorAll('[data-item-id]')]"
            ".find((node) => node.getBoundingClientRect().top > 200)"
        )
        before = reading.evaluate("(node) => node.getBoundingClientRect().top")
        feed = store.sources.add(SourceSpec("feed", "http://127.0.0.1/feed.xml", "Herald"))
        fresh = [
            Article(
                ref=f"fresh{n}", url=f"http://127.0.0.1/fresh{n}", title=f"Fresh {n}",
                published_at=NOW - timedelta(minutes=n),
            )
            for n in range(3)
        ]  # fmt: skip
        store.write.batch(feed.id, "feed", Batch(items=tuple(fresh)))
        marker = page.get_by_role("button", name="3 new")
        expect(marker).to_be_visible(timeout=30_000)
        marker.click()
        expect(items(page).first).to_contain_text("Fresh 0")
        after = reading.evaluate("(node) => node.getBoundingClientRect().top")
        assert abs(after - before) <= 2
    store.close()


def test_an_empty_store_says_what_to_do(page: Page, tmp_path: Path) -> None:
    with serving(tmp_path / "empty.db") as url:
        page.goto(url)
        expect(page.get_by_text("No source yet")).to_be_visible(timeout=30_000)
        page.get_by_role("link", name="Add a source").click()
        expect(page).to_have_url(re.compile("/sources$"))


def test_at_390_pixels_the_charts_fold_into_a_strip(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served)
    expect(items(page).first).to_be_visible(timeout=30_000)
    strip = page.get_by_role("button", name=re.compile("Charts$"))
    expect(strip).to_be_visible()
    chart = page.locator(".js-plotly-plot").first
    expect(chart).to_be_hidden()
    strip.click()
    expect(chart).to_be_visible()
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anyone_out(page: Page, served: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(served)
    expect(charts(page)).to_have_count(3, timeout=30_000)
    found = Axe().run(page)
    serious = [
        (rule["id"], [(node["target"], node["failureSummary"]) for node in rule["nodes"]][:3])
        for rule in found.response["violations"]
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []
