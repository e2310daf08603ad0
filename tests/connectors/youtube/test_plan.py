"""When figures are read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import KnownVideo
from connectors.items import LiveState, Status
from connectors.youtube import plan

NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
spans = st.timedeltas(timedelta(0), timedelta(days=4000))


@st.composite
def videos(draw: st.DrawFn) -> list[KnownVideo]:
    told = draw(st.lists(st.tuples(spans, st.none() | spans, st.sampled_from(LiveState))))
    return [
        KnownVideo(
            f"v{number}", NOW - age, None if read is None else NOW - read, state, Status.PUBLIC
        )
        for number, (age, read, state) in enumerate(told)
    ]


def video(age: timedelta, read: timedelta | None) -> KnownVideo:
    refreshed = None if read is None else NOW - read
    return KnownVideo("v", NOW - age, refreshed, LiveState.NONE, Status.PUBLIC)


@pytest.mark.parametrize(
    ("age", "often"),
    [
        (timedelta(hours=1), timedelta(minutes=15)),
        (timedelta(hours=5), timedelta(hours=1)),
        (timedelta(days=3), timedelta(hours=6)),
        (timedelta(days=20), timedelta(days=1)),
        (timedelta(days=2000), timedelta(days=7)),
    ],
)
def test_readings_grow_rarer_with_age(age: timedelta, often: timedelta) -> None:
    assert plan.interval(video(age, None), NOW) == often


@given(spans, spans)
def test_an_older_video_is_never_read_more_often(one: timedelta, other: timedelta) -> None:
    young, old = sorted([one, other])
    assert plan.interval(video(young, None), NOW) <= plan.interval(video(old, None), NOW)


@given(videos())
def test_whatever_was_not_read_within_21_days_is_due(known: list[KnownVideo]) -> None:
    late = {
        one.video_id
        for one in known
        if one.refreshed_at is None or NOW - one.refreshed_at >= plan.OLDEST
    }
    assert late <= set(plan.due(known, NOW))


@given(videos(), st.integers(0, 5))
def test_no_more_than_the_cap_each_once_and_only_what_is_due(
    known: list[KnownVideo], most: int
) -> None:
    due = plan.due(known, NOW, most)
    assert len(due) == len(set(due)) <= most
    by_id = {one.video_id: one for one in known}
    assert all(plan.due_at(by_id[video_id], NOW) <= NOW for video_id in due)


@given(videos())
def test_what_was_just_read_is_not_due(known: list[KnownVideo]) -> None:
    read = [
        KnownVideo(one.video_id, one.published_at, NOW, one.live_state, one.status) for one in known
    ]
    assert plan.due(read, NOW) == []


@given(videos(), st.randoms())
def test_the_order_of_what_is_known_does_not_matter(
    known: list[KnownVideo], random: object
) -> None:
    mixed = known.copy()
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert plan.due(mixed, NOW) == plan.due(known, NOW)


@given(videos())
def test_the_wait_stays_within_its_bounds(known: list[KnownVideo]) -> None:
    assert plan.SHORTEST_WAIT_S <= plan.next_due_s(known, NOW) <= plan.LONGEST_WAIT_S


def test_old_videos_wait_for_company() -> None:
    def old(count: int) -> list[KnownVideo]:
        read = NOW - timedelta(days=8)
        born = NOW - timedelta(days=400)
        return [
            KnownVideo(f"v{number}", born, read, LiveState.NONE, Status.PUBLIC)
            for number in range(count)
        ]

    assert plan.due(old(49), NOW) == []
    assert len(plan.due(old(50), NOW)) == 50


def test_what_was_never_read_comes_before_what_is_merely_due() -> None:
    never = KnownVideo("never", NOW, None, LiveState.NONE, Status.PUBLIC)
    late = video(timedelta(hours=1), timedelta(minutes=50))
    assert plan.due([late, never], NOW) == ["never", "v"]


def test_a_stream_is_asked_for_when_its_start_comes_and_often_until_it_does() -> None:
    start = NOW + timedelta(minutes=10)
    coming = KnownVideo(
        "v", NOW - timedelta(days=1), NOW, LiveState.UPCOMING, Status.PUBLIC, scheduled_at=start
    )
    assert plan.due_at(coming, NOW) == start
    late = replace(coming, refreshed_at=start + timedelta(seconds=1))
    after = start + timedelta(minutes=1)
    assert plan.due_at(late, after) == start + timedelta(seconds=1) + plan.STARTING
