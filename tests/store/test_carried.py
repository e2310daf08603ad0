"""What newsletters carried: found in whichever order issue and articles arrive, and no evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text

from connectors.contract import SourceSpec
from connectors.items import Link, Newsletter
from dashboard.store import Store, TimelineQuery, codec
from dashboard.store.model import ItemRow, Source
from tests.store.conftest import NOON
from tests.store.made import article, put, video


@pytest.fixture
def letters(store: Store) -> Source:
    return store.sources.add(SourceSpec("newsletter", "imaps://desk@mail.example/INBOX", "Mail"))


def issue(number: int, *links: Link, **said: Any) -> Newsletter:
    values: dict[str, Any] = {
        "ref": f"<{number}@a.example>",
        "url": "",
        "title": f"Issue {number}",
        "published_at": NOON,
        "links": links,
    }
    return Newsletter(**(values | said))


STORY = Link("http://www.a.example/news/1/?utm_source=mail", text="In short")
FILM = Link("https://youtu.be/abcdefghijk", video_id="abcdefghijk", text="Watch")
ELSEWHERE = Link("https://b.example/page", text="Elsewhere")
SECRET = Link("https://click.example/ls/click?upn=1", text="Secret", opaque=True)


def rows(store: Store, kind: str) -> list[ItemRow]:
    return list(store.timeline.page(TimelineQuery(kinds=(kind,))).items)


@pytest.mark.parametrize("letter_first", [True, False])
def test_links_lead_to_the_items_that_they_mean(
    store: Store, feed: Source, channel: Source, letters: Source, *, letter_first: bool
) -> None:
    under = [replace(link, heading="To watch") for link in (FILM, STORY)]
    letter = issue(1, *under, ELSEWHERE, SECRET)
    if letter_first:
        put(store, letters, letter)
    put(store, feed, article(1), article(2))
    put(store, channel, video())
    if not letter_first:
        put(store, letters, letter)
    (found,) = rows(store, "newsletter")
    assert [(entry.title, entry.kind, entry.opaque) for entry in found.carried] == [
        ("Film abcdefghijk", "video", False),
        ("Headline 1", "article", False),
        ("Elsewhere", "", False),
        ("Secret", "", True),
    ]
    assert [entry.heading for entry in found.carried] == ["To watch", "To watch", "", ""]
    told = {row.title: [by.title for by in row.carried_by] for row in rows(store, "article")}
    assert told == {"Headline 1": ["Issue 1"], "Headline 2": []}
    assert [by.id for by in rows(store, "video")[0].carried_by] == [found.id]


def test_an_item_of_two_addresses_was_in_the_newsletters_of_both(
    store: Store, feed: Source, letters: Source
) -> None:
    other = store.sources.add(SourceSpec("feed", "https://b.example/feed", "B"))
    put(store, feed, article(1))
    put(store, other, article(2))
    put(store, letters, issue(1, STORY, Link("https://a.example/news/2")), issue(2, STORY))
    put(store, letters, issue(3, Link("https://a.example/news/2")))
    one, two = rows(store, "article")
    found = store.timeline.detail(store.people.merge(one.id, two.id, "Ann"))
    assert found is not None
    assert sorted(by.title for by in found.row.carried_by) == ["Issue 1", "Issue 2", "Issue 3"]
    assert rows(store, "article") == [found.row], "lists know it too"


def test_a_newsletter_that_named_an_earlier_address_is_found_after_a_move(
    store: Store, feed: Source, letters: Source
) -> None:
    put(store, feed, article(1))
    put(store, letters, issue(1, STORY), issue(2, Link("https://a.example/city/one")))
    put(store, feed, article(1, url="https://a.example/city/one"))
    (row,) = rows(store, "article")
    assert row.url == "https://a.example/city/one"
    assert [by.title for by in row.carried_by] == ["Issue 1", "Issue 2"]


def test_what_carried_a_page_of_items_costs_the_same_number_of_questions(
    store: Store, feed: Source, letters: Source
) -> None:
    put(store, feed, *(article(n) for n in range(1, 41)))
    links = (Link(f"https://a.example/news/{n}") for n in range(1, 41))
    put(store, letters, issue(1, *links))

    def asked(limit: int) -> int:
        seen: list[str] = []
        engine = store._database.reader

        def note(_c: object, _k: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        page = store.timeline.page(TimelineQuery(kinds=("article",)), limit=limit)
        event.remove(engine, "before_cursor_execute", note)
        assert all(row.carried_by for row in page.items)
        return len(seen)

    assert asked(2) == asked(40)
    with store.begin_read() as connection:
        if connection.dialect.name == "sqlite":  # PostgreSQL plans by what a table holds
            asked_for = "SELECT key FROM identity WHERE outlet_id = 1 AND item_id IN (1, 2)"
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {asked_for}")).all()
            assert "identity_by_item" in str(plan)


def test_what_a_newsletter_says_makes_no_pair(
    store: Store, feed: Source, letters: Source, channel: Source
) -> None:
    put(store, feed, article(1))
    put(store, channel, video())
    put(store, letters, issue(1, STORY, FILM))
    keys = ["video:abcdefghijk", "url:a.example/news/1"]
    assert store.pointers.pointing_at(keys) == {}


def test_an_issue_that_is_corrected_carries_what_it_says_now(
    store: Store, feed: Source, letters: Source
) -> None:
    put(store, feed, article(1))
    put(store, letters, issue(1, STORY))
    put(store, letters, issue(1, ELSEWHERE))
    assert rows(store, "article")[0].carried_by == ()
    assert [entry.title for entry in rows(store, "newsletter")[0].carried] == ["Elsewhere"]


def test_one_issue_is_one_item_wherever_it_is_found(store: Store, letters: Source) -> None:
    other = store.sources.add(SourceSpec("newsletter", "imaps://two@mail.example/INBOX", "Other"))
    put(store, letters, issue(1, STORY))
    put(store, other, issue(1, STORY), issue(2, title="Issue 1"), issue(3))
    titles = sorted(row.title for row in rows(store, "newsletter"))
    assert titles == ["Issue 1", "Issue 1", "Issue 3"]


def test_issues_without_an_address_stay_apart(store: Store, letters: Source) -> None:
    put(store, letters, *(issue(n) for n in range(5)))
    assert len(rows(store, "newsletter")) == 5


def test_links_of_articles_are_kept_as_they_were_before_links_had_words() -> None:
    kept = codec.encode(article(1, links=(ELSEWHERE, FILM)))
    bare = tuple(Link(link.url, link.rel, link.video_id) for link in (ELSEWHERE, FILM))
    assert b'"text"' in kept
    assert b'"text"' not in codec.encode(article(1, links=bare))
    assert b'"opaque"' not in codec.encode(article(1, links=bare))


LINKS = st.builds(
    Link,
    st.sampled_from(["https://a.example/1", "https://a.example/2"]),
    video_id=st.none() | st.just("abcdefghijk"),
    text=st.text(st.characters(codec="utf-8"), max_size=20),
    opaque=st.booleans(),
    heading=st.text(st.characters(codec="utf-8"), max_size=20),
)


@given(st.lists(LINKS, max_size=5))
def test_an_issue_comes_back_as_it_was_kept(links: list[Link]) -> None:
    letter = issue(1, *links, list_id="a.example")
    assert codec.decode(codec.encode(letter)) == letter
