"""What is spent of quotas, counted for all workers together."""

from __future__ import annotations

from sqlalchemy import delete, select

from connectors.ledger import Spent
from dashboard.store import schema
from dashboard.store.base import Database, Part
from dashboard.store.upsert import insert_or_add, insert_or_update

table = schema.quota

KEPT_DAYS = 40


class Quotas(Part):
    """The store's :class:`connectors.ledger.Ledger`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._tidied_on = 0

    def spend(self, account: str, bucket: str, day: int, units: int = 1) -> None:
        """Count units as spent."""
        with self.begin_write() as connection:
            insert_or_add(connection, table, [self._row(account, bucket, day, units)], "units")
            if self._tidied_on != day:
                connection.execute(
                    delete(table).where(
                        table.c.outlet_id == self.outlet_id, table.c.day < day - KEPT_DAYS
                    )
                )
        self._tidied_on = day

    def exhaust(self, account: str, bucket: str, day: int) -> None:
        """Take the bucket as empty for the rest of the day."""
        row = self._row(account, bucket, day, 0) | {"empty": 1}
        with self.begin_write() as connection:
            insert_or_update(connection, table, [row], ("empty",))

    def spent(self, account: str, bucket: str, day: int) -> Spent:
        """What was spent."""
        with self.begin_read() as connection:
            found = connection.execute(
                select(table.c.units, table.c.empty).where(
                    table.c.outlet_id == self.outlet_id,
                    table.c.account == account,
                    table.c.bucket == bucket,
                    table.c.day == day,
                )
            ).first()
        return Spent(found.units, bool(found.empty)) if found else Spent()

    def _row(self, account: str, bucket: str, day: int, units: int) -> dict[str, object]:
        return {
            "outlet_id": self.outlet_id,
            "account": account,
            "bucket": str(bucket),
            "day": day,
            "units": units,
            "empty": 0,
        }
