"""What fills in others does so as soon as they brought something."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import SourceSpec
from dashboard.config import Settings
from dashboard.store import Store, TimelineQuery
from dashboard.store.model import ItemRow, Source
from dashboard.sync import Syncer
from dashboard.sync.environment import make_environment
from tests.connectors.sitemap.documents import story
from tests.loopback import Asked, LoopbackSite, Reply
from tests.youtube_lookalike import CHANNEL_ID, KEY, Film, YouTube, films

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PATIENCE_S = 30.0
FIRST_LOOK = ["/youtube/v3/channels", "/youtube/v3/playlistItems", "/youtube/v3/videos"]


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(settings: Settings, site: LoopbackSite) -> Settings:
    key = type(settings.youtube_api_key)(KEY)
    return settings.model_copy(
        update={"youtube_api_key": key, "youtube_api_endpoint": site.url("/")}
    )


@pytest.fixture
def worker(store: Store, settings: Settings, clock: Clock) -> Iterator[Syncer]:
    store._database.clock = clock
    env = replace(make_environment(settings, store.sources, store.quotas), clock=clock)
    with closing(env.http):
        yield Syncer(store, env, workers=3, refresh_s=60)


@contextmanager
def watching(worker: Syncer) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.watch, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE_S)
    assert not thread.is_alive()


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def was_read(store: Store, source_id: str) -> Source | None:
    found = store.sources.get(source_id)
    assert found is not None
    return found if found.last_success_at and not found.syncing else None


def feed(site: LoopbackSite, *numbers: int, shows: str = "") -> bytes:
    player = f'<iframe src="https://www.youtube.com/embed/{shows}"></iframe>' if shows else ""
    items = "".join(
        f"<item><guid isPermaLink='false'>n{n}</guid><title>Story number {n}</title>"
        f"<link>{site.url(f'/news/story-{n}')}</link>"
        f"<description><![CDATA[<p>A teaser.</p>{player}]]></description></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel><title>A</title>{items}</channel></rss>'.encode()


def after(store: Store, source_id: str, body: bytes) -> Callable[[Asked], Reply]:
    """A feed that is slow: it answers once another source was read."""

    def answer(_: Asked) -> Reply:
        until(lambda: was_read(store, source_id))
        return Reply(body)

    return answer


def paths(site: LoopbackSite, start: str) -> list[str]:
    found = [asked.path for asked in site.asked if asked.path.startswith(start)]
    site.asked.clear()
    return sorted(found)


def test_a_watching_worker_fills_in_what_came_after_the_pages_were_looked_at(
    site: LoopbackSite, store: Store, worker: Syncer
) -> None:
    site.pages |= {f"/news/story-{n}": story(n) for n in (1, 2)}
    pages = store.sources.add(SourceSpec("pages", site.url("/")))
    store.sources.add(SourceSpec("feed", site.url("/feed")))
    site.pages["/feed"] = after(store, pages.id, feed(site, 1, 2))
    with watching(worker):  # the clock stands still: nothing becomes due meanwhile
        until(lambda: {r.date_basis for r in rows(store)} == {"stated"})
    assert paths(site, "/news/") == ["/news/story-1", "/news/story-2"]


def rows(store: Store) -> tuple[ItemRow, ...]:
    return store.timeline.page(TimelineQuery(), limit=50).items


def videos(store: Store) -> set[str | None]:
    return {row.video_id for row in store.timeline.page(TimelineQuery(), limit=50).items}


@pytest.fixture
def channel(site: LoopbackSite, store: Store) -> Source:
    youtube = YouTube(site, films(3, newest=START - timedelta(hours=1)))
    youtube.films.append(Film("unlisted001", START, privacy="unlisted", listed=False))
    return store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))


def test_one_sync_brings_the_unlisted_video_that_its_new_article_shows(
    site: LoopbackSite, store: Store, worker: Syncer, channel: Source
) -> None:
    store.sources.add(SourceSpec("feed", site.url("/feed")))
    site.pages["/feed"] = after(store, channel.id, feed(site, 1, shows="unlisted001"))
    result = worker.once()
    assert "unlisted001" in videos(store)
    assert result.items_new == 5
    assert paths(site, "/youtube/v3/") == [*FIRST_LOOK, "/youtube/v3/videos"]
    worker.once(everything=True)
    assert len(paths(site, "/youtube/v3/")) == 1, "the list of uploads is looked at, no more"


def test_a_watching_worker_brings_it_soon_and_keeps_the_channels_turn(
    site: LoopbackSite, store: Store, worker: Syncer, channel: Source, clock: Clock
) -> None:
    store.sources.add(SourceSpec("feed", site.url("/feed")))
    site.pages["/feed"] = Reply(feed(site, 1))
    worker.once()
    due = channel_due(store, channel)
    clock.now += timedelta(seconds=61)
    site.pages["/feed"] = Reply(feed(site, 1, 2, shows="unlisted001"))
    paths(site, "/")
    with watching(worker):
        until(lambda: "unlisted001" in videos(store))
    until(lambda: was_read(store, channel.id))
    assert channel_due(store, channel) == due > clock.now
    assert paths(site, "/youtube/v3/") == ["/youtube/v3/videos"]


def channel_due(store: Store, channel: Source) -> datetime:
    found = store.sources.get(channel.id)
    assert found is not None
    assert found.next_due_at is not None
    return found.next_due_at


def test_articles_that_show_nothing_unknown_cost_no_question(
    site: LoopbackSite, store: Store, worker: Syncer, channel: Source
) -> None:
    store.sources.add(SourceSpec("feed", site.url("/feed")))
    site.pages["/feed"] = after(store, channel.id, feed(site, 1, shows="vid00000001"))
    worker.once()
    assert paths(site, "/youtube/v3/") == FIRST_LOOK
