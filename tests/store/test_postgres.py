"""What only a server does: it is shared, it tells what is new, and it goes away for a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from connectors.contract import SourceSpec
from dashboard.store import Store, StoreError, TimelineQuery, open_store
from dashboard.store.persistence import Patience
from tests.postgres import PASSWORD, PostgresServer
from tests.store.conftest import NOON, Clock
from tests.store.made import article, put, video

PATIENT_S = 20.0


@pytest.fixture
def url(postgres: PostgresServer) -> Iterator[str]:
    made = postgres.new()
    yield made
    postgres.drop(made)


@pytest.fixture
def two(url: str, clock: Clock) -> Iterator[tuple[Store, Store]]:
    """Two processes' stores on one database."""
    one, other = open_store(url, clock=clock), open_store(url, clock=clock)
    yield one, other
    one.close()
    other.close()


def until(true: object) -> None:
    """Wait for what another thread or process does."""
    assert callable(true)
    end = time.monotonic() + PATIENT_S
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def asked(store: Store) -> list[str]:
    """Collects the statements that a store sends from now on."""
    sent: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def _note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    return sent


def test_news_is_heard_without_asking(two: tuple[Store, Store]) -> None:
    writer, reader = two
    sent = asked(reader)

    def quietly() -> int | None:
        """The version, if it is known without a question."""
        before = len(sent)
        found = reader.version()
        return found if len(sent) == before else None

    until(quietly)
    before = reader.version()
    source = writer.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    put(writer, source, article(1))
    until(lambda: (quietly() or 0) > before)
    until(lambda: reader.version() == writer.version())


def test_what_a_process_writes_itself_it_sees_at_once(two: tuple[Store, Store]) -> None:
    writer, _ = two
    source = writer.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    seen = writer.version()
    for number in range(1, 60):
        put(writer, source, article(number))
        assert writer.version() > seen
        seen = writer.version()


def test_a_restart_in_the_middle_of_reading_is_only_a_wait(
    postgres: PostgresServer, two: tuple[Store, Store]
) -> None:
    store, _ = two
    source = store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    put(store, source, *(article(n) for n in range(1, 40)))
    expected = store.timeline.page(TimelineQuery(text="headline"))
    stop = threading.Event()

    def read() -> int:
        times = 0
        while not stop.is_set():
            assert store.timeline.page(TimelineQuery(text="headline")) == expected
            assert store.outlet.timezone == "UTC"
            store.version()
            times += 1
        return times

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for _ in range(2):
            time.sleep(0.3)
            postgres.stop()
            time.sleep(0.3)
            postgres.start()
        time.sleep(0.3)
        stop.set()
        assert all(reader.result() for reader in readers)


def test_a_restart_in_the_middle_of_writing_loses_and_doubles_nothing(
    postgres: PostgresServer, two: tuple[Store, Store]
) -> None:
    store, other = two
    source = store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    done = threading.Event()

    def write() -> None:
        for number in range(1, 120):
            put(store, source, article(number, labels=("World",)))
        done.set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        for _ in range(3):
            if done.wait(0.2):
                break
            postgres.stop()
            postgres.start()
        writing.result()
    assert other.timeline.total() == 119
    assert other.check() == []
    found = other.sources.get(source.id)
    assert found is not None
    assert found.items == 119


def test_a_decision_that_may_have_been_kept_is_not_made_twice() -> None:
    """A commit whose answer got lost may have happened: only what changes nothing is repeated."""
    patience, calls = Patience(5.0), 0

    def decide() -> None:
        nonlocal calls
        calls += 1
        patience.kept = True
        raise OperationalError("COMMIT", {}, Exception("server closed the connection"))

    with pytest.raises(OperationalError):
        patience.calling(decide, again_anyway=False)
    assert calls == 1


def test_a_server_that_stays_away_is_told_in_the_end(
    postgres: PostgresServer, two: tuple[Store, Store]
) -> None:
    store, _ = two
    store._database.patience.seconds = 0.5
    postgres.stop()
    try:
        with pytest.raises(OperationalError) as told:
            store.timeline.total()
        assert PASSWORD not in str(told.value)
    finally:
        postgres.start()
    assert store.timeline.total() == 0, "and found again by itself"


def test_many_writers_at_once_agree(url: str, clock: Clock) -> None:
    stores = [open_store(url, clock=clock) for _ in range(4)]
    stores[0].sources.add(SourceSpec("feed", "https://a.example/0", "0"))
    sources = [
        stores[0].sources.add(SourceSpec("feed", f"https://a.example/{n}", str(n)))
        for n in range(4)
    ]

    def write(number: int) -> None:
        store, source = stores[number], sources[number]
        for first in range(1, 60, 6):
            items = [
                article(
                    n, ref=f"{number}-{n}", labels=("World", f"L{n % 3}"), authors=(f"A{n % 5}",)
                )
                for n in range(first, first + 6)
            ]
            put(store, source, *(reversed(items) if number % 2 else items))
            store.sources.sync_now(source.id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert stores[0].timeline.total() == 60, "four sources saw the same sixty articles"
    assert stores[0].check() == []
    for store in stores:
        store.close()


def test_workers_share_the_sources_and_inherit_from_the_dead(url: str, clock: Clock) -> None:
    stores = [open_store(url, clock=clock) for _ in range(6)]
    for n in range(60):
        stores[0].sources.add(SourceSpec("feed", f"https://a.example/{n}", str(n)))
    barrier = threading.Barrier(6)

    def claim(number: int) -> list[str]:
        barrier.wait()
        taken: list[str] = []
        while some := stores[number].sources.claim(f"worker {number}", 600, limit=3):
            news = [source.id for source in some if source.id not in taken]
            if not news:
                break
            taken += news
            for source_id in news:  # as when it was read: it is not due any more
                stores[number].sources.failed(
                    source_id, error="", advice="", next_due_at=NOON.replace(year=2027)
                )
        return taken

    with ThreadPoolExecutor(6) as pool:
        shares = list(pool.map(claim, range(6)))
    assert sorted(i for share in shares for i in share) == sorted(
        source.id for source in stores[0].sources.list()
    ), "each once"
    for source in stores[0].sources.list():
        stores[0].sources.sync_now(source.id)
    assert len(stores[1].sources.claim("killed", 600)) == 60
    assert stores[2].sources.claim("heir", 600) == []
    clock.forward(seconds=601)
    assert len(stores[2].sources.claim("heir", 600)) == 60
    for store in stores:
        store.close()


def test_stores_may_be_opened_for_the_first_time_all_at_once(postgres: PostgresServer) -> None:
    url = postgres.new(empty=True)
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_store(url), range(4)))
    for store in stores:
        assert store.check() == []
        store.close()
    postgres.drop(url)


def test_text_with_a_null_character_is_kept_without_it(two: tuple[Store, Store]) -> None:
    store, _ = two
    source = store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    odd = article("a\0b", title="Head\0line", labels=("La\0bel",), summary="\0")
    assert put(store, source, odd).new == 1
    assert put(store, source, odd, video()).new == 1
    assert {row.title for row in store.timeline.page(TimelineQuery()).items} == {
        "Headline",
        "Film abcdefghijk",
    }
    assert store.check() == []


@pytest.mark.parametrize(
    "where",
    [
        f"postgresql://desk:{PASSWORD}@127.0.0.1:1/rundown",
        f"postgresql://127.0.0.1:1/rundown?user=desk&password={PASSWORD}",
        f"postgresql://desk:{PASSWORD}@127.0.0.1:1/rundown?sslmode=odd",
        f"postgresql://desk:{PASSWORD}@127.0.0.1:1/rundown?unheard_of=1",
        f"postgresql://desk:{PASSWORD}@127.0.0.1:port/rundown",
        f"mysql://desk:{PASSWORD}@127.0.0.1/rundown",
    ],
)
def test_no_error_tells_the_password(where: str) -> None:
    with pytest.raises(StoreError) as told:
        open_store(where)
    assert PASSWORD not in f"{told.value!r}"
