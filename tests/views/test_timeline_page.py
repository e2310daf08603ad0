"""The timeline page as Streamlit runs it, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from connectors.contract import Batch, SourceSpec
from connectors.items import Article
from dashboard.store import TimelineQuery, open_store
from dashboard.views.chart_column import DRAWN, UNFOLDED
from dashboard.views.scripts import STATIC, script_of
from tests.views.outlet import NOW, ZONE, fill

SHELL = Path(__file__).parents[2] / "dashboard/views/shell.py"


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "outlet.db"
    monkeypatch.setenv("RUNDOWN_DB", str(path))
    monkeypatch.setenv("RUNDOWN_TIMEZONE", ZONE)
    monkeypatch.setenv("RUNDOWN_NOW", NOW.isoformat())
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(SHELL), default_timeout=30)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    return " ".join(part.proto.body for part in app.get("html"))


def test_the_page_runs_and_names_the_outlet(db: Path) -> None:
    fill(db).close()
    app = opened()
    assert not app.exception
    assert "The Test Herald" in words(app)
    assert "Data through 14:05" in words(app)


def test_charts_come_once_the_list_is_drawn(db: Path) -> None:
    fill(db).close()
    app = opened()
    assert len(app.get("plotly_chart")) == 0
    app.session_state[DRAWN] = True
    app.run()
    assert "today so far" in words(app) or "Quieter" in words(app)
    assert len(app.get("plotly_chart")) == 0
    app.session_state[UNFOLDED] = True
    app.run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 3


def test_charts_of_an_old_archive_show_its_last_weeks(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(db).close()
    monkeypatch.setenv("RUNDOWN_NOW", (NOW + timedelta(days=700)).isoformat())
    st.cache_resource.clear()
    app = opened()
    app.session_state[DRAWN] = app.session_state[UNFOLDED] = True
    app.run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 3


def test_the_script_that_draws_charts_is_known() -> None:
    assert (STATIC / script_of("PlotlyChart")).is_file()
    assert script_of("NoSuchElement") == ""


def test_filters_show_the_address(db: Path) -> None:
    fill(db).close()
    app = opened(kind="video", since="7d", q="ferry")
    assert not app.exception
    assert app.text_input(key="rd-q").value == "ferry"
    assert app.session_state["rd-kind"] == ["video"]
    assert app.selectbox(key="rd-dates").value == "7 days"


def test_a_filter_writes_the_address(db: Path) -> None:
    fill(db).close()
    app = opened()
    app.text_input(key="rd-q").input("budget").run()
    assert not app.exception
    assert app.query_params["q"] == "budget"
    app.selectbox(key="rd-dates").select("30 days").run()
    assert app.query_params["since"] == "30d"
    app.button(key="rd-clear").click().run()
    assert "q" not in app.query_params
    assert "since" not in app.query_params


def test_a_filter_set_at_once_after_another_does_not_undo_it(db: Path) -> None:
    fill(db).close()
    app = opened()
    app.button_group(key="rd-kind").set_value(["video"]).run()
    assert app.query_params["kind"] == "video"
    del app.query_params[
        "kind"
    ]  # the next press left the browser before its new address came there
    app.text_input(key="rd-q").input("ferry").run()
    assert not app.exception
    assert (app.query_params["kind"], app.query_params["q"]) == ("video", "ferry")


def test_a_year_can_be_picked(db: Path) -> None:
    store = fill(db)
    feed = store.sources.list()[0]
    old = Article(
        ref="old", url="http://127.0.0.1/old", title="Long ago",
        published_at=NOW.replace(year=NOW.year - 20),
    )  # fmt: skip
    store.write.batch(feed.id, feed.kind, Batch(items=(old,)))
    store.close()
    dates = opened(kind="article").selectbox(key="rd-dates")
    assert dates.options[5:7] == ["2026", "2025"]
    assert dates.options[-3:] == ["2006", "Since 2006", "Custom dates"]
    app = dates.select("2006").run()
    assert app.query_params["since"] == "2006-01-01"
    assert app.query_params["until"] == "2006-12-31"
    assert app.query_params["kind"] == "article"
    assert app.selectbox(key="rd-dates").value == "2006"
    app.selectbox(key="rd-dates").select("Since 2006").run()
    assert app.query_params["since"] == "2006-01-01"
    assert "until" not in app.query_params


def test_nothing_found_names_the_filters(db: Path) -> None:
    fill(db).close()
    app = opened(q="zyzzyva", kind="newsletter")
    assert "Nothing matches" in words(app)
    assert "newsletters" in words(app)
    assert "found by zyzzyva" in words(app)


def test_an_empty_store_asks_for_a_source(db: Path) -> None:
    app = opened()
    assert not app.exception
    assert "No source yet" in words(app)


def test_the_first_sync_is_counted(db: Path) -> None:
    store = open_store(str(db), timezone=ZONE)
    for name in ("one", "two"):
        store.sources.add(SourceSpec("feed", f"http://127.0.0.1/{name}", name))
    store.close()
    assert "0 of 2 sources read, no item so far" in words(opened())


def test_an_item_in_the_address_opens(db: Path) -> None:
    store = fill(db)
    first = store.timeline.page(TimelineQuery(), limit=1).items[0]
    store.close()
    app = opened(item=first.id)
    assert not app.exception
    assert "The second paragraph says more." in words(app)
    assert "Where it was seen" in words(app)


def test_markup_in_a_title_stays_text(db: Path) -> None:
    store = fill(db, items=3)
    feed = store.sources.list()[0]
    hostile = Article(
        ref="x", url="http://127.0.0.1/x", title="<img src=x onerror=alert(1)>",
        body="<script>alert(1)</script>", published_at=NOW,
    )  # fmt: skip
    store.write.batch(feed.id, feed.kind, Batch(items=(hostile,)))
    found = store.timeline.find("http://127.0.0.1/x")
    store.close()
    assert found is not None
    shown = words(opened(item=found.id))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
