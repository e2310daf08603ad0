"""Labels to topics: what means what, what means nothing, and that order and number count."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.coverage.topics import MOST_OWN_NAMES, assign, is_generic, normalised, vocabulary


def ids(*labels: str) -> list[str]:
    return [topic.id for topic in assign(labels)]


@pytest.mark.parametrize(
    ("label", "topic"),
    [
        ("Politics", "11000000"),
        ("politik", "11000000"),
        ("Política nacional", "11000000"),
        ("US politics", "11000000"),
        ("Політика", "11000000"),
        ("राजनीति", "11000000"),
        ("Business & Economy", "04000000"),
        ("Economy &amp; Markets", "04000000"),
        ("Wirtschaft", "04000000"),
        ("Économie", "04000000"),
        ("Ekonomi", "04000000"),
        ("Tech", "13000000"),
        ("Bilim ve Teknoloji", "13000000"),
        ("Sci/Tech", "13000000"),
        ("Crime & Courts", "02000000"),
        ("Faits divers", "02000000"),
        ("Sports", "15000000"),
        ("Fußball", "15000000"),
        ("Piłka nożna", "15000000"),
        ("الرياضة", "15000000"),
        ("Спорт", "15000000"),
        ("Sağlık", "07000000"),
        ("Saúde", "07000000"),
        ("Climate", "06000000"),
        ("Wetter", "17000000"),
        ("Culture", "01000000"),
        ("Film & Animation", "01000000"),
        ("Education", "05000000"),
        ("Kirche", "12000000"),
        ("Lavoro", "09000000"),
        ("Guerre en Ukraine", "16000000"),
        ("Howto & Style", "10000000"),
        ("Nonprofits & Activism", "14000000"),
        ("Obituaries", "08000000"),
        ("Earthquake", "03000000"),
    ],
)
def test_section_names_mean_their_topic(label: str, topic: str) -> None:
    assert ids(label) == [f"medtop:{topic}"]


@pytest.mark.parametrize(
    "label",
    ["News", "Uncategorized", "Video", "Top stories", "LIVE", "News & Politics", "Aktuelles",
     "Новости", "", "   ", "—", "Latest News", "#shorts"],
)  # fmt: skip
def test_what_says_nothing_gives_nothing(label: str) -> None:
    assert assign([label]) == []
    assert is_generic(label)


def test_a_label_of_two_topics_gives_both() -> None:
    assert set(ids("Health & Science")) == {"medtop:07000000", "medtop:13000000"}


def test_an_unknown_first_section_keeps_its_own_name_beside_what_is_known() -> None:
    found = assign(["Riverside Diaries", "Climate"])
    assert [(t.id, t.name) for t in found] == [
        ("medtop:06000000", "Environment"),
        ("label:riverside diaries", "Riverside Diaries"),
    ]


def test_tags_after_a_known_section_do_not_become_topics() -> None:
    assert ids("Politics", "Kestrel bridge", "Mayor") == ["medtop:11000000"]


def test_where_is_not_what() -> None:
    assert ids("World") == ["label:world"]


def test_earlier_and_more_labels_weigh_more() -> None:
    assert ids("Sport", "Politics") == ["medtop:15000000", "medtop:11000000"]
    assert ids("Sport", "Politics", "Elections") == ["medtop:11000000", "medtop:15000000"]


def test_the_vocabulary_names_the_seventeen_topics_and_no_phrase_is_empty() -> None:
    words = vocabulary()
    assert len(words.names) == 17
    assert set(words.phrases.values()) == set(words.names)
    assert "" not in words.phrases
    assert not words.generic & words.phrases.keys()
    assert all(re.fullmatch(r"medtop:\d{8}", id_) for id_ in words.names)


@given(st.lists(st.text(max_size=80), max_size=12))
def test_any_labels_give_sane_topics(labels: list[str]) -> None:
    found = assign(labels)
    assert all(0 < topic.score <= 1 and topic.name and topic.id for topic in found)
    assert [t.score for t in found] == sorted((t.score for t in found), reverse=True)
    assert len({topic.id for topic in found}) == len(found)
    assert sum(topic.id.startswith("label:") for topic in found) <= MOST_OWN_NAMES


@given(st.sampled_from(sorted(vocabulary().phrases)), st.sampled_from(["", " ", "!"]))
def test_case_and_punctuation_do_not_matter(phrase: str, around: str) -> None:
    shouted = f"{around}{phrase.upper()}{around}"
    if normalised(shouted) == phrase:  # a few letters have no way back from upper case
        assert ids(shouted) == ids(phrase)
