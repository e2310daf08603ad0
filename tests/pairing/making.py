"""A small outlet for pairing tests: short words for items, and a real store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.contract import Batch
from connectors.items import AnyItem, Article, Link, LinkRel, Video
from dashboard.store import Store, open_store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SITE = "https://news.example"


def article(
    name: str, title: str, *, hours: float = 0, embeds: Sequence[str] = (), **more: Any
) -> Article:
    """An article so many hours after ``NOW``; ``embeds`` are YouTube ids."""
    links = tuple(
        Link(f"https://www.youtube.com/embed/{id_}", LinkRel.EMBED, id_) for id_ in embeds
    )
    return Article(
        ref=name, url=f"{SITE}/{name}", title=title, published_at=NOW + timedelta(hours=hours),
        **{"links": links, **more},
    )  # fmt: skip


def video(
    id_: str, title: str, *, hours: float = 0, pages: Sequence[str] = (), **more: Any
) -> Video:
    """A video so many hours after ``NOW``; its description links ``pages``, names of articles."""
    links = tuple(Link(f"{SITE}/{page}") for page in pages)
    return Video(
        ref=id_, video_id=id_, url=f"https://www.youtube.com/watch?v={id_}", title=title,
        published_at=NOW + timedelta(hours=hours), **{"links": links, **more},
    )  # fmt: skip


def empty_store(path: Path, name: str = "pairs.db") -> Store:
    """A new store, in which the items below were published in the last days."""
    return open_store(str(path / name), clock=lambda: NOW + timedelta(days=3))


def put(store: Store, *items: AnyItem) -> None:
    """Let items arrive."""
    for item in items:
        kind = "youtube" if isinstance(item, Video) else "feed"
        store.write.batch(kind, kind, Batch(items=(item,)))


def id_of(store: Store, name: str) -> str:
    """The id of an article by its name, of a video by its YouTube id."""
    row = store.timeline.find(name) or store.timeline.find(f"{SITE}/{name}")
    assert row is not None, name
    return row.id


def states(store: Store) -> dict[tuple[str, str], str]:
    """Article name and YouTube id of every pair, with its state."""
    pairs = store.pairs.list()
    rows = {
        r.id: r for r in store.timeline.rows([i for p in pairs for i in (p.article_id, p.video_id)])
    }
    return {
        (rows[p.article_id].url.removeprefix(f"{SITE}/"), rows[p.video_id].video_id or ""): p.state
        for p in pairs
    }
