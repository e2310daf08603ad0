"""What connectors that read pages may know: which articles are thin, which addresses are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from connectors.contract import SourceSpec, ThinArticle
from connectors.items import Status, TimeBasis
from connectors.pages.addresses import same_site
from connectors.urls import identity_key
from dashboard.store import codec, schema
from dashboard.store.base import Part
from dashboard.store.identity import from_ms
from dashboard.store.recall import chunks

MOST_LOOKED_AT = 3_000
"""Articles of a site, newest first, among which thin ones are sought; older ones wait in vain."""
MOST_PASSED_BY = 100_000
"""Articles of all sites, newest first, among which those of one are sought."""
_AT_ONCE = 300
_THIN_KIND, _READS_PAGES = "feed", "pages"
_COMPLETE_KINDS = frozenset({"wordpress", "sitemap"})
"""Sources that know the outlet's own records or have read the page: nothing to add to them."""


class KnownPages(Part):
    """The part of ``connectors.contract.Known`` that is about pages."""

    def thin_articles(self, site: str, limit: int) -> Iterator[ThinArticle]:
        """Thin articles of a site, newest first (see ``connectors.contract.Known``)."""
        found = 0
        for rows in self._newest_articles(site):
            with self.begin_read() as connection:
                sightings = self._sightings_of(connection, [row.id for row in rows])
            for row in rows:
                thin = _thin(row, sightings.get(row.id, []))
                if thin is not None:
                    yield thin
                    found += 1
                    if found >= limit:
                        return

    def refs_known(self, spec: SourceSpec, refs: Iterable[str]) -> set[str]:
        """Those of ``refs`` that a source has brought, whether or not they are gone since."""
        table, found = schema.sighting, set[str]()
        with self.begin_read() as connection:
            source_id = self._source_id(connection, spec)
            for chunk in chunks(refs):
                found |= set(
                    connection.scalars(
                        select(table.c.ref).where(
                            table.c.outlet_id == self.outlet_id,
                            table.c.source_id == source_id,
                            table.c.ref.in_(chunk),
                        )
                    )
                )
        return found

    def refs_after(self, spec: SourceSpec, ref: str, limit: int) -> list[str]:
        """The next refs of a source in their order, without those that are gone."""
        table = schema.sighting
        with self.begin_read() as connection:
            return list(
                connection.scalars(
                    select(table.c.ref)
                    .where(
                        table.c.outlet_id == self.outlet_id,
                        table.c.source_id == self._source_id(connection, spec),
                        table.c.ref > ref,
                        table.c.gone_at.is_(None),
                    )
                    .order_by(table.c.ref)
                    .limit(limit)
                )
            )

    def _source_id(self, connection: Connection, spec: SourceSpec) -> str:
        table = schema.source
        statement = select(table.c.id).where(
            table.c.outlet_id == self.outlet_id,
            table.c.kind == spec.kind,
            table.c.url == spec.url,
        )
        return connection.scalars(statement.limit(1)).first() or ""

    def _newest_articles(self, site: str) -> Iterator[Sequence[Any]]:
        table, below = schema.item, None
        articles = (table.c.outlet_id == self.outlet_id, table.c.kind == "article")
        with self.begin_read() as connection:
            newest = select(table.c.position).where(*articles).order_by(table.c.position.desc())
            oldest = connection.scalar(newest.offset(MOST_PASSED_BY).limit(1))
        wanted: list[Any] = [table.c.status == Status.PUBLIC]
        wanted.append(table.c.url.contains(_tail(site), autoescape=True))
        if oldest is not None:
            wanted.append(table.c.position > oldest)
        columns = (table.c.id, table.c.url, table.c.position, table.c.date_basis, table.c.image)
        for _ in range(0, MOST_LOOKED_AT, _AT_ONCE):
            statement = select(*columns).where(*articles, *wanted)
            if below is not None:
                statement = statement.where(table.c.position < below)
            statement = statement.order_by(table.c.position.desc()).limit(_AT_ONCE)
            with self.begin_read() as connection:
                rows = connection.execute(statement).all()
            if not rows:
                return
            yield [row for row in rows if same_site(row.url, site)]
            below = rows[-1].position

    def _sightings_of(
        self, connection: Connection, item_ids: Sequence[int]
    ) -> dict[int, list[Any]]:
        table, source = schema.sighting, schema.source
        rows = connection.execute(
            select(table.c.item_id, table.c.payload, table.c.changed_at, source.c.kind)
            .join(
                source,
                (source.c.outlet_id == table.c.outlet_id) & (source.c.id == table.c.source_id),
            )
            .where(table.c.outlet_id == self.outlet_id, table.c.item_id.in_(item_ids))
        )
        found: dict[int, list[Any]] = {}
        for row in rows:
            found.setdefault(row.item_id, []).append(row)
        return found


def _tail(site: str) -> str:
    """What the addresses of all pages of a site hold: the last two names of its host."""
    return ".".join(identity_key(site).partition("/")[0].split(".")[-2:])


def _thin(item: Any, sightings: Sequence[Any]) -> ThinArticle | None:
    """The article, if only feeds know it and lack something, or said something new since."""
    kinds = {row.kind for row in sightings}
    if _THIN_KIND not in kinds or kinds & _COMPLETE_KINDS or not item.url:
        return None
    fed_at = max(row.changed_at for row in sightings if row.kind == _THIN_KIND)
    read_at = max((row.changed_at for row in sightings if row.kind == _READS_PAGES), default=None)
    if read_at is not None:
        return ThinArticle(item.url, from_ms(fed_at)) if fed_at > read_at else None
    lacking = item.image is None or item.date_basis == TimeBasis.INFERRED
    if lacking or not any(codec.decode(row.payload).body for row in sightings):
        return ThinArticle(item.url, from_ms(fed_at))
    return None
