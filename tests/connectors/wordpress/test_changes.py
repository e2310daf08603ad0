"""Readings after the first: what changed, came and went, and what it costs to know."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import NothingKnown
from connectors.environment import Environment
from connectors.web import Http
from connectors.wordpress import walk
from tests.connectors.conftest import Clock
from tests.connectors.wordpress.conftest import Reader
from tests.loopback import LoopbackSite, Reply
from tests.wordpress_lookalike import WordPressLookalike

EVERY = set(range(1, 251))


def test_changes_are_asked_for_in_gmt_and_from_a_little_before(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    reader.pull()
    wordpress.lists()
    wordpress.edit(9, title="Edited", content="<p>Otherwise.</p>")
    reader.pull()
    [since] = [a.query["modified_after"] for a in wordpress.lists() if "modified_after" in a.query]
    assert since.endswith("Z")
    assert since == "2024-01-11T07:00:00Z"  # three hours before the newest of the archive
    assert (reader.articles[9].title, reader.articles[9].body) == ("Edited", "Otherwise.")
    assert reader.articles[9].updated_at == wordpress.posts[9].modified


@pytest.mark.parametrize("embargoed", [False, True])
def test_an_edit_within_the_second_of_the_last_look_is_not_missed(
    reader: Reader, wordpress: WordPressLookalike, env: Environment, embargoed: bool
) -> None:
    wordpress.now = env.clock()
    if embargoed:
        wordpress.posts[3].modified += timedelta(days=2000)
    wordpress.edit(9, title="First")
    wordpress.now = wordpress.posts[9].modified
    reader.pull()
    wordpress.posts[9].title = "Second"
    reader.pull()
    assert reader.articles[9].title == "Second"
    wordpress.now += timedelta(seconds=1)
    reader.pull()
    wordpress.lists()
    reader.pull()
    assert len(wordpress.lists()) == 1


def test_what_disappeared_is_found_without_asking_for_each(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    reader.pull()
    wordpress.posts[245].status = "trash"
    wordpress.posts[30].status = "private"
    del wordpress.posts[7]
    wordpress.lists()
    [gone] = [batch.gone for batch in reader.pull() if len(batch.gone) > 1] or [()]
    assert reader.gone == {245, 30, 7}
    assert {one.ref for one in gone} <= {"30", "7"}
    assert len(wordpress.lists()) <= 9
    reader.pull()
    assert len(wordpress.lists()) == 1
    wordpress.edit(30, status="publish")
    reader.pull()
    assert reader.gone == {245, 7}


def test_one_that_went_recently_is_found_by_looking_at_the_newest(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    reader.pull()
    wordpress.posts[240].status = "trash"
    wordpress.lists()
    reader.pull()
    assert reader.gone == {240}
    walked = [a for a in wordpress.lists() if a.query.get("orderby") == "id"]
    assert len(walked) == 2  # a page of ids, and one question whether it is really gone


def test_a_scheduled_post_that_turned_public_is_found_by_count(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    old = wordpress.add(300, "Embargoed", status="future")
    old.modified = wordpress.posts[3].modified
    reader.pull()
    assert 300 not in reader.shown()
    old.status = "publish"
    reader.pull()
    assert reader.articles[300].title == "Embargoed"
    assert reader.articles[300].updated_at is None


def test_one_that_came_and_one_that_went_at_once_are_found_within_the_hour(
    reader: Reader, wordpress: WordPressLookalike, clock: Clock
) -> None:
    quiet = wordpress.add(300, "Embargoed", status="future")
    quiet.modified = wordpress.posts[3].modified
    reader.pull()
    quiet.status, wordpress.posts[100].status = "publish", "trash"
    clock.forward(timedelta(minutes=61))
    reader.pull()
    reader.pull()
    assert 300 in reader.shown()
    assert reader.gone == {100}


def test_all_ids_are_compared_once_a_week_whatever_the_count_says(
    reader: Reader, wordpress: WordPressLookalike, clock: Clock
) -> None:
    reader.pull()
    wordpress.lists()
    clock.forward(timedelta(days=7, minutes=1))
    reader.pull()
    ids = [a.query["page"] for a in wordpress.lists() if a.query.get("orderby") == "id"]
    assert ids == ["1", "2", "3"]
    reader.pull()
    assert len(wordpress.lists()) == 1


def test_a_long_walk_goes_on_in_the_next_pull(
    reader: Reader,
    wordpress: WordPressLookalike,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wordpress.largest = 10
    monkeypatch.setattr(walk, "MOST_PAGES", 10)
    reader.pull()
    clock.forward(timedelta(days=8))
    wordpress.posts[2].status = "trash"
    wordpress.lists()
    walked = []
    for _ in range(3):
        reader.pull()
        asked = [a.query for a in wordpress.lists()]
        walked.append([int(q["page"]) for q in asked if "page" in q and q["orderby"] == "id"])
    assert [len(pages) for pages in walked] == [10, 10, 5]
    assert all(a + 1 == b for a, b in pairwise(chain.from_iterable(walked)))
    assert reader.gone == {2}


def test_a_site_that_contradicts_itself_takes_nothing_away(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    reader.pull()
    kept = dict(wordpress.posts)
    wordpress.posts = {n: p for n, p in kept.items() if n > 200}
    # It lists fifty posts only, and knows of none when asked for some by their ids.
    wordpress.before = lambda asked: Reply(b"[]") if "include" in asked.query else None
    reader.pull()
    assert reader.gone == set()
    assert "contradict" in " ".join(reader.warnings)
    wordpress.posts, wordpress.before = kept, lambda _: None
    reader.pull()
    assert reader.shown() == EVERY


def test_a_site_that_suddenly_lists_nothing_takes_nothing_away(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    reader.pull()
    wordpress.posts, kept = {}, wordpress.posts
    reader.pull()
    assert reader.gone == set()
    wordpress.posts = kept
    reader.pull()
    assert reader.shown() == EVERY


def test_names_are_asked_for_a_hundred_at_a_time_and_once(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    for number, post in wordpress.posts.items():
        post.author, post.tags, post.categories = 1 + number % 2, (7, 8), (2, 1)
        post.picture = 5000 + number
        wordpress.media[5000 + number] = f"https://files.example/{number}.jpg"
    reader.pull()
    asked = [a.path.rpartition("/")[2] for a in wordpress.site.asked]
    # Pages that are read at the same time may ask for the same name.
    assert all(asked.count(name) <= 3 for name in ("users", "categories", "tags"))
    assert asked.count("media") == 3
    one = reader.articles[6]
    assert one.authors == ("Anna Berg",)
    assert one.labels == ("Arts & Books", "Politics", "harbour", "strike")
    assert one.image is not None
    assert (one.image.url, one.image.alt) == ("https://files.example/6.jpg", "Seen")


def test_names_that_are_kept_closed_are_taken_from_what_is_embedded(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    wordpress.closed = {"users", "categories", "tags"}
    wordpress.posts[250].tags = (8,)
    reader.pull()
    assert reader.shown() == EVERY
    assert reader.articles[250].authors == reader.articles[1].authors == ("Anna Berg",)
    assert reader.articles[250].labels == ("Politics", "strike")
    assert reader.warnings == ()


def test_authors_that_nobody_tells_are_missed_and_nothing_else_is(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    wordpress.closed, wordpress.users = {"users"}, {}
    reader.pull()
    assert reader.shown() == EVERY
    assert (reader.articles[3].authors, reader.articles[3].labels) == ((), ("Politics",))
    assert "bylines" in reader.warnings[0]
    wordpress.lists()
    wordpress.edit(3, title="Edited")
    reader.pull()
    assert not [a for a in wordpress.lists() if "_embed" in a.query]


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "bin", "restore", "publish", "pull"]), st.integers(1, 40)
    ),
    max_size=25,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_whatever_an_outlet_does_in_the_end_we_show_what_it_shows(
    changes: list[tuple[str, int]], http: Http, clock: Clock
) -> None:
    with LoopbackSite() as site:
        wordpress = WordPressLookalike(site, count=30)
        reader = Reader(Environment(http=http, clock=clock, known=NothingKnown()), wordpress)
        reader.pull()
        for what, number in changes:
            known = number in wordpress.posts
            if what == "pull":
                reader.pull()
            elif what == "add" and not known:
                wordpress.now += timedelta(minutes=1)
                wordpress.add(number, date=wordpress.now, modified=wordpress.now)
            elif what == "edit" and known:
                wordpress.edit(number, title=f"{wordpress.posts[number].title}!")
            elif what == "restore" and known:
                wordpress.edit(number, status="publish")
            elif known:
                # Binned, or a scheduled one published: neither changes the time of the last change.
                wordpress.posts[number].status = "trash" if what == "bin" else "publish"
        clock.forward(timedelta(minutes=61))
        wordpress.now += timedelta(minutes=61)
        reader.pull()
        public = {n: p.title for n, p in wordpress.posts.items() if p.status == "publish"}
        if public:
            assert {n: reader.articles[n].title for n in reader.shown()} == public


def test_posts_of_a_type_of_the_sites_own_come_change_and_go(
    wordpress: WordPressLookalike, env: Environment
) -> None:
    wordpress.add_type("interview", "interviews")
    for number in range(1000, 1120):
        wordpress.add(number, kind="interview")
    reader = Reader(env, wordpress, "wp/v2/interviews")
    reader.pull()
    assert reader.shown() == set(range(1000, 1120)), "and no ordinary post"
    wordpress.edit(1003, title="Another headline")
    wordpress.add(1200, kind="interview")
    del wordpress.posts[1007]
    reader.pull()
    assert reader.articles[1003].title == "Another headline"
    assert reader.shown() == {*range(1000, 1120), 1200} - {1007}
