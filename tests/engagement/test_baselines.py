from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.engagement.baselines import (
    ENOUGH,
    comparable_kind,
    usual_for_each,
    usual_views,
)
from dashboard.engagement.readings import MixedOrigins, Series, views_at
from tests.engagement.strategies import drawn_series, series


def steady(item_id: str, per_hour: float, hours: int = 24) -> Series:
    points = ((age, age * per_hour) for age in range(1, hours + 1))
    return series(*points, item_id=item_id)


FIVE = [steady(str(n), 10.0 * n) for n in (1, 2, 3, 4, 5)]


@given(st.lists(drawn_series(), max_size=12), st.lists(st.floats(0, 2000), max_size=4), st.data())
def test_the_usual_does_not_depend_on_order(
    several: list[Series], ages: list[float], data: st.DataObject
) -> None:
    seed = data.draw(st.integers(0, 99))
    shuffled = list(several)
    random.Random(seed).shuffle(shuffled)
    for one, other in zip(usual_views(several, ages), usual_views(shuffled, ages), strict=True):
        assert one.n == other.n
        assert one.median == pytest.approx(other.median)


@given(st.lists(drawn_series(), max_size=12), st.floats(0, 2000))
def test_the_usual_is_counted_over_those_that_were_read_at_that_age(
    several: list[Series], age: float
) -> None:
    (usual,) = usual_views(several, [age])
    known = [value for one in several if (value := views_at(one, age)) is not None]
    assert usual.n == len(known)
    assert usual.known == (usual.n >= ENOUGH)
    if usual.median is not None and usual.low is not None and usual.high is not None:
        slack = 1e-9 * max(known)
        assert min(known) - slack <= usual.low <= usual.median + slack
        assert usual.median <= usual.high + slack <= max(known) + 2 * slack


def test_median_and_middle_half_at_an_age() -> None:
    (usual,) = usual_views(FIVE, [10])
    assert (usual.n, usual.low, usual.median, usual.high) == (5, 200, 300, 400)


def test_four_comparable_videos_make_no_usual() -> None:
    (usual,) = usual_views(FIVE[:4], [10])
    assert usual.n == 4
    assert not usual.known


def test_nothing_is_compared_with_itself() -> None:
    own = FIVE[4]
    counts, speeds = usual_for_each(FIVE, [own])
    assert counts[0].n == 4
    assert not speeds[0].known
    counts, speeds = usual_for_each([*FIVE, steady("6", 60)], [own])
    assert counts[0].median == pytest.approx(24 * 30)
    assert speeds[0].median == pytest.approx(30)


def test_without_comparable_videos_there_is_no_usual_and_no_error() -> None:
    assert [usual.n for usual in usual_views([], [1, 2])] == [0, 0]
    counts, speeds = usual_for_each([], FIVE[:1])
    assert counts[0].n == speeds[0].n == 0


def test_the_usual_of_two_origins_does_not_exist() -> None:
    site = series((1, 5), item_id="s", origin="site")
    with pytest.raises(MixedOrigins):
        usual_views([*FIVE, site], [1])
    with pytest.raises(MixedOrigins):
        usual_for_each(FIVE, [site])


def test_a_premiere_is_compared_with_uploads_and_a_nameless_kind_with_its_like() -> None:
    assert comparable_kind("premiere") == "upload"
    assert comparable_kind("short") == "short"
    assert comparable_kind(None) == comparable_kind("unknown") == "unknown"
