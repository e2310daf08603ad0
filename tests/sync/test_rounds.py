"""Which sources a single sync pulls again."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.contract import Batch
from connectors.items import Article
from dashboard.store.model import Source, SourceState
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


def test_a_source_that_gets_no_further_is_not_pulled_again() -> None:
    rounds = Rounds([SITEMAP])
    rounds.note(Pulled(SITEMAP, Batch(checkpoint={"at": 1}, unfinished=True), last=True))
    assert rounds.next() == ["sitemap"]
    rounds.note(Pulled(SITEMAP, Batch(checkpoint={"at": 0}, unfinished=True), last=True))
    assert rounds.next() == []


def test_a_source_that_failed_or_wants_to_wait_is_left_alone() -> None:
    rounds = Rounds([FEED, PAGES])
    rounds.note(Pulled(FEED, Batch(items=(ITEM,)), last=True))
    rounds.note(Pulled(PAGES, Batch(next_due_s=900.0), last=True))
    assert rounds.next() == []
    rounds = Rounds([FEED, PAGES])
    rounds.note(Failed(PAGES, "It failed.", "", None, needs_person=False, at=NOW))
    rounds.note(Pulled(FEED, Batch(items=(ITEM,)), last=True))
    assert rounds.next() == []


def test_what_is_not_due_is_not_pulled_to_fill_in() -> None:
    rounds = Rounds([FEED])
    rounds.note(Pulled(FEED, Batch(items=(ITEM,)), last=True))
    assert rounds.next() == []
