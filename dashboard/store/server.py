"""What kind of server a store is on, for those who look after it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import text

from dashboard.store.base import Part


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server: its version, how its text is encoded, how busy and how near it is."""

    version: str
    encoding: str
    connections: int
    most_connections: int
    answer_ms: float


class Servers(Part):
    """The server that holds the store."""

    def look(self) -> Server | None:
        """Ask it; ``None`` where the store is a file."""
        if not self._database.is_shared:
            return None
        with self.begin_read() as connection:
            version, encoding, most = (
                connection.scalar(text(f"SHOW {name}"))
                for name in ("server_version", "server_encoding", "max_connections")
            )
            busy = connection.scalar(text("SELECT count(*) FROM pg_stat_activity"))
            started = time.perf_counter()
            connection.scalar(text("SELECT 1"))
            answer_ms = (time.perf_counter() - started) * 1000
        return Server(
            str(version).split()[0], str(encoding), int(busy or 0), int(most or 0), answer_ms
        )
