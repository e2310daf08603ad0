"""Captions of the channel's own videos, over HTTP against look-alikes of YouTube and Google."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.contract import Batch
from connectors.youtube.quota import Bucket, account_of, pacific_day
from connectors.youtube.signin import SignIn, keep_sign_in, read_sign_in
from connectors.youtube.tracks import best_track
from tests.connectors.conftest import Clock
from tests.connectors.youtube.conftest import Reader
from tests.google_lookalike import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    SECRETS,
    Google,
)
from tests.loopback import LoopbackSite
from tests.youtube_lookalike import Film, Track, YouTube, error_reply, films


@pytest.fixture
def google(site: LoopbackSite, youtube: YouTube) -> Google:
    youtube.access_tokens.add(ACCESS_TOKEN)
    return Google(site)


@pytest.fixture
def signed_in(reader: Reader, google: Google, site: LoopbackSite, tmp_path: Path) -> Reader:
    """A reader whose outlet signed in two hours ago, for a week."""
    settings = replace(
        reader.env.youtube,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        token_file=str(tmp_path / "kept" / "token.json"),
        oauth_endpoint=site.url("/"),
    )
    reader.env = replace(reader.env, youtube=settings)
    renew(reader)
    return reader


def renew(reader: Reader) -> None:
    granted_at = reader.clock() - timedelta(hours=2)
    sign_in = SignIn(REFRESH_TOKEN, granted_at, granted_at + timedelta(days=7))
    keep_sign_in(reader.env.youtube, sign_in)


def say(youtube: YouTube, **tracks: Track) -> None:
    """Give films their tracks, by video id."""
    for film in youtube.films:
        if film.video_id in tracks:
            film.tracks = [tracks[film.video_id]]
    youtube.show_captions()


def said(reader: Reader) -> dict[str, str]:
    return {one.video_id: one.captions for one in reader.videos_by_id.values() if one.captions}


def warnings(batches: list[Batch]) -> str:
    return " ".join(warning for batch in batches for warning in batch.warnings)


def test_what_is_said_is_kept_and_survives_later_readings(
    youtube: YouTube, signed_in: Reader, clock: Clock
) -> None:
    say(youtube, vid00000002=Track("a zeppelin"), vid00000001=Track("a ferry", kind="asr"))
    signed_in.pull()
    kept = {"vid00000002": "a zeppelin", "vid00000001": "a ferry"}
    assert said(signed_in) == kept
    listed = [one["videoId"] for one in youtube.calls("captions")]
    assert listed == ["vid00000002", "vid00000001", "vid00000000"]  # newest first
    assert signed_in.spent(Bucket.CAPTIONS) == 3 * 50 + 2 * 200
    youtube.films[0].title = "Another title"
    clock.forward(timedelta(days=2))
    signed_in.pull()
    assert signed_in.videos_by_id["vid00000002"].title == "Another title"
    assert said(signed_in) == kept
    assert len(youtube.calls("captions")) == 3  # once a video


def test_without_a_sign_in_nothing_is_asked(youtube: YouTube, reader: Reader) -> None:
    batches = reader.pull()
    assert youtube.calls("captions") == []
    assert warnings(batches) == ""


def test_a_video_without_captions_is_asked_for_once_more_after_a_week(
    youtube: YouTube, signed_in: Reader, clock: Clock
) -> None:
    youtube.films = films(1, newest=clock() - timedelta(hours=8))
    signed_in.pull()
    assert said(signed_in) == {}
    say(youtube, vid00000000=Track("at last"))
    clock.forward(timedelta(days=6))
    renew(signed_in)
    signed_in.pull()
    assert said(signed_in) == {}
    clock.forward(timedelta(days=1))
    signed_in.pull()
    assert said(signed_in) == {"vid00000000": "at last"}
    clock.forward(timedelta(days=1))
    renew(signed_in)
    signed_in.pull()
    assert len(youtube.calls("captions")) == 2


def test_live_and_very_young_videos_wait(youtube: YouTube, signed_in: Reader, clock: Clock) -> None:
    young = Film("vid00000010", clock() - timedelta(hours=1))
    coming = Film(
        "vid00000011",
        clock() - timedelta(days=1),
        broadcast="upcoming",
        streaming={"scheduledStartTime": "2025-06-02T12:00:00Z"},
    )
    youtube.films = [young, coming]
    signed_in.pull()
    assert youtube.calls("captions") == []


def test_captions_take_their_part_of_the_day_and_no_more(
    youtube: YouTube, signed_in: Reader, clock: Clock
) -> None:
    youtube.films = films(30)
    say(youtube, **{film.video_id: Track(film.title) for film in youtube.films})
    signed_in.pull()
    assert len(said(signed_in)) == 9  # 251 units each out of a quarter of 10,000
    signed_in.pull()
    assert len(said(signed_in)) == 9
    clock.forward(timedelta(days=1))
    signed_in.pull()
    assert len(said(signed_in)) == 18


def test_captions_give_way_when_the_quota_is_short(youtube: YouTube, signed_in: Reader) -> None:
    settings = replace(signed_in.env.youtube, daily_units=1100)
    signed_in.env = replace(signed_in.env, youtube=settings)
    say(youtube, vid00000002=Track("a zeppelin"))
    account, day = account_of(settings.api_key), pacific_day(signed_in.clock())
    signed_in.env.ledger.spend(account, Bucket.UNITS, day, 700)
    signed_in.pull()
    assert youtube.calls("captions") == []
    assert len(signed_in.videos_by_id) == 3


def test_anothers_channel_is_told_once_and_left_alone_until_someone_signs_in_anew(
    youtube: YouTube, signed_in: Reader
) -> None:
    youtube.access_tokens.clear()
    assert "to its owner only" in warnings(signed_in.pull())
    assert "to its owner only" in warnings(signed_in.pull())
    assert len(youtube.calls("captions")) == 1
    assert len(signed_in.videos_by_id) == 3
    youtube.access_tokens.add(ACCESS_TOKEN)
    say(youtube, vid00000002=Track("a zeppelin"))
    signed_in.clock.forward(timedelta(hours=1))
    renew(signed_in)
    assert warnings(signed_in.pull()) == ""
    assert said(signed_in) == {"vid00000002": "a zeppelin"}


def test_a_revoked_sign_in_is_told_and_stops_nothing_else(
    youtube: YouTube, google: Google, signed_in: Reader
) -> None:
    google.revoked = True
    batches = signed_in.pull()
    assert "ended or was revoked. Run `rundown youtube-login`." in warnings(batches)
    assert len(signed_in.videos_by_id) == 3
    assert "ended or was revoked" in warnings(signed_in.pull())
    assert google.renewals() == 1  # it is not asked again before someone signs in
    assert youtube.calls("captions") == []


@pytest.mark.parametrize(
    ("endpoint", "told"),
    [("http://127.0.0.1:9/", "Captions are read later"), ("elsewhere/", "Captions are read later")],
)
def test_a_token_server_that_is_not_there_stops_nothing_else(
    youtube: YouTube, signed_in: Reader, site: LoopbackSite, endpoint: str, told: str
) -> None:
    say(youtube, vid00000002=Track("a zeppelin"))
    url = endpoint if "//" in endpoint else site.url(f"/{endpoint}")
    good = signed_in.env
    settings = replace(good.youtube, oauth_endpoint=url)
    signed_in.env = replace(good, youtube=settings)
    assert told in warnings(signed_in.pull())
    assert len(signed_in.videos_by_id) == 3
    signed_in.env = good
    signed_in.pull()
    assert said(signed_in) == {"vid00000002": "a zeppelin"}


def test_a_client_that_google_does_not_know_is_told(signed_in: Reader) -> None:
    settings = replace(signed_in.env.youtube, client_secret="another")
    signed_in.env = replace(signed_in.env, youtube=settings)
    assert "does not accept the OAuth client" in warnings(signed_in.pull())


def test_what_was_said_goes_with_the_sign_in(youtube: YouTube, signed_in: Reader) -> None:
    say(youtube, vid00000002=Track("a zeppelin"))
    signed_in.pull()
    Path(signed_in.env.youtube.token_file).unlink()
    signed_in.pull()
    assert said(signed_in) == {}
    assert len(signed_in.videos_by_id) == 3


def test_what_was_said_stays_for_thirty_days_behind_an_ended_sign_in(
    youtube: YouTube, signed_in: Reader, clock: Clock
) -> None:
    say(youtube, vid00000002=Track("a zeppelin"))
    signed_in.pull()
    for days, left in ((10, 1), (19, 1), (2, 0)):
        clock.forward(timedelta(days=days))
        signed_in.pull()
        assert len(said(signed_in)) == left
    renew(signed_in)
    signed_in.pull()
    assert len(said(signed_in)) == 1


def test_a_track_that_vanishes_or_a_fault_loses_nothing(
    youtube: YouTube, signed_in: Reader, site: LoopbackSite
) -> None:
    say(youtube, vid00000002=Track("a zeppelin"), vid00000001=Track("a ferry"))
    youtube.not_downloaded.add("track-vid00000002-0")
    listing = site.pages["/youtube/v3/captions"]
    site.pages["/youtube/v3/captions"] = error_reply(503, "Backend error", "backendError")
    assert "Captions are read later: YouTube has a fault" in warnings(signed_in.pull())
    site.pages["/youtube/v3/captions"] = listing
    signed_in.pull()
    assert said(signed_in) == {"vid00000001": "a ferry"}


def test_an_unreadable_file_is_told_without_its_contents(signed_in: Reader) -> None:
    Path(signed_in.env.youtube.token_file).write_text(f'{{"refresh_token": "{REFRESH_TOKEN}"')
    told = warnings(signed_in.pull())
    assert "cannot be read" in told
    assert REFRESH_TOKEN not in told


def test_no_secret_reaches_a_log_a_batch_or_another_person(
    youtube: YouTube, signed_in: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    say(youtube, vid00000002=Track("a zeppelin"))
    batches = signed_in.pull()
    told = f"{caplog.text} {batches!r} {json.dumps(signed_in.checkpoint)} {signed_in.env!r}"
    assert not [secret for secret in SECRETS if secret in told]
    path = Path(signed_in.env.youtube.token_file)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert REFRESH_TOKEN not in repr(read_sign_in(signed_in.env.youtube))


def _track(name: str, language: str, kind: str, **more: object) -> dict[str, object]:
    snippet = {"language": language, "trackKind": kind, "status": "serving", **more}
    return {"id": name, "snippet": snippet}


@pytest.mark.parametrize(
    ("language", "best"),
    [("de-AT", "german"), ("", "german"), ("fr", "french"), ("en", "english"), ("it", "english")],
)
def test_the_best_track_is_of_the_videos_language_and_made_by_people(
    language: str, best: str
) -> None:
    tracks = [
        _track("draft", "de", "standard", isDraft=True),
        _track("failed", "de", "standard", status="failed"),
        _track("signs", "de", "forced"),
        _track("english", "en", "standard"),
        _track("automatic", "de", "asr"),
        _track("commented", "de", "standard", audioTrackType="commentary"),
        _track("german", "de", "standard"),
        _track("french", "fr", "ASR"),
    ]
    chosen = best_track(tracks, language)
    assert chosen is not None
    assert chosen["id"] == best
