"""Whatever comes, goes, is merged and split: nothing is lost, and all that is derived agrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connectors.contract import Batch, SourceSpec
from connectors.items import Article, Gone, Link, Newsletter, Reading, Status, Video
from dashboard.store import MergeError, PairError, Store, TimelineQuery, open_store, schema
from dashboard.store.identity import keys_of, keys_pointed_at, show_id
from dashboard.store.merge import merge
from dashboard.store.model import Pair, Topic
from dashboard.store.recall import Recall
from tests.store.conftest import NOON, Clock

SOURCES = {
    "news": "feed", "city": "feed", "posts": "wordpress", "pages": "pages", "channel": "youtube",
    "letters": "newsletter", "files": "import",
}  # fmt: skip
FILMS = ("abcdefghijk", "ABCDEFGHIJK")
small = st.integers(0, 3)
acts = st.lists(
    st.tuples(
        st.sampled_from(
            ["article"] * 6
            + ["film", "captions", "letter", "gone", "reading", "decide", "undecide", "pair"]
            + ["topics", "merge", "merge", "split", "split", "undo", "late", "imported"]
        ),
        small,
        small,
        small,
    ),
    max_size=25,
)


class History:
    """A store, and what was done to it so far."""

    def __init__(self, path: Path) -> None:
        for old in path.parent.glob(f"{path.name}*"):
            old.unlink()
        self.clock = Clock()
        self.store: Store = open_store(str(path), clock=self.clock)
        self.ids = {
            name: self.store.sources.add(SourceSpec(kind, f"https://a.example/{name}", name)).id
            for name, kind in SOURCES.items()
        }
        self.shown: set[str] = set()
        self.came: set[tuple[str, str]] = set()
        self.decided = 0

    def put(self, name: str, item: Any, **batch: Any) -> None:
        self.came.add((self.ids[name], item.ref))
        self.store.write.batch(self.ids[name], SOURCES[name], Batch(items=(item,), **batch))

    def rows(self) -> list[Any]:
        return list(self.store.timeline.page(TimelineQuery(), limit=500).items)

    def some(self, number: int, kind: str = "") -> Any:
        rows = [row for row in self.rows() if row.kind == (kind or row.kind)]
        return rows[number % len(rows)] if rows else None

    def article(self, one: int, two: int, three: int) -> None:
        name = ("news", "city", "posts", "pages")[two]
        again = "xyz"[three % 3] if SOURCES[name] == "feed" else ""
        self.put(
            name,
            Article(
                ref=f"{one}{again}",
                url=f"https://a.example/{one}/{'abcd'[three]}",
                title=f"Headline {one}{' again' * (three == 3)}",
                body="word " * three,
                published_at=None if two == 3 else NOON - timedelta(hours=one * 7 + two),
                labels=("City", "city")[: three % 3],
                authors=("Ann", "ANN", "Bob")[: (one + three) % 4],
                links=(Link("https://youtu.be/x", video_id=FILMS[three % 2]),) * (one % 2),
                other_ids=(f"https://a.example/?p={one}",) * (two % 2),
            ),
        )

    def film(self, one: int, two: int, three: int) -> None:
        film = FILMS[one % 2]
        page = f"https://a.example/{two}/a"
        item = Video(
            ref=film, url=f"https://youtu.be/{film}", title=f"Film {three}", video_id=film,
            published_at=NOON - timedelta(hours=three), links=(Link(page),),
        )  # fmt: skip
        self.put("channel", item)

    def captions(self, one: int, two: int, _: int) -> None:
        film = FILMS[one % 2]
        item = Video(
            ref=f"captions:{film}", url=f"https://youtu.be/{film}", title="", video_id=film,
            captions=f"said {two}",
        )  # fmt: skip
        self.put("files", item)

    def letter(self, one: int, two: int, three: int) -> None:
        links = (Link(f"https://a.example/{two}/{'abcd'[three]}"), Link("https://b.example/x"))
        self.put("letters", Newsletter(ref=f"<{one}@a>", url="", title="Letter", links=links))

    def imported(self, one: int, two: int, _: int) -> None:
        kinds: list[Callable[..., Any]] = [Article, Newsletter]
        kind = kinds[two % 2]
        self.put("files", kind(ref=f"id:{one}", url="", title="Mine", published_at=NOON))

    def gone(self, one: int, two: int, _: int) -> None:
        came = sorted(self.came)
        if came:
            source, ref = came[(one * 4 + two) % len(came)]
            kind = next(SOURCES[n] for n, i in self.ids.items() if i == source)
            status = (Status.REMOVED, Status.PRIVATE)[two % 2]
            self.store.write.batch(source, kind, Batch(gone=(Gone(ref=ref, status=status),)))

    def reading(self, one: int, two: int, three: int) -> None:
        item = Article(ref=f"{one}", url=f"https://a.example/{one}/a", title=f"Headline {one}")
        reading = Reading(
            ref=f"{one}", metric="views", value=two, origin="site",
            observed_at=NOON - timedelta(hours=three),
        )  # fmt: skip
        self.put("posts", item, readings=(reading,))

    def decide(self, one: int, two: int, three: int) -> None:
        article, film = self.some(one, "article"), self.some(two, "video")
        if article and film:
            self.store.pairs.decide(article.id, film.id, ("accept", "reject")[three % 2], "Ann")
            self.decided += 1

    def undecide(self, one: int, two: int, _: int) -> None:
        article, film = self.some(one, "article"), self.some(two, "video")
        if article and film:
            self.store.pairs.undo(article.id, film.id, "Ann")
            self.decided += 1

    def pair(self, one: int, two: int, _: int) -> None:
        film = self.some(two, "video")
        known = sorted(self.shown)  # the engine may have read an item that is another's by now
        if film and known:
            pair = Pair(
                article_id=known[one % len(known)], video_id=film.id, state="proposed", score=0.5
            )
            self.store.pairs.replace([pair], [film.id])

    def topics(self, one: int, two: int, _: int) -> None:
        row = self.some(one)
        if row:
            self.store.topics.replace({row.id: [Topic(f"t{two}", f"T{two}", 0.5)]})

    def merge(self, one: int, two: int, _: int) -> None:
        row, other = self.some(one), self.some(two)
        if row and other:
            self.store.people.merge(row.id, other.id, "Ann")

    def split(self, one: int, two: int, _: int) -> None:
        row = self.some(one)
        detail = row and self.store.timeline.detail(row.id)
        if detail:
            seen = detail.sightings[two % len(detail.sightings)]
            self.store.people.split(row.id, seen.source_id, seen.ref, "Ann")

    def undo(self, one: int, two: int, _: int) -> None:
        row = self.some(one * 4 + two)
        if row:
            self.store.people.undo(row.id, "Ann")

    def late(self, *_: int) -> None:
        self.clock.forward(days=31)
        self.store.terms.drop_stale()


@given(acts)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_is_lost_and_everything_derived_agrees(
    tmp_path: Path, done: list[tuple[str, int, int, int]]
) -> None:
    history = History(tmp_path / "one.db")
    store = history.store
    for verb, *how in done:
        try:
            getattr(history, verb)(*how)
        except (MergeError, PairError):
            continue
        finally:
            history.clock.forward(minutes=1)
        assert store.check() == [], verb
        history.shown |= {row.id for row in history.rows()}
    assert_derived(store)
    lost = {old for old in history.shown if not store.timeline.rows([old])}
    assert not lost, "an id that was shown leads nowhere"
    with store.begin_read() as connection:
        table, log = schema.sighting, schema.decision
        held = connection.execute(select(table.c.source_id, table.c.ref))
        assert {tuple(row) for row in held} == history.came
        assert len(connection.execute(select(log)).all()) == history.decided
    store.close()


def assert_derived(store: Store) -> None:
    """Each item is what its sightings make of it, and so are its pointers and facets."""
    with store.begin_read() as connection:
        rows = {row.id: row for row in connection.execute(select(schema.item))}
        items = Recall(connection, store.outlet_id).items(rows)
        known = set(connection.scalars(select(schema.identity.c.key)))
        pointer = select(schema.pointer.c.key, schema.pointer.c.item_id)
        pointers = {tuple(row) for row in connection.execute(pointer)}
    expected = set()
    for number, stored in items.items():
        merged = merge(stored.sightings.values())
        row = rows[number]
        assert (row.title, tuple(row.labels), tuple(row.authors), row.status) == (
            merged.item.title, merged.item.labels, merged.item.authors, str(merged.item.status),
        )  # fmt: skip
        expected |= {(key, number) for key in keys_pointed_at(merged.item)}
        found = store.timeline.page(TimelineQuery(text=merged.item.title, sources=()), limit=500)
        assert show_id(number) in {row.id for row in found.items}
        for author in merged.item.authors:
            page = store.timeline.page(TimelineQuery(text=f'author:"{author}"'), limit=500)
            assert show_id(number) in {row.id for row in page.items}
        for (source, _), sighting in stored.sightings.items():
            assert set(keys_of(sighting.item, source)) & known
    assert pointers == expected
