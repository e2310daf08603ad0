"""What YouTube's hub pushes: asked for, believed, and ended."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from connectors.contract import Batch, SourceSpec
from connectors.items import Status
from dashboard.publish import push
from dashboard.store.arrivals import Arrival, Finish
from tests.loopback import Reply
from tests.sync.desk import START, Desk, a_key
from tests.youtube_lookalike import (
    CHANNEL_ID,
    KEY,
    Film,
    deletion_of,
    notice_of,
)

Push = Callable[[bytes], int]


@pytest.fixture
def hub(desk: Desk) -> Iterator[TestClient]:
    """What the hub reaches; it accepts every subscription."""
    desk.site.pages["/hub"] = Reply(status=202)
    routes = push.routes(lambda: desk.store, lambda: desk.settings)
    with TestClient(Starlette(routes=routes)) as client:
        yield client


def asked_of_the_hub(desk: Desk) -> list[dict[str, str]]:
    forms = [parse_qs(one.body.decode()) for one in desk.site.asked if one.path == "/hub"]
    return [{name: values[0] for name, values in form.items()} for form in forms]


def subscribed(desk: Desk, hub: TestClient, kind: str = "youtube-feed") -> dict[str, str]:
    """Follow the channel, let Rundown subscribe, and ask back as the hub does."""
    desk.set(public_url="https://rundown.example/")
    desk.store.sources.add(SourceSpec(kind, CHANNEL_ID, "Courier"))
    desk.sync()  # tells the channel's id
    desk.now += timedelta(minutes=10)
    desk.sync()
    (asked,) = asked_of_the_hub(desk)
    challenge = {
        "hub.mode": "subscribe",
        "hub.topic": asked["hub.topic"],
        "hub.challenge": "prove-it",
        "hub.lease_seconds": "432000",
    }
    answer = hub.get(urlsplit(asked["hub.callback"]).path, params=challenge)
    assert (answer.status_code, answer.text) == (200, "prove-it")
    return asked


def send(hub: TestClient, asked: dict[str, str], body: bytes, method: str = "sha1") -> int:
    digest = hmac.new(asked["hub.secret"].encode(), body, getattr(hashlib, method)).hexdigest()
    answer = hub.post(
        urlsplit(asked["hub.callback"]).path,
        content=body,
        headers={"X-Hub-Signature": f"{method}={digest}"},
    )
    return answer.status_code


@pytest.mark.parametrize("key", ["", KEY])
def test_a_push_shows_a_new_video_at_once(desk: Desk, hub: TestClient, key: str) -> None:
    desk.set(youtube_api_key=a_key(key))
    asked = subscribed(desk, hub)
    assert send(hub, asked, notice_of("newfilm0001", "Just now", desk.now)) == 204
    shown = desk.items()["newfilm0001"]
    assert (shown.title, shown.published_at) == ("Just now", desk.now)
    (source,) = desk.store.sources.list()
    assert source.next_due_at is None, "it is due at once"
    assert source.items == len(desk.items()) == 4
    desk.youtube.films.insert(0, Film("newfilm0001", desk.now, "Just now", "With a text."))
    desk.sync()
    complete = desk.items()["newfilm0001"]
    assert (complete.id, complete.summary) == (shown.id, "With a text.")
    assert complete.duration_s == (250 if key else None)


def test_a_push_of_a_change_has_the_video_read_at_once(desk: Desk, hub: TestClient) -> None:
    desk.set(youtube_api_key=a_key())
    asked = subscribed(desk, hub, "youtube")
    film = desk.youtube.films[2]
    film.title = "Corrected"
    assert send(hub, asked, notice_of(film.video_id, "Corrected", START), "sha256") == 204
    desk.sync()
    assert desk.items()[film.video_id].title == "Corrected"


def test_a_push_of_a_deletion_has_the_video_looked_for(desk: Desk, hub: TestClient) -> None:
    desk.set(youtube_api_key=a_key())
    asked = subscribed(desk, hub, "youtube")
    film = desk.youtube.films[2]
    film.removed = True
    send(hub, asked, deletion_of(film.video_id))
    desk.sync()
    assert desk.items()[film.video_id].status == Status.PUBLIC, "one answer proves nothing"
    desk.now += timedelta(minutes=11)
    desk.sync()
    assert desk.items()[film.video_id].status == Status.REMOVED


def test_a_push_while_the_channel_is_read_has_it_read_once_more(
    desk: Desk, hub: TestClient
) -> None:
    asked = subscribed(desk, hub)
    later = desk.now + timedelta(hours=1)

    def read(pushed: bytes = b"") -> datetime | None:
        desk.now += timedelta(seconds=1)
        (source,) = desk.store.sources.claim("worker", 60, everything=True)
        desk.now += timedelta(seconds=1)
        if pushed:
            send(hub, asked, pushed)
        batch = Batch(checkpoint=source.checkpoint)
        desk.store.write.batches([Arrival(source.id, source.kind, batch, Finish(later))])
        (source,) = desk.store.sources.list()
        return source.next_due_at

    assert read() == later
    assert read(notice_of("newfilm0001", "Just now", desk.now)) is None
    assert read() == later


def test_what_is_not_signed_or_not_ours_changes_nothing(desk: Desk, hub: TestClient) -> None:
    asked = subscribed(desk, hub)
    path = urlsplit(asked["hub.callback"]).path
    notice = notice_of("newfilm0001", "Forged", desk.now)
    assert hub.post(path, content=notice).status_code == 204
    assert send(hub, asked | {"hub.secret": "guessed"}, notice) == 204
    other = notice.replace(CHANNEL_ID.encode(), b"UC" + b"z" * 22)
    assert send(hub, asked, other) == 204
    assert send(hub, asked, b"<html>no feed</html>") == 204
    assert hub.post(path[:-1] + "x", content=notice).status_code == 404
    assert hub.post("/push/youtube/nothing/here", content=notice).status_code == 404
    assert hub.post(path, content=b"x" * (2**20 + 1)).status_code == 413
    assert "newfilm0001" not in desk.items()
    (source,) = desk.store.sources.list()
    assert source.next_due_at is not None


def test_the_hub_is_answered_only_about_what_was_asked(desk: Desk, hub: TestClient) -> None:
    asked = subscribed(desk, hub)
    path = urlsplit(asked["hub.callback"]).path
    held = {"hub.topic": asked["hub.topic"], "hub.challenge": "c"}
    assert hub.get(path, params=held | {"hub.mode": "unsubscribe"}).status_code == 404
    other = held | {"hub.mode": "subscribe", "hub.topic": "https://evil.example/"}
    assert hub.get(path, params=other).status_code == 404
    denied = held | {"hub.mode": "denied", "hub.reason": "busy"}
    assert hub.get(path, params=denied).status_code == 204
    (source,) = desk.store.sources.list()
    subscription = desk.store.pushes.get(source.id)
    assert subscription
    assert subscription.error == "YouTube's hub refuses to push. busy"
    desk.store.sources.remove(source.id)
    assert hub.get(path, params=held | {"hub.mode": "unsubscribe"}).text == "c"


def test_a_subscription_is_renewed_before_it_ends(desk: Desk, hub: TestClient) -> None:
    subscribed(desk, hub)
    desk.now += timedelta(days=3)
    desk.sync()
    assert len(asked_of_the_hub(desk)) == 1
    desk.now += timedelta(days=1, hours=12)
    desk.sync()
    first, second = asked_of_the_hub(desk)
    assert first == second
    (source,) = desk.store.sources.list()
    subscription = desk.store.pushes.get(source.id)
    assert subscription
    assert subscription.lease_until, "what is held goes on meanwhile"


def test_pushes_of_a_removed_channel_are_ended(desk: Desk, hub: TestClient) -> None:
    asked = subscribed(desk, hub)
    (source,) = desk.store.sources.list()
    desk.now += timedelta(hours=2)
    desk.store.sources.remove(source.id)
    desk.sync()
    last = asked_of_the_hub(desk)[-1]
    same = ("hub.topic", "hub.callback")
    assert last["hub.mode"] == "unsubscribe"
    assert [last[name] for name in same] == [asked[name] for name in same]
    asks_back = {"hub.mode": "unsubscribe", "hub.topic": last["hub.topic"], "hub.challenge": "c"}
    path = urlsplit(last["hub.callback"]).path
    assert hub.get(path, params=asks_back).text == "c"
    assert desk.store.pushes.get(source.id) is None
    desk.now += timedelta(hours=2)
    desk.sync()
    assert len(asked_of_the_hub(desk)) == 2, "once is enough"


def test_a_hub_that_is_down_when_a_channel_is_removed_is_asked_again_until_pushes_end(
    desk: Desk, hub: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    subscribed(desk, hub)
    (source,) = desk.store.sources.list()
    desk.store.sources.remove(source.id)
    desk.site.pages["/hub"] = Reply(status=503)
    desk.now += timedelta(hours=2)
    assert desk.sync().failed == []
    assert "push no more" in caplog.text
    desk.site.pages["/hub"] = Reply(status=202)
    desk.now += timedelta(minutes=30)
    desk.sync()
    modes = [one["hub.mode"] for one in asked_of_the_hub(desk)]
    desk.now += timedelta(hours=1)
    desk.sync()
    assert [one["hub.mode"] for one in asked_of_the_hub(desk)] == [*modes, "unsubscribe"]
    desk.now += timedelta(days=10)
    desk.sync()
    assert desk.store.pushes.get(source.id) is None, "the lease has ended by itself"


def test_a_hub_that_cannot_be_reached_stops_no_sync(desk: Desk, hub: TestClient) -> None:
    desk.set(public_url="https://rundown.example", websub_hub="http://127.0.0.1:9/")
    desk.store.sources.add(SourceSpec("youtube-feed", CHANNEL_ID, "Courier"))
    for _ in range(2):
        assert desk.sync(everything=True).failed == []
        desk.now += timedelta(minutes=10)
    (source,) = desk.store.sources.list()
    subscription = desk.store.pushes.get(source.id)
    assert subscription
    assert "could not be reached" in subscription.error


def test_neither_secret_nor_key_is_kept(desk: Desk, hub: TestClient) -> None:
    desk.set(youtube_api_key=a_key())
    asked = subscribed(desk, hub, "youtube")
    desk.store.close()
    kept = b"".join(one.read_bytes() for one in Path(desk.settings.db).parent.glob("s.db*"))
    assert asked["hub.secret"].encode() not in kept
    assert KEY.encode() not in kept
