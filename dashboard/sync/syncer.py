"""The sync itself: many threads pull, one writes, and a broken source is only a result.

Connectors run in worker threads and put their batches into an inbox; the calling thread takes
what is there and stores it, several sources' batches to a transaction. What the inbox holds at
most bounds the memory, whatever the sources send.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

from connectors.contract import Batch
from connectors.environment import Environment
from dashboard.store import DatabaseError, Store, is_passing
from dashboard.store.arrivals import LEASE_S, Arrival, Finish
from dashboard.store.model import Source, Written
from dashboard.store.sources import backoff
from dashboard.sync.following import IN_PART, Following
from dashboard.sync.inbox import Inbox
from dashboard.sync.leases import dead, owner_name
from dashboard.sync.pulling import Failed, Pulled, our_fault, pull
from dashboard.sync.reading import start_for
from dashboard.sync.result import SyncResult
from dashboard.sync.rounds import Rounds

log = logging.getLogger(__name__)

BROKEN_RETRY = timedelta(hours=6)
"""A source that needs a person is still looked at this often: it may have been mended outside."""
AWAY_S = 2.0
"""How long a watching worker waits before it asks again for a database that stays away, seconds."""
BURY_S = 5.0
"""How often a watching worker looks for workers of this machine that died, seconds."""
IDLE_S = 0.5
"""How often a watching worker looks for sources that became due or were asked for, seconds."""


class Syncer:
    """Syncs the sources of one store.

    ``understand`` is called after new items were stored and says how many seconds it took; while
    watching, also in quiet moments in which ``waits`` says that something is left. ``upkeep`` is
    called before a sync, and while watching again and again.
    """

    def __init__(
        self,
        store: Store,
        env: Environment,
        *,
        workers: int,
        refresh_s: float,
        understand: Callable[[], float] = lambda: 0.0,
        waits: Callable[[], bool] = lambda: False,
        upkeep: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._upkeep = upkeep
        self._env = env
        self._workers = workers
        self._refresh_s = refresh_s
        self._understand = understand
        self._waits = waits
        self._rest_until = 0.0
        self._bury_at = 0.0
        self._owner = owner_name()
        self._inbox = Inbox()
        self._busy: set[str] = set()
        self._had_news: set[str] = set()
        self._spoiled: set[str] = set()
        self._in_part: set[str] = set()
        self._rounds = Rounds()
        self._following = Following(store, refresh_s)

    def once(
        self,
        *,
        everything: bool = False,
        only: str | None = None,
        progress: Callable[[SyncResult], None] = lambda _: None,
    ) -> SyncResult:
        """Sync what is due (``everything``: all; ``only``: one source), once and to its end.

        ``progress`` is told what came so far wherever there is more to read.
        """
        result = SyncResult()
        started, requests = time.perf_counter(), self._env.http.requests
        self._free_dead_leases()
        self._upkeep()
        with ThreadPoolExecutor(self._workers, thread_name_prefix="pull") as pool:
            claimed = self._store.sources.claim(
                self._owner, LEASE_S, everything=everything, only=only
            )
            self._rounds = Rounds(claimed)
            try:
                self._round(pool, claimed, result)
                while again := self._rounds.next():
                    progress(result)
                    more = SyncResult()
                    self._round(pool, self._claim_each(again), more, following=True)
                    result.go_on(more)
            finally:
                self._abandon(pool)
        result.requests = self._env.http.requests - requests
        result.seconds = time.perf_counter() - started
        result.understand_seconds = self._understand()
        return result

    def _round(
        self,
        pool: ThreadPoolExecutor,
        claimed: list[Source],
        result: SyncResult,
        *,
        following: bool = False,
    ) -> None:
        self._start(pool, claimed, result, following=following)
        while self._busy:
            self._store_some(result)

    def _claim_each(self, source_ids: list[str]) -> list[Source]:
        claim = self._store.sources.claim
        return [one for only in source_ids for one in claim(self._owner, LEASE_S, only=only)]

    def watch(self, stop: Event, *, report: Callable[[SyncResult], None] = lambda _: None) -> None:
        """Sync whatever becomes due, until ``stop`` is set. A slow source delays no other.

        While the database is away nothing is lost: what was not stored is pulled again.
        """
        while not stop.is_set():
            try:
                self._watch(stop, report)
            except DatabaseError as error:
                if not is_passing(error):
                    raise
                log.warning("The database is away (%s); trying again.", error.orig)
                stop.wait(AWAY_S)

    def _watch(self, stop: Event, report: Callable[[SyncResult], None]) -> None:
        with ThreadPoolExecutor(self._workers, thread_name_prefix="pull") as pool:
            try:
                while not stop.is_set():
                    self._watch_step(pool, stop, report)
            finally:
                self._abandon(pool)

    def _watch_step(
        self, pool: ThreadPoolExecutor, stop: Event, report: Callable[[SyncResult], None]
    ) -> None:
        result = SyncResult()
        self._upkeep()
        if time.monotonic() >= self._bury_at:
            self._free_dead_leases()
            self._bury_at = time.monotonic() + BURY_S
        if len(self._busy) < self._workers and self._is_due():
            free = self._workers - len(self._busy)
            self._start(pool, self._store.sources.claim(self._owner, LEASE_S, limit=free), result)
        if followers := self._following.ready(self._busy):
            self._start(pool, self._claim_each(followers), result, following=True)
        if self._busy:
            self._store_some(result, wait_s=IDLE_S)
        else:
            self._env.apart.close()
            stop.wait(IDLE_S)
        news = result.items_new or result.items_changed or result.items_gone or result.failed
        if not self._resting() and (news or self._waits()):
            result.understand_seconds = self._understand()
            self._rest_until = time.monotonic() + result.understand_seconds
        if news:
            report(result)

    def _resting(self) -> bool:
        """While sources are pulled, at most half of the time goes to understanding."""
        return bool(self._busy) and time.monotonic() < self._rest_until

    def _is_due(self) -> bool:
        due = self._store.sources.next_due(busy=self._busy)
        return due is not None and due <= self._env.clock()

    def _start(
        self,
        pool: ThreadPoolExecutor,
        sources: list[Source],
        result: SyncResult,
        *,
        following: bool = False,
    ) -> None:
        start_for(sources, self._env.apart)
        for source in sources:
            if source.id not in self._busy:
                in_part = following and source.kind in IN_PART
                self._busy.add(source.id)
                if in_part:
                    self._in_part.add(source.id)
                result.sources += 1
                pool.submit(self._pull, source, in_part)

    def _pull(self, source: Source, in_part: bool) -> None:
        inbox = self._inbox
        for event in pull(source, self._env, in_part=in_part):
            if not inbox.put(event):
                return

    def _store_some(self, result: SyncResult, wait_s: float | None = None) -> None:
        """Take what has come, wait for it if need be, and store it in one transaction."""
        events = self._inbox.take(wait_s, pulls=len(self._busy))
        pulled = [event for event in events if isinstance(event, Pulled)]
        for event, outcome in self._write_whole(pulled):
            if isinstance(outcome, Written):
                self._count(event, outcome, result)
            else:
                self._spoil(event, outcome, result)
        for failed in events:
            if isinstance(failed, Failed):
                self._fail(failed, result)

    def _write_whole(self, pulled: list[Pulled]) -> list[tuple[Pulled, Written | Failed | None]]:
        """Store batches together, or one by one where one of them cannot be stored.

        After a batch that could not be stored, later ones of the same pull are left out
        (``None``): their checkpoints would skip what is missing.
        """
        wanted = [event for event in pulled if event.source.id not in self._spoiled]
        skipped = [(event, None) for event in pulled if event.source.id in self._spoiled]
        try:
            return [*zip(wanted, self._write(wanted), strict=True), *skipped]
        except Exception as error:
            if len(wanted) > 1:
                return [*(one for w in wanted for one in self._write_whole([w])), *skipped]
            source = wanted[0].source
            log.exception("storing a batch of source %s (%s)", source.id, source.kind)
            self._spoiled.add(source.id)
            return [(wanted[0], our_fault(source, error, self._env.clock())), *skipped]

    def _spoil(self, event: Pulled, failed: Failed | None, result: SyncResult) -> None:
        """A batch was not stored: tell it once, and wait for the end of the pull."""
        if failed is not None:
            self._record(failed, result)
        if event.last:
            self._settle(event.source)

    def _write(self, pulled: list[Pulled]) -> list[Written]:
        arrivals = [
            Arrival(
                event.source.id,
                event.source.kind,
                event.batch,
                Finish(self._next_due(event)) if event.last else None,
            )
            for event in pulled
        ]
        return self._store.write.batches(arrivals) if arrivals else []

    def _next_due(self, event: Pulled) -> datetime:
        before = event.source.next_due_at if event.source.id in self._in_part else None
        return before or self._env.clock() + self._rest(event.batch)

    def _rest(self, batch: Batch) -> timedelta:
        """How long a source is left alone after its last batch."""
        if batch.unfinished:
            return timedelta(seconds=min(self._refresh_s, batch.next_due_s or 0.0))
        return self._pause(batch.next_due_s)

    def _pause(self, asked_s: float | None) -> timedelta:
        return timedelta(seconds=max(self._refresh_s, asked_s or 0.0))

    def _count(self, event: Pulled, written: Written, result: SyncResult) -> None:
        source, batch = event.source, event.batch
        self._rounds.stored(event, written)
        self._following.stored(event)
        result.add(written)
        result.warnings += [{"source": source.id, "warning": w} for w in batch.warnings]
        if batch.items or batch.gone:
            self._had_news.add(source.id)
        if event.last:
            result.unchanged += source.id not in self._had_news
            self._settle(source)

    def _fail(self, event: Failed, result: SyncResult) -> None:
        self._rounds.failed(event)
        if event.source.id not in self._spoiled:
            self._record(event, result)
        self._settle(event.source)

    def _record(self, event: Failed, result: SyncResult) -> None:
        source = event.source
        pause = backoff(source.failures, self._refresh_s)
        if event.needs_person:
            pause = max(pause, BROKEN_RETRY)
        if event.after_s is not None:
            pause = max(timedelta(seconds=event.after_s), self._pause(None))
        self._store.sources.failed(
            source.id,
            error=event.error,
            advice=event.advice,
            next_due_at=event.at + pause,
            needs_person=event.needs_person,
        )
        result.failed.append(
            {"source": source.id, "url": source.url, "error": event.error, "advice": event.advice}
        )

    def _settle(self, source: Source) -> None:
        self._busy.discard(source.id)
        self._had_news.discard(source.id)
        self._spoiled.discard(source.id)
        self._in_part.discard(source.id)

    def _free_dead_leases(self) -> None:
        for owner in dead(self._store.sources.lease_owners()):
            self._store.sources.released(owner)

    def _abandon(self, pool: ThreadPoolExecutor) -> None:
        """Let go of what is still running: stored batches stay, the rest is pulled next time."""
        self._inbox.close()
        self._env.apart.close()
        pool.shutdown(cancel_futures=True)
        self._inbox = Inbox()
        for lost in (self._busy, self._had_news, self._spoiled, self._in_part):
            lost.clear()
        self._store.sources.released(self._owner)
