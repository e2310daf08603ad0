"""A channel on a look-alike of YouTube, and a memory in the place of the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
import stamina

from connectors.contract import Batch, Checkpoint, Connector, KnownVideo, NothingKnown, SourceSpec
from connectors.environment import Environment, YouTubeSettings
from connectors.items import Gone, Reading, Status, Video
from connectors.youtube.calling import ATTEMPTS
from connectors.youtube.channel_feed import ChannelFeed
from connectors.youtube.data_api import DataApi
from connectors.youtube.quota import Bucket, account_of, pacific_day
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
        self.pointers: list[str] = []
        self.elsewhere: dict[str, str] = {}
        self._refreshed: dict[str, datetime] = {}
        self._measured: dict[str, datetime] = {}

    def videos(self, channel_id: str) -> Iterable[KnownVideo]:
        for video in self.videos_by_id.values():
            if video.channel_id == channel_id and video.status is not Status.REMOVED:
                assert video.published_at
                yield KnownVideo(
                    video.video_id,
                    video.published_at,
                    self._refreshed.get(video.video_id),
                    video.live_state,
                    video.status,
                    video.scheduled_at,
                    self._measured.get(video.video_id),
                    video.duration_s is not None,
                )

    def told(self, video_ids: Sequence[str]) -> Mapping[str, Video]:
        return {one: self.videos_by_id[one] for one in video_ids if one in self.videos_by_id}

    def pointed_at(self, channel_id: str, limit: int) -> Sequence[str]:
        wanted = [one for one in self.pointers if one not in self.videos_by_id]
        return [one for one in wanted if self.elsewhere.get(one, channel_id) == channel_id][:limit]

    def spent(self, bucket: Bucket) -> int:
        account, day = account_of(self.env.youtube.api_key), pacific_day(self.clock())
        return self.env.ledger.spent(account, bucket, day).units

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
        self._measured |= {one.ref: one.observed_at for one in batch.readings}
        self.elsewhere |= batch.elsewhere
        self.checkpoint = batch.checkpoint


@pytest.fixture(autouse=True)
def _without_pauses() -> Iterator[None]:
    """Tries follow each other at once; how many there are stays as it is."""
    stamina.set_testing(True, attempts=ATTEMPTS)
    yield
    stamina.set_testing(False)


@pytest.fixture
def youtube(site: LoopbackSite) -> YouTube:
    return YouTube(site, films(3))


@pytest.fixture
def reader(env: Environment, clock: Clock, site: LoopbackSite) -> Reader:
    settings = YouTubeSettings(KEY, site.url("/"), site.url("/feeds/videos.xml"))
    return Reader(replace(env, youtube=settings), clock)
