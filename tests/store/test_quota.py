"""Quota is counted for everybody who spends of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from connectors.ledger import Ledger, MemoryLedger, Spent
from dashboard.store import Store, open_store
from dashboard.store.quota import KEPT_DAYS

DAY = 739_944


def both(store: Store) -> list[Ledger]:
    return [store.quotas, MemoryLedger()]


def test_a_ledger_counts_by_account_bucket_and_day(store: Store) -> None:
    for ledger in both(store):
        ledger.spend("a", "units", DAY)
        ledger.spend("a", "units", DAY, 4)
        ledger.spend("a", "statistics", DAY)
        ledger.spend("b", "units", DAY, 7)
        assert ledger.spent("a", "units", DAY) == Spent(5)
        assert ledger.spent("a", "statistics", DAY) == Spent(1)
        assert ledger.spent("b", "units", DAY) == Spent(7)
        assert ledger.spent("a", "units", DAY + 1) == Spent()


def test_what_is_said_to_be_empty_stays_so_for_the_day(store: Store) -> None:
    for ledger in both(store):
        ledger.exhaust("a", "units", DAY)
        ledger.spend("a", "units", DAY, 2)
        assert ledger.spent("a", "units", DAY) == Spent(2, empty=True)
        ledger.exhaust("a", "units", DAY)
        assert ledger.spent("a", "units", DAY) == Spent(2, empty=True)
        assert ledger.spent("a", "units", DAY + 1) == Spent()


def test_workers_share_what_is_left(store: Store, database: str) -> None:
    other = open_store(database)
    with ThreadPoolExecutor(8) as pool:
        for ledger in [store.quotas, other.quotas] * 20:
            pool.submit(ledger.spend, "a", "units", DAY)
    assert store.quotas.spent("a", "units", DAY) == Spent(40)
    other.close()


def test_old_days_are_forgotten(store: Store) -> None:
    store.quotas.spend("a", "units", DAY)
    store.quotas.spend("a", "units", DAY + KEPT_DAYS + 1)
    assert store.quotas.spent("a", "units", DAY) == Spent()
