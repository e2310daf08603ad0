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
    ("age", "figures", "whole"),
    [
        (timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=30)),
        (timedelta(hours=5), timedelta(hours=1), timedelta(hours=3)),
        (timedelta(days=3), timedelta(hours=6), timedelta(days=1)),
        (timedelta(days=20), timedelta(days=1), timedelta(days=7)),
        (timedelta(days=2000), timedelta(days=7), timedelta(days=21)),
    ],
)
def test_readings_grow_rarer_with_age(age: timedelta, figures: timedelta, whole: timedelta) -> None:
    assert plan.figures_interval(video(age, None), NOW) == figures
    assert plan.interval(video(age, None), NOW) == whole


@given(spans, spans)
def test_an_older_video_is_never_read_more_often(one: timedelta, other: timedelta) -> None:
    young, old = (video(age, None) for age in sorted([one, other]))
    assert plan.interval(young, NOW) <= plan.interval(old, NOW)
    assert plan.figures_interval(young, NOW) <= plan.figures_interval(old, NOW)


@given(videos())
def test_whatever_was_not_read_within_21_days_is_due(known: list[KnownVideo]) -> None:
    late = {
        one.video_id
        for one in known
        if one.refreshed_at is None or NOW - one.refreshed_at >= plan.OLDEST
    }
    assert late <= set(plan.due(known, NOW))
    assert all(plan.is_weighty(one, NOW) for one in known if one.video_id in late)


@given(videos(), st.integers(0, 5))
def test_no_more_than_the_cap_each_once_and_only_what_is_due(
    known: list[KnownVideo], most: int
) -> None:
    by_id = {one.video_id: one for one in known}
    due, figures = plan.due(known, NOW, most), plan.figures_due(known, NOW, most)
    assert len(due) == len(set(due)) <= most
    assert len(figures) == len(set(figures)) <= most
    assert all(plan.due_at(by_id[one], NOW) <= NOW for one in due)
    assert all((plan.figures_due_at(by_id[one], NOW) or NOW) <= NOW for one in figures)


@given(videos())
def test_what_was_just_read_is_not_due(known: list[KnownVideo]) -> None:
    read = [replace(one, refreshed_at=NOW) for one in known]
    assert plan.due(read, NOW) == []
    assert plan.figures_due(read, NOW) == []


@given(videos())
def test_what_was_just_measured_is_not_measured_again(known: list[KnownVideo]) -> None:
    assert plan.figures_due([replace(one, measured_at=NOW) for one in known], NOW) == []


@given(videos(), st.randoms())
def test_the_order_of_what_is_known_does_not_matter(
    known: list[KnownVideo], random: object
) -> None:
    mixed = known.copy()
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert plan.due(mixed, NOW) == plan.due(known, NOW)
    assert plan.figures_due(mixed, NOW) == plan.figures_due(known, NOW)


@given(videos())
def test_the_wait_stays_within_its_bounds(known: list[KnownVideo]) -> None:
    assert plan.SHORTEST_WAIT_S <= plan.next_due_s(known, NOW) <= plan.LONGEST_WAIT_S


@given(videos(), st.integers(0, 60))
def test_company_fills_the_last_question_and_no_more(known: list[KnownVideo], count: int) -> None:
    ids = [f"w{number}" for number in range(count)]
    along = plan.company(known, ids, NOW)
    assert len(along) <= -count % plan.COMPANY
    assert not set(along) & set(ids)


def test_old_figures_wait_for_company() -> None:
    def old(count: int) -> list[KnownVideo]:
        read, born = NOW - timedelta(days=8), NOW - timedelta(days=400)
        return [
            KnownVideo(f"v{number}", born, read, LiveState.NONE, Status.PUBLIC)
            for number in range(count)
        ]

    assert plan.figures_due(old(49), NOW) == []
    assert len(plan.figures_due(old(50), NOW)) == 50


def test_what_was_never_read_comes_before_what_is_merely_due() -> None:
    never = KnownVideo("never", NOW, None, LiveState.NONE, Status.PUBLIC)
    late = video(timedelta(hours=1), timedelta(minutes=50))
    assert plan.due([late, never], NOW) == ["never", "v"]


def test_what_would_be_too_old_to_keep_comes_before_what_is_live() -> None:
    old = replace(video(timedelta(days=400), timedelta(days=22)), video_id="old")
    live = KnownVideo("live", NOW, NOW - timedelta(hours=9), LiveState.LIVE, Status.PUBLIC)
    assert plan.due([live, old], NOW) == ["old", "live"]


def coming(start: datetime | None) -> KnownVideo:
    born = NOW - timedelta(days=9)
    return KnownVideo("v", born, NOW, LiveState.UPCOMING, Status.PUBLIC, scheduled_at=start)


def test_a_stream_is_asked_for_when_its_start_comes_and_often_until_it_does() -> None:
    start = NOW + timedelta(minutes=10)
    assert plan.due_at(coming(start), NOW) == start
    late = replace(coming(start), refreshed_at=start + timedelta(seconds=1))
    after = start + timedelta(minutes=1)
    assert plan.due_at(late, after) == start + timedelta(seconds=1) + plan.STARTING


@pytest.mark.parametrize(
    ("start", "often"),
    [
        (None, plan.UPCOMING),
        (timedelta(days=5), plan.FAR_OFF_OFTEN),
        (timedelta(hours=5), plan.UPCOMING),
        (-timedelta(hours=1), plan.STARTING),
        (-timedelta(days=3), plan.FORGOTTEN),
    ],
)
def test_how_often_depends_on_how_near_the_start_is(
    start: timedelta | None, often: timedelta
) -> None:
    assert plan.interval(coming(None if start is None else NOW + start), NOW) == often


def test_the_length_of_an_ended_stream_is_waited_for_but_not_for_ever() -> None:
    ended = KnownVideo(
        "v", NOW - timedelta(hours=5), NOW, LiveState.ENDED, Status.PUBLIC, has_duration=False
    )
    assert plan.interval(ended, NOW) == plan.PROCESSING
    assert plan.interval(replace(ended, has_duration=True), NOW) > plan.PROCESSING
    old = replace(ended, published_at=NOW - timedelta(days=3))
    assert plan.interval(old, NOW) > plan.PROCESSING
