"""The synthetic archive: repeatable, ordered, and with the statistics that it promises."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from connectors.items import Article, Video
from dashboard.demo.synthetic import BLOCK, COMMON_WORD, RARE_WORD, block_count, synthetic_items

NOW = datetime(2026, 11, 24, tzinfo=UTC)
COUNT = 60_000


@pytest.fixture(scope="module")
def items() -> list[Article | Video]:
    return list(synthetic_items(COUNT, 3, NOW))


def test_one_seed_gives_one_archive(items: list[Article | Video]) -> None:
    assert list(synthetic_items(500, 3, NOW)) == list(synthetic_items(500, 3, NOW))
    assert list(synthetic_items(500, 3, NOW)) != list(synthetic_items(500, 4, NOW))


def test_urls_and_refs_are_unique_and_times_run_through_twenty_years(
    items: list[Article | Video],
) -> None:
    assert len({item.url for item in items}) == len({item.ref for item in items}) == COUNT
    times = [item.published_at for item in items if item.published_at is not None]
    assert times == sorted(times)
    assert times[-1] <= NOW
    assert timedelta(days=19 * 365) < times[-1] - times[0] <= timedelta(days=20 * 366)


def test_shares_are_what_they_promise(items: list[Article | Video]) -> None:
    videos = sum(isinstance(item, Video) for item in items)
    assert 0.18 < videos / COUNT < 0.22
    assert 0.18 < sum(COMMON_WORD in item.title for item in items) / COUNT < 0.22
    assert 1 <= sum(RARE_WORD in item.title for item in items) <= 20
    assert 0.007 < sum(not item.title.isascii() for item in items) / COUNT < 0.013
    assert 120 < sum(len(item.summary) for item in items) / COUNT < 200
    bodies = [len(item.body) for item in items if isinstance(item, Article)]
    assert 240 < sum(bodies) / len(bodies) < 360


def test_labels_are_uneven_and_embeds_refer_to_earlier_videos(
    items: list[Article | Video],
) -> None:
    labels = Counter(label for item in items for label in item.labels).most_common()
    assert labels[0][1] > 10 * labels[-1][1]
    seen: set[str] = set()
    embeds = 0
    for item in items:
        if isinstance(item, Video):
            seen.add(item.video_id)
        embeds += len(item.links)
        assert all(link.video_id in seen for link in item.links)
    assert embeds > 1000


def test_some_blocks_are_the_same_as_in_the_whole(items: list[Article | Video]) -> None:
    some = list(synthetic_items(COUNT, 3, NOW, blocks=range(7, 9)))
    assert some == items[7 * BLOCK : 9 * BLOCK]
    assert block_count(COUNT) * BLOCK == COUNT
    assert list(synthetic_items(501, 3, NOW)) == list(
        synthetic_items(501, 3, NOW, blocks=range(block_count(501)))
    )
