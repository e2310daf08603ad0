"""Going through a channel's list of uploads: often at its top, now and then to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from connectors.contract import Batch, KnownVideo
from connectors.environment import Environment
from connectors.items import Gone, Status
from connectors.youtube.api import LONGEST_LIST, PAGE, Api, PlaylistPage
from connectors.youtube.asking import Asking
from connectors.youtube.errors import AbsentError, PageTokenError, Resource, field
from connectors.youtube.quota import Purpose
from connectors.youtube.state import State, Walk
from connectors.youtube.times import moment

LISTED_ANEW = timedelta(days=7)
"""How often the whole list is gone through: what turned public late stands deep in it."""

FIRST_PAGES = 4
"""So much of a list is read for the sake of what is new; the rest is archive."""

UNITS_A_PAGE = 5
"""The page, its videos, and up to three lists by kind."""


class Uploads:
    """The channel's list, newest first, in one pull."""

    def __init__(
        self,
        api: Api,
        env: Environment,
        state: State,
        asking: Asking,
        find_channel: Callable[[], None],
    ) -> None:
        self._api = api
        self._env = env
        self._state = state
        self._asking = asking
        self._find_channel = find_channel
        self._restarted = False

    def read(self, *, to_end: bool) -> Iterator[Batch]:
        """What is new comes first; then a walk to the end goes on, or begins when it is time."""
        state = self._state
        if state.look:
            yield from self._look(state.look)
        if state.walk or not to_end:
            yield from self._look(Walk())
        if to_end and not state.walk:
            state.walk = Walk(to_end=True)
        if state.walk:
            yield from self._walk(state.walk)

    def _look(self, walk: Walk) -> Iterator[Batch]:
        """Read on until a page holds nothing new (what a walk is yet to reach is left to it)."""
        state = self._state
        while True:
            at_top = not walk.token
            page = self._page(walk, state.etag if at_top else "")
            if page.unchanged:
                break
            wanted, hidden = self._sifted(page.entries, skip_known=True)
            walk = Walk(page.following, pages=walk.pages + 1)
            left_to_walk = state.walk is not None and len(wanted) < len(page.entries)
            goes_on = bool(wanted and page.following) and not left_to_walk
            state.look = walk if goes_on else None
            yield from self._batch(wanted, hidden, page, at_top)
            if not goes_on:
                break
        state.look = None

    def _walk(self, walk: Walk) -> Iterator[Batch]:
        """Read on to the end; what is left when quota runs short waits for the next pull."""
        state, skip_known = self._state, self._state.listed_at is not None
        while True:
            if walk.pages >= FIRST_PAGES and not self._api.quota.allows(
                Purpose.KEEPING, UNITS_A_PAGE
            ):
                self._asking.warn(
                    "Older uploads are read on tomorrow: what is left of today's quota is kept "
                    "for new ones."
                )
                return
            at_top = not walk.token
            page = self._page(walk)
            wanted, hidden = self._sifted(page.entries, skip_known=skip_known or self._restarted)
            walk = Walk(page.following, walk.to_end, walk.pages + 1)
            # Tokens that never end would be a fault of YouTube's; they are not followed for ever.
            at_end = not page.following or walk.pages * PAGE >= 2 * LONGEST_LIST
            state.walk = None if at_end else walk
            if at_end:
                state.listed_at = self._env.clock()
                self._note_length(walk)
            yield from self._batch(wanted, hidden, page, at_top)
            if at_end:
                return

    def _batch(
        self, wanted: Sequence[str], hidden: Sequence[Gone], page: PlaylistPage, at_top: bool
    ) -> Iterator[Batch]:
        """What a page led to. Its ETag is kept once there is nothing left to ask about it."""
        if at_top:
            self._state.etag = page.etag if self._is_done(page, wanted) else ""
        if wanted or hidden:
            yield self._asking.for_videos(wanted, hidden)

    def _is_done(self, page: PlaylistPage, wanted: Sequence[str]) -> bool:
        ids = {_video_id(entry) for entry in page.entries}
        suspected = ids & {*self._asking.suspects(), *self._state.missing}
        return bool(page.entries) and not wanted and not suspected

    def _page(self, walk: Walk, etag: str = "") -> PlaylistPage:
        try:
            return self._api.playlist_page(self._state.uploads, walk.token, etag)
        except PageTokenError:
            if not walk.token or self._restarted:
                raise
            self._restarted = True
            walk.token, walk.pages = "", 0
            return self._page(walk)
        except AbsentError:
            # A channel without any upload has no such list; one that was closed is not found.
            self._find_channel()
            self._asking.warn("The channel shows no uploads.")
            return PlaylistPage((), "")

    def _sifted(
        self, entries: Sequence[Resource], *, skip_known: bool
    ) -> tuple[list[str], list[Gone]]:
        """The videos of a page to ask for, and those that turned private."""
        wanted, hidden = [], []
        for entry in entries:
            video_id, privacy = _video_id(entry), field(entry, "status", "privacyStatus")
            known = self._asking.known.get(video_id)
            if not video_id or video_id in self._asking.asked or video_id in wanted:
                continue  # uploads that came in meanwhile push others on to the next page
            if privacy == "private":
                if known and known.status is not Status.PRIVATE:
                    hidden.append(Gone(ref=video_id, status=Status.PRIVATE, reason="made private"))
                continue
            if privacy == "privacyStatusUnspecified":
                if known:
                    self._asking.suspect(video_id)
                continue
            if self._is_wanted(video_id, known, skip_known=skip_known):
                wanted.append(video_id)
                if added_at := moment(field(entry, "snippet", "publishedAt")):
                    self._asking.uploaded[video_id] = added_at
        return wanted, hidden

    def _is_wanted(self, video_id: str, known: KnownVideo | None, *, skip_known: bool) -> bool:
        if known is None:
            return self._asking.absences.worth_asking(video_id, self._env.clock())
        return not skip_known or known.refreshed_at is None or known.status is Status.PRIVATE

    def _note_length(self, walk: Walk) -> None:
        if walk.pages * PAGE >= LONGEST_LIST:
            self._asking.warn(
                "YouTube lists only the newest 20,000 uploads of a channel; older ones are not "
                "among them."
            )


def _video_id(entry: Resource) -> str:
    return str(field(entry, "contentDetails", "videoId") or "")
