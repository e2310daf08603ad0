"""The JSON API over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from connectors.contract import SourceSpec
from connectors.items import Link, LinkRel
from dashboard.publish.api import routes
from dashboard.store import Store, TimelineQuery, open_store
from dashboard.store.model import Evidence, Pair
from dashboard.store.persistence import Patience
from tests.postgres import PostgresServer
from tests.store.conftest import NOON
from tests.store.made import article, put, video


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "s.db"), clock=lambda: NOON)
    feed = opened.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    link = Link("https://youtu.be/abcdefghijk", LinkRel.EMBED, "abcdefghijk")
    put(opened, feed, *(article(n, links=(link,) if n == 1 else ()) for n in range(1, 8)))
    put(opened, feed, video())
    yield opened
    opened.close()


@pytest.fixture
def api(store: Store) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(lambda: store))) as client:
        yield client


def test_items_come_in_pages(api: TestClient) -> None:
    titles, after = [], ""
    while after is not None:
        answer = api.get("/api/items", params={"limit": 3} | ({"after": after} if after else {}))
        assert answer.status_code == 200
        titles += [item["title"] for item in answer.json()["items"]]
        after = answer.json()["next"]
    assert len(titles) == len(set(titles)) == 8


def test_items_take_the_commands_filters(api: TestClient) -> None:
    def count(**filters: str) -> int:
        return len(api.get("/api/items", params=filters).json()["items"])

    assert count(kind="video") == 1
    assert count(q='"headline 3"') == 1
    assert count(since="2026-11-24T08:00:00Z", kind="article") == 4
    assert count(source="A") == 8


def test_what_is_newer_than_a_cursor(api: TestClient) -> None:
    page = api.get("/api/items", params={"limit": 3}).json()
    newer = api.get("/api/items", params={"before": page["next"]}).json()["items"]
    assert newer == page["items"][:2]


def test_one_item_has_its_text_and_its_sightings(api: TestClient) -> None:
    first = api.get("/api/items").json()["items"][0]
    detail = api.get(f"/api/items/{first['id']}").json()
    assert detail["sightings"][0]["source"] == "A"
    assert detail | first == detail


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/items?kind=film", 400),
        ("/api/items?since=yesterdayish", 400),
        ("/api/items?limit=0", 400),
        ("/api/items?limit=many", 400),
        ("/api/items?after=x", 400),
        ("/api/items?after=-5", 400),
        ("/api/items?limit=²", 400),
        ("/api/pairs?after=²", 400),
        ("/api/pairs?state=married", 400),
        ("/api/pairs?min_score=high", 400),
        ("/api/pairs?after=x", 400),
        ("/api/pairs?video=unknown", 400),
        ("/api/items/nothing", 404),
    ],
)
def test_every_error_has_one_shape(api: TestClient, path: str, status: int) -> None:
    answer = api.get(path)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert answer.json()["error"].endswith(".")


def test_pairs_are_listed_with_both_addresses(api: TestClient, store: Store) -> None:
    rows = store.timeline.page(TimelineQuery()).items
    film = next(r for r in rows if r.kind == "video")
    text = next(r for r in rows if r.title == "Headline 1")
    why = Evidence(kind="embed", detail="The article embeds the film.", weight=1.0)
    pair = Pair(article_id=text.id, video_id=film.id, state="linked", score=1.0, evidence=(why,))
    store.pairs.replace([pair], [film.id])
    [found] = api.get("/api/pairs", params={"article_url": text.url}).json()["pairs"]
    assert (found["article_url"], found["video_id"]) == (text.url, "abcdefghijk")
    assert found["evidence"][0]["kind"] == "embed"
    store.pairs.decide(text.id, film.id, "reject", "Dana")
    [found] = api.get("/api/pairs", params={"state": "rejected"}).json()["pairs"]
    assert (found["by"], found["score"]) == ("Dana", 1.0)
    store.pairs.replace([pair], [film.id])
    assert api.get("/api/pairs", params={"state": "linked"}).json()["pairs"] == []
    store.pairs.undo(text.id, film.id, "Dana")
    assert len(api.get("/api/pairs", params={"state": "linked"}).json()["pairs"]) == 1


def test_health_and_metrics(api: TestClient) -> None:
    health = api.get("/healthz").json()
    assert (health["status"], health["sources"]) == ("ok", 1)
    metrics = api.get("/metrics").text
    assert "rundown_items 8.0" in metrics


def test_a_database_that_is_away_is_told_as_such(postgres: PostgresServer) -> None:
    url = postgres.new()
    on_a_server = open_store(url, clock=lambda: NOON)
    on_a_server._database.patience = Patience(0.1)
    with TestClient(Starlette(routes=routes(lambda: on_a_server))) as client:
        assert client.get("/healthz").status_code == 200
        postgres.stop()
        try:
            for path in ("/healthz", "/api/items"):
                answer = client.get(path)
                assert answer.status_code == 503
                assert list(answer.json()) == ["error"]
        finally:
            postgres.start()
        assert client.get("/api/items").status_code == 200
    on_a_server.close()
    postgres.drop(url)
