"""Figures that grow as an audience does, and the history that is made of them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from dashboard.demo.audience import figures_at, pageviews_at, views_at
from dashboard.demo.history import history, site_readings, write_site_csv
from dashboard.demo.newsroom import Film, PlannedArticle
from dashboard.demo.plan import Edition

OPENING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
EDITION = Edition(OPENING)

seconds = st.integers(min_value=-86_400, max_value=90 * 86_400)
films = st.sampled_from(EDITION.films)
articles = st.sampled_from(EDITION.articles)


@given(films, seconds, seconds)
def test_figures_never_fall(film: Film, one: int, other: int) -> None:
    early, late = sorted(film.published_at + timedelta(seconds=s) for s in (one, other))
    before, after = figures_at(film, early), figures_at(film, late)
    assert 0 <= before.views <= after.views == views_at(film, late)
    assert 0 <= before.likes <= after.likes <= after.views
    assert 0 <= before.comments <= after.comments <= after.views


@given(articles, seconds, seconds)
def test_pageviews_never_fall(article: PlannedArticle, one: int, other: int) -> None:
    early, late = sorted(article.published_at + timedelta(seconds=s) for s in (one, other))
    assert 0 <= pageviews_at(article, early) <= pageviews_at(article, late)


def test_nothing_is_watched_before_it_can_be() -> None:
    assert all(views_at(film, film.watchable_from) == 0 for film in EDITION.films)


def test_views_gather_early_and_there_are_hits_and_flops() -> None:
    films = [f for f in EDITION.films if f.watchable_from <= OPENING]
    ends = [views_at(f, f.watchable_from + timedelta(days=60)) for f in films]
    weeks = [views_at(f, f.watchable_from + timedelta(days=7)) for f in films]
    assert sum(weeks) > 0.7 * sum(ends)
    assert max(ends) > 8 * median(ends)
    assert min(ends) < median(ends) / 4


def test_the_history_is_in_batches_of_one_origin_before_the_opening() -> None:
    batches = list(history(OPENING, "http://127.0.0.1:1/", edition=EDITION))
    readings = [reading for batch in batches for reading in batch.readings]
    assert all(len({r.origin for r in batch.readings}) == 1 for batch in batches)
    assert {r.origin for r in readings} == {"youtube", "site"}
    assert {r.metric for r in readings} == {"views", "likes", "comments", "pageviews"}
    assert all(r.observed_at <= OPENING for r in readings)
    assert len(readings) == len({(r.ref, r.metric, r.observed_at) for r in readings})
    by_film: dict[str, list[float]] = {}
    for reading in readings:
        if reading.metric == "views":
            by_film.setdefault(reading.ref, []).append(reading.value)
    assert all(values == sorted(values) for values in by_film.values())


def test_site_figures_are_written_as_csv() -> None:
    out = io.StringIO(newline="")
    rows = write_site_csv(out, site_readings(EDITION, "http://127.0.0.1:1"))
    out.seek(0)
    parsed = list(csv.DictReader(out))
    assert len(parsed) == rows > 2000
    assert set(parsed[0]) == {"item url", "metric", "value", "time"}
    assert parsed[0]["item url"].startswith("http://127.0.0.1:1/")
    assert datetime.fromisoformat(parsed[0]["time"]).tzinfo is not None
