"""Pairs that are known, not guessed: the newsroom itself put the two together.

Everything here is a pure function of one article and one video, so the order in which items
arrive cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectors.items import LinkRel
from connectors.urls import identity_key
from dashboard.store.model import Evidence, ItemRow

LONG_LIST = 8
"""A description that links more pages than this is a list: a link in it is a hint, not a fact."""
LINKED_SCORE = 1.0
LATER_EMBED_SCORE = 0.99
"""An article's first film comes first; its others are as certain but second."""
MENTION_CHANCE = 0.9
LISTED_CHANCE = 0.5
"""What the weaker hints are worth at least. Set by hand."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What the items say of each other. ``certain`` facts make a ``linked`` pair."""

    certain: bool
    score: float
    evidence: tuple[Evidence, ...]


def fact(article: ItemRow, video: ItemRow) -> Fact | None:
    """What an article and a video say of each other, ``None`` if nothing."""
    found = [f for f in (_in_article(article, video), _in_description(article, video)) if f]
    if not found:
        return None
    return Fact(
        any(f.certain for f in found),
        max(f.score for f in found),
        tuple(evidence for f in found for evidence in f.evidence),
    )


def keys_named(item: ItemRow) -> tuple[str, ...]:
    """Keys of the items that this one points at: videos for an article, pages for a video."""
    if item.kind == "video":
        return tuple(f"url:{page}" for page in _pages(item))
    return tuple(dict.fromkeys(f"video:{link.video_id}" for link in item.links if link.video_id))


def own_key(item: ItemRow) -> str:
    """The key by which the other half would point at this item, ``""`` if it has none."""
    if item.kind == "video":
        return f"video:{item.video_id}"
    page = identity_key(item.url)
    # A front page is what feeds name when an entry has no address of its own.
    return f"url:{page}" if "/" in page.rstrip("/") or "?" in page else ""


def _in_article(article: ItemRow, video: ItemRow) -> Fact | None:
    shown = [link for link in article.links if link.video_id]
    mine = [link for link in shown if link.video_id == video.video_id]
    if not mine:
        return None
    if any(link.rel is LinkRel.EMBED for link in mine):
        embeds = list(dict.fromkeys(k.video_id for k in shown if k.rel is LinkRel.EMBED))
        first = embeds[0] == video.video_id
        said = "the article embeds this video"
        if len(embeds) > 1:
            said += f" (number {embeds.index(video.video_id) + 1} of {len(embeds)})"
        score = LINKED_SCORE if first else LATER_EMBED_SCORE
        return Fact(True, score, (Evidence(kind="embed", detail=said, weight=1.0),))
    said = "the article's text links to this video"
    return Fact(False, MENTION_CHANCE, (Evidence(kind="link", detail=said, weight=MENTION_CHANCE),))


def _in_description(article: ItemRow, video: ItemRow) -> Fact | None:
    pages = list(_pages(video))
    key = identity_key(article.url)
    if not key or key not in pages:
        return None
    if len(pages) > LONG_LIST:
        said = f"the video's description links this article, among {len(pages)} pages"
        return Fact(
            False, LISTED_CHANCE, (Evidence(kind="link", detail=said, weight=LISTED_CHANCE),)
        )
    said = "the video's description links this article"
    return Fact(True, LINKED_SCORE, (Evidence(kind="link", detail=said, weight=1.0),))


def _pages(video: ItemRow) -> Iterable[str]:
    """The identity keys of the pages that a description links, YouTube's own aside, in order."""
    keys = (identity_key(link.url) for link in video.links if not link.video_id)
    return dict.fromkeys(key for key in keys if key and not key.startswith("youtube.com"))
