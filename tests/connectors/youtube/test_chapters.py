"""Chapters as YouTube reads them from descriptions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.items import Chapter
from connectors.youtube.chapters import FEWEST, SHORTEST_S, chapters_of


@pytest.mark.parametrize(
    "lines",
    [
        ("0:00 Intro", "1:30 The harbour", "1:02:03 Questions"),
        ("00:00 - Intro", "01:30 – The harbour", "1:02:03: Questions"),
        ("(0:00) Intro", "[1:30] The harbour", "• 1:02:03 | Questions"),
        ("Intro 0:00", "The harbour - 1:30", "Questions (1:02:03)"),
    ],
)
def test_every_usual_way_of_writing_them(lines: tuple[str, ...]) -> None:
    description = "\n".join(["Ferries are back.", "", *lines, "", "More: https://a.example/1:30"])
    assert chapters_of(description) == (
        Chapter(0, "Intro"),
        Chapter(90, "The harbour"),
        Chapter(3723, "Questions"),
    )


@pytest.mark.parametrize(
    "description",
    [
        "",
        "0:00 One\n1:00 Two",
        "0:10 One\n1:00 Two\n2:00 Three",
        "0:00 One\n2:00 Two\n1:00 Three",
        "0:00 One\n0:05 Two\n1:00 Three",
        "0:00 One\n1:00\n2:00 Three",
        "0:00 One\n1:75 Two\n2:00 Three",
    ],
)
def test_what_breaks_a_rule_makes_none(description: str) -> None:
    assert chapters_of(description) == ()


def test_the_last_one_is_long_enough_too() -> None:
    description = "0:00 One\n1:00 Two\n2:00 Three"
    assert len(chapters_of(description, 130)) == 3
    assert chapters_of(description, 129) == ()


@given(st.lists(st.tuples(st.integers(0, 40_000), st.text(max_size=20)), max_size=8))
def test_whatever_is_found_keeps_the_rules(parts: list[tuple[int, str]]) -> None:
    lines = [f"{start // 60}:{start % 60:02} {title}" for start, title in sorted(parts)]
    found = chapters_of("\n".join(lines))
    starts = [chapter.start_s for chapter in found]
    assert not found or (len(found) >= FEWEST and starts[0] == 0)
    assert all(b - a >= SHORTEST_S for a, b in pairwise(starts))
    assert all(chapter.title for chapter in found)


@given(st.text())
def test_any_description_can_be_read(text: str) -> None:
    assert all(chapter.title.strip() for chapter in chapters_of(text))
