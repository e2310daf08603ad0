"""A store and a YouTube channel, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.config import Settings
from dashboard.store import TimelineQuery, open_store
from dashboard.store.model import ItemRow
from dashboard.sync import Syncer, SyncResult
from dashboard.sync.environment import make_environment
from dashboard.sync.upkeep import Upkeep
from tests.loopback import LoopbackSite
from tests.youtube_lookalike import (
    KEY,
    YouTube,
    films,
)

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Desk:
    """A store and a channel, synced as the command does; time goes on when the test says so."""

    def __init__(self, site: LoopbackSite, folder: Path) -> None:
        self.now = START
        self.site = site
        self.youtube = YouTube(site, films(3, newest=START - timedelta(hours=1)))
        self.settings = Settings(
            db=str(folder / "s.db"),
            allow_hosts=("127.0.0.1",),
            refresh_s=60,
            youtube_api_endpoint=site.url("/"),
            youtube_feed_endpoint=site.url("/feeds/videos.xml"),
            websub_hub=site.url("/hub"),
        )
        self.store = open_store(self.settings.db, clock=lambda: self.now)

    def set(self, **changed: object) -> None:
        self.settings = self.settings.model_copy(update=changed)

    def sync(self, *, everything: bool = False) -> SyncResult:
        env = make_environment(self.settings, self.store.sources, self.store.quotas)
        env = replace(env, clock=self.store.clock)
        upkeep = Upkeep(self.store, self.settings, env)
        try:
            return Syncer(self.store, env, workers=2, refresh_s=60, upkeep=upkeep).once(
                everything=everything
            )
        finally:
            env.http.close()

    def items(self) -> dict[str, ItemRow]:
        rows = self.store.timeline.page(TimelineQuery(), limit=500).items
        return {row.video_id or row.url: row for row in rows}


def a_key(text: str = KEY) -> object:
    return type(Settings().youtube_api_key)(text)
