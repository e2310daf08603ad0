"""Items for tests, said in as few words as a test wants to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from connectors.contract import Batch
from connectors.items import AnyItem, Article, Video
from dashboard.store import Store
from dashboard.store.model import Source, Written
from tests.store.conftest import NOON


def article(number: int | str = 1, **said: Any) -> Article:
    """An article, published so many hours before noon."""
    hours = number if isinstance(number, int) else 1
    values: dict[str, Any] = {
        "ref": f"guid-{number}",
        "url": f"https://a.example/news/{number}",
        "title": f"Headline {number}",
        "published_at": NOON - timedelta(hours=hours),
    }
    return Article(**(values | said))


def video(video_id: str = "abcdefghijk", **said: Any) -> Video:
    """A video, published an hour before noon."""
    values: dict[str, Any] = {
        "ref": video_id,
        "url": f"https://www.youtube.com/watch?v={video_id}",
        "title": f"Film {video_id}",
        "video_id": video_id,
        "channel_id": "UC1",
        "published_at": NOON - timedelta(hours=1),
    }
    return Video(**(values | said))


def put(store: Store, source: Source, *items: AnyItem, **batch: Any) -> Written:
    """Store items as one batch of a source."""
    return store.write.batch(source.id, source.kind, Batch(items=items, **batch))


def at(text: str) -> datetime:
    """A time from RFC 3339."""
    return datetime.fromisoformat(text)
