"""Finding what appeared without a change, and what disappeared, without asking for each post."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.contract import ConnectorError, Known, SourceSpec
from connectors.items import Article, Gone
from connectors.wordpress.api import Api, Listed
from connectors.wordpress.listing import Reader
from connectors.wordpress.posts import is_public_post
from connectors.wordpress.state import State, Walk

MOST_PAGES = 100
"""Pages of ids that one pull walks through; the next one goes on there."""


class Shown:
    """The ids of the posts that the site shows as far as we know: stored, and read in this pull."""

    def __init__(self, known: Known, spec: SourceSpec) -> None:
        self._known = known
        self._spec = spec
        self._stored: set[int] | None = None
        self._added: set[int] = set()

    def add(self, articles: Iterable[Article]) -> None:
        """Note what this pull brings: it may not be stored yet."""
        self._added.update(int(one.ref) for one in articles)

    def ids(self) -> set[int]:
        """All of them, asked of the store when first needed."""
        if self._stored is None:
            refs = _refs(self._known, self._spec)
            self._stored = {int(ref) for ref in refs if ref.isascii() and ref.isdecimal()}
        self._stored |= self._added
        self._added.clear()
        return self._stored

    def remove(self, numbers: Iterable[int]) -> None:
        """Note what is gone."""
        self.ids().difference_update(numbers)


REFS_AT_ONCE = 10_000
DOUBTFUL = (
    "Some posts seem to be gone, but the site's answers contradict each other: nothing was marked."
)


def _refs(known: Known, spec: SourceSpec) -> Iterator[str]:
    """All refs of a source that are not gone."""
    last = ""
    while refs := known.refs_after(spec, last, REFS_AT_ONCE):
        yield from refs
        last = refs[-1]


@dataclass(frozen=True, slots=True)
class Differences:
    """What a step found to be otherwise than it was known."""

    articles: tuple[Article, ...] = ()
    gone: tuple[Gone, ...] = ()
    warnings: tuple[str, ...] = ()


class Walking:
    """Compares the ids that a site lists with those that are known.

    The state moves on before each step is handed out, so that it is true once that is stored.
    """

    def __init__(self, api: Api, reader: Reader, state: State, shown: Shown) -> None:
        self._api = api
        self._reader = reader
        self._state = state
        self._shown = shown
        self._total: int | None = None

    def newest(self) -> Differences:
        """The newest posts that are not known yet."""
        listed = self._ids({"orderby": "date"})
        self._total = listed.total
        return Differences(self._read(self._unknown(listed)))

    def is_explained(self) -> bool:
        """Whether the site counts as many posts as are known, but for those never explained."""
        return self._difference() in {None, self._state.unexplained}

    def steps(self, now: datetime, *, full: bool) -> Iterator[Differences]:
        """Walk through all ids, highest first; unless ``full``, until the count is explained."""
        state = self._state
        known = sorted(self._shown.ids())
        for _ in range(MOST_PAGES):
            walk = state.walk = state.walk or Walk()
            listed = self._page(walk)
            if listed is not None and not _is_falling(listed):
                state.walk, state.walked_at = None, now
                state.unexplained = self._difference() or 0
                return  # a site that does not sort by id cannot be walked through
            found = self._compared(listed, walk, known)
            at_end = listed is None or walk.page >= (listed.pages or walk.page + 1)
            if at_end:
                state.walk, state.walked_at = None, now
                state.unexplained = self._difference() or 0
            elif not full and self.is_explained():
                state.walk = None
            else:
                walk.page += 1
            yield found
            if state.walk is None:
                return

    def _compared(self, listed: Listed | None, walk: Walk, known: Sequence[int]) -> Differences:
        """What is otherwise between the end of the page before and the end of this one."""
        numbers = _all(listed) if listed else []
        at_end = listed is None or walk.page >= (listed.pages or walk.page + 1)
        from_id = 0 if at_end or not numbers else numbers[-1]
        to = len(known) if walk.below is None else bisect_left(known, walk.below)
        here = set(numbers)
        missing = [n for n in known[bisect_left(known, from_id) : to] if n not in here]
        control = numbers[-1] if numbers else walk.below
        walk.below = control
        gone = self._confirmed(missing, control)
        self._shown.remove(gone or ())
        appeared = self._unknown(listed) if listed else []
        return Differences(
            self._read(appeared),
            tuple(Gone(ref=str(n), reason="the site no longer lists it") for n in gone or ()),
            () if gone is not None else (DOUBTFUL,),
        )

    def _confirmed(self, missing: Sequence[int], control: int | None) -> list[int] | None:
        """Which of the posts are really not shown; ``None`` when the answer is not to be trusted.

        Each question also names a post that is surely there: a site that does not tell of that
        one either tells nothing.
        """
        gone: list[int] = []
        if not missing:
            return gone
        if control is None:
            return None
        step = max(1, self._state.size - 1)
        for start in range(0, len(missing), step):
            asked = {*missing[start : start + step], control}
            include = ",".join(map(str, sorted(asked)))
            listed = self._ids({"include": include, "orderby": "id"})
            found = set(_all(listed))
            if control not in found or not found <= asked or (listed.total or 0) > len(found):
                return None
            gone += sorted(asked - found)
        return gone

    def _read(self, numbers: Sequence[int]) -> tuple[Article, ...]:
        articles: list[Article] = []
        for start in range(0, len(numbers), self._state.size):
            articles += self._reader.by_ids(list(numbers[start : start + self._state.size]))
        self._shown.add(articles)
        return tuple(articles)

    def _unknown(self, listed: Listed) -> list[int]:
        public = (post for post in listed.records if is_public_post(post, self._api.route))
        return [post["id"] for post in public if post["id"] not in self._shown.ids()]

    def _page(self, walk: Walk) -> Listed | None:
        """A page of ids; ``None`` behind the end."""
        try:
            listed = self._ids({"orderby": "id", "page": walk.page})
        except ConnectorError as error:
            if error.status == 400 and walk.page > 1:
                return None
            raise
        if listed.total is not None:
            self._total = listed.total
        return listed if listed.records else None

    def _ids(self, asked: dict[str, object]) -> Listed:
        fields = {"_fields": "id,status,type", "per_page": self._state.size, "order": "desc"}
        return self._api.listed(self._api.route, {**fields, **asked})

    def _difference(self) -> int | None:
        return None if self._total is None else self._total - len(self._shown.ids())


def _all(listed: Listed) -> list[int]:
    return [post["id"] for post in listed.records if type(post.get("id")) is int]


def _is_falling(listed: Listed) -> bool:
    numbers = _all(listed)
    return numbers == sorted(numbers, reverse=True)
