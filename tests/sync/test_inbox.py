"""The inbox between the threads that pull and the one that stores."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from connectors.contract import Batch
from connectors.items import Article
from dashboard.store.model import Source, SourceState
from dashboard.sync.inbox import TAKEN, WAITING, Event, Inbox
from dashboard.sync.pulling import Failed, Pulled

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = Source(
    id="s",
    kind="feed",
    url="https://made.example/feed",
    name="s",
    state=SourceState.ACTIVE,
    checkpoint={},
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


def batch_of(items: int) -> Pulled:
    made = tuple(Article(ref=str(n), url="https://made.example/", title="x") for n in range(items))
    return Pulled(SOURCE, Batch(items=made), last=True)


def test_events_come_out_in_order_a_transactions_worth_at_a_time() -> None:
    inbox = Inbox()
    events = [batch_of(TAKEN // 3) for _ in range(3)]
    for event in events:
        assert inbox.put(event)
    assert inbox.take() == events
    assert inbox.take(wait_s=0.0) == []


def test_nothing_is_waited_for_when_all_pulls_have_ended() -> None:
    inbox = Inbox(gathered_s=3600)
    for _ in range(2):  # an end that was taken counts no more
        part = Pulled(SOURCE, Batch(), last=False)
        failed = Failed(SOURCE, "gone", "", None, needs_person=True, at=NOW)
        events: list[Event] = [part, batch_of(1), failed]
        for event in events:
            inbox.put(event)
        assert inbox.take(pulls=2) == events


def test_the_end_of_the_last_pull_ends_the_wait_for_it() -> None:
    inbox = Inbox(gathered_s=3600)
    inbox.put(batch_of(1))
    with ThreadPoolExecutor(1) as pool:
        taken = pool.submit(inbox.take, pulls=2)
        with pytest.raises(TimeoutError):
            taken.result(timeout=0.1)
        inbox.put(batch_of(2))
        assert len(taken.result(timeout=10)) == 2


def test_whoever_brings_too_much_waits_for_the_store() -> None:
    inbox = Inbox()
    inbox.put(batch_of(WAITING))
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(inbox.put, batch_of(1))
        with pytest.raises(TimeoutError):
            late.result(timeout=0.1)
        assert len(inbox.take()) == 1
        assert late.result(timeout=10)
    assert len(inbox.take()) == 1


def test_a_closed_inbox_lets_go_of_those_who_wait() -> None:
    inbox = Inbox()
    inbox.put(batch_of(WAITING))
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(inbox.put, batch_of(1))
        inbox.close()
        assert late.result(timeout=10) is False
    assert inbox.put(batch_of(1)) is False
