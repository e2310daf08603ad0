"""What happens to a real WordPress after its archive was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.discovery import classify, discover
from connectors.urls import canonical_url
from dashboard.sync.environment import make_environment
from tests.wordpress_real.conftest import Filled, Rundown


@pytest.fixture
def made(filled: Filled) -> Callable[..., Any]:
    """Makes a post that no other test knows."""

    def make(title: str, **fields: object) -> Any:
        post = {"post_title": title, "post_content": "<p>New.</p>", "post_status": "publish"}
        return filled.wordpress.run("seed", posts=[post | fields])[0]

    return make


@pytest.fixture
def followed(filled: Filled, rundown: Rundown) -> Rundown:
    rundown.follow("wordpress", f"{filled.wordpress.url}wp-json/")
    rundown.sync()
    return rundown


def test_a_new_post_an_edit_and_a_new_slug_are_picked_up(
    filled: Filled, followed: Rundown, made: Callable[..., Any]
) -> None:
    count = len(followed.items())
    post = made("Before the edit")
    assert followed.sync().items_new == 1
    before = followed.items()["Before the edit"]
    edit = {"ID": post["id"], "post_title": "After the edit", "post_name": "quite-another"}
    edited = filled.wordpress.run("update", post=edit)
    result = followed.sync()
    assert (result.items_new, result.items_changed) == (0, 1)
    after = followed.items()["After the edit"]
    assert after.id == before.id
    assert (after.url, after.corrections) == (canonical_url(edited["url"]), 1)
    assert after.url != before.url
    assert len(followed.items()) == count + 1
    assert followed.settled()


@pytest.mark.parametrize("how", ["bin", "destroy"])
def test_a_post_that_is_taken_away_is_marked(
    filled: Filled, followed: Rundown, made: Callable[..., Any], how: str
) -> None:
    post = made(f"To be gone by {how}")
    followed.sync()
    filled.wordpress.run(how, id=post["id"])
    result = followed.sync()
    assert (result.items_gone, result.items_new) == (1, 0)
    assert followed.items()[f"To be gone by {how}"].status == "removed"
    assert followed.settled()


def test_an_old_post_that_is_made_private_is_marked_and_comes_back(
    filled: Filled, followed: Rundown
) -> None:
    old = filled.titled("Report 250 from the harbour").made["id"]
    filled.wordpress.run("update", post={"ID": old, "post_status": "private"})
    assert followed.sync().items_gone == 1
    assert followed.items()["Report 250 from the harbour"].status == "removed"
    filled.wordpress.run("update", post={"ID": old, "post_status": "publish"})
    assert followed.sync().items_changed == 1
    assert followed.items()["Report 250 from the harbour"].status == "public"


def test_a_scheduled_post_is_seen_once_its_time_has_come(
    filled: Filled, followed: Rundown, made: Callable[..., Any]
) -> None:
    post = made("Embargoed", post_status="future", post_date_gmt="2031-01-01 00:00:00")
    followed.sync()
    assert "Embargoed" not in followed.items()
    # It turns public as it was saved: by its last change nobody would know.
    filled.wordpress.run("publish", id=post["id"])
    assert followed.sync().items_new == 1
    row = followed.items()["Embargoed"]
    assert (row.date_basis, row.updated_at) == ("stated", None)


def test_a_post_that_gets_a_password_loses_its_text(
    filled: Filled, followed: Rundown, made: Callable[..., Any]
) -> None:
    post = made("Locked later", post_content="<p>Open until then.</p>")
    followed.sync()
    before = followed.items()["Locked later"]
    assert before.summary == "Open until then."
    filled.wordpress.run("update", post={"ID": post["id"], "post_password": "sesame"})
    followed.sync()
    assert followed.items()["Locked later"].summary == ""


def test_feed_and_interface_of_one_site_make_one_item_of_each_post(
    filled: Filled, rundown: Rundown, made: Callable[..., Any]
) -> None:
    rundown.follow("feed", f"{filled.wordpress.url}feed/")
    post = made("Told twice", post_status="draft")
    filled.wordpress.run("update", post={"ID": post["id"], "post_status": "publish"})
    fed = rundown.sync().items_new
    assert fed >= len(filled.public())  # WordPress's feed has older pages, too
    told = rundown.items()
    # Its slug changes between the two sources' looks; its GUID (?p=…) does not.
    filled.wordpress.run("update", post={"ID": post["id"], "post_name": "told-otherwise"})
    rundown.follow("wordpress", f"{filled.wordpress.url}wp-json/")
    assert rundown.sync().items_new == 0
    rows = rundown.items()
    assert {len(row.sources) for row in rows.values()} == {2}
    assert rows["Told twice"].id == told["Told twice"].id
    times = {title: row.published_at for title, row in told.items() if title in rows}
    assert times == {title: rows[title].published_at for title in times}


def test_the_home_page_leads_to_the_interface_alone(filled: Filled, rundown: Rundown) -> None:
    env = make_environment(rundown.settings, rundown.store.sources)
    found = discover(filled.wordpress.url, env)
    assert [(s.kind, s.url) for s in found.sources] == [
        ("wordpress", f"{filled.wordpress.url}wp-json/")
    ]
    assert found.outlet_name == "The Harbour & Hill"
    assert found.timezone_hint == "America/St_Johns"
    [named] = classify(f"{filled.wordpress.url}wp-json/wp/v2/posts", env)
    assert named.kind == "wordpress"
    assert named.gives.endswith("articles, the whole archive")
    env.http.close()


def test_plain_permalinks_are_found_behind_a_query(filled: Filled, rundown: Rundown) -> None:
    wordpress = filled.wordpress
    wordpress.run("option", name="permalink_structure", value="")
    env = make_environment(rundown.settings, rundown.store.sources)
    try:
        found = discover(wordpress.url, env)
        [source] = found.sources
        assert (source.kind, source.url.partition("?")[2]) == ("wordpress", "rest_route=/")
        rundown.follow(source.kind, source.url)
        rundown.sync()
        assert rundown.items()["Report 3 from the harbour"].url.partition("?")[2].startswith("p=")
    finally:
        wordpress.run("option", name="permalink_structure", value="/%year%/%monthnum%/%postname%/")
        env.http.close()
