"""A post, its feed entry and its page are one item, whatever of it changes in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.contract import Batch, SourceSpec
from connectors.items import Access, AnyItem, Article, Gone, Link
from dashboard.store import Store, TimelineQuery
from dashboard.store.model import ItemRow

AT = datetime(2026, 11, 1, 6, 0, 5, tzinfo=UTC)
SITE = "https://news.example"
GUID = f"{SITE}/?p=12"
POST = Article(
    ref="12", url=f"{SITE}/story/", title="Story", published_at=AT, other_ids=(GUID,), body="Text."
)
ENTRY = Article(
    ref=GUID, url=f"{SITE}/story/", title="Story", published_at=AT, other_ids=(f"{SITE}/story/",)
)


def put(store: Store, kind: str, url: str, *items: AnyItem, gone: tuple[Gone, ...] = ()) -> None:
    source = store.sources.add(SourceSpec(kind, url))
    store.write.batch(source.id, kind, Batch(items=items, gone=gone))


def rows(store: Store) -> tuple[ItemRow, ...]:
    return store.timeline.page(TimelineQuery()).items


@pytest.mark.parametrize("first", ["post", "entry"])
def test_post_and_entry_are_one_although_the_slug_changed_in_between(
    store: Store, first: str
) -> None:
    entry = replace(ENTRY, url=f"{SITE}/other/", other_ids=(f"{SITE}/other/",))
    arrivals = [("wordpress", f"{SITE}/wp-json/", POST), ("feed", f"{SITE}/feed/", entry)]
    for kind, url, item in arrivals if first == "post" else reversed(arrivals):
        put(store, kind, url, item)
    [row] = rows(store)
    assert row.url == f"{SITE}/story/"


def test_a_site_that_moved_to_another_host_doubles_nothing(store: Store) -> None:
    put(store, "wordpress", f"{SITE}/wp-json/", POST)
    there = replace(
        POST, url="https://new.example/story/", other_ids=(GUID, "https://new.example/?p=12")
    )
    put(store, "wordpress", "https://new.example/wp-json/", replace(there, title="Story, moved"))
    entry = replace(ENTRY, url="https://new.example/other/", other_ids=())
    put(store, "feed", "https://new.example/feed/", entry)
    assert len(rows(store)) == 1


def test_copies_of_a_site_whose_guids_tell_of_its_first_host_stay_apart(store: Store) -> None:
    staging = "https://staging.example/?p=12"
    for number, host in enumerate(("en.example", "ar.example")):
        url = f"https://{host}/story-{number}/"
        at = AT.replace(minute=number)
        own = (staging, f"https://{host}/?p=12")
        item = replace(POST, url=url, other_ids=own, published_at=at, title=host)
        put(store, "wordpress", f"https://{host}/wp-json/", item)
    assert {row.title for row in rows(store)} == {"en.example", "ar.example"}


def test_entries_that_only_share_the_front_page_stay_apart(store: Store) -> None:
    front = f"{SITE}/"
    entries = [replace(ENTRY, ref=f"n{n}", url=front, other_ids=(front,)) for n in range(3)]
    for number, entry in enumerate(entries):
        put(store, "feed", f"{SITE}/feed/", replace(entry, title=f"Note {number}"))
    assert len(rows(store)) == 3


def test_of_a_protected_post_no_other_source_tells_the_text(store: Store) -> None:
    told = replace(ENTRY, summary="There is no excerpt.", body="Password:", links=(Link("x"),))
    put(store, "feed", f"{SITE}/feed/", told)
    put(store, "wordpress", f"{SITE}/wp-json/", replace(POST, body="", access=Access.PROTECTED))
    [row] = rows(store)
    detail = store.timeline.detail(row.id)
    assert detail
    assert (row.summary, detail.body, row.links) == ("", "", ())


def test_what_was_deleted_and_posted_anew_at_the_same_address_is_there(store: Store) -> None:
    root = f"{SITE}/wp-json/"
    put(store, "wordpress", root, POST)
    put(store, "wordpress", root, gone=(Gone(ref="12"),))
    assert rows(store)[0].status == "removed"
    anew = replace(POST, ref="13", title="Anew", other_ids=(f"{SITE}/?p=13",))
    put(store, "wordpress", root, anew)
    [row] = rows(store)
    assert (row.title, row.status) == ("Anew", "public")


MOVED = replace(POST, url=f"{SITE}/story-of-2025/")
HEIR = replace(POST, ref="13", title="Another story", other_ids=(f"{SITE}/?p=13",), body="New.")
HEIRS_ENTRY = replace(ENTRY, ref=f"{SITE}/?p=13", title="Another story")


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("fed", [True, False])
def test_a_slug_that_is_used_again_while_its_first_post_is_there_makes_two(
    store: Store, *, together: bool, fed: bool
) -> None:
    root, feed = f"{SITE}/wp-json/", f"{SITE}/feed/"
    put(store, "wordpress", root, POST)
    put(store, "feed", feed, ENTRY)
    [first] = rows(store)
    if together:
        put(store, "wordpress", root, HEIR, MOVED)
    else:
        put(store, "wordpress", root, MOVED)
        if fed:
            put(store, "feed", feed, HEIRS_ENTRY)
        put(store, "wordpress", root, HEIR)
    put(store, "feed", feed, HEIRS_ENTRY)
    found = {row.title: row for row in rows(store)}
    assert found.keys() == {"Story", "Another story"}
    assert found["Story"].id == first.id
    assert (found["Story"].url, found["Another story"].url) == (MOVED.url, POST.url)
    assert store.timeline.find(POST.url) == found["Another story"], "the address is the new one's"
    assert store.timeline.find(GUID) == found["Story"]
    put(store, "wordpress", root, replace(HEIR, body="Edited."), replace(MOVED, body="Edited."))
    assert len(rows(store)) == 2
    detail = store.timeline.detail(found["Another story"].id)
    assert detail
    assert len(detail.sightings) == 2, "the feed's entry went along"


def test_a_post_that_other_sources_knew_first_is_no_successor(store: Store) -> None:
    page = replace(POST, ref=POST.url, other_ids=())
    put(store, "sitemap", f"{SITE}/sitemap.xml", page)
    put(store, "wordpress", f"{SITE}/wp-json/", POST)
    put(store, "feed", f"{SITE}/feed/", ENTRY)
    assert len(rows(store)) == 1


def test_refs_are_those_that_a_source_still_shows(store: Store) -> None:
    root = f"{SITE}/wp-json/"
    spec = SourceSpec("wordpress", root)
    others = (replace(POST, ref="13", url=f"{SITE}/b/", other_ids=()),)
    put(store, "wordpress", root, POST, *others)
    put(store, "feed", f"{SITE}/feed/", ENTRY)
    assert store.sources.refs_after(spec, "", 9) == ["12", "13"]
    put(store, "wordpress", root, gone=(Gone(ref="12"),))
    assert store.sources.refs_after(spec, "", 9) == ["13"]
    put(store, "wordpress", root, POST)
    assert store.sources.refs_after(spec, "", 9) == ["12", "13"]
