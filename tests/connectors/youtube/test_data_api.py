"""A channel through the Data API: paging, going on, reading again, what disappears."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from connectors.contract import Batch, NotThisKind, RetryLater, SourceSpec
from connectors.items import Status, VideoKind
from connectors.youtube.data_api import DataApi
from tests.connectors.conftest import Clock
from tests.connectors.youtube.conftest import Reader
from tests.youtube_lookalike import (
    CHANNEL_ID,
    UPLOADS,
    YouTube,
    error_reply,
    films,
    json_reply,
    quota_reply,
)


def refs(batches: list[Batch]) -> list[str]:
    return [item.ref for batch in batches for item in batch.items]


def uploads_pages(youtube: YouTube) -> list[str]:
    asked = [one for one in youtube.calls("playlistItems") if one["playlistId"] == UPLOADS]
    return [one.get("pageToken", "") for one in asked]


@pytest.mark.parametrize(
    "url",
    [
        CHANNEL_ID,
        f"https://www.youtube.com/channel/{CHANNEL_ID}",
        "@courier",
        "https://www.youtube.com/@courier/videos",
        "youtube.com/c/courier",
    ],
)
def test_a_channel_is_found_by_every_way_of_naming_it(
    youtube: YouTube, reader: Reader, url: str
) -> None:
    batches = reader.pull(url)
    assert refs(batches) == [film.video_id for film in youtube.films]
    assert batches[0].name == "The Courier"


def test_what_names_no_channel_is_not_this_kind(reader: Reader) -> None:
    with pytest.raises(NotThisKind, match="names no YouTube channel"):
        reader.pull("https://news.example/")


def test_the_first_pull_pages_to_the_end(youtube: YouTube, reader: Reader) -> None:
    youtube.films = films(123)
    batches = reader.pull()
    assert [len(batch.items) for batch in batches] == [50, 50, 23, 0]
    assert refs(batches) == [film.video_id for film in youtube.films]
    assert uploads_pages(youtube) == ["", "PT-50", "PT-100"]
    assert len(reader.readings) == 246


def test_a_checkpoint_is_small_plain_json(youtube: YouTube, reader: Reader) -> None:
    youtube.films = films(60)
    for batch in reader.pull():
        text = json.dumps(batch.checkpoint)
        assert json.loads(text) == batch.checkpoint
        assert len(text) < 1000


def test_a_later_pull_stops_at_the_first_page_without_news(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(123)
    reader.pull()
    youtube.site.asked.clear()
    (batch,) = reader.pull()
    assert (batch.items, batch.gone, batch.readings) == ((), (), ())
    assert uploads_pages(youtube) == [""]
    assert youtube.calls("videos") == []
    clock.forward(timedelta(minutes=5))
    youtube.films = films(125, newest=clock())
    assert refs(reader.pull())[:2] == ["vid00000124", "vid00000123"]


def test_uploads_that_shift_the_pages_are_neither_lost_nor_doubled(
    youtube: YouTube, reader: Reader
) -> None:
    youtube.films = films(120)
    pulled = []
    for batch in DataApi(SourceSpec("youtube", CHANNEL_ID), reader.env).pull({}):
        reader.keep(batch)
        pulled += [item.ref for item in batch.items]
        if len(pulled) == 50:
            youtube.films = films(123)
    assert sorted(pulled) == [f"vid{number:08d}" for number in range(120)]
    assert set(refs(reader.pull())) == {"vid00000120", "vid00000121", "vid00000122"}


def test_a_quota_that_ends_midway_is_gone_on_from(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(130)
    # channel, page, videos, page, then no more
    youtube.next_answers.extend([None, None, None, None, quota_reply()])
    with pytest.raises(RetryLater, match="quota") as told:
        reader.pull()
    # 12:00 UTC is 05:00 in Los Angeles in summer
    assert told.value.after_s == 19 * 3600
    assert len(reader.videos_by_id) == 50
    youtube.site.asked.clear()
    with pytest.raises(RetryLater, match="quota"):
        reader.pull()
    assert youtube.site.asked == [], "YouTube said that nothing is left: it is believed"
    clock.forward(timedelta(hours=19))
    reader.pull()
    assert len(reader.videos_by_id) == 130
    assert uploads_pages(youtube) == ["", "PT-50", "PT-100"]


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_a_pull_that_ends_after_any_batch_is_completed_by_the_next(
    youtube: YouTube, reader: Reader, kept: int
) -> None:
    youtube.films = films(123)
    batches = DataApi(SourceSpec("youtube", CHANNEL_ID), reader.env).pull({})
    for batch, _ in zip(batches, range(kept), strict=False):
        reader.keep(batch)
    assert len(reader.videos_by_id) == min(50 * kept, 123)
    again = refs(reader.pull())
    assert len(reader.videos_by_id) == 123
    assert len(again) == 123 - min(50 * kept, 123)


def test_an_expired_page_token_starts_the_walk_again(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(130)
    # channel, page, videos, then no more
    youtube.next_answers.extend([None, None, None, quota_reply()])
    with pytest.raises(RetryLater):
        reader.pull()
    youtube.films = films(131)
    expired = error_reply(400, "The request specifies an invalid page token.", "invalidPageToken")
    # channel, first page, its new video, then the page at which the walk stopped
    youtube.next_answers.extend([None, None, None, expired])
    youtube.site.asked.clear()
    clock.forward(timedelta(hours=19))
    reader.pull()
    assert len(reader.videos_by_id) == 131
    assert uploads_pages(youtube) == ["", "PT-50", "", "PT-50", "PT-100"]


def test_a_page_token_that_is_never_good_is_tried_later(youtube: YouTube, reader: Reader) -> None:
    youtube.films = films(60)
    youtube.expired_tokens.add("PT-50")
    with pytest.raises(RetryLater, match="no longer knows the page"):
        reader.pull()
    assert len(reader.videos_by_id) == 50


def test_the_end_of_the_longest_list_is_told(
    youtube: YouTube, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.youtube.uploads.LONGEST_LIST", 100)
    youtube.films = films(100)
    told = [warning for batch in reader.pull() for warning in batch.warnings]
    assert any("newest 20,000" in warning for warning in told)


def test_figures_are_read_again_as_a_video_ages(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(1, newest=clock())
    reader.pull()
    for _ in range(3):
        youtube.films[0].views += 50
        clock.forward(timedelta(minutes=15))
        reader.pull()
    views = [reading.value for reading in reader.readings if reading.metric == "views"]
    assert views == [100, 150, 200, 250]
    assert {reading.origin for reading in reader.readings} == {"youtube"}


def test_a_changed_title_comes_with_the_next_reading(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(1, newest=clock())
    reader.pull()
    youtube.films[0].title = "Corrected"
    clock.forward(timedelta(hours=1))
    assert [item.title for batch in reader.pull() for item in batch.items] == ["Corrected"]


def test_a_video_is_gone_after_two_answers_without_it(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    reader.pull()
    youtube.films[1].removed = True
    for _ in range(2):
        assert reader.gone == {}
        clock.forward(timedelta(minutes=10))
        reader.pull()
    assert reader.gone["vid00000001"].status is Status.REMOVED
    youtube.films[1].removed = False
    reader.pull()
    assert reader.videos_by_id["vid00000001"].status is Status.PUBLIC


def test_one_answer_without_a_video_takes_nothing_away(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    reader.pull()
    for hidden in (True, False, True, False):
        youtube.films[0].removed = hidden
        clock.forward(timedelta(days=1))
        reader.pull()
    assert reader.gone == {}


def test_private_and_unlisted_are_told(youtube: YouTube, reader: Reader, clock: Clock) -> None:
    reader.pull()
    youtube.films[0].privacy = "private"
    youtube.films[1].privacy = "unlisted"
    clock.forward(timedelta(days=1))
    reader.pull()
    assert reader.gone["vid00000002"].status is Status.PRIVATE
    assert reader.videos_by_id["vid00000001"].status is Status.UNLISTED
    youtube.site.asked.clear()
    clock.forward(timedelta(minutes=10))
    reader.pull()
    assert youtube.calls("videos") == []
    youtube.films[0].privacy = "public"
    clock.forward(timedelta(minutes=10))
    reader.pull()
    assert reader.videos_by_id["vid00000002"].status is Status.PUBLIC


def test_a_video_made_public_late_is_found_by_the_weekly_walk(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(130)
    late = youtube.films.pop(120)
    reader.pull()
    youtube.films.insert(120, late)
    clock.forward(timedelta(days=7))
    reader.pull()
    assert late.video_id in reader.videos_by_id


def test_page_tokens_that_never_end_are_not_followed_for_ever(
    youtube: YouTube, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.youtube.uploads.LONGEST_LIST", 200)
    youtube.films = films(60)
    page = json_reply(
        {"kind": "youtube#playlistItemListResponse", "items": [], "nextPageToken": "PT-50"}
    )
    youtube.next_answers.extend([None, None, None, *[page] * 20])
    reader.pull()
    assert len(uploads_pages(youtube)) == 8


def test_lists_by_kind_that_are_refused_cost_no_video(youtube: YouTube, reader: Reader) -> None:
    for film in youtube.films:
        film.duration = "PT50S"
    refused = error_reply(403, "No.", "playlistItemsNotAccessible")
    youtube.next_answers.extend([None, None, None, refused, refused])
    reader.pull()
    assert {video.video_kind for video in reader.videos_by_id.values()} == {VideoKind.UNKNOWN}


def test_a_channel_without_uploads_is_no_error(youtube: YouTube, reader: Reader) -> None:
    youtube.films = []
    (batch,) = reader.pull()
    assert batch.warnings == ("The channel shows no uploads.",)
