"""Hearing at once of what other processes write, by PostgreSQL's LISTEN and NOTIFY.

Whoever writes notifies with the store's new version; whoever asks for the version again and again,
as dashboards do, hears it and need not ask. Without a listening connection everything works all
the same, by asking.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from select import select as wait_for
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import URL

log = logging.getLogger("rundown.store")

LOOK_S = 5.0
"""How long nothing may be heard before the connection is tried, seconds."""
RETRY_S = 2.0


def channel(outlet_id: int) -> str:
    """The channel on which an outlet's news is told."""
    return f"rundown_{outlet_id}"


def notify(connection: Connection, outlet_id: int, version: int) -> None:
    """Tell all who listen, once this transaction commits."""
    connection.execute(select(func.pg_notify(channel(outlet_id), str(version))))


class News:
    """The newest version of the store, heard rather than asked for.

    It begins to listen when it is first asked.
    """

    def __init__(self, url: URL, outlet_id: int) -> None:
        self._url = url
        self._outlet_id = outlet_id
        self._lock = threading.Lock()
        self._known: int | None = None
        self._turn = 0
        self._listens = False
        self._closing = threading.Event()
        self._wake, self._waker = os.pipe()
        self._thread: threading.Thread | None = None

    def version(self, ask: Callable[[], int]) -> int:
        """The version as last heard; that of ``ask`` while nothing can be heard."""
        with self._lock:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="news", daemon=True)
                self._thread.start()
            known, turn = self._known, self._turn
        if known is not None:
            return known
        found = ask()
        self._hear(found, turn)
        return found

    def forget(self) -> None:
        """After a write of one's own, which shall be seen before it is heard of: ask once."""
        with self._lock:
            self._known = None
            self._turn += 1

    def close(self) -> None:
        """Stop listening."""
        with self._lock:
            if self._closing.is_set():
                return
            self._closing.set()
            thread = self._thread
        os.close(self._waker)  # the listener's wait ends with it
        if thread is not None:
            thread.join(LOOK_S)
        os.close(self._wake)

    def _hear(self, version: int, turn: int | None = None) -> None:
        with self._lock:
            if self._listens and turn in (None, self._turn):
                self._known = max(version, self._known or 0)

    def _deaf(self) -> None:
        with self._lock:
            self._known, self._listens = None, False

    def _run(self) -> None:
        import psycopg  # imported late: only PostgreSQL needs it

        from dashboard.store.driver_postgres import listening

        while not self._closing.is_set():
            try:
                with listening(self._url) as connection:
                    self._listen(connection)
            except psycopg.Error as error:  # the server is away; meanwhile we ask
                log.info("not listening: %s", error)
            self._deaf()
            self._closing.wait(RETRY_S)

    def _listen(self, connection: Any) -> None:
        connection.execute(f"LISTEN {channel(self._outlet_id)}")
        with self._lock:
            self._listens = True
            self._turn += 1
            self._known = None
        while not self._closing.is_set():
            ready, _, _ = wait_for([connection, self._wake], [], [], LOOK_S)
            for said in connection.notifies(timeout=0):
                self._hear(int(said.payload))
            if not ready:
                connection.execute("SELECT 1")
