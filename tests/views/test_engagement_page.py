from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.store import Store
from tests.engagement import outlet
from tests.engagement.outlet import NOW


def _script() -> None:
    from dashboard.views import engagement

    engagement.page()


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database's path, which the pages read with the clock at ``NOW``."""
    path = tmp_path / "r.db"
    monkeypatch.setenv("RUNDOWN_DB", str(path))
    monkeypatch.setenv("RUNDOWN_NOW", NOW.isoformat())
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


def opened(**query: str | list[str]) -> AppTest:
    page = AppTest.from_function(_script, default_timeout=60)
    page.query_params.update(query)
    page.run()
    assert not page.exception
    return page


def texts(page: AppTest) -> str:
    return "\n".join(str(block.proto.body) for block in page.get("html"))


def charts(page: AppTest) -> list[str]:
    """The alternative texts of the charts."""
    return [str(chart.proto.alt) for chart in page.get("plotly_chart")]


@pytest.fixture
def filled(db: Path) -> Iterator[Store]:
    store = outlet.fill(db)
    yield store
    store.close()


def test_nothing_read_yet_says_what_to_do(db: Path) -> None:
    outlet.empty(db).close()
    said = texts(opened())
    assert "No YouTube views read yet" in said
    assert "RUNDOWN_YOUTUBE_API_KEY" in said
    assert "item, metric, value, time" in said


def test_with_a_key_nothing_is_asked_for(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNDOWN_YOUTUBE_API_KEY", "secret-key")
    outlet.empty(db).close()
    said = texts(opened())
    assert "come with the next syncs" in said
    assert "secret-key" not in said


def test_few_readings_show_views_and_say_why_there_is_no_usual(db: Path) -> None:
    outlet.fill(db, films=3).close()
    page = opened()
    said = texts(page)
    assert "3 videos. 3 of them have too few comparable videos" in said
    assert "it takes five videos of a kind" in said
    assert "no usual yet, only" in said
    page = opened(by="views")
    assert texts(page).count('<li class="rd-e-row"') == 3


def test_the_page_says_what_it_shows_and_until_when(filled: Store) -> None:
    said = texts(opened())
    assert "YouTube views, data through 14:05: 40 videos." in said
    assert said.index("Film number 2:") < said.index('<h2 class="rd-e-head">')


def test_three_charts_have_a_text_alternative(filled: Store) -> None:
    alts = charts(opened())
    assert len(alts) == 3
    assert alts[0].startswith("Line chart of YouTube views over age. Film number 2")
    assert "by topic" in alts[1]
    assert "by hour of publishing" in alts[2]


def test_charts_can_be_read_as_tables(filled: Store) -> None:
    page = opened()
    page.toggle(key="rd-e-tables").set_value(True).run()
    assert not page.exception
    assert charts(page) == []
    assert texts(page).count("<caption>") == 3


def test_an_address_opens_the_view_that_it_describes(filled: Store) -> None:
    page = opened(kind="short", by="views", since="7d", video=["film0000003", "film0000007"])
    assert page.multiselect(key="rd-e-video").value == ["film0000003", "film0000007"]
    assert page.selectbox(key="rd-e-dates").value == "7d"
    said = texts(page)
    assert said.count('<li class="rd-e-row"') == 3, "shorts of seven days"
    assert "Film number 4:" in said


def test_what_makes_no_sense_in_an_address_restricts_nothing(filled: Store) -> None:
    page = opened(kind="opera", since="some day", by="luck", video="unknown")
    assert "40 videos" in texts(page)


def test_choices_are_written_to_the_address(filled: Store) -> None:
    page = opened()
    page.multiselect(key="rd-e-video").set_value(["film0000003"]).run()
    page.selectbox(key="rd-e-dates").set_value("30d").run()
    page.multiselect(key="rd-e-topic").set_value(["medtop:15000000"]).run()
    assert not page.exception
    assert page.query_params["video"] == "film0000003"
    assert page.query_params["since"] == "30d"
    assert page.query_params["topic"] == "medtop:15000000"


def test_own_dates_can_be_chosen(filled: Store) -> None:
    page = opened()
    page.selectbox(key="rd-e-dates").set_value("custom").run()
    assert not page.exception
    assert page.query_params["since"] == "2026-11-18"
    assert page.query_params["until"] == "2026-11-24"
    assert page.date_input(key="rd-e-range").value == (date(2026, 11, 18), date(2026, 11, 24))


def test_no_video_matches(filled: Store) -> None:
    said = texts(opened(topic="label:nothing"))
    assert "No video that was read matches these filters." in said


def test_the_sites_figures_stand_apart(filled: Store) -> None:
    outlet.site_figures(filled, per_article=123_456)
    st.cache_resource.clear()
    said = texts(opened())
    youtube, site = said.split('<h2 class="rd-e-head">Site</h2>')
    assert "123,456" not in youtube
    assert "Site pageviews, read through 24 Nov, 14:05." in site
    assert "1,234,560" in site
    assert "40 videos" in youtube


def upload(page: AppTest, name: str, data: bytes) -> AppTest:
    page.file_uploader(key="rd-e-upload").upload(name, data).run()
    assert not page.exception
    return page


def test_an_uploaded_file_is_read_and_what_was_left_out_is_listed(filled: Store) -> None:
    lines = (
        "url;metric;value;date\n"
        "http://127.0.0.1/news/1;pageviews;4321;2026-11-24\n"
        "http://127.0.0.1/gone;pageviews;1;2026-11-24\n"
    )
    page = upload(opened(), "site.csv", lines.encode("utf-8-sig"))
    assert [warning.value for warning in page.warning] == [
        "1 figure of 1 item stored, 1 line left out."
    ]
    assert list(page.dataframe[0].value["Line"]) == [3]
    assert "4,321" in texts(page)


def test_a_file_that_is_no_table_is_refused_in_a_sentence(filled: Store) -> None:
    page = upload(opened(), "site.csv", b"\xff\x00\xfe")
    assert "Nothing was stored." in page.error[0].value
