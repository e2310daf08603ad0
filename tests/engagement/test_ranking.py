from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.engagement.audience import read_audience
from dashboard.engagement.ranking import CLEARLY, rising, standings, top_by_multiple, top_by_views
from dashboard.store import Store
from tests.engagement import outlet
from tests.engagement.outlet import HIT, NOW


def test_top_by_views_has_the_most_seen_first(read_outlet: Store) -> None:
    top = top_by_views(standings(read_audience(read_outlet, "youtube", NOW)), 5)
    assert len(top) == 5
    assert [one.views for one in top] == sorted((one.views for one in top), reverse=True)
    assert top[0].item.video_id == HIT


def test_the_multiple_compares_with_its_kind_at_the_same_age(read_outlet: Store) -> None:
    every = standings(read_audience(read_outlet, "youtube", NOW))
    (hit,) = [one for one in every if one.item.video_id == HIT]
    assert hit.usual.age_h == pytest.approx(hit.series.last_age_h)
    assert hit.multiple == pytest.approx(8 / 1.1, rel=0.2)
    assert top_by_multiple(every)[0] == hit


def test_what_gathers_faster_than_usual_for_its_age_is_rising(read_outlet: Store) -> None:
    found = rising(standings(read_audience(read_outlet, "youtube", NOW)), NOW)
    assert found[0].item.video_id == HIT
    assert all(one.rise is not None and one.rise >= CLEARLY for one in found)


def test_a_handful_more_on_something_old_does_not_outrank_a_run(read_outlet: Store) -> None:
    found = rising(standings(read_audience(read_outlet, "youtube", NOW)), NOW, limit=100)
    gathered = [(one.velocity or 0) / (one.usual_velocity.median or 1) for one in found]
    speeds = [one.velocity or 0 for one in found]
    assert gathered[0] == max(gathered)
    assert speeds[0] == max(speeds)


def test_figures_read_long_ago_do_not_rise(read_outlet: Store) -> None:
    every = standings(read_audience(read_outlet, "youtube", NOW))
    assert rising(every, NOW + timedelta(days=3)) == []


def test_a_span_narrows_what_is_ranked_but_not_what_it_is_compared_with(
    read_outlet: Store,
) -> None:
    since = NOW - timedelta(days=2)
    every = standings(read_audience(read_outlet, "youtube", NOW, since=since))
    assert all(one.item.published_at >= since for one in every)
    assert len(every) == 5
    (hit,) = [one for one in every if one.item.video_id == HIT]
    assert hit.usual.n > 5


def test_origins_are_read_apart(read_outlet: Store) -> None:
    youtube = read_audience(read_outlet, "youtube", NOW)
    site = read_audience(read_outlet, "site", NOW)
    assert {item.kind for item in youtube.items} == {"video"}
    assert {item.kind for item in site.items} == {"article"}
    assert {one.origin for one in youtube.series.values()} == {"youtube"}
    assert {one.origin for one in site.series.values()} == {"site"}


def test_with_few_films_there_is_no_usual_and_nothing_rises(tmp_path: Path) -> None:
    store = outlet.fill(tmp_path / "few.db", films=3)
    every = standings(read_audience(store, "youtube", NOW))
    assert [one.usual.known for one in every] == [False] * 3
    assert [one.multiple for one in every] == [None] * 3
    assert rising(every, NOW) == top_by_multiple(every) == []
    assert len(top_by_views(every)) == 3
    store.close()
