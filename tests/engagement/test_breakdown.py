from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from dashboard.engagement.audience import read_audience
from dashboard.engagement.breakdown import by_hour, by_pairing, by_topic, measure
from dashboard.engagement.readings import MixedOrigins, views_at
from dashboard.store import Store
from tests.engagement.outlet import NOW, ZONE


def test_items_are_compared_at_one_age(read_outlet: Store) -> None:
    audience = read_audience(read_outlet, "youtube", NOW)
    measured = measure(audience)
    assert measured.age_h == 48
    for item, value in measured.values:
        assert value == views_at(audience.of(item), 48)


def test_where_nobody_read_early_the_count_so_far_is_taken_and_said(read_outlet: Store) -> None:
    audience = read_audience(read_outlet, "youtube", NOW)
    measured = measure(audience, age_h=5000)
    assert measured.age_h is None
    assert len(measured.values) == len(audience.items)


def test_every_measured_item_is_in_one_group(read_outlet: Store) -> None:
    measured = measure(read_audience(read_outlet, "youtube", NOW))
    for groups in (by_topic(measured), by_hour(measured, ZoneInfo(ZONE)), by_pairing(measured)):
        assert sum(group.n for group in groups) == len(measured.values)


def test_hours_are_those_of_the_outlet(read_outlet: Store) -> None:
    measured = measure(read_audience(read_outlet, "youtube", NOW))
    zone = ZoneInfo(ZONE)
    hours = {f"{item.published_at.astimezone(zone):%H}" for item, _ in measured.values}
    assert {group.id for group in by_hour(measured, zone)} == hours


def test_few_items_are_said_to_be_few(read_outlet: Store) -> None:
    groups = by_hour(measure(read_audience(read_outlet, "youtube", NOW)), ZoneInfo(ZONE))
    for group in groups:
        assert group.small == (group.n < 5) == (group.low is None) == (group.high is None)


def test_paired_and_alone(read_outlet: Store) -> None:
    groups = by_pairing(measure(read_audience(read_outlet, "youtube", NOW)))
    assert {group.id: group.n for group in groups}["paired"] == 6


def test_figures_of_two_origins_are_not_measured_together(read_outlet: Store) -> None:
    youtube = read_audience(read_outlet, "youtube", NOW)
    site = read_audience(read_outlet, "site", NOW)
    mixed = type(youtube)(
        "youtube", youtube.items + site.items, {**youtube.series, **site.series}, {}, None
    )
    with pytest.raises(MixedOrigins):
        measure(mixed)
