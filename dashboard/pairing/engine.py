"""What proposes pairs: facts first, then candidates with a probability, then silence.

:class:`Engine` is what the rest of the house knows of it; a better one takes its place by
keeping that promise. Decisions are the store's: no engine sees or changes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from dashboard.pairing import facts
from dashboard.pairing.candidates import Candidate, Window
from dashboard.pairing.documents import Document
from dashboard.pairing.explain import explain
from dashboard.pairing.library import Library, week_of
from dashboard.pairing.score import probability
from dashboard.pairing.waiting import Waiting
from dashboard.store import Store
from dashboard.store.model import Evidence, ItemRow, Pair

FLOOR = 0.2
"""Below this probability nothing is proposed."""
FLOOR_BESIDE_A_FACT = 0.6
"""A video whose article is known may belong to another too, but that must be likely."""
MOST_PROPOSALS = 5
CHUNK = 500
CLOSEST = 3
FEW = 200
"""Up to so many new articles, only the ``CLOSEST`` videos of each are looked at again."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Pairs, and the videos of which they are all the engine's pairs."""

    pairs: tuple[Pair, ...]
    videos: tuple[str, ...]


class Engine(Protocol):
    """Anything that can say which video belongs to which article."""

    def propose(self, item_ids: Sequence[str]) -> Iterator[Proposed]:
        """Pairs of these new or changed items and of those that they touch, in portions."""

    def top(self, video: ItemRow, number: int) -> list[Pair]:
        """The best candidates of one video, whatever their score."""


class TextEngine:
    """Facts, then words, names and time; see docs/pairing.md."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._library = Library(store)
        self._waiting = Waiting(store)

    def propose(self, item_ids: Sequence[str]) -> Iterator[Proposed]:
        """Pairs of these new or changed items and of the videos that they touch, by weeks."""
        self._waiting.news()
        hints = self._hints(item_ids)
        touched = self._touched(item_ids, hints)
        if len(item_ids) <= FEW:
            for id_ in touched:
                hints[id_].update(pair.article_id for pair in self._store.pairs.of(id_))
        videos = self._by_window(touched, item_ids)
        for week in sorted(videos):
            rows = self._store.timeline.rows(sorted(videos[week]))
            named = {id_ for row in rows for id_ in hints[row.id]}
            articles = {row.id: row for row in self._store.timeline.rows(sorted(named))}
            documents = self._library.documents(rows)
            pairs = [
                pair
                for row, document in zip(rows, documents, strict=True)
                for pair in self._pairs_of(
                    row, document, [articles[i] for i in hints[row.id] & articles.keys()], week
                )
            ]
            self._waiting.save()
            yield Proposed(tuple(pairs), tuple(sorted(videos[week])))
        self._waiting.save()

    def top(self, video: ItemRow, number: int) -> list[Pair]:
        """The best candidates of one video, linked ones first, whatever their score."""
        [document] = self._library.documents([video])
        stored = [pair.article_id for pair in self._store.pairs.of(video.id)]
        known = {p.article_id: p for p in self._facts_of(video, self._store.timeline.rows(stored))}
        merged = {
            p.article_id: p for p in self._guesses(document, number + len(known), week_of(video))
        }
        for pair in known.values():
            other = merged.get(pair.article_id)
            merged[pair.article_id] = _both(pair, other) if other else pair
        return sorted(merged.values(), key=lambda p: (-p.score, p.article_id))[:number]

    def _hints(self, item_ids: Sequence[str]) -> defaultdict[str, set[str]]:
        """For videos the articles that they are paired with so far: a fact may have passed."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        if len(item_ids) > FEW:
            pairs = self._store.pairs.list()
        else:
            pairs = [pair for id_ in item_ids for pair in self._store.pairs.of(id_)]
        for pair in pairs:
            found[pair.video_id].add(pair.article_id)
        return found

    def _touched(self, item_ids: Sequence[str], hints: defaultdict[str, set[str]]) -> set[str]:
        """The videos whose pairs may change by these items; adds to ``hints`` who names them."""
        items = set(item_ids)
        found = {video for video, articles in hints.items() if articles & items}
        weeks: set[int] = set()
        for at in range(0, len(item_ids), CHUNK):
            rows = self._store.timeline.rows(item_ids[at : at + CHUNK])
            self._library.refresh(rows)
            found.update(row.id for row in rows if row.kind == "video")
            articles = [row for row in rows if row.kind == "article"]
            for row in articles:
                found.update(self._waiting.by(facts.own_key(row)))
                for video in self._waiting.named_by(row):
                    hints[video.id].add(row.id)
                    found.add(video.id)
            weeks.update(week_of(row) for row in articles)
            if len(item_ids) <= FEW:
                found |= self._closest_videos(articles)
        if len(item_ids) > FEW:
            found |= self._library.videos_around(weeks)
        return found

    def _closest_videos(self, articles: Sequence[ItemRow]) -> set[str]:
        found: set[str] = set()
        for row, document in zip(articles, self._library.documents(articles), strict=True):
            window = self._library.window(week_of(row))
            found.update(video.id for video in window.suitors(document)[:CLOSEST])
        return found

    def _by_window(self, ids: set[str], item_ids: Sequence[str]) -> dict[int, set[str]]:
        """Videos by the week whose window they are judged in.

        A window costs more than a video, so with few new items a video of a neighbouring week is
        judged in the window of the item that touched it.
        """
        centres: set[int] = set()
        if len(item_ids) <= FEW:
            centres = {week_of(row) for row in self._store.timeline.rows(item_ids)}
        ordered = sorted(ids)
        found: defaultdict[int, set[str]] = defaultdict(set)
        for at in range(0, len(ordered), CHUNK):
            for row in self._store.timeline.rows(ordered[at : at + CHUNK]):
                if row.kind == "video":
                    own = week_of(row)
                    near = [c for c in (own, own + 1, own - 1) if c in centres]
                    found[near[0] if near else own].add(row.id)
        return found

    def _pairs_of(
        self, row: ItemRow, document: Document, named: Sequence[ItemRow], week: int
    ) -> list[Pair]:
        """All pairs of one video: what is known, and what is likely beside it."""
        known = self._facts_of(row, named)
        linked = {pair.article_id for pair in known if pair.state == "linked"}
        floor = FLOOR_BESIDE_A_FACT if linked else FLOOR
        guessed = self._guesses(document, MOST_PROPOSALS, week) if document.public else []
        merged: dict[str, Pair] = {p.article_id: p for p in guessed if p.score >= floor}
        for pair in known:
            other = merged.get(pair.article_id)
            merged[pair.article_id] = _both(pair, other) if other else pair
        return list(merged.values())

    def _facts_of(self, video: ItemRow, named: Sequence[ItemRow]) -> list[Pair]:
        """Pairs of a video that the items themselves state; ``named`` may be among them."""
        articles = {row.id: row for row in (*named, *self._waiting.named_by(video))}
        early = [id_ for id_ in self._waiting.by(facts.own_key(video)) if id_ not in articles]
        articles.update({row.id: row for row in self._store.timeline.rows(early)})
        found = []
        for article in articles.values():
            said = facts.fact(article, video) if article.kind == "article" else None
            if said:
                found.append(
                    Pair(
                        article_id=article.id,
                        video_id=video.id,
                        state="linked" if said.certain else "proposed",
                        score=said.score,
                        evidence=said.evidence,
                    )
                )
        return found

    def _guesses(self, video: Document, number: int, week: int) -> list[Pair]:
        window = self._library.window(week)
        rated = [(probability(video, c), c) for c in window.candidates(video)]
        rated.sort(key=lambda r: (-r[0], r[1].article.id))
        return [_pair(video, candidate, chance, window) for chance, candidate in rated[:number]]


def _pair(video: Document, candidate: Candidate, chance: float, window: Window) -> Pair:
    shared = window.articles.rare_first(
        (video.title_words & candidate.article.all_words)
        | (video.all_words & candidate.article.title_words)
    )
    return Pair(
        article_id=candidate.article.id,
        video_id=video.id,
        state="proposed",
        score=round(chance, 4),
        evidence=explain(video, candidate, shared),
    )


def _both(known: Pair, guessed: Pair) -> Pair:
    """A fact with what the texts say beside it."""
    evidence: tuple[Evidence, ...] = (*known.evidence, *guessed.evidence)
    return Pair(
        article_id=known.article_id,
        video_id=known.video_id,
        state=known.state,
        score=max(known.score, guessed.score if known.state == "proposed" else 0.0),
        evidence=evidence,
    )
