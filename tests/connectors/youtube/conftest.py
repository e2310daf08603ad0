"""A channel on a look-alike of YouTube, and a memory in the place of the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import pytest

from connectors.contract import Batch, Checkpoint, Connector, KnownVideo, NothingKnown, SourceSpec
from connectors.environment import Environment, YouTubeSettings
from connectors.items import Gone, Reading, Status, Video
from connectors.youtube import ChannelFeed, DataApi
from tests.connectors.conftest import Clock
from tests.loopback import LoopbackSite
from tests.youtube_lookalike import CHANNEL_ID, KEY, YouTube, films


class Reader(NothingKnown):
    """Pulls a source as sync does, and remembers what came and the last checkpoint."""

    def __init__(self, env: Environment, clock: Clock) -> None:
        self.env = replace(env, known=self)
        self.clock = clock
        self.checkpoint: Checkpoint = {}
        self.videos_by_id: dict[str, Video] = {}
        self.gone: dict[str, Gone] = {}
        self.readings: list[Reading] = []
        self._refreshed: dict[str, datetime] = {}

    def videos(self, channel_id: str) -> Iterable[KnownVideo]:
        for video in self.videos_by_id.values():
            if video.channel_id == channel_id and video.status is not Status.REMOVED:
                assert video.published_at
                refreshed = self._refreshed.get(video.video_id)
                yield KnownVideo(
                    video.video_id, video.published_at, refreshed, video.live_state, video.status
                )

    def pull(self, url: str = CHANNEL_ID, *, feed: bool = False) -> list[Batch]:
        """One pull to its end; what came before an error is kept, as sync keeps it."""
        spec = SourceSpec("youtube", url)
        connector: Connector = (ChannelFeed if feed else DataApi)(spec, self.env)
        batches = []
        for batch in connector.pull(self.checkpoint):
            self.keep(batch)
            batches.append(batch)
        return batches

    def keep(self, batch: Batch) -> None:
        for video in batch.items:
            assert isinstance(video, Video)
            self.videos_by_id[video.ref] = video
            self._refreshed[video.ref] = self.clock()
        for gone in batch.gone:
            self.gone[gone.ref] = gone
            self.videos_by_id[gone.ref] = replace(self.videos_by_id[gone.ref], status=gone.status)
        self.readings.extend(batch.readings)
        self.checkpoint = batch.checkpoint


@pytest.fixture
def youtube(site: LoopbackSite) -> YouTube:
    return YouTube(site, films(3))


@pytest.fixture
def reader(env: Environment, clock: Clock, site: LoopbackSite) -> Reader:
    settings = YouTubeSettings(KEY, site.url("/"), site.url("/feeds/videos.xml"))
    return Reader(replace(env, youtube=settings), clock)
