"""When a video's figures are read again: often while it is young or live, seldom when it is old.

Pure functions of what is known. YouTube's developer policies (III.E.4) let API data be kept for 30
days without a refresh, so every video is asked for again within ``OLDEST``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from connectors.contract import KnownVideo
from connectors.items import LiveState

STEPS = (
    (timedelta(hours=2), timedelta(minutes=15)),
    (timedelta(hours=24), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
)
"""(up to this age, read this often), youngest first."""

WEEKLY = timedelta(days=7)
OLDEST = timedelta(days=21)
"""Old videos wait for company, so that one question asks for fifty, but never longer than this."""

LIVE = timedelta(minutes=5)
UPCOMING = timedelta(minutes=15)
STARTING = timedelta(minutes=2)
"""For an upcoming one whose scheduled start has come."""
COMPANY = 50
MOST_PER_PULL = 1000
"""Twenty units of quota."""

SHORTEST_WAIT_S = 120.0
LONGEST_WAIT_S = 600.0
"""New uploads are looked for at least this often; one look costs one or two units."""


def interval(video: KnownVideo, now: datetime) -> timedelta:
    """How long a reading of the video stays good enough."""
    if video.live_state is LiveState.LIVE:
        return LIVE
    if video.live_state is LiveState.UPCOMING:
        starting = video.scheduled_at is not None and video.scheduled_at <= now
        return STARTING if starting else UPCOMING
    age = now - video.published_at
    return next((often for up_to, often in STEPS if age < up_to), WEEKLY)


def due_at(video: KnownVideo, now: datetime) -> datetime:
    """When the next reading of the video is due; in the past when it is due already."""
    if video.refreshed_at is None:
        return now
    usual = video.refreshed_at + interval(video, now)
    start = video.scheduled_at
    if video.live_state is LiveState.UPCOMING and start and video.refreshed_at < start:
        return min(usual, start)
    return usual


def due(videos: Iterable[KnownVideo], now: datetime, most: int = MOST_PER_PULL) -> list[str]:
    """The ids to ask for now, the most pressing first, at most ``most`` of them.

    First what would otherwise be too old to keep, then what was never read, then by how many of
    its own intervals a reading is late.
    """
    waiting = [video for video in videos if due_at(video, now) <= now]
    old = [video for video in waiting if interval(video, now) >= WEEKLY]
    if len(old) < COMPANY and not any(_pressing(video, now) for video in old):
        waiting = [video for video in waiting if interval(video, now) < WEEKLY]
    waiting.sort(key=lambda video: (-_lateness(video, now), video.video_id))
    return [video.video_id for video in waiting[:most]]


def next_due_s(videos: Sequence[KnownVideo], now: datetime) -> float:
    """For how many seconds nothing needs to be asked."""
    moments = (due_at(video, now) for video in videos if interval(video, now) < WEEKLY)
    wait = min(((moment - now).total_seconds() for moment in moments), default=LONGEST_WAIT_S)
    return min(max(wait, SHORTEST_WAIT_S), LONGEST_WAIT_S)


def _pressing(video: KnownVideo, now: datetime) -> bool:
    return video.refreshed_at is None or now - video.refreshed_at >= OLDEST


def _lateness(video: KnownVideo, now: datetime) -> float:
    if video.refreshed_at is None:
        return 1e12
    since = now - video.refreshed_at
    return since / interval(video, now) + (1e15 if since >= OLDEST else 0.0)
