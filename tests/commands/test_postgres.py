"""The command on a PostgreSQL server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from dashboard.demo.server import DemoSite
from dashboard.publish.pairs import as_json
from dashboard.publish.rows import row_json, source_json
from dashboard.store import Store, StoreError, TimelineQuery, open_store
from dashboard.store.moving import move
from tests.commands.conftest import NOW, ROOT, Begun, Ran, Rundown, surroundings
from tests.postgres import PASSWORD, PostgresServer


@pytest.fixture
def server_url(postgres: PostgresServer) -> Iterator[str]:
    url = postgres.new(empty=True)
    yield url
    postgres.drop(url)


def hidden(done: Ran) -> Ran:
    assert PASSWORD not in done.out + done.err
    return done


def test_a_store_moves_with_all_that_is_in_it(newsroom: Rundown, server_url: str) -> None:
    moved = hidden(newsroom.well("migrate-to", server_url, "--json")).json
    rows = {table["table"]: table["rows"] for table in moved["tables"]}
    assert moved["rows"] == sum(rows.values())
    old, new = (open_store(where) for where in (str(newsroom.folder / "s.db"), server_url))
    with closing(old), closing(new):
        assert rows["item"] == old.timeline.total() > 0
        assert told(new) == told(old)
        assert new.check() == []
    found = hidden(newsroom.well("doctor", "--json", RUNDOWN_DB=server_url)).json
    assert all(finding["ok"] for finding in found)
    assert any(finding["what"] == "server" for finding in found)
    again = hidden(newsroom("sync", "--all", "--json", RUNDOWN_DB=server_url)).json
    assert (again["items_new"], again["items_changed"], again["failed"]) == (0, 0, [])


def told(store: Store) -> dict[str, Any]:
    """What a store tells its readers."""
    everything = TimelineQuery()
    rows = store.timeline.page(everything, limit=5000).items
    searches = ("council", '"city council"', "council -transport", "title:flood*", "author:a*")
    return {
        "outlet": store.outlet,
        "items": [row_json(row) for row in rows],
        "details": [store.timeline.detail(row.id) for row in rows[::40]],
        "found": [
            [row.id for row in store.timeline.page(TimelineQuery(text=text)).items]
            for text in searches
        ],
        "pairs": as_json(store, store.pairs.list()),
        "sources": [source_json(source, NOW) for source in store.sources.list()],
        "facets": [sorted(map(str, values)) for values in astuple(store.timeline.facets())],
        "days": store.charts.per_day(everything),
        "topics": store.charts.topics(everything),
        "hours": store.charts.hours(everything),
        "readings": store.readings.series([row.id for row in rows], "views", "youtube"),
    }


def test_nothing_is_moved_where_something_is(newsroom: Rundown, server_url: str) -> None:
    newsroom.well("migrate-to", server_url)
    before = newsroom.well("items", "--json", "--limit", "5000", RUNDOWN_DB=server_url).out
    done = hidden(newsroom("migrate-to", server_url))
    assert done.code == 1
    assert "a store in that database already" in done.err
    assert newsroom.well("items", "--json", "--limit", "5000", RUNDOWN_DB=server_url).out == before


def test_what_is_written_meanwhile_stops_the_move(newsroom: Rundown, server_url: str) -> None:
    store = open_store(str(newsroom.folder / "s.db"), clock=lambda: NOW)
    done: list[str] = []

    def write(table: str, _: int) -> None:
        if not done:
            done.append(table)
            store.meta.set("meanwhile", True)
            store.set_outlet(name="Another name")

    with pytest.raises(StoreError, match="wrote to the store meanwhile"):
        move(store, server_url, write)
    store.close()
    with closing(open_store(server_url)) as empty:
        assert empty.timeline.total() == 0
        assert empty.sources.list() == []


def test_where_it_can_move_to_is_told(newsroom: Rundown, tmp_path: Path) -> None:
    for where, said in (
        (str(tmp_path / "other.db"), "moves to PostgreSQL"),
        (f"postgresql://desk:{PASSWORD}@127.0.0.1:1/none", "cannot be opened"),
    ):
        done = hidden(newsroom("migrate-to", where))
        assert done.code == 1
        assert said in done.err


def test_an_outlet_lives_on_a_server_from_the_beginning(
    server_url: str, of_outlet: dict[str, str], begun: Begun, outlet: DemoSite, tmp_path: Path
) -> None:
    rundown = Rundown(tmp_path, of_outlet | {"RUNDOWN_DB": server_url})
    hidden(rundown("init", outlet.site_url, "--json"))
    there = hidden(rundown("sync", "--json")).json
    here = begun.synced
    for name in ("sources", "items_new", "failed"):
        assert there[name] == here[name]


def test_a_worker_that_is_told_to_stop_says_nothing(server_url: str, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "sync", "--watch"],
        cwd=tmp_path,
        env=surroundings(dict(os.environ) | {"RUNDOWN_DB": server_url, "PYTHONPATH": str(ROOT)}),
        stderr=subprocess.PIPE,
    )
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(4)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert said == b""
