"""The look-alike answers as Google says that it does, and all that Google may answer is read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.items import LiveState, VideoKind
from connectors.youtube.kinds import NOTHING_TELLS, live_state
from connectors.youtube.videos import LARGEST_THUMBNAIL, best_thumbnail, read_figures, read_video
from tests.google_shapes import answers, complaints
from tests.loopback import LoopbackSite
from tests.youtube_lookalike import CHANNEL_ID, KEY, START, UPLOADS, Film, YouTube

NOW = datetime(2026, 6, 1, tzinfo=UTC)
STREAM = {
    "scheduledStartTime": "2025-06-01T18:00:00Z",
    "actualStartTime": "2025-06-01T18:00:03Z",
    "actualEndTime": "2025-06-01T19:00:00Z",
}
FILMS = [
    Film("aaaaaaaaaaa", START, streaming=STREAM, shelf="UULV"),
    Film("bbbbbbbbbbb", START, privacy="unlisted", snippet={"tags": ["a"]}),
    Film("ccccccccccc", START, privacy="private"),
    Film("ddddddddddd", START, removed=True),
]
ASKED = [
    ("channels", "ChannelListResponse", {"id": CHANNEL_ID}),
    ("channels", "ChannelListResponse", {"id": "UC" + "z" * 22}),
    ("playlistItems", "PlaylistItemListResponse", {"playlistId": UPLOADS, "maxResults": "2"}),
    ("videos", "VideoListResponse", {"id": ",".join(film.video_id for film in FILMS)}),
    ("videos:batchGetStats", "BatchGetStatsResponse", {"id": FILMS[0].video_id}),
]


@pytest.mark.parametrize(("method", "schema", "query"), ASKED)
def test_the_look_alike_answers_in_google_s_shapes(
    site: LoopbackSite, method: str, schema: str, query: dict[str, str]
) -> None:
    YouTube(site, FILMS)
    url = site.url(f"/youtube/v3/{method}?{urlencode(query | {'key': KEY})}")
    told = httpx2.get(url, trust_env=False).raise_for_status().json()
    assert complaints(schema, told) == []


def test_what_is_not_google_s_is_complained_of() -> None:
    odd = {"id": 7, "statistics": {"viewCount": 12, "cheers": "1"}, "status": {"license": "mine"}}
    assert len(complaints("Video", odd)) == 4


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answers("Video"), st.from_regex(r"[A-Za-z0-9_-]{11}", fullmatch=True))
def test_whatever_google_may_say_of_a_video_is_read(
    resource: dict[str, Any], video_id: str
) -> None:
    resource["id"] = video_id
    assert complaints("Video", resource) == []
    video = read_video(resource, NOTHING_TELLS)
    assert (video.video_id, video.video_kind) == (video_id, VideoKind.UNKNOWN)
    assert video.published_at is None or video.published_at.tzinfo is UTC
    assert isinstance(live_state(resource), LiveState)
    stated = resource.get("statistics", {})
    told = {one.metric: one.value for one in read_figures(resource, NOW)}
    assert told.get("views") == (float(stated["viewCount"]) if "viewCount" in stated else None)


@given(answers("ThumbnailDetails"))
def test_the_picture_of_a_list_is_a_wide_one_that_is_not_too_large(told: dict[str, Any]) -> None:
    wide = {name: one for name, one in told.items() if name != "shortsAspectRatio"}
    found = best_thumbnail(told)
    urls = {one["url"] for one in wide.values() if one.get("url")}
    assert (found.url in urls) if found else not urls
    fitting = [one for one in wide.values() if one.get("url") and one.get("width", 0) <= 640]
    if found and fitting:
        assert (found.width or 0) <= LARGEST_THUMBNAIL
