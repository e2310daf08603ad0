"""Which sources a single sync pulls again."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.contract import Batch
from connectors.items import Article
from dashboard.store.model import Source, SourceState, Written
from dashboard.sync.pulling import Failed, Pulled
from dashboard.sync.rounds import Rounds

NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
ITEM = Article(ref="a", url="https://courier.example/a", title="A")


def source(kind: str) -> Source:
    return Source(
        id=kind,
        kind=kind,
        url="https://courier.example/",
        name="",
        state=SourceState.ACTIVE,
        checkpoint={"at": 0},
        added_at=NOW,
        last_attempt_at=None,
        last_success_at=None,
        next_due_at=None,
        failures=0,
        error="",
        advice="",
        warnings=(),
        items=0,
    )


FEED, PAGES, SITEMAP = source("feed"), source("pages"), source("sitemap")
NOTHING, SOMETHING = Written(), Written(new=1)
SAME = {"at": 0}


def test_a_source_that_gets_no_further_is_not_pulled_again() -> None:
    rounds = Rounds([SITEMAP])
    for further, written in (({"at": 1}, NOTHING), (SAME, SOMETHING)):
        rounds.stored(Pulled(SITEMAP, Batch(checkpoint=further, unfinished=True), True), written)
        assert rounds.next() == ["sitemap"]
    rounds.stored(Pulled(SITEMAP, Batch(checkpoint=SAME, unfinished=True), last=True), NOTHING)
    assert rounds.next() == []


def test_a_source_that_failed_or_wants_to_wait_is_left_alone() -> None:
    rounds = Rounds([FEED, PAGES])
    rounds.stored(Pulled(FEED, Batch(items=(ITEM,)), last=True), SOMETHING)
    rounds.stored(Pulled(PAGES, Batch(next_due_s=900.0), last=True), NOTHING)
    assert rounds.next() == []
    rounds = Rounds([FEED, PAGES])
    rounds.failed(Failed(PAGES, "It failed.", "", None, needs_person=False, at=NOW))
    rounds.stored(Pulled(FEED, Batch(items=(ITEM,)), last=True), SOMETHING)
    assert rounds.next() == []


def test_what_is_not_due_is_not_pulled_to_fill_in() -> None:
    rounds = Rounds([FEED])
    rounds.stored(Pulled(FEED, Batch(items=(ITEM,)), last=True), SOMETHING)
    assert rounds.next() == []
    rounds = Rounds([FEED, PAGES])
    rounds.stored(Pulled(FEED, Batch(items=(ITEM,)), last=True), SOMETHING)
    assert rounds.next() == ["pages"]
