"""The plan of the demo outlet: whole, unique, repeatable and alive."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from connectors.items import LiveState, Status, VideoKind
from dashboard.demo.bank import stories
from dashboard.demo.newsroom import DESKS
from dashboard.demo.plan import Edition, headline_history, truth

OPENING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OPENINGS = [
    OPENING,
    datetime(2026, 3, 1, 0, 0, 30, tzinfo=UTC),
    datetime(2027, 7, 4, 23, 59, tzinfo=UTC),
]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return Edition(OPENING)


@pytest.mark.parametrize("opening", OPENINGS)
def test_sixty_days_hold_some_400_articles_and_150_films(opening: datetime) -> None:
    edition = Edition(opening)
    articles, films = edition.articles_at(opening), edition.films_at(opening)
    assert 370 <= len(articles) <= 430
    assert 140 <= len(films) <= 160
    assert opening - articles[-1].published_at < timedelta(days=60)
    how = Counter(film.belonging for film in films)
    assert 44 <= how["embedded"] <= 56
    assert 20 <= how["linked"] <= 30
    assert 40 <= how["unlinked"] <= 50
    assert 25 <= how["none"] <= 35


def test_the_same_opening_and_seed_give_the_same_edition(edition: Edition) -> None:
    again = Edition(OPENING)
    assert again.articles == edition.articles
    assert again.films == edition.films
    assert Edition(OPENING, seed=8).articles != edition.articles


def test_two_openings_of_one_day_share_what_was_out_before(edition: Edition) -> None:
    earlier = Edition(OPENING.replace(hour=6))
    shared = {a.slug: a for a in edition.articles_at(OPENING.replace(hour=5))}
    assert {a.slug for a in earlier.articles_at(OPENING.replace(hour=5))} == shared.keys()


def test_no_slug_number_or_id_occurs_twice(edition: Edition) -> None:
    articles, films = edition.articles, edition.films
    assert len({a.slug for a in articles}) == len(articles)
    assert len({a.number for a in articles}) == len(articles)
    assert len({f.video_id for f in films}) == len(films)
    assert all(len(f.video_id) == 11 for f in films)


def test_every_embed_and_every_truth_refers_to_what_exists(edition: Edition) -> None:
    ids, slugs = {f.video_id for f in edition.films}, {a.slug for a in edition.articles}
    assert all(video in ids for article in edition.articles for video in article.embeds)
    pairs = truth(OPENING)
    assert len(pairs) > 100
    assert all(slug in slugs and video in ids for slug, video in pairs)
    embedded = {(a.slug, video) for a in edition.articles_at(OPENING) for video in a.embeds}
    shown = {f.video_id for f in edition.films_at(OPENING)}
    assert {pair for pair in embedded if pair[1] in shown} <= set(pairs)


def test_linked_films_name_their_article_and_unlinked_ones_do_not(edition: Edition) -> None:
    paths = {a.slug: a.path for a in edition.articles}
    for film in edition.films:
        if film.article is not None:
            named = paths[film.article] in film.description
            assert named == (film.belonging == "linked")


def test_all_desks_publish_and_the_week_has_its_rhythm(edition: Edition) -> None:
    articles = edition.articles_at(OPENING)
    assert {a.desk.slug for a in articles} == set(DESKS)
    days = Counter(a.published_at.weekday() for a in articles)
    assert days[5] + days[6] < days[1] + days[2]
    hours = Counter(a.published_at.hour for a in articles)
    assert sum(hours[h] for h in range(6, 12)) > 3 * sum(hours[h] for h in range(6))


def test_headlines_come_in_five_other_scripts(edition: Edition) -> None:
    text = "".join(a.headline for a in edition.articles_at(OPENING))
    ranges = {"hi": "ऀ-ॿ", "ko": "가-힯", "ar": "؀-ۿ", "zh": "一-鿿", "cyr": "Ѐ-ӿ"}
    for low, high in (bounds.split("-") for bounds in ranges.values()):
        assert any(low <= letter <= high for letter in text)


def test_headlines_are_corrected_and_remember_their_earlier_wording() -> None:
    history = headline_history(OPENING)
    assert len(history) >= 20
    for before, after in zip(history[::2], history[1::2], strict=True):
        assert before.slug == after.slug
        assert before.headline != after.headline
        assert before.until == after.since


def test_a_correction_shows_when_it_is_made(edition: Edition) -> None:
    article = next(a for a in edition.articles if a.earlier is not None)
    assert article.corrected_at is not None
    just_before = article.corrected_at - timedelta(seconds=1)
    assert article.headline_at(just_before) == article.earlier
    assert article.headline_at(article.corrected_at) == article.headline


def test_broadcasts_change_their_state(edition: Edition) -> None:
    now = Counter(film.live_state_at(OPENING) for film in edition.films_at(OPENING))
    assert now[LiveState.LIVE] == 1
    assert now[LiveState.UPCOMING] == 2
    kinds = {film.kind for film in edition.films_at(OPENING)}
    assert kinds == {VideoKind.UPLOAD, VideoKind.SHORT, VideoKind.LIVE, VideoKind.PREMIERE}
    soon = OPENING + timedelta(minutes=30)
    later = Counter(film.live_state_at(soon) for film in edition.films_at(OPENING))
    assert later[LiveState.LIVE] == 2
    assert later[LiveState.UPCOMING] == 0


def test_a_film_is_private_one_is_gone_and_one_goes_soon(edition: Edition) -> None:
    films = edition.films_at(OPENING)
    now = Counter(film.status_at(OPENING) for film in films)
    assert (now[Status.PRIVATE], now[Status.REMOVED]) == (1, 1)
    soon = Counter(film.status_at(OPENING + timedelta(minutes=5)) for film in films)
    assert soon[Status.REMOVED] == 2


def test_something_new_appears_every_40_to_90_seconds_for_hours(edition: Edition) -> None:
    new = [a.published_at for a in edition.articles if a.published_at > OPENING]
    films = (film for film in edition.films if film.kind is not VideoKind.LIVE)
    new += [film.published_at for film in films if film.published_at > OPENING]
    times = [OPENING, *sorted(new)]
    gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
    assert min(gaps) >= 40
    assert max(gaps) <= 90 * 6  # a step whose film is out already leaves a gap
    assert sorted(gaps)[len(gaps) // 2] <= 90
    assert times[-1] - OPENING > timedelta(hours=30)


def test_every_article_has_a_lead_and_three_to_six_paragraphs(edition: Edition) -> None:
    for article in edition.articles:
        assert 3 <= len(article.paragraphs) <= 6
        assert article.paragraphs[0] == article.summary


def test_the_bank_holds_enough_stories_with_facts_for_each_headline() -> None:
    assert len(stories()) >= 130
    for story in stories():
        assert 1 <= len(story.heads) <= 4
        assert len(story.facts) > len(story.heads)
        assert bool(story.film) == bool(story.about)
