"""A small outlet in a real store, with every state that an item can show."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.contract import Batch, SourceSpec
from connectors.items import (
    AnyItem,
    Article,
    Gone,
    Image,
    Link,
    LinkRel,
    LiveState,
    Newsletter,
    TimeBasis,
    Video,
    VideoKind,
)
from dashboard.store import Store, open_store
from dashboard.store.arrivals import Arrival, Finish
from dashboard.store.model import Evidence, Pair, Topic

NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
ZONE = "Europe/Berlin"
TOPICS = (
    Topic("medtop:11000000", "politics and government", 0.9),
    Topic("medtop:15000000", "sport", 0.9),
    Topic("medtop:06000000", "environment", 0.9),
    Topic("medtop:04000000", "economy, business and finance", 0.9),
    Topic("label:harbour", "Harbour", 1.0),
)
HEADLINES = (
    "Council votes to reopen the old ferry line to the islands",
    "Storm closes the north pier for a third day",
    "Why the new tram budget is larger than planned, and who will pay when the province leaves",
    "Harbour wins the derby in the last minute",
    "«Мост» закрыт до весны: что это значит для города",
    "港の新しい市場、来週オープン",
    "ميناء المدينة يفتح أبوابه أمام الزوار",
    "Budget: the five numbers that matter",
)

CARRIED = (
    Link("http://127.0.0.1/19?utm_source=mail", text="In short"),
    Link("http://127.0.0.1/watch?v=film24", video_id="film24"),
    Link("https://elsewhere.example/story", text="A story elsewhere"),
    Link("https://click.example/ls/click?upn=1", text="A secret", opaque=True),
    Link("https://elsewhere.example/more", text="One more"),
)
"""What a newsletter carried: two items of the outlet, and what is not on its timeline."""


def fill(path: Path, items: int = 120) -> Store:
    """An open store at ``path``, filled over the last hours; its clock ends at ``NOW``."""
    hours = [NOW]
    store = open_store(str(path), timezone=ZONE, clock=lambda: hours[-1])
    store.set_outlet(name="The Test Herald", home_url="http://127.0.0.1/", language="en")
    feed = store.sources.add(SourceSpec("feed", "http://127.0.0.1/feed.xml", "Herald"))
    channel = store.sources.add(SourceSpec("youtube", "http://127.0.0.1/@herald", "Herald TV"))
    hours.append(NOW - timedelta(minutes=10))
    made = [_item(n) for n in range(items)]
    texts = tuple(item for item in made if not isinstance(item, Video))
    films = (*(item for item in made if isinstance(item, Video)), *_odd_films())
    store.write.batch(feed.id, "feed", Batch(items=texts, name="Herald"))
    store.write.batch(channel.id, "youtube", Batch(items=films, name="Herald TV"))
    for title in ("Storm closes the north pier for a second day", texts[1].title):
        hours.append(hours[-1] + timedelta(minutes=3))
        _retitle(store, feed.id, texts[1], title)
    hours.append(NOW)
    store.write.batch(channel.id, "youtube", Batch(gone=(Gone(ref="v-film17"),)))
    due = Finish(NOW + timedelta(minutes=5))
    store.write.batches(
        [
            Arrival(feed.id, "feed", Batch(name="Herald"), due),
            Arrival(channel.id, "youtube", Batch(name="Herald TV"), due),
        ]
    )
    _understand(store)
    return store


def _item(n: int) -> AnyItem:
    luck = random.Random(n)
    at = NOW - timedelta(minutes=12 + n * 37 + luck.randrange(30))
    title = f"{HEADLINES[n % len(HEADLINES)]}" + (f" ({n})" if n >= len(HEADLINES) else "")
    common: dict[str, Any] = {
        "title": title,
        "published_at": at,
        "labels": ("Harbour", "City") if n % 3 else ("Sport",),
        "authors": ("Ada Marsh",) if n % 2 else (),
        "language": "en",
    }
    if n % 7 == 3:
        return Video(
            ref=f"v-film{n}", url=f"http://127.0.0.1/watch?v=film{n}", video_id=f"film{n}",
            duration_s=95 + n * 13, video_kind=VideoKind.UPLOAD, image=picture(16, 9), **common,
        )  # fmt: skip
    if n % 40 == 20:
        return Newsletter(
            ref=f"n{n}", url=f"http://127.0.0.1/letters/{n}", links=CARRIED if n == 20 else (),
            **common,
        )  # fmt: skip
    return Article(
        ref=f"a{n}", url=f"http://127.0.0.1/{n}", summary="What happened, in short.",
        body=f"The first paragraph of {title}.\n\nThe second paragraph says more.",
        image=picture(3, 2) if n % 4 else None,
        links=(Link("http://127.0.0.1/watch?v=film10", LinkRel.EMBED, "film10"),) if n == 9 else (),
        time_basis=TimeBasis.INFERRED if n == 5 else TimeBasis.STATED, **common,
    )  # fmt: skip


def _odd_films() -> tuple[Video, ...]:
    def film(name: str, kind: VideoKind, live: LiveState, hours: float) -> Video:
        at = NOW - timedelta(hours=hours)
        return Video(
            ref=f"v-{name}", url=f"http://127.0.0.1/watch?v={name}", video_id=name,
            title=f"A {name} film", published_at=at, video_kind=kind, live_state=live,
            duration_s=None if live in (LiveState.LIVE, LiveState.UPCOMING) else 42,
            scheduled_at=NOW + timedelta(hours=4) if live is LiveState.UPCOMING else None,
            image=picture(16, 9),
        )  # fmt: skip

    return (
        film("live", VideoKind.LIVE, LiveState.LIVE, 0.9),
        film("premiere", VideoKind.PREMIERE, LiveState.UPCOMING, 1.4),
        film("short", VideoKind.SHORT, LiveState.NONE, 2.1),
    )


def picture(width: int, height: int) -> Image:
    """A picture that needs no network."""
    return Image(f"http://127.0.0.1:9/{width}x{height}.svg", width * 40, height * 40, "")


def _retitle(store: Store, source_id: str, item: AnyItem, title: str) -> None:
    changed = Article(ref=item.ref, url=item.url, title=title, published_at=item.published_at)
    store.write.batch(source_id, "feed", Batch(items=(changed,)))


def _understand(store: Store) -> None:
    rows = list(store.timeline.scan())
    store.topics.replace({row.id: [TOPICS[n % len(TOPICS)]] for n, row in enumerate(rows)})
    articles = [row for row in rows if row.kind == "article"]
    films = [row for row in rows if row.video_id and row.video_id.startswith("film")]
    pairs = [
        Pair(
            article_id=article.id, video_id=film.id, state="linked", score=1.0,
            evidence=(Evidence(kind="embed", detail="The article embeds it.", weight=1.0),),
        )
        for article, film in zip(articles[3:6], films, strict=False)
    ]  # fmt: skip
    store.pairs.replace(pairs, [pair.article_id for pair in pairs])
