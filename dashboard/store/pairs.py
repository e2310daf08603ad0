"""Pairs of articles and videos: what the engine says, and what people decided over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from dashboard.store import schema
from dashboard.store.base import Part
from dashboard.store.identity import from_ms, read_id, show_id, to_ms
from dashboard.store.model import Evidence, Pair
from dashboard.store.upsert import insert_or_update

VERDICTS = {"accept": "accepted", "reject": "rejected"}
UNDO = "undo"
CHUNK = 400

PairList = list[Pair]
History = list[dict[str, Any]]


class PairError(ValueError):
    """A decision that cannot be recorded: the message says why."""


class Pairs(Part):
    """Pairs, and the log of decisions on them."""

    def replace(self, pairs: Iterable[Pair], for_items: Iterable[str]) -> None:
        """Put the engine's pairs in place of its earlier ones of ``for_items``.

        Decisions are not touched: a rebuild never loses one.
        """
        table, mine = schema.pair, schema.pair.c.outlet_id == self.outlet_id
        numbers = [n for n in map(read_id, for_items) if n is not None]
        rows = {(row["article_id"], row["video_id"]): row for row in map(self._pair_row, pairs)}
        with self.begin_write() as connection:
            for at in range(0, len(numbers), CHUNK):
                some = numbers[at : at + CHUNK]
                connection.execute(delete(table).where(mine, table.c.article_id.in_(some)))
                connection.execute(delete(table).where(mine, table.c.video_id.in_(some)))
            insert_or_update(connection, table, list(rows.values()), ("state", "score", "evidence"))
            self.bump_version(connection)

    def decide(self, article_id: str, video_id: str, verdict: str, by: str, why: str = "") -> Pair:
        """Record ``accept`` or ``reject`` of a pair, for good; returns the pair as it now is.

        Raises:
            PairError: another verdict, or an id that is none of an article and a video.
        """
        if verdict not in VERDICTS:
            raise PairError(f"A verdict is accept or reject, not {verdict!r}.")
        return self._record(article_id, video_id, verdict, by, why)

    def undo(self, article_id: str, video_id: str, by: str) -> Pair | None:
        """Take the last decision back (that too is recorded); the pair as the engine sees it."""
        self._record(article_id, video_id, UNDO, by, "")
        found = self.list(article=article_id, video=video_id)
        return found[0] if found else None

    def list(
        self,
        *,
        state: str | None = None,
        min_score: float = 0.0,
        article: str | None = None,
        video: str | None = None,
    ) -> PairList:
        """Pairs, best score first, decisions in force; ``article``/``video`` are item ids."""
        article_number = None if article is None else read_id(article)
        video_number = None if video is None else read_id(video)
        if (article is not None and article_number is None) or (
            video is not None and video_number is None
        ):
            return []
        with self.begin_read() as connection:
            found = self._in_force(connection, article_number, video_number)
        wanted = [p for p in found if (not state or p.state == state) and p.score >= min_score]
        return sorted(wanted, key=lambda p: (-p.score, p.article_id, p.video_id))

    def of(self, item_id: str) -> PairList:
        """The pairs of one item, whichever half it is."""
        number = read_id(item_id)
        if number is None:
            return []
        with self.begin_read() as connection:
            found = self._in_force(connection, number, None)
            found += self._in_force(connection, None, number)
        return sorted(found, key=lambda p: -p.score)

    def partners(self, connection: Connection, numbers: Sequence[int]) -> PairList:
        """The linked and accepted pairs in which any of the items takes part."""
        if not numbers:
            return []
        found = self._in_force(connection, numbers, None) + self._in_force(
            connection, None, numbers
        )
        unique = {(p.article_id, p.video_id): p for p in found}
        return [p for p in unique.values() if p.state in ("linked", "accepted")]

    def decisions(self, article_id: str, video_id: str) -> History:
        """The whole history of decisions on a pair, oldest first."""
        table = schema.decision
        with self.begin_read() as connection:
            rows = connection.execute(
                select(table)
                .where(
                    table.c.outlet_id == self.outlet_id,
                    table.c.article_id == read_id(article_id),
                    table.c.video_id == read_id(video_id),
                )
                .order_by(table.c.number)
            )
            return [
                {"verdict": r.verdict, "by": r.by, "at": from_ms(r.at), "why": r.why} for r in rows
            ]

    def _in_force(
        self,
        connection: Connection,
        articles: int | Sequence[int] | None,
        videos: int | Sequence[int] | None,
    ) -> PairList:
        found: dict[tuple[int, int], Pair] = {}
        for row in connection.execute(self._restrict(schema.pair, articles, videos)):
            found[row.article_id, row.video_id] = Pair(
                article_id=show_id(row.article_id),
                video_id=show_id(row.video_id),
                state=row.state,
                score=row.score,
                evidence=tuple(Evidence(**e) for e in row.evidence),
            )
        for row in connection.execute(self._decided(articles, videos)):
            if row.verdict not in VERDICTS:
                continue
            engine = found.get((row.article_id, row.video_id))
            found[row.article_id, row.video_id] = Pair(
                article_id=show_id(row.article_id),
                video_id=show_id(row.video_id),
                state=VERDICTS[row.verdict],
                score=engine.score if engine else 0.0,
                evidence=engine.evidence if engine else (),
                decided_by=row.by,
                decided_at=from_ms(row.at),
                why=row.why,
            )
        return list(found.values())

    def _decided(
        self, articles: int | Sequence[int] | None, videos: int | Sequence[int] | None
    ) -> Any:
        table, other = schema.decision, schema.decision.alias("other")
        last = (
            select(func.max(other.c.number))
            .where(
                other.c.outlet_id == table.c.outlet_id,
                other.c.article_id == table.c.article_id,
                other.c.video_id == table.c.video_id,
            )
            .correlate(table)
            .scalar_subquery()
        )
        return self._restrict(table, articles, videos).where(table.c.number == last)

    def _restrict(
        self,
        table: Any,
        articles: int | Sequence[int] | None,
        videos: int | Sequence[int] | None,
    ) -> Any:
        statement = select(table).where(table.c.outlet_id == self.outlet_id)
        for column, wanted in ((table.c.article_id, articles), (table.c.video_id, videos)):
            if isinstance(wanted, int):
                statement = statement.where(column == wanted)
            elif wanted is not None:
                statement = statement.where(column.in_(wanted))
        return statement

    def _record(self, article_id: str, video_id: str, verdict: str, by: str, why: str) -> Pair:
        article, video = read_id(article_id), read_id(video_id)
        with self.begin_write() as connection:
            if self._kind(connection, article) != "article":
                raise PairError(f"{article_id} is no article in this store.")
            if self._kind(connection, video) != "video":
                raise PairError(f"{video_id} is no video in this store.")
            table = schema.decision
            last = connection.scalar(
                select(func.max(table.c.number)).where(
                    table.c.outlet_id == self.outlet_id,
                    table.c.article_id == article,
                    table.c.video_id == video,
                )
            )
            connection.execute(
                insert(table).values(
                    outlet_id=self.outlet_id,
                    article_id=article,
                    video_id=video,
                    number=(last or 0) + 1,
                    verdict=verdict,
                    by=by,
                    at=to_ms(self.clock()),
                    why=why,
                )
            )
            self.bump_version(connection)
            found = self._in_force(connection, article, video)
        if found:
            return found[0]
        return Pair(article_id=article_id, video_id=video_id, state="proposed", score=0.0)

    def _kind(self, connection: Connection, number: int | None) -> str | None:
        table = schema.item
        return connection.scalar(
            select(table.c.kind).where(table.c.outlet_id == self.outlet_id, table.c.id == number)
        )

    def _pair_row(self, pair: Pair) -> dict[str, Any]:
        return {
            "outlet_id": self.outlet_id,
            "article_id": read_id(pair.article_id),
            "video_id": read_id(pair.video_id),
            "state": pair.state,
            "score": pair.score,
            "evidence": [
                {"kind": e.kind, "detail": e.detail, "weight": e.weight} for e in pair.evidence
            ],
        }
