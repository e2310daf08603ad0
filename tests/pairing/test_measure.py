"""Measuring and fitting: the figures mean what their names say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dashboard.pairing.fit import fit, folds
from dashboard.pairing.measure import Answer, calibration_error, figures, main
from dashboard.pairing.score import logistic


def test_figures_of_answers_counted_by_hand() -> None:
    answers = [Answer(0.9, True, True), Answer(0.8, True, True), Answer(0.7, False, False),
               Answer(0.6, True, True), Answer(0.2, True, False)]  # fmt: skip
    found = figures(answers)
    assert found.precision_at_1 == 3 / 4
    assert found.coverage == 3 / 4
    assert found.honest_coverage == 2 / 4


def test_calibration_is_perfect_when_chances_come_true() -> None:
    assert calibration_error([Answer(0.75, True, n > 0) for n in range(4)]) == pytest.approx(0)
    assert calibration_error([Answer(0.95, True, False)]) == pytest.approx(0.95)


def test_fit_finds_the_weights_that_made_the_labels() -> None:
    source = np.random.default_rng(3)
    rows = source.normal(size=(6000, 2))
    offset = source.normal(size=6000)
    labels = source.random(6000) < logistic(rows @ np.array([2.0, -1.0]) + 0.5 + offset)
    weights, bias = fit(rows, labels, offset)
    assert weights == pytest.approx([2.0, -1.0], abs=0.2)
    assert bias == pytest.approx(0.5, abs=0.2)


def test_a_group_is_never_on_both_sides() -> None:
    groups = [n % 7 for n in range(70)]
    held_back = np.zeros(70)
    for training, test in folds(groups, 3, seed=1):
        assert not {groups[n] for n in np.flatnonzero(training)} & {
            groups[n] for n in np.flatnonzero(test)
        }
        held_back += test
    assert (held_back == 1).all()


def test_the_command_reports_all_three_methods(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subjects = (
        "dam near Kursk", "harbour cup final", "night library", "bread prices", "tram levy",
                "oldest sponge", "kelp boxes", "piano at Saltgate", "ferry strike", "moon landing",
    )  # fmt: skip
    rows = [
        {"id": f"{n}-{way}", "title": f"{words} {subject}", "clean": f"s{n}",
         "published": f"2026-11-{n + 1:02} 0{way}:00:00"}
        for n, subject in enumerate(subjects)
        for way, words in enumerate(("All about the", "What we know of the", "Questions on the"))
        if n < 8 or way == 0
    ]  # fmt: skip
    path = tmp_path / "headlines.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main([str(path), "--fit"]) == 0
    said = capsys.readouterr().out
    assert "as shipped        P@1 1.000" in said
    assert "(10 videos)" in said
    assert "bias" in said
