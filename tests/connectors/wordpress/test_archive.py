"""A first reading of an archive, on sites that behave and on sites that do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from connectors.contract import NeedsPerson, NotThisKind, RetryLater
from tests.connectors.wordpress.conftest import Reader
from tests.loopback import Asked, LoopbackSite, Reply
from tests.wordpress_lookalike import WordPressLookalike

EVERY = set(range(1, 251))


def items(reader: Reader, **how: int) -> list[int]:
    return [int(one.ref) for batch in reader.pull(**how) for one in batch.items]


def is_page(asked: Asked, number: int) -> bool:
    """Whether a question is for a page of the archive."""
    query = asked.query
    return (
        query.get("orderby") == "date"
        and "content" in query["_fields"]
        and (query["page"] == str(number))
    )


@pytest.mark.parametrize("root", ["/wp-json/", "/?rest_route=/", "/index.php?rest_route=/"])
def test_every_post_comes_once_and_newest_first(
    reader: Reader, wordpress: WordPressLookalike, root: str
) -> None:
    wordpress.root = root
    assert items(reader) == sorted(EVERY, reverse=True)
    wordpress.lists()
    [batch] = reader.pull()
    assert (batch.items, batch.gone) == ((), ())
    assert len(wordpress.site.asked) == 1
    assert reader.largest_checkpoint < 1000


@pytest.mark.parametrize("taken", [1, 2])
def test_a_pull_that_is_killed_goes_on_where_it_was(
    reader: Reader, wordpress: WordPressLookalike, taken: int
) -> None:
    first = items(reader, most=taken)
    assert len(first) == 100 * taken
    wordpress.lists()
    assert sorted(first + items(reader)) == sorted(EVERY)


def test_posts_that_arrive_and_go_between_pages_are_neither_lost_nor_doubled(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    new, old = count(1000), count(249, -1)

    def stir(asked: Asked) -> None:
        if is_page(asked, 1):
            # Three older posts go, so that the following pages begin three posts too late.
            for _ in range(3):
                wordpress.posts[next(old)].status = "trash"
        if is_page(asked, 3):
            wordpress.add(next(new))

    wordpress.before = stir
    reader.pull()
    wordpress.before = lambda _: None
    reader.pull()
    assert reader.shown() == {p.id for p in wordpress.posts.values() if p.status == "publish"}
    assert 1000 in reader.shown()


@pytest.mark.parametrize("largest", [50, 20, 10])
def test_a_site_that_grants_smaller_pages_is_read_in_smaller_pages(
    reader: Reader, wordpress: WordPressLookalike, largest: int
) -> None:
    wordpress.largest = largest
    assert items(reader) == sorted(EVERY, reverse=True)
    wordpress.edit(17, title="Edited")
    assert 17 in items(reader)
    assert reader.articles[17].title == "Edited"


def test_a_site_that_does_not_count_is_read_to_its_end(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    wordpress.tells_totals = False
    assert set(items(reader)) == EVERY
    wordpress.edit(17, title="Edited")
    assert 17 in items(reader)
    assert reader.articles[17].title == "Edited"


def test_a_site_that_ignores_what_it_does_not_know_is_read_all_the_same(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    wordpress.honours_fields = wordpress.honours_modified_after = False
    wordpress.always_embeds = True
    reader.pull()
    assert reader.shown() == EVERY
    assert reader.articles[5].authors == ("Anna Berg",)
    assert not [asked for asked in wordpress.site.asked if asked.path.endswith("/users")]
    wordpress.lists()
    wordpress.edit(17, title="Edited")
    assert 17 in items(reader)
    assert len(wordpress.lists()) <= 4


def failing(
    times: int, wanted: Callable[[Asked], bool], reply: Reply
) -> Callable[[Asked], Reply | None]:
    left: Iterator[int] = iter(range(times))

    def before(asked: Asked) -> Reply | None:
        return reply if wanted(asked) and next(left, None) is not None else None

    return before


@pytest.mark.parametrize("status", [500, 502])
def test_a_page_that_is_too_much_for_a_site_is_asked_for_in_pieces(
    reader: Reader, wordpress: WordPressLookalike, status: int
) -> None:
    wordpress.before = lambda asked: (
        Reply(b"", status) if is_page(asked, 2) and asked.query["per_page"] == "100" else None
    )
    assert sorted(set(items(reader))) == sorted(EVERY)


@pytest.mark.parametrize(
    ("reply", "wait_s"),
    [
        (Reply(b"", 503, {"Retry-After": "120"}), 120.0),
        (Reply(b"", 429, {"Retry-After": "7"}), 7.0),
        (Reply(b"<!DOCTYPE html><html>Just a moment</html>", 200), None),
        (Reply(b"", 500), None),
    ],
    ids=["maintenance", "too many", "a page", "a fault"],
)
def test_a_fault_half_way_keeps_what_was_read_and_the_rest_comes_later(
    reader: Reader, wordpress: WordPressLookalike, reply: Reply, wait_s: float | None
) -> None:
    wordpress.before = failing(99, lambda asked: is_page(asked, 2) or is_page(asked, 3), reply)
    with pytest.raises(RetryLater) as told:
        reader.pull()
    assert told.value.after_s == wait_s
    assert reader.shown() == set(range(151, 251))
    wordpress.before = lambda _: None
    reader.pull()
    assert reader.shown() == EVERY


@pytest.mark.parametrize("status", [401, 403])
def test_a_closed_interface_needs_a_person(
    reader: Reader, wordpress: WordPressLookalike, status: int
) -> None:
    wordpress.before = lambda _: Reply(b'{"code":"rest_login_required"}', status)
    with pytest.raises(NeedsPerson, match="closed") as told:
        reader.pull()
    assert "feed" in told.value.advice


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html><body>Not here</body></html>"),
        Reply(b"", 404),
        Reply(b'{"code":"rest_no_route"}', 404),
        Reply(b'{"an":"object"}'),
        Reply(b"[1, 2"),
    ],
)
def test_what_never_was_an_interface_is_told_so(
    reader: Reader, wordpress: WordPressLookalike, reply: Reply
) -> None:
    wordpress.before = lambda _: reply
    with pytest.raises(NotThisKind):
        reader.pull()


def test_an_interface_that_turns_into_a_page_is_tried_again(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    reader.pull()
    wordpress.before = lambda _: Reply(b"<html>We are moving</html>")
    with pytest.raises(RetryLater, match="something else"):
        reader.pull()
    assert reader.shown() == EVERY


def test_warnings_of_php_before_the_answer_are_passed_over(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    answers = wordpress.site.pages["/wp-json/wp/v2/posts"]

    def noisy(asked: Asked) -> Reply:
        assert callable(answers)
        reply = answers(asked)
        assert isinstance(reply.body, bytes)
        notice = b"<br />\n<b>Warning</b>: Undefined array key [0] in x.php\n"
        return Reply(notice + reply.body, reply.status, reply.headers)

    wordpress.site.pages["/wp-json/wp/v2/posts"] = noisy
    assert set(items(reader)) == EVERY


def test_drafts_private_and_other_kinds_are_not_shown_even_if_they_are_listed(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    for number, told in (
        (1, {"status": "draft"}),
        (2, {"status": "private"}),
        (3, {"type": "page"}),
    ):
        wordpress.posts[number].fields = told
    reader.pull()
    assert reader.shown() == EVERY - {1, 2, 3}
    wordpress.lists()
    reader.pull()
    assert len(wordpress.lists()) == 1


def test_an_empty_site_is_no_fault(site: LoopbackSite, reader: Reader) -> None:
    reader.wordpress = WordPressLookalike(site)
    assert items(reader) == []
    reader.wordpress.add(1)
    assert items(reader) == [1]


def test_an_interface_that_moved_for_good_is_followed(
    reader: Reader, wordpress: WordPressLookalike
) -> None:
    reader.pull()
    site = wordpress.site
    for path in list(site.pages):
        if path.startswith("/wp-json/wp/v2/"):
            new = f"/news{path}"
            site.pages[new] = site.pages[path]
            site.pages[path] = lambda asked: Reply(
                b"",
                301,
                {
                    "Location": f"/news{asked.path}?"
                    + "&".join(f"{k}={v}" for k, v in asked.query.items())
                },
            )
    [batch] = reader.pull()
    assert batch.moved_to == site.url("/news/wp-json/")
    assert batch.checkpoint["root"] == batch.moved_to
