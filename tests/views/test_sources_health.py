from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.store.model import Source, SourceState
from dashboard.sync.health import nobody_syncs
from dashboard.sync.rhythm import Rhythm
from dashboard.views.sources_health import ago, in_order, read_once, shown, waiting

NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FINE = Source(
    id="a",
    kind="feed",
    url="http://127.0.0.1/feed",
    name="Herald",
    state=SourceState.ACTIVE,
    checkpoint={},
    added_at=NOW - timedelta(days=9),
    last_attempt_at=NOW - MINUTE,
    last_success_at=NOW - MINUTE,
    next_due_at=NOW + 4 * MINUTE,
    failures=0,
    error="",
    advice="",
    warnings=(),
    items=12,
)
NEW = replace(
    FINE, id="new", added_at=NOW, last_attempt_at=None, last_success_at=None, next_due_at=None
)


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (FINE, "fine"),
        (replace(FINE, next_due_at=NOW - 3 * MINUTE), "late"),
        (replace(FINE, next_due_at=NOW - MINUTE), "fine"),
        (replace(FINE, next_due_at=NOW - 3 * MINUTE, syncing=True), "syncing now"),
        (replace(FINE, error="It did not answer.", failures=1), "late, trying again"),
        (replace(FINE, state=SourceState.PAUSED, error="It did not answer."), "paused"),
        (replace(FINE, state=SourceState.BROKEN, error="The key is wrong."), "broken"),
        (NEW, "waiting for its first sync"),
        (replace(NEW, syncing=True), "first sync running"),
        (replace(NEW, error="No such host."), "late, trying again"),
        (replace(FINE, kind="import", state=SourceState.PAUSED), "imported"),
    ],
)
def test_a_state_in_plain_words(source: Source, word: str) -> None:
    assert shown(source, NOW).word == word


SILENT = Rhythm(NOW - timedelta(days=9), timedelta(hours=8), timedelta(days=2), timedelta(days=30))


def test_one_that_answers_but_brings_nothing_is_asleep_and_says_what_was_usual() -> None:
    asleep = shown(FINE, NOW, SILENT)
    assert (asleep.word, asleep.tone) == ("asleep", "asleep")
    assert "nothing new for 9 days; usually about 3 a day" in asleep.sentence
    assert shown(replace(FINE, error="It did not answer."), NOW, SILENT).word != "asleep"
    assert shown(replace(FINE, kind="pages"), NOW, SILENT).word == "fine"
    awake = replace(SILENT, newest=NOW - timedelta(days=2))
    assert shown(FINE, NOW, awake).word == "fine"


def test_nobody_syncs_when_all_that_should_be_synced_is_late() -> None:
    late = replace(FINE, next_due_at=NOW - 3 * MINUTE)
    paused = replace(FINE, state=SourceState.PAUSED)
    assert nobody_syncs([late, paused], NOW)
    assert nobody_syncs([replace(NEW, added_at=NOW - 5 * MINUTE)], NOW)
    assert not nobody_syncs([late, FINE], NOW)
    assert not nobody_syncs([NEW], NOW), "it was added just now"
    assert not nobody_syncs([paused], NOW)
    assert not nobody_syncs([], NOW)


def test_what_needs_attention_comes_first() -> None:
    late = replace(FINE, id="late", next_due_at=NOW - 3 * MINUTE)
    failed = replace(FINE, id="failed", error="It did not answer.")
    broken = replace(FINE, id="broken", state=SourceState.BROKEN)
    asleep = replace(FINE, id="asleep")
    rhythms = {"asleep": SILENT}
    ordered = in_order([FINE, NEW, asleep, late, failed, broken], NOW, rhythms)
    ids = [source.id for source in ordered]
    assert ids == ["broken", "failed", "late", "asleep", "a", "new"]


def test_waiting_are_those_that_were_never_read_and_did_not_fail() -> None:
    failed = replace(NEW, id="f", error="No such host.")
    assert waiting([FINE, NEW, failed, replace(NEW, state=SourceState.PAUSED)]) == [NEW]


def test_only_what_was_read_counts_as_read() -> None:
    failed = replace(NEW, error="No such host.")
    paused = replace(FINE, state=SourceState.PAUSED)
    assert read_once([FINE, NEW, failed, paused]) == 1


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"),
        (44, "just now"),
        (60, "1 minute ago"),
        (59 * 60 + 50, "1 hour ago"),
        (3600, "1 hour ago"),
        (23.9 * 3600, "1 day ago"),
        (86400 * 12, "12 days ago"),
        (-20, "in a moment"),
        (-300, "in 5 minutes"),
        (-7200, "in 2 hours"),
    ],
)
def test_relative_times(seconds: float, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said


@given(st.timedeltas(timedelta(days=-4000), timedelta(days=4000)))
def test_every_moment_can_be_said(distance: timedelta) -> None:
    said = ago(NOW - distance, NOW)
    assert said.startswith("in ") == (distance < timedelta(0))
