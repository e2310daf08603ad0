"""Channels in a store: two ways to read them, pushes, other people's videos, YouTube's terms."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from connectors.contract import Batch, SourceSpec
from connectors.items import Article, Link, LinkRel, Status, VideoKind
from dashboard.config import Settings
from dashboard.publish import push
from dashboard.publish.quota import quota_left
from dashboard.store import Store, TimelineQuery, open_store
from dashboard.store.arrivals import Arrival, Finish
from dashboard.store.model import ItemRow
from dashboard.sync import Syncer, SyncResult
from dashboard.sync.environment import make_environment, youtube_settings
from dashboard.sync.upkeep import Upkeep
from tests.loopback import LoopbackSite, Reply
from tests.youtube_lookalike import (
    CHANNEL_ID,
    KEY,
    Film,
    YouTube,
    deletion_of,
    films,
    notice_of,
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


@pytest.fixture
def desk(site: LoopbackSite, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(site, tmp_path)
    yield made
    assert made.store.check() == []
    made.store.close()


def a_key(text: str = KEY) -> object:
    return type(Settings().youtube_api_key)(text)


def test_a_key_that_comes_later_is_used_by_itself(desk: Desk) -> None:
    desk.youtube.films = films(20, newest=START)
    source = desk.store.sources.add(SourceSpec("youtube-feed", CHANNEL_ID, "Courier"))
    desk.sync()
    assert len(desk.items()) == 15
    before = {row.id for row in desk.items().values()}
    desk.set(youtube_api_key=a_key())
    desk.now += timedelta(minutes=10)
    desk.sync()
    (only,) = desk.store.sources.list()
    assert (only.id, only.kind, only.error) == (source.id, "youtube", "")
    after = desk.items()
    assert len(after) == 20
    assert before <= {row.id for row in after.values()}
    assert all(row.duration_s == 250 for row in after.values())


@pytest.mark.parametrize("kinds", [("youtube-feed", "youtube"), ("youtube", "youtube-feed")])
def test_a_channel_is_one_source_in_whichever_way_it_is_added(
    desk: Desk, kinds: tuple[str, str]
) -> None:
    for kind in kinds:
        desk.store.sources.add(SourceSpec(kind, CHANNEL_ID, "Courier"))
    assert [source.kind for source in desk.store.sources.list()] == ["youtube"]


def test_calls_of_the_interface_are_requests_and_are_shown_as_quota(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    result = desk.sync()
    assert result.requests == len(desk.site.asked) > 0
    left = quota_left(desk.store, youtube_settings(desk.settings))
    assert left
    assert left.left == 10_000 - result.requests
    # 12:00 UTC is 04:00 in Los Angeles
    assert left.fresh_at == START + timedelta(hours=20)
    assert f"{left.left:,} of 10,000 units left, fresh at 08:00" in left.sentence(desk.store)
    kept = Path(desk.settings.db).read_bytes()
    assert KEY.encode() not in kept


def test_an_unlisted_video_that_an_article_shows_comes_onto_the_timeline(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    feed = desk.store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    desk.store.sources.pause(feed.id)
    desk.youtube.films += [
        Film("unlisted001", START, privacy="unlisted", listed=False),
        Film("foreign0001", START, channel_id="UC" + "z" * 22, listed=False),
    ]
    shown = tuple(
        Link(f"https://youtu.be/{one}", LinkRel.EMBED, one)
        for one in ("unlisted001", "foreign0001", "vid00000001")
    )
    article = Article(
        ref="a", url="https://a.example/a", title="A", published_at=START, links=shown
    )
    desk.store.write.batch(feed.id, "feed", Batch(items=(article,)))
    desk.sync()
    assert desk.items()["unlisted001"].status == Status.UNLISTED
    assert "foreign0001" not in desk.items()
    assert desk.store.sources.pointed_at(CHANNEL_ID, 10) == []
    assert desk.store.sources.pointed_at("UC" + "z" * 22, 10) == ["foreign0001"]


def test_a_kind_and_an_upload_time_outlive_a_reading_by_id(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    film = desk.youtube.films[0]
    film.duration, film.shelf, film.uploaded_at = "PT40S", "UUSH", START - timedelta(days=2)
    desk.sync()
    desk.now += timedelta(hours=4)
    film.shelf, film.title = "", "Corrected"
    desk.sync()
    row, told = desk.items()[film.video_id], desk.store.sources.told([film.video_id])
    assert (row.title, row.video_kind) == ("Corrected", VideoKind.SHORT)
    assert told[film.video_id].uploaded_at == film.uploaded_at


# Pushes


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


# YouTube's terms


def titles(store: Store) -> set[str]:
    return {row.title for row in store.timeline.page(TimelineQuery(), limit=500).items}


def test_what_could_not_be_read_again_for_30_days_is_dropped(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    source = desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    desk.sync()
    desk.store.sources.pause(source.id)
    before = desk.items()["vid00000001"]
    desk.now += timedelta(days=29)
    desk.sync()
    assert desk.items()["vid00000001"] == before
    desk.now += timedelta(days=2)
    desk.sync()
    left = desk.items()["vid00000001"]
    assert (left.id, left.url, left.published_at) == (before.id, before.url, before.published_at)
    assert (left.title, left.image, left.duration_s) == ("Video vid00000001", None, None)
    assert "dropped" in left.summary
    assert desk.store.readings.series([left.id], "views", "youtube") == []
    assert desk.store.timeline.page(TimelineQuery(text='"Film 1"'), limit=5).items == ()
    detail = desk.store.timeline.detail(left.id)
    assert detail
    assert (detail.changes, left.corrections) == ((), 0)

    desk.store.sources.resume(source.id)
    desk.sync()
    back = desk.items()["vid00000001"]
    assert (back.title, back.corrections) == ("Film 1", 0)
    assert titles(desk.store) == {"Film 0", "Film 1", "Film 2"}


def test_what_was_removed_is_dropped_too_and_stays_removed(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    desk.sync()
    desk.youtube.films[0].privacy = "private"
    desk.now += timedelta(hours=1)
    desk.sync()
    for _ in range(5):
        desk.now += timedelta(days=7)
        desk.sync()
    left = desk.items()["vid00000002"]
    assert (left.title, left.status) == ("Video vid00000002", Status.PRIVATE)
    assert desk.items()["vid00000001"].title == "Film 1", "what is read in time stays"
