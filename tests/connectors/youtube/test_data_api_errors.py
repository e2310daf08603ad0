"""What may go wrong between here and the Data API, and that the key is never told."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace

import pytest

from connectors.contract import ConnectorError, NeedsPerson, RetryLater
from connectors.environment import YouTubeSettings
from connectors.youtube.calling import ATTEMPTS
from connectors.youtube.quota import Bucket
from tests.connectors.youtube.conftest import Reader
from tests.loopback import Reply
from tests.youtube_lookalike import KEY, YouTube, error_reply, json_reply

FAULTS: list[tuple[Reply, type[ConnectorError], str]] = [
    (error_reply(403, "slow", "rateLimitExceeded"), RetryLater, "slow down"),
    (error_reply(403, "Day", "quotaExceeded"), RetryLater, "quota"),
    (Reply(b"<html>Not Found</html>", 404), RetryLater, "does not know this method"),
    (error_reply(429, "slow", "rateLimitExceeded"), RetryLater, "slow down"),
    (error_reply(403, "Off.", "accessNotConfigured"), NeedsPerson, "not switched on"),
    (
        error_reply(403, "Blocked.", "forbidden", detail="API_KEY_IP_ADDRESS_BLOCKED"),
        NeedsPerson,
        "restrictions",
    ),
    (error_reply(400, f"Odd key={KEY}.", "badRequest"), NeedsPerson, "refuses the request"),
    (error_reply(500, "Backend Error", "backendError"), RetryLater, "fault of its own"),
    (Reply(b"<html>Bad gateway</html>", 502), RetryLater, "fault of its own"),
    (Reply(status=304), RetryLater, "fault of its own"),
    (Reply(b"<html>Log in</html>", 200), RetryLater, "something other than data"),
    (Reply(b"", 200), RetryLater, "with nothing"),
    (json_reply([1, 2]), RetryLater, "something other than data"),
    (json_reply({"kind": "youtube#channelListResponse"}), NeedsPerson, "knows no channel"),
    (Reply(b"\xff\xfe{", 200), RetryLater, "YouTube"),
    (Reply(b'{"kind": "cut', headers={"Content-Length": "500", "Connection": "close"}),
     RetryLater, "connection failed"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_told_in_a_sentence_without_the_key(
    youtube: YouTube,
    reader: Reader,
    caplog: pytest.LogCaptureFixture,
    fault: tuple[Reply, type[ConnectorError], str],
) -> None:
    reply, kind, sentence = fault
    caplog.set_level(logging.DEBUG)
    youtube.next_answers.extend([reply] * ATTEMPTS)
    with pytest.raises(kind, match=sentence) as told:
        reader.pull()
    assert told.value.advice
    written = "".join(traceback.format_exception(told.value)) + told.value.advice + caplog.text
    assert KEY not in written


@pytest.mark.parametrize(
    "fault",
    [
        Reply(b"", 503),
        Reply(b"<html>Log in</html>", 200),
        Reply(b"", 200),
        Reply(b'{"kind": "cut', headers={"Content-Length": "500", "Connection": "close"}),
    ],
)
def test_what_passes_is_asked_again_at_once_and_counted(
    youtube: YouTube, reader: Reader, fault: Reply
) -> None:
    youtube.next_answers.extend([None, fault, fault])
    reader.pull()
    assert len(reader.videos_by_id) == 3
    # channel, page and its two faults, videos: each was a request, and each costs a unit
    assert reader.spent(Bucket.UNITS) == reader.env.http.requests == 5


def test_refused_calls_cost_quota_too(youtube: YouTube, reader: Reader) -> None:
    youtube.next_answers.append(error_reply(403, "slow", "rateLimitExceeded"))
    with pytest.raises(RetryLater):
        reader.pull()
    assert reader.spent(Bucket.UNITS) == len(youtube.site.asked) == 1


def test_a_fault_in_the_middle_keeps_what_came_before(youtube: YouTube, reader: Reader) -> None:
    youtube.next_answers.extend([None, None, *[Reply(b"", 503)] * ATTEMPTS])
    with pytest.raises(RetryLater):
        reader.pull()
    reader.pull()
    assert len(reader.videos_by_id) == 3


def test_a_bad_key_needs_a_person(youtube: YouTube, reader: Reader) -> None:
    settings = replace(reader.env.youtube, api_key="another-key-that-is-wrong")
    reader.env = replace(reader.env, youtube=settings)
    with pytest.raises(NeedsPerson, match="does not accept the API key") as told:
        reader.pull()
    assert "another-key" not in repr(told.value)


def test_without_a_key_it_is_said_which_setting_is_missing(reader: Reader) -> None:
    reader.env = replace(reader.env, youtube=YouTubeSettings())
    with pytest.raises(NeedsPerson) as told:
        reader.pull()
    assert "RUNDOWN_YOUTUBE_API_KEY" in told.value.advice


def test_a_channel_that_was_closed_needs_a_person(youtube: YouTube, reader: Reader) -> None:
    reader.pull()
    youtube.closed = True
    with pytest.raises(NeedsPerson, match="knows no channel"):
        reader.pull()
    assert len(reader.videos_by_id) == 3


def test_nobody_listening_is_tried_again(reader: Reader) -> None:
    settings = replace(reader.env.youtube, api_endpoint="http://127.0.0.1:9/")
    reader.env = replace(reader.env, youtube=settings)
    with pytest.raises(RetryLater, match="connection failed"):
        reader.pull()


def test_the_client_library_logs_no_key(
    youtube: YouTube, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    reader.pull()
    assert "playlistItems" in caplog.text
    assert KEY not in caplog.text
