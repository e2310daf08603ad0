from __future__ import annotations

import pytest

from dashboard.engagement.baselines import ENOUGH, Usual
from dashboard.engagement.breakdown import Group
from dashboard.engagement.readings import MixedOrigins, Series
from dashboard.views.charts import engagement as groups
from dashboard.views.charts import engagement_age as age
from dashboard.views.engagement_words import age_words, multiple_words, short
from dashboard.views.palette import LIGHT
from tests.engagement.strategies import series

UNIT = "YouTube views"


def steady(item_id: str, per_hour: float, origin: str = "youtube") -> Series:
    return series(*((h, h * per_hour) for h in range(1, 25)), item_id=item_id, origin=origin)


LIKE = [steady(str(n), 10.0 * n) for n in range(1, 8)]
USUAL = Usual(24, 7, 600, 960, 1300)


def line(name: str = "A film", one: Series | None = None, usual: Usual = USUAL) -> age.Line:
    return age.Line(name, "upload", one or steady("x", 80), usual)


def test_the_answer_compares_the_first_video_with_its_usual() -> None:
    said = age.answer([line()], UNIT)
    assert said == "“A film”: 1,920 YouTube views at 24 hours, 2 times the usual of uploads."


def test_without_a_usual_the_answer_says_why() -> None:
    said = age.answer([line(usual=Usual(24, 3))], UNIT)
    assert f"only 3 of {ENOUGH} comparable uploads" in said
    assert "No video chosen" in age.answer([], UNIT)


def test_each_video_has_a_line_over_the_band_of_its_kind() -> None:
    drawn = age.figure([line()], [age.band("upload", LIKE, 24)], UNIT, LIGHT)
    low, high, median, own = drawn.data
    assert list(low.y) < list(median.y) < list(high.y)
    assert list(own.x) == list(range(1, 25))
    assert list(own.y) == [h * 80 for h in range(1, 25)]
    assert drawn.layout.yaxis.type == "linear"


def test_a_kind_with_too_few_videos_has_no_band() -> None:
    drawn = age.figure([line()], [age.band("upload", LIKE[:4], 24)], UNIT, LIGHT)
    assert len(drawn.data) == 1


def test_videos_far_apart_are_drawn_on_a_logarithmic_scale() -> None:
    lines = [line(), line("A run", steady("y", 8000))]
    drawn = age.figure(lines, [age.band("upload", LIKE, 24)], UNIT, LIGHT)
    assert drawn.layout.yaxis.type == "log"


def test_youtubes_and_the_sites_figures_do_not_share_a_chart() -> None:
    with pytest.raises(MixedOrigins):
        age.figure([line(), line("site", steady("s", 1, "site"))], [], UNIT, LIGHT)
    with pytest.raises(MixedOrigins):
        age.band("upload", [*LIKE, steady("s", 1, "site")], 24)


def test_headlines_cannot_write_markup_into_the_chart() -> None:
    drawn = age.figure([line("<b>%{x}</b> & co")], [], UNIT, LIGHT)
    assert "&lt;b&gt;" in drawn.layout.annotations[0].text
    assert "<b>" not in drawn.data[0].hovertemplate


def test_the_table_says_the_same_as_the_lines() -> None:
    heads, rows = age.table([line()], {"upload": LIKE})
    assert heads == ["Age", "A film", "Usual of uploads"]
    assert ["6 hours", "480", "240"] in rows
    assert ["7 days", "", ""] in rows


def group(name: str, median: float, n: int = 9) -> Group:
    return Group(name, name, n, median, median / 2 if n >= 5 else None, median * 2)


def test_topics_are_compared_in_a_sentence() -> None:
    many = [group("sport", 900), group("politics", 300)]
    assert groups.topics_answer(many) == "Sport does best: 900, 3 times as much as politics."
    alike = [group("sport", 310), group("politics", 300)]
    assert groups.topics_answer(alike) == "Topics do about alike: 300 to 310."
    assert "Too few videos" in groups.topics_answer([group("sport", 900, 3), group("x", 1)])
    assert "No video" in groups.topics_answer([])


def test_no_sentence_leans_on_an_hour_of_few_videos() -> None:
    hours = [group("07", 100), group("18", 5000, 2)]
    assert groups.hours_answer(hours).startswith("Best published 7:00 to 8:00: 100")
    assert "Too few" in groups.hours_answer(hours[1:])
    bars = groups.hours_figure(hours, UNIT, LIGHT).data[0]
    assert list(bars.x) == [7, 18]
    assert bars.marker.opacity[1] < bars.marker.opacity[0]


def test_whether_pairing_pays_is_said_with_a_caution() -> None:
    said = groups.pairing_answer([group("paired", 900), group("alone", 300)])
    assert "3 times the views of those on their own" in said
    assert "does not say that one brings the other" in said
    assert "about as many" in groups.pairing_answer([group("paired", 300), group("alone", 310)])
    assert "Too few" in groups.pairing_answer([group("paired", 900, 2), group("alone", 300)])


def test_what_was_compared_is_named() -> None:
    assert groups.basis(48, UNIT) == "YouTube views in the first 2 days"
    assert groups.basis(None, UNIT) == "YouTube views so far"


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0.5, "30 minutes"), (1, "1 hour"), (25, "25 hours"), (48, "2 days"), (720, "30 days")],
)
def test_ages_in_words(hours: float, said: str) -> None:
    assert age_words(hours) == said


def test_multiples_and_headlines_are_short() -> None:
    assert multiple_words(8.13) == "8.1 times"
    assert multiple_words(0.449) == "0.45 times"
    assert multiple_words(1234) == "1,234 times"
    assert short("A headline " * 9) == "A headline A headline A headline A…"
