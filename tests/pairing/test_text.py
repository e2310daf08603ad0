"""Words, letters and names of texts in many scripts."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.pairing.text import grams, names, plain, prose, words


def test_words_in_many_scripts() -> None:
    assert words("Iran’s team, HELD at Zürich-Flughafen!") == [
        "irans", "team", "held", "at", "zurich", "flughafen",
    ]  # fmt: skip
    assert words("Плотина выдержала") == ["плотина", "выдержала"]
    assert words("वेल्डिंग सीखते") == ["वेल्डिंग", "सीखते"]
    assert words("港の市場") == ["港の", "の市", "市場"]
    assert words("東京2026") == ["東京", "2026"]


def test_names_are_capitals_inside_a_sentence_and_figures() -> None:
    found = names("Dam near Kursk holds: 10,000 leave Sudzha")
    assert found.proper == {"kursk", "sudzha"}
    assert found.numbers == {"10000"}


def test_where_every_word_has_a_capital_none_is_a_name() -> None:
    assert names("Iran Basketball Team Held At Airport").proper == frozenset()


def test_descriptions_lose_links_and_chapter_times() -> None:
    text = prose(
        "00:00 Intro\n01:20 The dam\nMore: https://news.example/dam?x=1 desk@news.example", 200
    )
    assert words(text) == ["intro", "the", "dam", "more"]


@given(st.text(max_size=200))
def test_plain_is_a_fixed_point_and_grams_follow_it(text: str) -> None:
    assert words(plain(text)) == words(text)
    assert list(grams(plain(text))) == list(grams(text))


def test_names_keep_their_marks_and_inner_signs() -> None:
    assert names("the AA\U000e0100 met near Cafe\u0301 and the Brücke").proper == {
        "aa\U000e0100", "cafe", "brucke",
    }  # fmt: skip
    assert names("the O'Hara''s at Al-Bab").proper == {"oharas", "al", "bab"}


@given(st.text(max_size=200))
@example("AA\U000e0100")
@example("x''AA")
def test_names_are_among_the_words(text: str) -> None:
    found = names(text)
    known = set(plain(text).split())
    assert all(set(name.split()) <= known for name in found.proper)
