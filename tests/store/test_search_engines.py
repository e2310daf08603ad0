"""Full-text search finds the same on both engines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import SourceSpec
from dashboard.store import Store, TimelineQuery, open_store
from dashboard.store.search import CREATE_TABLE, spaced
from dashboard.store.search_postgres import spans
from dashboard.store.search_vectors import LAST_POSITION, vector, words_of
from tests.postgres import PostgresServer
from tests.store.conftest import NOON
from tests.store.made import article, put

ALPHABETS = (
    "abcXYZ019",
    "éÉüßøåñçğİıŞș",
    "e\u0301u\u0308o\u0327",
    "абвЙйЁё",
    "αβάΆώ",
    "سلامأإآة\u064b",
    "हिन्दी़ाि",
    "서울한국",
    "首尔暴雨",
    "ไทย",
    "Ⅷ½²٣",
    " -_.,'’\"*:()/@#%&\\\n",
)
LETTERS = st.sampled_from("".join(ALPHABETS))

SAID = """floods flood council Überschwemmung uberschwemmung harbour harbor-side 2026 3.5 don't
naïve Москва Киев बाढ़ हज़ारों 首尔暴雨成灾 暴雨 서울에서 홍수 السيول المدينة Θεσσαλονίκη a b c"""
WORDS = tuple(SAID.split())


@pytest.fixture(scope="module")
def tokenizer() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(CREATE_TABLE.replace(" content='',", ""))
    connection.execute("CREATE VIRTUAL TABLE token USING fts5vocab(item_search, instance)")
    yield connection
    connection.close()


@given(text=st.text(LETTERS, max_size=40))
def test_texts_are_taken_apart_as_sqlite_does(tokenizer: sqlite3.Connection, text: str) -> None:
    tokenizer.execute("DELETE FROM item_search")
    tokenizer.execute("INSERT INTO item_search(title) VALUES (?)", (spaced(text),))
    found = tokenizer.execute("SELECT term FROM token ORDER BY offset")
    assert words_of(spaced(text)) == [term for (term,) in found if term]


@pytest.fixture(scope="module")
def engines(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Store]]:
    """The same archive on both."""
    url = postgres.new()
    stores = [
        open_store(where, clock=lambda: NOON)
        for where in (str(tmp_path_factory.mktemp("search") / "s.db"), url)
    ]
    words = len(WORDS)
    items = [
        article(
            n,
            title=" ".join(WORDS[(n * step) % words] for step in (1, 3, 5)),
            summary=" ".join(WORDS[(n * step) % words] for step in (2, 7)),
            body=" ".join(WORDS[(n + step) % words] for step in range(n % 6)),
            authors=(f"{WORDS[n % words]} Bee",),
            labels=(WORDS[(n * 11) % words],),
            published_at=NOON - timedelta(hours=n**2),
        )
        for n in range(1, 260)
    ]
    for store in stores:
        source = store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
        put(store, source, *items)
    yield stores[0], stores[1]
    for store in stores:
        assert store.check() == []
        store.close()
    postgres.drop(url)


TERM = st.builds(
    lambda minus, field, words, shape: f"{minus}{field}{shape.format(' '.join(words))}",
    st.sampled_from(["", "", "", "-"]),
    st.sampled_from(["", "", "", "title:", "author:", "label:"]),
    st.lists(st.sampled_from((*WORDS, "bee", "har", "मो", "暴", "_", "("))).filter(bool),
    st.sampled_from(['"{}"', "{}", "{}*"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(TERM, min_size=1, max_size=3).map(" ".join), limit=st.integers(1, 60))
def test_both_engines_find_the_same(engines: tuple[Store, Store], text: str, limit: int) -> None:
    query = TimelineQuery(text=text)
    lite, server = (store.timeline.page(query, limit=limit) for store in engines)
    assert [row.id for row in server.items] == [row.id for row in lite.items]
    assert server.next == lite.next
    if lite.next:
        lite, server = (store.timeline.page(query, after=lite.next) for store in engines)
        assert [row.id for row in server.items] == [row.id for row in lite.items]


def test_pages_of_a_search_join_over_years(engines: tuple[Store, Store]) -> None:
    """Its spans grow; no item falls between two of them, and none is in both."""
    for query in (
        TimelineQuery(text="bee"),
        TimelineQuery(text="bee", until=NOON - timedelta(days=100)),
        TimelineQuery(text="floods", since=NOON - timedelta(days=800)),
        TimelineQuery(text="nowhere"),
    ):
        expected = [row.id for row in engines[0].timeline.page(query, limit=1000).items]
        found: list[str] = []
        after = None
        while True:
            page = engines[1].timeline.page(query, limit=7, after=after)
            found += [row.id for row in page.items]
            if (after := page.next) is None:
                break
        assert found == expected
        for cursor in expected[::40]:
            counted = [store.timeline.newer(query, cursor, cap=50) for store in engines]
            assert counted[0] == counted[1]


@given(
    low=st.integers(-(1 << 62), 1 << 62),
    length=st.integers(1, 1 << 62),
)
def test_spans_cover_everything_once(low: int, length: int) -> None:
    found = list(spans(low, low + length))
    assert found[0].high == low + length
    assert found[-1].low == low
    assert all(newer.low == older.high for newer, older in pairwise(found))


def test_a_text_of_any_length_can_be_indexed(postgres: PostgresServer, tmp_path: Path) -> None:
    """The end of a long text is found word by word, and a word of a thousand letters by itself."""
    url = postgres.new()
    store = open_store(url, clock=lambda: NOON)
    source = store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    long = " ".join(f"word{n}" for n in range(LAST_POSITION + 500))
    put(
        store,
        source,
        article(1, body=long),
        article(2, body="x" * 3000 + " again" * 400, title="again"),
    )
    put(store, source, article(3, body=" ".join(chr(0x4E00 + n % 9000) for n in range(400_000))))

    def found(text: str) -> list[str]:
        return [row.title for row in store.timeline.page(TimelineQuery(text=text)).items]

    assert found(f"word{LAST_POSITION + 400}") == ["Headline 1"]
    assert found("x" * 3000) == ["again"]
    assert found('"word7 word8"') == ["Headline 1"]
    assert store.check() == []
    store.close()
    postgres.drop(url)


def test_a_vector_is_never_more_than_postgres_takes() -> None:
    many = " ".join(f"{n:0150}" for n in range(20_000))
    assert len(vector(0, ("", "", many, "", ""))) < 3_000_000
