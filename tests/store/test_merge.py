"""Merging is a pure function of the sightings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connectors.items import Article, Image, Link, Status, TimeBasis, Video
from dashboard.store.codec import decode, encode
from dashboard.store.merge import Sighting, merge

START = datetime(2026, 1, 1, tzinfo=UTC)
words = st.text(max_size=12)
names = st.lists(words.filter(bool), max_size=3, unique=True).map(tuple)
moments = st.none() | st.integers(0, 10**7).map(lambda s: START + timedelta(seconds=s))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    when = draw(moments)
    return Article(
        ref=draw(words),
        url="https://a.example/1",
        title=draw(words),
        summary=draw(words),
        body=draw(words),
        published_at=when,
        updated_at=draw(moments),
        time_basis=TimeBasis.STATED if when else TimeBasis.INFERRED,
        authors=draw(names),
        labels=draw(names),
        language=draw(st.sampled_from(["", "en", "hi"])),
        image=draw(st.none() | st.just(Image("https://a.example/1.jpg", 640, 360, "x"))),
        links=draw(st.lists(words.map(Link), max_size=3, unique=True).map(tuple)),
        status=draw(st.sampled_from([Status.PUBLIC, Status.PRIVATE])),
    )


@st.composite
def sightings(draw: st.DrawFn) -> list[Sighting]:
    kinds = draw(
        st.lists(st.sampled_from(["feed", "page", "youtube", "x"]), min_size=1, max_size=4)
    )
    return [
        Sighting(
            f"source-{n}",
            kind,
            draw(articles()),
            START + timedelta(seconds=draw(st.integers(0, 5))),
            draw(st.none() | st.just(Status.REMOVED)),
        )
        for n, kind in enumerate(kinds)
    ]


@given(articles())
def test_what_is_kept_comes_back_as_it_was(item: Article) -> None:
    assert decode(encode(item)) == item


@given(sightings(), st.randoms())
def test_the_order_of_sightings_does_not_matter(found: list[Sighting], chance: object) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == merge(found)


@given(sightings())
def test_a_merged_item_has_a_time_and_every_label(found: list[Sighting]) -> None:
    merged = merge(found)
    assert merged.item.published_at is not None
    assert set(merged.item.labels) == {label for s in found for label in s.item.labels}
    assert merged.first_seen_at == min(s.first_seen_at for s in found)


@given(sightings())
def test_the_same_from_a_second_source_of_lower_rank_adds_only_the_source(
    found: list[Sighting],
) -> None:
    once = merge(found)
    echo = Sighting("source-z", "unknown", once.item, START + timedelta(days=9))
    twice = merge([*found, echo])
    assert twice.source_ids == (*once.source_ids, "source-z")
    assert replace(twice, source_ids=once.source_ids) == once


def test_a_file_of_captions_tells_nothing_else_of_its_video() -> None:
    told = Video(ref="a", url="u", title="Film", video_id="a", status=Status.UNLISTED)
    said = Video(ref="captions:a", url="u", title="", video_id="a", captions="Words")
    merged = merge(
        [Sighting("i", "import", said, START), Sighting("f", "youtube-feed", told, START)]
    )
    assert isinstance(merged.item, Video)
    assert (merged.item.status, merged.item.captions) == (Status.UNLISTED, "Words")


def test_captions_from_a_file_are_preferred_to_youtubes() -> None:
    def told(kind: str, said: str) -> Sighting:
        url = "https://www.youtube.com/watch?v=abcdefghijk"
        video = Video(ref=kind, url=url, title=kind, video_id="abcdefghijk", captions=said)
        return Sighting(kind, kind, video, START)

    youtube, imported = told("youtube", "automatic"), told("import", "by hand")
    merged = merge([youtube, imported]).item
    assert isinstance(merged, Video)
    assert (merged.title, merged.captions) == ("youtube", "by hand")
    alone = merge([youtube, told("import", "")]).item
    assert isinstance(alone, Video)
    assert alone.captions == "automatic"
