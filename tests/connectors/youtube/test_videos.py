"""What becomes of a video resource."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.items import Image, Link, LiveState, TimeBasis, Video, VideoKind
from connectors.youtube.descriptions import links_of, summary_of
from connectors.youtube.times import seconds
from tests.connectors.youtube.conftest import Reader
from tests.youtube_lookalike import START, Film, YouTube

SCHEDULED = {"scheduledStartTime": "2025-06-01T18:00:00Z"}
BEGUN = {**SCHEDULED, "actualStartTime": "2025-06-01T18:00:03Z"}
ENDED = {**BEGUN, "actualEndTime": "2025-06-01T19:00:00Z"}


def read(youtube: YouTube, reader: Reader, **told: Any) -> Video:
    youtube.films = [Film("dQw4w9WgXcQ", START, **told)]
    reader.pull()
    return reader.videos_by_id["dQw4w9WgXcQ"]


def test_the_fields(youtube: YouTube, reader: Reader) -> None:
    video = read(
        youtube,
        reader,
        title="  Harbour  reopens ",
        description="Ferries are back.\nAll of them.\n\nRead: https://news.example/a?utm_source=yt.",
        snippet={"tags": ["port", "ferry", "port"], "defaultAudioLanguage": "en-GB"},
    )
    assert (video.ref, video.video_id) == ("dQw4w9WgXcQ", "dQw4w9WgXcQ")
    assert video.url == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    assert video.title == "Harbour reopens"
    assert video.summary == "Ferries are back. All of them."
    assert video.links == (Link("https://news.example/a"),)
    assert video.labels == ("port", "ferry")
    assert video.language == "en-GB"
    assert video.published_at == datetime(2025, 5, 31, 12, 0, tzinfo=UTC)
    assert video.duration_s == 250
    assert video.image == Image(
        "https://i.ytimg.com/vi/dQw4w9WgXcQ/standard.jpg", width=640, height=480
    )


def test_a_time_that_is_none_is_not_made_up(youtube: YouTube, reader: Reader) -> None:
    youtube.films = [Film("dQw4w9WgXcQ", START, snippet={"publishedAt": "yesterday"})]
    (video,) = [item for batch in reader.pull() for item in batch.items]
    assert isinstance(video, Video)
    assert (video.published_at, video.time_basis) == (None, TimeBasis.INFERRED)
    assert video.raw_time == "yesterday"


@pytest.mark.parametrize(
    ("told", "kind", "state"),
    [
        ({"shelf": "UULF"}, VideoKind.UPLOAD, LiveState.NONE),
        ({"shelf": ""}, VideoKind.UPLOAD, LiveState.NONE),
        ({"duration": "PT58S", "shelf": "UUSH"}, VideoKind.SHORT, LiveState.NONE),
        ({"duration": "PT58S", "shelf": "UULF"}, VideoKind.UPLOAD, LiveState.NONE),
        ({"duration": "PT58S", "shelf": ""}, VideoKind.UNKNOWN, LiveState.NONE),
        (
            {"duration": "PT58S", "shelf": "", "description": "Quick. #Shorts"},
            VideoKind.SHORT,
            LiveState.NONE,
        ),
        (
            {"duration": "P0D", "broadcast": "upcoming", "streaming": SCHEDULED, "shelf": "UULV"},
            VideoKind.LIVE,
            LiveState.UPCOMING,
        ),
        (
            {"duration": "P0D", "broadcast": "upcoming", "streaming": SCHEDULED, "shelf": ""},
            VideoKind.UNKNOWN,
            LiveState.UPCOMING,
        ),
        (
            {"broadcast": "upcoming", "streaming": SCHEDULED, "shelf": ""},
            VideoKind.PREMIERE,
            LiveState.UPCOMING,
        ),
        (
            {"duration": "P0D", "broadcast": "live", "streaming": BEGUN, "shelf": ""},
            VideoKind.LIVE,
            LiveState.LIVE,
        ),
        ({"streaming": ENDED, "shelf": "UULF"}, VideoKind.PREMIERE, LiveState.ENDED),
        ({"streaming": ENDED, "shelf": "UULV"}, VideoKind.LIVE, LiveState.ENDED),
        ({"streaming": ENDED, "shelf": ""}, VideoKind.UNKNOWN, LiveState.ENDED),
    ],
)
def test_the_kind_rests_on_evidence(
    youtube: YouTube, reader: Reader, told: dict[str, Any], kind: VideoKind, state: LiveState
) -> None:
    video = read(youtube, reader, **told)
    assert (video.video_kind, video.live_state) == (kind, state)
    assert (video.scheduled_at is not None) == ("streaming" in told)


def test_hidden_figures_are_left_out(youtube: YouTube, reader: Reader) -> None:
    reader.pull()
    assert {reading.metric for reading in reader.readings} == {"views", "likes"}


@given(st.integers(1, 400_000))
def test_durations_are_read(length: int) -> None:
    minutes, left = divmod(length, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((hours, "H"), (minutes, "M"), (left, "S"))
    clock = "".join(f"{number}{unit}" for number, unit in parts if number)
    assert seconds(f"P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}") == length


@pytest.mark.parametrize("text", ["P0D", "PT0S", "", None, "P", "4:10", "PTX", "-PT5S"])
def test_no_duration_is_unknown(text: str | None) -> None:
    assert seconds(text) is None


@given(st.text())
def test_any_description_can_be_read(text: str) -> None:
    assert "\n" not in summary_of(text)
    assert all(link.url.startswith("http") for link in links_of(text))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("See (https://news.example/a).", "https://news.example/a"),
        ("https://en.example/wiki/Port_(town), here", "https://en.example/wiki/Port_(town)"),
        ("Now: HTTPS://News.Example/b!", "https://news.example/b"),
        ("“https://news.example/c”", "https://news.example/c"),
    ],
)
def test_the_sentence_around_a_link_is_not_part_of_it(text: str, url: str) -> None:
    assert [link.url for link in links_of(text)] == [url]


def test_a_linked_video_is_known_as_one() -> None:
    (link,) = links_of("More: https://youtu.be/dQw4w9WgXcQ?t=5 https://youtu.be/dQw4w9WgXcQ")
    assert link.video_id == "dQw4w9WgXcQ"
