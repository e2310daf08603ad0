"""What a worker sees to besides syncing, now and then."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from connectors.environment import Environment
from dashboard.config import Settings
from dashboard.store import Store
from dashboard.store.sources import CHANNEL_FEED
from dashboard.sync import pushes

log = logging.getLogger(__name__)

EVERY_S = 600.0
TERMS_EVERY_S = 6 * 3600.0
_CHECKED = "terms_checked_at"


class Upkeep:
    """Called before each sync and often by a watching worker; works every ``EVERY_S`` seconds."""

    def __init__(self, store: Store, settings: Settings, env: Environment) -> None:
        self._store = store
        self._settings = settings
        self._env = env
        self._next = 0.0

    def __call__(self) -> None:
        """See to what is due. A failure is written to the log and stops no sync."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_S
        steps = (self._use_the_key, self._keep_the_terms, self._renew_pushes, self._leave_pushes)
        for step in steps:
            self._attempt(step)

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception:
            log.exception("upkeep: %s", step.__name__.strip("_"))

    def _use_the_key(self) -> None:
        """Channels that were followed by their feed are read through the API from now on."""
        if self._env.youtube.api_key:
            for source in self._store.sources.list():
                if source.kind == CHANNEL_FEED:
                    self._store.sources.read_with_key(source.id)

    def _keep_the_terms(self) -> None:
        now = self._store.clock().timestamp()
        if abs(now - float(self._store.meta.get(_CHECKED, 0.0))) >= TERMS_EVERY_S:
            self._store.terms.drop_stale()
            self._store.meta.set(_CHECKED, now)

    def _renew_pushes(self) -> None:
        pushes.renew(self._store, self._settings, self._env)

    def _leave_pushes(self) -> None:
        pushes.leave(self._store, self._settings, self._env)
