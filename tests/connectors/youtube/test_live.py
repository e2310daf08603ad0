"""Streams and premieres, from their announcement to their length; and what else changes late."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from connectors.contract import Batch
from connectors.items import LiveState, Status, Video, VideoKind
from connectors.youtube.absences import APART
from tests.connectors.conftest import Clock
from tests.connectors.youtube.conftest import Reader
from tests.youtube_lookalike import Film, YouTube, films, json_reply, stamp

ID = "dQw4w9WgXcQ"


class Stream:
    """A broadcast whose state the test moves on, and what the reader knows of it."""

    def __init__(self, youtube: YouTube, reader: Reader, clock: Clock, duration: str) -> None:
        self.reader, self.clock, self.youtube = reader, clock, youtube
        self.start = clock() + timedelta(hours=2)
        self.film = Film(ID, clock(), duration=duration, broadcast="upcoming", shelf="")
        self.film.streaming = {"scheduledStartTime": stamp(self.start)}
        youtube.films = [self.film]

    def until(self, moment: datetime) -> Video:
        """Pull whenever it is asked for, until a moment."""
        while self.clock() < moment:
            wait = self.reader.pull()[-1].next_due_s
            assert wait
            self.clock.now = min(self.clock() + timedelta(seconds=wait), moment)
        self.reader.pull()
        return self.reader.videos_by_id[ID]

    def begin(self) -> None:
        self.film.broadcast = "live"
        self.film.streaming["actualStartTime"] = stamp(self.clock())

    def end(self) -> None:
        self.film.broadcast = "none"
        self.film.streaming["actualEndTime"] = stamp(self.clock())


@pytest.fixture
def stream(youtube: YouTube, reader: Reader, clock: Clock) -> Stream:
    return Stream(youtube, reader, clock, "P0D")


def test_a_stream_is_followed_to_its_end_and_to_its_length(stream: Stream) -> None:
    announced = stream.until(stream.clock())
    assert (announced.live_state, announced.scheduled_at) == (LiveState.UPCOMING, stream.start)
    assert (announced.video_kind, announced.kind_basis) == (VideoKind.UNKNOWN, "")
    assert stream.until(stream.start).live_state is LiveState.UPCOMING
    stream.begin()
    on_air = stream.until(stream.start + timedelta(minutes=5))
    assert (on_air.live_state, on_air.video_kind) == (LiveState.LIVE, VideoKind.LIVE)
    stream.end()
    over = stream.until(stream.clock() + timedelta(minutes=10))
    assert (over.live_state, over.duration_s) == (LiveState.ENDED, None)
    stream.film.duration, stream.film.shelf = "PT1H2M3S", "UULV"
    complete = stream.until(stream.clock() + timedelta(minutes=30))
    assert complete.duration_s == 3723
    assert complete.kind_basis == "listed among the channel's live streams"


def test_a_start_that_was_moved_is_followed(stream: Stream) -> None:
    stream.until(stream.clock())
    later = stream.start + timedelta(days=1)
    stream.film.streaming["scheduledStartTime"] = stamp(later)
    assert stream.until(stream.start).scheduled_at == later


def test_a_stream_that_was_called_off_is_no_longer_upcoming(stream: Stream) -> None:
    stream.until(stream.clock())
    stream.film.broadcast = "none"
    assert stream.until(stream.start).live_state is LiveState.NONE


def test_a_stream_that_was_deleted_before_it_began_is_gone(stream: Stream) -> None:
    stream.youtube.films.append(films(1)[0])
    stream.until(stream.clock())
    stream.film.removed = True
    stream.until(stream.start)
    assert stream.reader.gone[ID].status is Status.REMOVED


def test_a_stream_without_end_is_asked_for_as_long_as_it_runs(stream: Stream) -> None:
    stream.begin()
    stream.until(stream.clock())
    asked = len(stream.youtube.calls("videos"))
    assert stream.until(stream.clock() + timedelta(hours=3)).live_state is LiveState.LIVE
    assert 30 <= len(stream.youtube.calls("videos")) - asked <= 40, "every five minutes"


def test_a_premiere_is_known_by_its_length(youtube: YouTube, reader: Reader, clock: Clock) -> None:
    stream = Stream(youtube, reader, clock, "PT12M")
    announced = stream.until(clock())
    assert announced.video_kind is VideoKind.PREMIERE
    assert "length is known beforehand" in announced.kind_basis
    stream.begin()
    assert stream.until(stream.start).live_state is LiveState.LIVE
    stream.end()
    stream.film.shelf = "UULF"
    over = stream.until(clock() + timedelta(minutes=20))
    assert (over.live_state, over.video_kind) == (LiveState.ENDED, VideoKind.PREMIERE)


def test_a_kind_that_is_settled_costs_no_more_questions(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = [Film(ID, clock(), duration="PT50S", shelf="UUSH")]
    reader.pull()
    assert reader.videos_by_id[ID].kind_basis == "listed among the channel's Shorts"
    youtube.site.asked.clear()
    clock.forward(timedelta(hours=1))
    reader.pull()
    assert [one["playlistId"][:4] for one in youtube.calls("playlistItems")] == ["UUab"]
    assert reader.videos_by_id[ID].video_kind is VideoKind.SHORT


def test_a_kind_that_cannot_be_told_is_left_open_after_two_days(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = [Film(ID, clock(), duration="PT50S", shelf="")]
    reader.pull()
    clock.forward(timedelta(days=3))
    youtube.site.asked.clear()
    reader.pull()
    assert len(youtube.calls("playlistItems")) == 1
    assert reader.videos_by_id[ID].video_kind is VideoKind.UNKNOWN


def test_the_time_of_the_upload_is_kept_apart(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    uploaded = clock() - timedelta(days=3)
    youtube.films = [Film(ID, clock(), uploaded_at=uploaded), *films(1)]
    reader.pull()
    clock.forward(timedelta(hours=1))
    reader.pull()
    assert reader.videos_by_id[ID].uploaded_at == uploaded, "also when it is read by its id"
    assert reader.videos_by_id["vid00000000"].uploaded_at is None


def items(batches: list[Batch]) -> list[str]:
    return [item.ref for batch in batches for item in batch.items]


def test_an_unlisted_video_that_an_article_shows_is_read_once_it_is_seen(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    reader.pull()
    youtube.films += [
        Film("unlisted001", clock(), privacy="unlisted", listed=False),
        Film("foreign0001", clock(), channel_id="UC" + "z" * 22, listed=False),
    ]
    reader.pointers = ["unlisted001", "foreign0001", "nowhere0001"]
    clock.forward(timedelta(minutes=10))
    assert items(reader.pull()) == ["unlisted001"]
    assert reader.videos_by_id["unlisted001"].status is Status.UNLISTED
    assert reader.elsewhere == {"foreign0001": "UC" + "z" * 22, "nowhere0001": ""}
    youtube.site.asked.clear()
    clock.forward(timedelta(minutes=1))
    reader.pull()
    assert youtube.calls("videos") == []


@pytest.mark.parametrize("others", [0, 5])
def test_an_answer_that_shows_nothing_at_all_takes_nothing_away(
    youtube: YouTube, reader: Reader, clock: Clock, others: int
) -> None:
    old = films(others, newest=clock() - timedelta(days=90))
    youtube.films = [Film(f"new{number:08d}", clock()) for number in range(3)] + old
    reader.pull()
    nothing = json_reply({"kind": "youtube#videoListResponse", "items": []})
    told: list[str] = []
    for _ in range(3):
        clock.forward(timedelta(hours=1))
        # the list; then the videos, and these with another that is known to be there
        youtube.next_answers.extend([None, nothing, nothing][: 3 if others else 2])
        told += [warning for batch in reader.pull() for warning in batch.warnings]
    assert reader.gone == {}
    assert any("none is taken for gone" in one for one in told)


def test_absences_close_together_are_one(youtube: YouTube, reader: Reader, clock: Clock) -> None:
    reader.pull()
    youtube.films[1].removed = True
    for _ in range(5):
        clock.forward(APART / 6)
        reader.pull()
    assert reader.gone == {}
    clock.forward(APART)
    reader.pull()
    assert list(reader.gone) == [youtube.films[1].video_id]


def test_a_video_that_vanishes_between_two_calls_is_asked_for_again(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    late = youtube.films[1]
    nothing_yet = [None, None, json_reply({"kind": "youtube#videoListResponse", "items": []})]
    youtube.next_answers.extend(nothing_yet)
    reader.pull()
    assert late.video_id not in reader.videos_by_id
    clock.forward(timedelta(minutes=10))
    reader.pull()
    assert len(reader.videos_by_id) == 3


def test_a_list_that_has_not_changed_is_not_sent_again(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(60)
    for _ in range(3):
        reader.pull()
        clock.forward(timedelta(minutes=10))
    youtube.site.asked.clear()
    reader.pull()
    (asked,) = [one for one in youtube.site.asked if one.path.endswith("playlistItems")]
    assert asked.headers["if-none-match"] == reader.checkpoint["etag"] != ""
    youtube.films = films(61, newest=clock())
    assert "vid00000060" in items(reader.pull())
