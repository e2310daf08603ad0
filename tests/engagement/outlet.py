"""An outlet with an audience: films and articles whose figures were read over their age."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import log1p
from pathlib import Path

from connectors.contract import Batch, SourceSpec
from connectors.items import Article, Image, Item, Reading, Video, VideoKind
from dashboard.store import Store, open_store
from dashboard.store.model import Evidence, Pair, ReadingRow, Topic

NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
ZONE = "Europe/Berlin"
READ_AT_H = (1, 2, 4, 8, 16, 24, 36, 48, 72, 120, 192, 312, 504, 816, 1320)
HIT = "film0000002"
"""The film that gathers eight times as fast as its like."""
TOPICS = (Topic("medtop:15000000", "sport", 0.9), Topic("medtop:11000000", "politics", 0.9))


def empty(path: Path) -> Store:
    """An open store at ``path`` whose clock stands at ``NOW``."""
    store = open_store(str(path), timezone=ZONE, clock=lambda: NOW)
    store.set_outlet(name="The Test Herald", home_url="http://127.0.0.1/", language="en")
    return store


def fill(path: Path, *, films: int = 40, readings: bool = True) -> Store:
    """A store with ``films`` films, one every eleven hours, and ten articles."""
    store = empty(path)
    channel = store.sources.add(SourceSpec("youtube", "http://127.0.0.1/@herald", "Herald TV"))
    feed = store.sources.add(SourceSpec("feed", "http://127.0.0.1/feed.xml", "Herald"))
    made = [film(n) for n in range(films)]
    texts = [article(n) for n in range(10)]
    figures = tuple(reading for one in made for reading in _read(one)) if readings else ()
    store.write.batch(
        channel.id, "youtube", Batch(items=tuple(made), readings=figures, name="Herald TV")
    )
    store.write.batch(feed.id, "feed", Batch(items=tuple(texts), name="Herald"))
    _understand(store)
    return store


def film(n: int) -> Video:
    name = f"film{n:07}"
    return Video(
        ref=name,
        url=f"https://www.youtube.com/watch?v={name}",
        video_id=name,
        title=f"Film number {n}: the harbour from above",
        published_at=NOW - timedelta(hours=3 + 11 * n),
        duration_s=60 + n,
        video_kind=VideoKind.SHORT if n % 5 == 4 else VideoKind.UPLOAD,
        image=Image("http://127.0.0.1:9/16x9.svg", 640, 360),
    )


def article(n: int) -> Article:
    return Article(
        ref=f"a{n}",
        url=f"http://127.0.0.1/news/{n}",
        title=f"Article number {n}",
        published_at=NOW - timedelta(hours=2 + 9 * n),
    )


def views(n: int, age_h: float) -> float:
    """Views of film ``n`` at an age: the usual, times something of its own."""
    own = 8.0 if f"film{n:07}" == HIT else 0.8 + (n % 7) / 10
    return round(1000 * own * log1p(age_h))


def _read(video: Video) -> Iterator[Reading]:
    published = video.published_at
    assert published is not None
    number = int(video.video_id.removeprefix("film"))
    age_now = (NOW - published) / timedelta(hours=1)
    for age in [*(age for age in READ_AT_H if age < age_now), age_now]:
        yield Reading(
            ref=video.ref,
            metric="views",
            value=views(number, age),
            observed_at=published + timedelta(hours=age),
            origin="youtube",
        )


def site_figures(store: Store, per_article: float = 100.0) -> None:
    """Pageviews of every article, as they stand now."""
    store.readings.add(
        ReadingRow(
            item_id=item.id,
            metric="pageviews",
            origin="site",
            observed_at=NOW,
            value=per_article * (place + 1),
        )
        for place, item in enumerate(store.timeline.scan("article"))
    )


def find(store: Store, item: Item) -> str:
    """The id under which the store holds an item."""
    row = store.timeline.find(item.url)
    assert row is not None
    return row.id


def _understand(store: Store) -> None:
    rows = list(store.timeline.scan())
    store.topics.replace({row.id: [TOPICS[n % 2]] for n, row in enumerate(rows)})
    films = [row for row in rows if row.kind == "video"]
    articles = [row for row in rows if row.kind == "article"]
    why = (Evidence(kind="embed", detail="The article embeds it.", weight=1.0),)
    pairs = [
        Pair(article_id=text.id, video_id=one.id, state="linked", score=1.0, evidence=why)
        for text, one in zip(articles[:6], films[5:], strict=False)
    ]
    store.pairs.replace(pairs, [pair.article_id for pair in pairs])
