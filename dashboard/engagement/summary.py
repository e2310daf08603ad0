"""What the engagement page shows, as data (see ``docs/engagement.md``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from dashboard.engagement.audience import METRICS, NAMES, Audience, Origin, read_audience
from dashboard.engagement.baselines import BASELINE_DAYS, KIND_WORDS
from dashboard.engagement.breakdown import (
    Group,
    Measured,
    by_hour,
    by_pairing,
    by_topic,
    measure,
)
from dashboard.engagement.ranking import (
    Standing,
    rising,
    standings,
    top_by_multiple,
    top_by_views,
)
from dashboard.store import Store

TOP = 10


def summary(
    store: Store,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, Any]:
    """Top, rising, by topic and by hour: YouTube's figures, and under ``site`` the site's own.

    ``top``, ``rising`` and the rest at the first level are YouTube's views (``origin`` says so);
    the two origins stand side by side and are never added up.
    """
    youtube = read_audience(store, "youtube", now, since=since, until=until)
    site = read_audience(store, "site", now, since=since, until=until)
    return {
        "timezone": str(store.timezone),
        "baseline_days": BASELINE_DAYS,
        **_of_origin(youtube, store, now),
        "baselines": {
            KIND_WORDS.get(group, group): len(members)
            for group, members in youtube.baseline.items()
        },
        "site": _of_origin(site, store, now),
    }


def _of_origin(audience: Audience, store: Store, now: datetime) -> dict[str, Any]:
    origin: Origin = audience.origin
    every = standings(audience)
    measured = measure(audience)
    return {
        "origin": origin,
        "metric": METRICS[origin],
        "name": NAMES[origin],
        "through": _rfc3339(audience.through),
        "items": len(every),
        "top": _listed(top_by_views(every, TOP)),
        "top_by_multiple": _listed(top_by_multiple(every, TOP)),
        "rising": _listed(rising(every, now, TOP)),
        "by_topic": _grouped(measured, by_topic(measured)),
        "by_hour": _grouped(measured, by_hour(measured, store.timezone)),
        "by_pairing": _grouped(measured, by_pairing(measured)),
    }


def _listed(ranked: Iterable[Standing]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.item.public_id,
            "title": one.item.title,
            "url": one.item.url,
            "video_id": one.item.video_id,
            "video_kind": one.item.video_kind,
            "published_at": _rfc3339(one.item.published_at),
            "observed_at": _rfc3339(one.series.last_at),
            "age_h": round(one.series.last_age_h, 2),
            "views": one.views,
            "usual_views": _rounded(one.usual.median),
            "comparable": one.usual.n,
            "multiple": _rounded(one.multiple),
            "per_hour": _rounded(one.velocity),
            "usual_per_hour": _rounded(one.usual_velocity.median),
            "rise": _rounded(one.rise),
        }
        for one in ranked
    ]


def _grouped(measured: Measured, groups: Iterable[Group]) -> dict[str, Any]:
    return {
        "age_h": measured.age_h,
        "groups": [
            {
                "id": group.id,
                "name": group.name,
                "n": group.n,
                "median": group.median,
                "low": _rounded(group.low),
                "high": _rounded(group.high),
                "small": group.small,
            }
            for group in groups
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _rfc3339(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
