"""Topics in a real store: what waits is read, once, and again when the vocabulary changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from connectors.contract import Batch
from connectors.items import Article
from dashboard.coverage import understand
from dashboard.store import Store, TimelineQuery, open_store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def outlet(path: Path, number: int) -> Store:
    store = open_store(str(path / "topics.db"), clock=lambda: NOW)
    articles = tuple(
        Article(
            ref=f"a{n}", url=f"https://news.example/{n}", title=f"Report {n}", published_at=NOW,
            labels=("Sport",) if n % 2 else ("News",),
        )
        for n in range(number)
    )  # fmt: skip
    store.write.batch("feed", "feed", Batch(items=articles))
    return store


def test_all_that_waits_gets_its_topics_in_chunks(tmp_path: Path) -> None:
    number = understand.CHUNK + 20
    store = outlet(tmp_path, number)
    assert understand.bring_up_to_date(store) == number
    assert store.queue.waiting("topics") == 0
    sport = store.timeline.page(TimelineQuery(topics=("medtop:15000000",)), limit=1000)
    assert len(sport.items) == number // 2
    assert understand.bring_up_to_date(store) == 0


def test_a_new_vocabulary_reads_everything_again(tmp_path: Path) -> None:
    store = outlet(tmp_path, 4)
    understand.bring_up_to_date(store)
    store.meta.set(understand.META_KEY, "an older one")
    assert understand.bring_up_to_date(store) == 4
    assert understand.bring_up_to_date(store, rebuild=True) == 4
