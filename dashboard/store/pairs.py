"""Pairs of articles and videos: what the engine says, and what people decided over it.

The decision in force stands on the pair itself; the log of all decisions is kept beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from dashboard.store import schema
from dashboard.store.base import NOBODY, Part
from dashboard.store.identity import from_ms, read_id, show_id, to_ms
from dashboard.store.model import Evidence, Pair
from dashboard.store.recall import chunks
from dashboard.store.upsert import insert_or_update

VERDICTS = {"accept": "accepted", "reject": "rejected", "undo": ""}
CHUNK = 400

PairList = list[Pair]
History = list[dict[str, Any]]

pair, decision = schema.pair, schema.decision


class PairError(ValueError):
    """A decision that cannot be recorded: the message says why."""


class Pairs(Part):
    """Pairs, and the log of decisions on them."""

    def replace(self, pairs: Iterable[Pair], for_items: Iterable[str]) -> None:
        """Put the engine's pairs in place of its earlier ones of ``for_items``.

        Decisions are not touched: a rebuild never loses one. Pairs of items that were joined to
        others while the engine was at work are left out: what they became waits in the queue.
        """
        numbers = [n for n in map(read_id, for_items) if n is not None]
        rows = {(row["article_id"], row["video_id"]): row for row in map(self._row, pairs)}
        with self.begin_write() as connection:
            for at in range(0, len(numbers), CHUNK):
                self._forget(connection, numbers[at : at + CHUNK])
            said = ("state", "score", "evidence")
            there = self._there(connection, {half for key in rows for half in key})
            found = [row for key, row in rows.items() if there.issuperset(key)]
            insert_or_update(connection, pair, found, said)
            self.bump_version(connection)

    def decide(self, article_id: str, video_id: str, verdict: str, by: str, why: str = "") -> Pair:
        """Record ``accept`` or ``reject`` of a pair, for good; returns the pair as it now is.

        Raises:
            PairError: another verdict, an id that is none of an article and a video, or nobody is
                named in ``by``.
        """
        if verdict not in ("accept", "reject"):
            raise PairError(f"A verdict is accept or reject, not {verdict!r}.")
        return self._record(article_id, video_id, verdict, by, why)

    def undo(self, article_id: str, video_id: str, by: str) -> Pair | None:
        """Take the last decision back (that too is recorded); the pair as the engine sees it.

        Raises:
            PairError: an id is none of an article and a video, or nobody is named in ``by``.
        """
        found = self._record(article_id, video_id, "undo", by, "")
        return found if found.state else None

    def list(
        self,
        *,
        state: str | None = None,
        min_score: float = 0.0,
        article: str | None = None,
        video: str | None = None,
    ) -> PairList:
        """Pairs, best score first, decisions in force; ``article``/``video`` are item ids."""
        conditions: list[ColumnElement[bool]] = [pair.c.score >= min_score]
        for column, wanted in ((pair.c.article_id, article), (pair.c.video_id, video)):
            if wanted is not None:
                conditions.append(column == read_id(wanted))
        if state:
            conditions.append(or_(pair.c.verdict == state, _undecided(state)))
        return self._read(*conditions)

    def of(self, item_id: str) -> PairList:
        """The pairs of one item, whichever half it is, best first."""
        number = read_id(item_id)
        if number is None:
            return []
        with self.begin_read() as connection:
            return self._touching(connection, [number])

    def partners(self, connection: Connection, numbers: Sequence[int]) -> PairList:
        """The linked and accepted pairs in which any of the items takes part."""
        if not numbers:
            return []
        together = or_(pair.c.verdict == "accepted", _undecided("linked"))
        return self._touching(connection, numbers, together)

    def decisions(self, article_id: str, video_id: str) -> History:
        """The whole history of decisions on a pair, oldest first."""
        with self.begin_read() as connection:
            rows = connection.execute(
                select(decision)
                .where(
                    decision.c.outlet_id == self.outlet_id,
                    decision.c.article_id == read_id(article_id),
                    decision.c.video_id == read_id(video_id),
                )
                .order_by(decision.c.number)
            )
            return [
                {"verdict": r.verdict, "by": r.by, "at": from_ms(r.at), "why": r.why} for r in rows
            ]

    def _read(self, *conditions: ColumnElement[bool]) -> PairList:
        with self.begin_read() as connection:
            return self._in(connection, *conditions)

    def _touching(
        self, connection: Connection, numbers: Sequence[int], *conditions: ColumnElement[bool]
    ) -> PairList:
        """Pairs with any of the items, best first.

        Asked half by half: for an OR over both SQLite reads the whole table.
        """
        found = {
            (one.article_id, one.video_id): one
            for half in (pair.c.article_id, pair.c.video_id)
            for one in self._in(connection, half.in_(numbers), *conditions)
        }
        return sorted(found.values(), key=lambda p: (-p.score, p.article_id, p.video_id))

    def _in(self, connection: Connection, *conditions: ColumnElement[bool]) -> PairList:
        statement = (
            select(pair)
            .where(
                pair.c.outlet_id == self.outlet_id,
                or_(pair.c.verdict != "", pair.c.state != ""),
                *conditions,
            )
            .order_by(pair.c.score.desc(), pair.c.article_id, pair.c.video_id)
        )
        return [_pair(row) for row in connection.execute(statement)]

    def _forget(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Drop what the engine said of these items; where a decision stands, only the saying."""
        for half in (pair.c.article_id, pair.c.video_id):
            mine = and_(pair.c.outlet_id == self.outlet_id, half.in_(numbers))
            connection.execute(delete(pair).where(mine, pair.c.verdict == ""))
            connection.execute(update(pair).where(mine).values(state="", score=0.0, evidence=[]))

    def _record(self, article_id: str, video_id: str, verdict: str, by: str, why: str) -> Pair:
        if not by.strip():
            raise PairError(NOBODY)
        article, video = read_id(article_id), read_id(video_id)
        with self.begin_write() as connection:
            if self._kind(connection, article) != "article":
                raise PairError(f"{article_id} is no article in this store.")
            if self._kind(connection, video) != "video":
                raise PairError(f"{video_id} is no video in this store.")
            key = {"outlet_id": self.outlet_id, "article_id": article, "video_id": video}
            now = to_ms(self.clock())
            last = connection.scalar(
                select(func.max(decision.c.number)).where(
                    *(decision.c[name] == value for name, value in key.items())
                )
            )
            logged = {"verdict": verdict, "by": by, "at": now, "why": why}
            connection.execute(insert(decision).values(**key, number=(last or 0) + 1, **logged))
            in_force = {
                "verdict": VERDICTS[verdict],
                "decided_by": by if VERDICTS[verdict] else "",
                "decided_at": now if VERDICTS[verdict] else None,
                "why": why,
            }
            row = key | {"state": "", "score": 0.0, "evidence": []} | in_force
            insert_or_update(connection, pair, [row], list(in_force))
            self.bump_version(connection)
            stored = connection.execute(
                select(pair).where(*(pair.c[name] == value for name, value in key.items()))
            ).one()
        return _pair(stored)

    def _there(self, connection: Connection, numbers: Iterable[int]) -> set[int]:
        """Which of the items there are."""
        item, found = schema.item, set[int]()
        for some in chunks(numbers):
            found.update(
                connection.scalars(
                    select(item.c.id).where(item.c.outlet_id == self.outlet_id, item.c.id.in_(some))
                )
            )
        return found

    def _kind(self, connection: Connection, number: int | None) -> str | None:
        item = schema.item
        return connection.scalar(
            select(item.c.kind).where(item.c.outlet_id == self.outlet_id, item.c.id == number)
        )

    def _row(self, found: Pair) -> dict[str, Any]:
        return {
            "outlet_id": self.outlet_id,
            "article_id": read_id(found.article_id),
            "video_id": read_id(found.video_id),
            "state": found.state,
            "score": found.score,
            "evidence": [
                {"kind": e.kind, "detail": e.detail, "weight": e.weight, "terms": list(e.terms)}
                for e in found.evidence
            ],
            "verdict": "",
            "decided_by": "",
            "decided_at": None,
            "why": "",
        }


def _undecided(state: str) -> ColumnElement[bool]:
    return and_(pair.c.verdict == "", pair.c.state == state)


def _pair(row: Any) -> Pair:
    return Pair(
        article_id=show_id(row.article_id),
        video_id=show_id(row.video_id),
        state=row.verdict or row.state,
        score=row.score,
        evidence=tuple(Evidence(**{**e, "terms": tuple(e.get("terms", ()))}) for e in row.evidence),
        decided_by=row.decided_by,
        decided_at=None if row.decided_at is None else from_ms(row.decided_at),
        why=row.why,
    )
