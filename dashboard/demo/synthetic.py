"""A synthetic archive of any size: twenty years of items, fast, for measuring.

These items are told from real ones at a glance and are never mixed with the demo outlet's. What
is lifelike is their statistics: uneven labels, rare and common words, scripts, lengths, rhythm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from connectors.items import Article, Link, LinkRel, Video, VideoKind
from dashboard.demo.newsroom import CHANNEL_ID
from dashboard.demo.words import (
    ENDINGS,
    HEADWORDS,
    LABELS,
    OTHER_SCRIPTS,
    PATTERNS,
    SENTENCES,
    STEMS,
)

RARE_WORD = "quokkameter"
"""Stands in about one item in ten thousand."""

COMMON_WORD = "council"
"""Stands in about one item in five."""

VIDEO_SHARE, EMBED_SHARE, RARE_SHARE, COMMON_SHARE, SCRIPT_SHARE = 0.2, 0.08, 0.0001, 0.2, 0.01
HOST = "https://archive.example"
POOL = 4096
BLOCK = 500
"""So many items are drawn together; a block does not depend on those before it."""


def synthetic_items(
    n: int, seed: int, now: datetime, years: int = 20, blocks: range | None = None
) -> Iterator[Article | Video]:
    """``n`` items spread over the ``years`` before ``now``, oldest first; the same for one seed.

    ``blocks`` picks some of the blocks of ``BLOCK`` items out of all :func:`block_count`.
    """
    for block in blocks if blocks is not None else range(block_count(n)):
        yield from _block(block, n, seed, now.astimezone(UTC), years)


def block_count(n: int) -> int:
    """In how many blocks an archive of ``n`` items is drawn."""
    return -(-n // BLOCK)


def _block(block: int, n: int, seed: int, now: datetime, years: int) -> Iterator[Article | Video]:
    rng = Random(f"{seed} {block}")
    maker = _Maker(_pools(seed), rng.random)
    span = years * 365.25 * 86400.0
    begin = now - timedelta(seconds=span)
    for index in range(block * BLOCK, min(n, (block + 1) * BLOCK)):
        # The exponent thickens the recent years, as archives are.
        share = ((index + rng.random()) / n) ** 0.8
        yield maker.item(index, begin + timedelta(seconds=int(share * span)))


class _Pools:
    """Texts, labels and names that are drawn once, so that an item costs a few picks."""

    def __init__(self, seed: int) -> None:
        rng = Random(seed ^ 0x5EED)
        self.headlines = [_headline(rng) for _ in range(POOL * 16)]
        self.foreign = [_foreign(rng) for _ in range(256)]
        self.summaries = [_text(rng, 160) for _ in range(POOL)]
        self.bodies = [_text(rng, 300) for _ in range(POOL)]
        self.labels = _zipf_pool(rng, LABELS)
        self.authors = [(f"{a} {b}",) for a in HEADWORDS[:32] for b in STEMS[:16]]


_pools = cache(_Pools)


class _Maker:
    """Makes the items of one block."""

    def __init__(self, pools: _Pools, random: Callable[[], float]) -> None:
        self._pools = pools
        self._random = random
        self._last_video = ""

    def item(self, index: int, published: datetime) -> Article | Video:
        chance, pick = self._random(), int(self._random() * POOL)
        title = self._title(pick)
        summary = self._pools.summaries[pick ^ (index & 0xFFF)]
        if self._random() < VIDEO_SHARE:
            return self._video(index, published, title, summary)
        links: tuple[Link, ...] = ()
        if chance < EMBED_SHARE and self._last_video:
            url = f"https://www.youtube.com/watch?v={self._last_video}"
            links = (Link(url, LinkRel.EMBED, self._last_video),)
        return Article(
            ref=f"a{index}",
            url=f"{HOST}/{published.year}/{index}",
            title=title,
            summary=summary,
            body=self._pools.bodies[(pick * 7 + index) & 0xFFF],
            published_at=published,
            authors=self._pools.authors[(pick + index) & 0x1FF],
            labels=self._pools.labels[pick],
            language="en",
            links=links,
        )

    def _video(self, index: int, published: datetime, title: str, summary: str) -> Video:
        self._last_video = video = f"syn{index:08d}"
        return Video(
            ref=video,
            url=f"https://www.youtube.com/watch?v={video}",
            title=title,
            summary=summary,
            published_at=published,
            labels=self._pools.labels[index & 0xFFF],
            language="en",
            video_id=video,
            channel_id=CHANNEL_ID,
            duration_s=40 + index % 900,
            video_kind=VideoKind.SHORT if index % 11 == 0 else VideoKind.UPLOAD,
        )

    def _title(self, pick: int) -> str:
        chance = self._random()
        if chance < SCRIPT_SHARE:
            return self._pools.foreign[pick & 0xFF]
        headlines = self._pools.headlines
        title = headlines[int(self._random() * len(headlines))]
        if chance < SCRIPT_SHARE + RARE_SHARE:
            return f"{title} {RARE_WORD}"
        return f"{title}, {COMMON_WORD} says" if chance > 1 - COMMON_SHARE else title


def _headline(rng: Random) -> str:
    text = rng.choice(PATTERNS).format(
        place=rng.choice(HEADWORDS), a=_word(rng), b=_word(rng), number=rng.randrange(2, 90)
    )
    return text[0].upper() + text[1:]


def _word(rng: Random) -> str:
    """A word of some four thousand; low ranks come far more often (Zipf)."""
    stem = STEMS[int(len(STEMS) * rng.random() ** 2.2)]
    return stem + ENDINGS[int(len(ENDINGS) * rng.random() ** 2.2)]


def _foreign(rng: Random) -> str:
    words = rng.choice(OTHER_SCRIPTS)
    return " ".join(rng.choices(words, k=rng.randrange(4, 7)))


def _text(rng: Random, length: int) -> str:
    """Plain sentences of about ``length`` characters."""
    text = ""
    while len(text) < length - 20:
        start, end = rng.choice(SENTENCES)
        text += f"{start} {_word(rng)} {_word(rng)} {end} "
    return text.strip()


def _zipf_pool(rng: Random, labels: Sequence[str]) -> list[tuple[str, ...]]:
    """One to three labels for each slot of the pool, the first labels most often."""
    weights = list(accumulate(1 / rank for rank in range(1, len(labels) + 1)))
    return [
        tuple(dict.fromkeys(rng.choices(labels, cum_weights=weights, k=rng.choice((1, 1, 2, 3)))))
        for _ in range(POOL)
    ]
