"""What proposes pairs: facts first, then candidates with a probability, then silence.

:class:`Engine` is what the rest of the house knows of it; a better one takes its place by
keeping that promise. Decisions are the store's: no engine sees or changes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from dashboard.pairing import facts
from dashboard.pairing.candidates import Candidate, Window
from dashboard.pairing.debts import Debts
from dashboard.pairing.documents import Document
from dashboard.pairing.explain import explain
from dashboard.pairing.library import KINDS, Library, around, week_of
from dashboard.pairing.links import Links
from dashboard.pairing.score import probability
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
    """Pairs, the videos of which they are all the engine's pairs, and items that are done with."""

    pairs: tuple[Pair, ...]
    videos: tuple[str, ...]
    done: tuple[str, ...]


Enough = Callable[[], bool]
"""Asked after each portion: whether to leave the rest for another time."""


def never() -> bool:
    """All of it, however long it takes."""
    return False


class Engine(Protocol):
    """Anything that can say which video belongs to which article."""

    def propose(self, item_ids: Sequence[str], enough: Enough = never) -> Iterator[Proposed]:
        """Pairs of these new or changed items and of those that they touch, in portions.

        Each portion is stored before the next is asked for.
        """

    def top(self, video: ItemRow, number: int) -> list[Pair]:
        """The best candidates of one video, whatever their score."""


class TextEngine:
    """Facts, then words, names and time; see docs/pairing.md."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._library = Library(store)
        self._links = Links(store)

    def propose(self, item_ids: Sequence[str], enough: Enough = never) -> Iterator[Proposed]:
        """Pairs of these new or changed items and of the videos that they touch, by weeks."""
        debts = Debts(self._store)
        filmed = self._library.weeks_with_videos()
        if not filmed:
            yield Proposed((), (), tuple(item_ids))
        elif len(item_ids) > FEW or debts:
            yield from self._sweep(item_ids, debts, filmed, enough)
        else:
            yield from self._propose_few(item_ids, around(filmed), enough)

    def _propose_few(
        self, item_ids: Sequence[str], reachable: set[int], enough: Enough
    ) -> Iterator[Proposed]:
        """A few items, newest week first: of each article's week only the closest videos.

        A window costs more than a video, so a video of a neighbouring week is judged in the
        window of the item that touched it.
        """
        rows = self._store.timeline.rows(item_ids)
        self._library.refresh(rows)
        by_week = _by_week(rows)
        yield Proposed((), (), _others(item_ids, rows))
        for week in sorted(by_week, reverse=True):
            mine = by_week[week]
            touched = self._named_or_paired(mine)
            touched.update(row.id for row in mine if row.kind == "video")
            if week in reachable:
                touched |= self._closest_videos([r for r in mine if r.kind == "article"], week)
            videos = _by_week(self._videos(touched), [w for w in by_week if w in reachable])
            pairs = [p for at in sorted(videos) for p in self._judged(videos[at], at)]
            judged = tuple(row.id for some in videos.values() for row in some)
            yield Proposed(tuple(pairs), judged, tuple(row.id for row in mine))
            if enough():
                return

    def _sweep(
        self, item_ids: Sequence[str], debts: Debts, filmed: set[int], enough: Enough
    ) -> Iterator[Proposed]:
        """Many items: all videos around their weeks are judged, newest week first.

        What articles touch is owed from the moment they are read, and they need wait no longer;
        videos wait until they are judged.
        """
        videos: defaultdict[int, set[str]] = defaultdict(set)
        for portion in self._read(item_ids, debts, filmed, videos):
            yield portion
            if enough():
                return
        waiting = {id_ for ids in videos.values() for id_ in ids}
        for row in self._videos(debts.videos):
            videos[week_of(row)].add(row.id)
        for week in sorted(debts.weeks | videos.keys(), reverse=True):
            owed = self._library.video_ids(week) if week in debts.weeks else ()
            ids = videos[week].union(owed)
            pairs = self._judged(self._videos(ids), week) if ids else []
            yield Proposed(tuple(pairs), tuple(sorted(ids)), tuple(sorted(ids & waiting)))
            debts.settle([week], ids)
            if enough():
                return
        debts.settle(debts.weeks, debts.videos)

    def _read(
        self,
        item_ids: Sequence[str],
        debts: Debts,
        filmed: set[int],
        videos: defaultdict[int, set[str]],
    ) -> Iterator[Proposed]:
        """Read what waits: into ``videos`` those among it, by week; into ``debts`` the rest."""
        paired: dict[str, list[str]] | None = None
        for at in range(0, len(item_ids), CHUNK):
            some = item_ids[at : at + CHUNK]
            rows = self._store.timeline.rows(some)
            self._library.forget(week_of(row) for row in rows)
            for row in rows:
                if row.kind == "video":
                    videos[week_of(row)].add(row.id)
            articles = [row for row in rows if row.kind == "article"]
            if articles:
                paired = self._paired() if paired is None else paired
                touched = {v for ids in self._links.of(articles).values() for v in ids}
                touched.update(v for row in articles for v in paired.get(row.id, ()))
                debts.add(around(week_of(row) for row in articles) & filmed, touched)
            if done := (*(row.id for row in articles), *_others(some, rows)):
                yield Proposed((), (), done)

    def top(self, video: ItemRow, number: int) -> list[Pair]:
        """The best candidates of one video, linked ones first, whatever their score."""
        [document] = self._library.documents([video])
        named = self._store.timeline.rows(sorted(self._links.of([video])[video.id]))
        known = {pair.article_id: pair for pair in self._facts_of(video, named)}
        merged = {
            p.article_id: p for p in self._guesses(document, number + len(known), week_of(video))
        }
        for pair in known.values():
            other = merged.get(pair.article_id)
            merged[pair.article_id] = _both(pair, other) if other else pair
        return sorted(merged.values(), key=lambda p: (-p.score, p.article_id))[:number]

    def _paired(self) -> dict[str, list[str]]:
        """For articles the videos that they are paired with so far: that may have passed."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for pair in self._store.pairs.list():
            found[pair.article_id].append(pair.video_id)
        return found

    def _named_or_paired(self, rows: Sequence[ItemRow]) -> set[str]:
        """Items that a few others are or were linked to, or proposed for."""
        found = {id_ for ids in self._links.of(rows).values() for id_ in ids}
        for row in rows:
            if row.kind == "article":
                found.update(pair.video_id for pair in self._store.pairs.of(row.id))
        return found

    def _closest_videos(self, articles: Sequence[ItemRow], week: int) -> set[str]:
        window = self._library.window(week)
        return {
            video.id
            for document in self._library.documents(articles)
            for video in window.suitors(document)[:CLOSEST]
        }

    def _videos(self, ids: Iterable[str]) -> list[ItemRow]:
        return [row for row in self._store.timeline.rows(sorted(ids)) if row.kind == "video"]

    def _judged(self, rows: Sequence[ItemRow], week: int) -> list[Pair]:
        """All pairs of some videos, in the window of a week."""
        links = self._links.of(rows)
        named = sorted({id_ for ids in links.values() for id_ in ids})
        articles = {row.id: row for row in self._store.timeline.rows(named)}
        documents = self._library.documents(rows)
        return [
            pair
            for row, document in zip(rows, documents, strict=True)
            for pair in self._pairs_of(
                row, document, [articles[i] for i in sorted(links[row.id] & articles.keys())], week
            )
        ]

    def _pairs_of(
        self, row: ItemRow, document: Document, named: Sequence[ItemRow], week: int
    ) -> list[Pair]:
        """All pairs of one video: what is known, and what is likely beside it."""
        known = self._facts_of(row, named)
        linked = {pair.article_id for pair in known if pair.state == "linked"}
        floor = FLOOR_BESIDE_A_FACT if linked else FLOOR
        guessed = self._guesses(document, MOST_PROPOSALS, week, floor) if document.public else []
        merged: dict[str, Pair] = {p.article_id: p for p in guessed}
        for pair in known:
            other = merged.get(pair.article_id)
            merged[pair.article_id] = _both(pair, other) if other else pair
        return list(merged.values())

    def _facts_of(self, video: ItemRow, named: Sequence[ItemRow]) -> list[Pair]:
        """Pairs of a video with articles that may name it or be named by it."""
        found = []
        for article in named:
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

    def _guesses(self, video: Document, number: int, week: int, floor: float = 0.0) -> list[Pair]:
        window = self._library.window(week)
        rated = [(probability(video, c), c) for c in window.candidates(video)]
        rated.sort(key=lambda r: (-r[0], r[1].article.id))
        return [
            _pair(video, candidate, chance, window)
            for chance, candidate in rated[:number]
            if round(chance, 4) >= floor
        ]


def _by_week(rows: Iterable[ItemRow], centres: Collection[int] = ()) -> dict[int, list[ItemRow]]:
    """Items by the week of ``centres`` that is their own or next to it, else by their own."""
    found: defaultdict[int, list[ItemRow]] = defaultdict(list)
    for row in rows:
        own = week_of(row)
        near = (week for week in (own, own + 1, own - 1) if week in centres)
        found[next(near, own)].append(row)
    return found


def _others(item_ids: Sequence[str], rows: Sequence[ItemRow]) -> tuple[str, ...]:
    """Those of the ids that are neither articles nor videos: nothing is to be done with them."""
    halves = {row.id for row in rows if row.kind in KINDS}
    return tuple(id_ for id_ in item_ids if id_ not in halves)


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
