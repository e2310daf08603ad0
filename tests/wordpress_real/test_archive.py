"""A first sync of a real WordPress: each public post once, as the public sees it."""

from __future__ import annotations

from datetime import datetime

import pytest

from connectors.items import LinkRel
from connectors.urls import canonical_url
from tests.wordpress_real.conftest import Filled, Rundown


@pytest.mark.parametrize("root", ["wp-json/", "?rest_route=/", "index.php?rest_route=/"])
def test_each_public_post_is_there_once_as_it_is(
    filled: Filled, rundown: Rundown, root: str
) -> None:
    rundown.follow("wordpress", filled.wordpress.url + root)
    first = rundown.sync()
    items = rundown.items()
    wanted = {post.planned.title: post for post in filled.public()}
    assert first.items_new == len(wanted)
    assert set(items) == set(wanted)
    for title, post in wanted.items():
        row, given = items[title], post.planned.post
        stated = datetime.fromisoformat(f"{given['post_date_gmt']}+00:00")
        assert (row.published_at, row.date_basis) == (stated, "stated")
        assert row.url == canonical_url(post.made["url"])
        assert row.labels == post.planned.labels
        assert row.authors == (given.get("author_name", "editor"),)
        embedded = [link for link in row.links if link.rel is LinkRel.EMBED]
        assert [k.video_id for k in embedded if k.video_id] == list(post.planned.video_ids), title
        assert [k.url for k in embedded if not k.video_id] == list(post.planned.frames), title


def test_a_second_sync_asks_once_and_changes_nothing(filled: Filled, rundown: Rundown) -> None:
    rundown.follow("wordpress", f"{filled.wordpress.url}wp-json/")
    rundown.sync()
    before = rundown.items()
    again = rundown.sync()
    assert (again.requests, again.unchanged) == (1, 1)
    assert (again.items_new, again.items_changed, again.items_gone) == (0, 0, 0)
    assert rundown.items() == before


def test_a_picked_post_shows_its_picture_and_its_excerpt(filled: Filled, rundown: Rundown) -> None:
    rundown.follow("wordpress", f"{filled.wordpress.url}wp-json/")
    rundown.sync()
    row = rundown.items()["Pinned since spring"]
    assert row.summary == "What stands in the excerpt."
    assert row.image is not None
    picture = filled.titled("Pinned since spring").made["picture"]
    assert (row.image.url, row.image.alt) == (picture, "Seen from the quay")


def test_of_a_protected_post_only_the_headline_is_told(filled: Filled, rundown: Rundown) -> None:
    rundown.follow("wordpress", f"{filled.wordpress.url}wp-json/")
    rundown.follow("feed", f"{filled.wordpress.url}feed/")
    rundown.sync()
    row = rundown.items()["For subscribers only"]
    detail = rundown.store.timeline.detail(row.id)
    assert detail is not None
    assert (row.summary, detail.body, row.links) == ("", "", ())
