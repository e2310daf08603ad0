"""How an audience gathers: views, likes and comments of a film or article at any instant.

Views follow a power law that saturates: ``v(age) = v_end * (1 - (1 + age / tau) ** -alpha)``.
Every figure is a pure function of the thing and the instant, and never falls.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from random import Random

from connectors.items import LiveState, Status, VideoKind
from dashboard.demo.newsroom import Film, PlannedArticle

# What a desk's films and articles draw, against the outlet's usual.
APPETITE = {
    "politics": 1.1, "world": 0.9, "economy": 0.7, "science": 1.2, "climate": 0.95,
    "culture": 0.6, "sport": 1.6, "health": 1.15, "crime": 1.75, "city": 1.3,
    "translation": 0.5, "riverside": 0.45,
}  # fmt: skip

TYPICAL_VIEWS = 5200.0
TYPICAL_PAGEVIEWS = 2100.0


@dataclass(frozen=True, slots=True)
class Figures:
    """A film's public figures at one instant, cumulative since it was published."""

    views: int
    likes: int
    comments: int


@dataclass(frozen=True, slots=True)
class _Curve:
    """One growth curve: its end, its time scale in hours, its exponent, and two ratios."""

    end: float
    tau_h: float
    alpha: float
    like_rate: float
    comment_rate: float

    def at(self, age_h: float) -> float:
        return self.end * (1.0 - math.pow(1.0 + age_h / self.tau_h, -self.alpha))


def views_at(film: Film, t: datetime) -> int:
    """Views of ``film`` at ``t``; 0 before it can be watched. Never falls as ``t`` grows."""
    age_h = film.age_at(t) / timedelta(hours=1)
    return int(_film_curve(film).at(age_h))


def figures_at(film: Film, t: datetime) -> Figures:
    """Views, likes and comments of ``film`` at ``t``; likes and comments lag a little behind."""
    curve = _film_curve(film)
    age_h = film.age_at(t) / timedelta(hours=1)
    likes = curve.at(age_h * 0.9) * curve.like_rate
    comments = curve.at(age_h * 0.75) * curve.comment_rate
    return Figures(views=views_at(film, t), likes=int(likes), comments=int(comments))


def pageviews_at(article: PlannedArticle, t: datetime) -> int:
    """Page views of ``article`` on the outlet's own site at ``t``; never falls."""
    age_h = max(t - article.published_at, timedelta(0)) / timedelta(hours=1)
    return int(_article_curve(article).at(age_h))


def watching_at(film: Film, t: datetime) -> int | None:
    """How many watch a stream at ``t``; ``None`` unless it is live."""
    if film.live_state_at(t) is not LiveState.LIVE or film.status_at(t) is not Status.PUBLIC:
        return None
    minute = int(t.timestamp() // 60)
    return 140 + _random("watching", film.video_id, str(minute)).randrange(90)


@lru_cache(maxsize=8192)
def _film_curve(film: Film) -> _Curve:
    rng = _random("film", film.video_id)
    # Most films do as usual; a few run away, a few sink.
    luck = rng.lognormvariate(0.0, 0.75) * rng.choices((1.0, 9.0, 0.25), (86, 5, 9))[0]
    short = film.kind is VideoKind.SHORT
    end = TYPICAL_VIEWS * luck * APPETITE[film.desk.slug] * _hour_effect(film.watchable_from)
    return _Curve(
        end=end * (2.2 if short else 1.0),
        tau_h=rng.uniform(4, 9) if short else rng.uniform(9, 26),
        alpha=rng.uniform(0.75, 1.25),
        like_rate=rng.uniform(0.015, 0.055),
        comment_rate=rng.uniform(0.001, 0.009),
    )


@lru_cache(maxsize=8192)
def _article_curve(article: PlannedArticle) -> _Curve:
    rng = _random("article", article.slug)
    luck = rng.lognormvariate(0.0, 0.7) * rng.choices((1.0, 7.0), (95, 5))[0]
    end = TYPICAL_PAGEVIEWS * luck * APPETITE[article.desk.slug]
    return _Curve(
        end=end * _hour_effect(article.published_at),
        tau_h=rng.uniform(3, 10),
        alpha=rng.uniform(0.9, 1.5),
        like_rate=0.0,
        comment_rate=0.0,
    )


def _hour_effect(published: datetime) -> float:
    """Early evening and breakfast do best, the night worst; weekends a little under."""
    hour = published.hour
    if 16 <= hour <= 20:
        effect = 1.35
    elif 6 <= hour <= 9:
        effect = 1.15
    else:
        effect = 0.6 if hour < 5 or hour == 23 else 0.9
    return effect * (0.85 if published.weekday() >= 5 else 1.0)


def _random(*parts: str) -> Random:
    return Random(sha256("/".join(parts).encode()).digest())
