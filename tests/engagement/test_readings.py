from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.engagement.readings import (
    MixedOrigins,
    Series,
    make_series,
    one_origin,
    values_at,
    velocity,
    views_at,
)
from dashboard.store.model import ReadingRow
from tests.engagement.strategies import PUBLISHED, drawn_rows, drawn_series, row, series

AGES = st.floats(0, 100 * 24, allow_nan=False)


@given(drawn_series(), AGES, AGES)
def test_views_never_fall_with_age(one: Series, first: float, second: float) -> None:
    earlier, later = (views_at(one, age) for age in sorted((first, second)))
    if earlier is not None and later is not None:
        assert earlier <= later * (1 + 1e-12)


@given(drawn_series(), st.data())
def test_between_two_readings_views_lie_between_them(one: Series, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(one.ages_h) - 2))
    age = data.draw(st.floats(one.ages_h[place], one.ages_h[place + 1]))
    value = views_at(one, age)
    if value is not None:
        low, high = one.values[place], one.values[place + 1]
        assert low * (1 - 1e-12) <= value <= high * (1 + 1e-12)


@given(drawn_series())
def test_at_a_reading_views_are_what_was_read(one: Series) -> None:
    for age, value in zip(one.ages_h, one.values, strict=True):
        assert views_at(one, age) == pytest.approx(value)


@given(drawn_rows(), st.integers(0, 1000))
def test_order_of_readings_does_not_matter(rows: list[ReadingRow], seed: int) -> None:
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    assert make_series(PUBLISHED, shuffled) == make_series(PUBLISHED, rows)


@given(drawn_rows())
def test_a_reading_that_comes_twice_is_one(rows: list[ReadingRow]) -> None:
    assert make_series(PUBLISHED, rows * 2) == make_series(PUBLISHED, rows)


@given(drawn_series(), st.floats(0.01, 5000))
def test_nothing_is_said_beyond_the_last_reading(one: Series, beyond: float) -> None:
    assert views_at(one, one.last_age_h + beyond) is None


def test_nothing_is_said_across_a_wide_gap_but_its_ends_are_known() -> None:
    late = series((300, 9000), (312, 9100))
    assert views_at(late, 48) is None
    assert views_at(late, 300) == 9000
    assert views_at(late, 306) == pytest.approx(9050, rel=0.01)


def test_a_first_reading_within_hours_counts_back_to_publication() -> None:
    assert views_at(series((6, 600)), 0) == 0
    assert 0 < (views_at(series((6, 600)), 2) or 0) < 600


def test_a_count_corrected_downwards_stays() -> None:
    assert series((1, 100), (2, 80), (3, 120)).values == (0, 100, 100, 120)


def test_readings_before_publication_and_of_a_window_are_left_out() -> None:
    assert make_series(PUBLISHED, [row(-1, 5), row(0, 5), row(2, 7, window_s=3600)]) is None
    assert make_series(PUBLISHED, []) is None


def test_velocity_is_views_per_hour_over_the_last_window() -> None:
    steady = series(*((age, age * 50.0) for age in range(1, 25)))
    assert velocity(steady, 6) == pytest.approx(50)


def test_velocity_of_the_young_counts_from_publication() -> None:
    assert velocity(series((2, 300)), 6) == pytest.approx(150)


def test_velocity_is_unknown_where_the_window_begins_in_the_dark() -> None:
    assert velocity(series((500, 9000))) is None
    assert velocity(series((0.1, 3))) is None, "minutes are too short a span"


def test_figures_of_different_origins_are_never_put_together() -> None:
    with pytest.raises(MixedOrigins, match="views of site, views of youtube"):
        one_origin([series((1, 1)), series((1, 1), origin="site")])
    with pytest.raises(MixedOrigins):
        make_series(PUBLISHED, [row(1, 1), row(2, 2, origin="site")])
    with pytest.raises(MixedOrigins):
        make_series(PUBLISHED, [row(1, 1), row(2, 2, metric="likes")])
    assert one_origin([]) == ""
    assert one_origin([series((1, 1)), series((2, 1))]) == "youtube"


@given(drawn_series(), st.lists(AGES, min_size=1, max_size=8))
def test_one_age_and_many_say_the_same(one: Series, ages: list[float]) -> None:
    together = values_at(one, np.array(ages))
    for age, value in zip(ages, together, strict=True):
        alone = views_at(one, age)
        assert (alone is None) == bool(np.isnan(value))
        assert alone is None or alone == pytest.approx(float(value))
