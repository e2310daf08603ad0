"""When a video is asked for again: often while it is young or live, seldom when it is old.

Two questions are planned apart. *Figures* alone come from a bucket of quota of their own. The
*whole* (title, description, state, status, figures too) comes from the bucket that new uploads
need as well. Pure functions of what is known. YouTube's developer policies (III.E.4) let API data
be kept for 30 days without a refresh, so the whole of every video is read again within ``OLDEST``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from connectors.contract import KnownVideo
from connectors.items import LiveState, Status

Steps = tuple[tuple[timedelta, timedelta], ...]

FIGURES: Steps = (
    (timedelta(hours=2), timedelta(minutes=15)),
    (timedelta(hours=24), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
)
"""(up to this age, read the figures this often), youngest first; then ``WEEKLY``."""

WHOLE: Steps = (
    (timedelta(hours=2), timedelta(minutes=30)),
    (timedelta(hours=24), timedelta(hours=3)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=30), timedelta(days=7)),
)
"""The same for the whole; then ``OLDEST``."""

WEEKLY = timedelta(days=7)
OLDEST = timedelta(days=21)

LIVE = timedelta(minutes=5)
UPCOMING = timedelta(minutes=15)
STARTING = timedelta(minutes=2)
"""For an upcoming one whose scheduled start has come."""
FORGOTTEN_AFTER, FORGOTTEN = timedelta(days=1), timedelta(hours=6)
"""For an upcoming one whose start passed long ago without anything happening."""
FAR_OFF, FAR_OFF_OFTEN = timedelta(days=2), timedelta(hours=1)
PROCESSED_WITHIN, PROCESSING = timedelta(days=2), timedelta(minutes=15)
"""The length of an ended stream comes hours later, or never."""

COMPANY = 50
"""One question asks for so many: old videos' figures wait until they are as many."""
MOST_WHOLE, MOST_FIGURES = 1000, 2500
"""Per pull: twenty units of the common bucket, fifty of the figures' own."""

SHORTEST_WAIT_S = 120.0
LONGEST_WAIT_S = 600.0
"""New uploads are looked for at least this often; one look costs one or two units."""


def figures_interval(video: KnownVideo, now: datetime) -> timedelta:
    """How long the figures of the video stay good enough."""
    return _step(FIGURES, now - video.published_at, WEEKLY)


def interval(video: KnownVideo, now: datetime) -> timedelta:
    """How long a reading of the whole video stays good enough."""
    if video.live_state is LiveState.LIVE:
        return LIVE
    if video.live_state is LiveState.UPCOMING:
        return _until_it_starts(video.scheduled_at, now)
    age = now - video.published_at
    often = _step(WHOLE, age, OLDEST)
    processing = video.live_state is LiveState.ENDED and not video.has_duration
    return min(often, PROCESSING) if processing and age < PROCESSED_WITHIN else often


def _until_it_starts(start: datetime | None, now: datetime) -> timedelta:
    if start is None:
        return UPCOMING
    if now - start > FORGOTTEN_AFTER:
        return FORGOTTEN
    if now >= start:
        return STARTING
    return FAR_OFF_OFTEN if start - now > FAR_OFF else UPCOMING


def due_at(video: KnownVideo, now: datetime) -> datetime:
    """When the whole of the video is due; in the past when it is due already."""
    if video.refreshed_at is None:
        return now
    usual = video.refreshed_at + interval(video, now)
    start = video.scheduled_at
    if video.live_state is LiveState.UPCOMING and start and video.refreshed_at < start:
        return min(usual, start)
    return usual


def figures_due_at(video: KnownVideo, now: datetime) -> datetime | None:
    """When the figures of the video are due; ``None`` while they come with the whole."""
    if video.refreshed_at is None or video.live_state in {LiveState.LIVE, LiveState.UPCOMING}:
        return None
    read = max(video.refreshed_at, video.measured_at or video.refreshed_at)
    return read + figures_interval(video, now)


def is_weighty(video: KnownVideo, now: datetime) -> bool:
    """Whether a reading of the whole must not wait for another day."""
    if video.live_state in {LiveState.LIVE, LiveState.UPCOMING}:
        return True
    return video.refreshed_at is None or now - video.refreshed_at >= OLDEST


def due(videos: Iterable[KnownVideo], now: datetime, most: int = MOST_WHOLE) -> list[str]:
    """The ids to ask for as a whole now, at most ``most`` of them, the most pressing first.

    First what was never read or would soon be too old to keep, then what is or may be live, then
    by how many of its own intervals a reading is late.
    """
    waiting = [video for video in videos if due_at(video, now) <= now]
    waiting.sort(key=lambda video: (-_lateness(video, now), video.video_id))
    return [video.video_id for video in waiting[:most]]


def company(videos: Iterable[KnownVideo], ids: Sequence[str], now: datetime) -> list[str]:
    """Those that may come along for nothing where ``ids`` do not fill their last question."""
    room, chosen = -len(ids) % COMPANY, set(ids)
    rest = [
        (video.refreshed_at, video.video_id)
        for video in videos
        if video.video_id not in chosen
        and video.refreshed_at
        and now - video.refreshed_at >= WEEKLY
        and video.status is not Status.PRIVATE
    ]
    return [video_id for _, video_id in sorted(rest)[:room]]


def figures_due(videos: Iterable[KnownVideo], now: datetime, most: int = MOST_FIGURES) -> list[str]:
    """The ids to ask for figures of now, the latest first; old ones wait for company."""
    waiting = []
    for video in videos:
        moment = figures_due_at(video, now)
        if moment is not None and moment <= now:
            often = figures_interval(video, now)
            waiting.append(((moment - now) / often, video.video_id, often >= WEEKLY))
    if sum(old for _, _, old in waiting) < COMPANY:
        waiting = [one for one in waiting if not one[2]]
    return [video_id for _, video_id, _ in sorted(waiting)[:most]]


def next_due_s(videos: Sequence[KnownVideo], now: datetime) -> float:
    """For how many seconds nothing needs to be asked."""
    waits = [LONGEST_WAIT_S]
    for video in videos:
        waits.append((due_at(video, now) - now).total_seconds())
        figures = figures_due_at(video, now)
        if figures is not None and figures_interval(video, now) < WEEKLY:
            waits.append((figures - now).total_seconds())
    return max(min(waits), SHORTEST_WAIT_S)


def _step(steps: Steps, age: timedelta, at_last: timedelta) -> timedelta:
    return next((often for up_to, often in steps if age < up_to), at_last)


def _lateness(video: KnownVideo, now: datetime) -> float:
    if video.refreshed_at is None:
        return 1e12
    since = now - video.refreshed_at
    weight = 1e15 if since >= OLDEST else 1e9 if is_weighty(video, now) else 0.0
    return since / interval(video, now) + weight
