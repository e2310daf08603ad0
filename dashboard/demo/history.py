"""What would have been read during the sixty days, had somebody been reading.

A store that is filled for the first time knows only today's figures. These batches carry the
readings of the days before, at the growing intervals at which they would have been taken.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TextIO

from connectors.contract import Batch
from connectors.items import Reading, Status
from dashboard.demo.audience import figures_at, pageviews_at
from dashboard.demo.newsroom import Film
from dashboard.demo.plan import DEFAULT_SEED, Edition

AGES_H = (1, 2, 4, 8, 16, 24, 36, 48, 72, 120, 192, 312, 504, 816, 1320)
"""Ages of an item, in hours, at which its figures were read."""

READINGS_A_BATCH = 1000


def history(
    opening: datetime, site_url: str, seed: int = DEFAULT_SEED, edition: Edition | None = None
) -> Iterator[Batch]:
    """Readings before the opening: YouTube's (``ref``: video id), then the site's (``ref``: URL).

    Each batch holds readings of one origin. Metrics are ``views``, ``likes`` and ``comments`` of
    ``youtube``, and ``pageviews`` of ``site``; all values are cumulative.
    """
    planned = edition or Edition(opening, seed)
    for readings in (youtube_readings(planned), site_readings(planned, site_url)):
        while chunk := tuple(islice(readings, READINGS_A_BATCH)):
            yield Batch(readings=chunk)


def youtube_readings(edition: Edition) -> Iterator[Reading]:
    """What the Data API would have answered, film by film, oldest reading first."""
    for film in edition.films_at(edition.opening):
        for t in _instants(film.watchable_from, edition.opening):
            if film.status_at(t) is Status.PUBLIC:
                yield from _readings_of(film, t)


def site_readings(edition: Edition, site_url: str) -> Iterator[Reading]:
    """The site's own page views, article by article, oldest reading first."""
    for article in edition.articles_at(edition.opening):
        for t in _instants(article.published_at, edition.opening):
            value = float(pageviews_at(article, t))
            url = site_url.rstrip("/") + article.path
            yield Reading(ref=url, metric="pageviews", value=value, observed_at=t, origin="site")


def write_site_csv(out: TextIO, readings: Iterable[Reading]) -> int:
    """Write site figures as CSV (``item url, metric, value, time``); returns the rows written."""
    writer = csv.writer(out)
    writer.writerow(("item url", "metric", "value", "time"))
    rows = 0
    for reading in readings:
        time = reading.observed_at.isoformat().replace("+00:00", "Z")
        writer.writerow((reading.ref, reading.metric, f"{reading.value:.0f}", time))
        rows += 1
    return rows


def _readings_of(film: Film, t: datetime) -> Iterator[Reading]:
    figures = figures_at(film, t)
    for metric in ("views", "likes", "comments"):
        value = float(getattr(figures, metric))
        yield Reading(
            ref=film.video_id, metric=metric, value=value, observed_at=t, origin="youtube"
        )


def _instants(since: datetime, until: datetime) -> Iterator[datetime]:
    for age in AGES_H:
        if (t := since + timedelta(hours=age)) > until:
            return
        yield t
