"""A channel through the YouTube Data API v3: its uploads to their end, and their figures again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from typing import ClassVar

from connectors.contract import Batch, Checkpoint, KnownVideo, SourceSpec
from connectors.environment import Environment
from connectors.items import Gone, Reading, Status, Video
from connectors.youtube import plan
from connectors.youtube.address import ChannelAddress, require_address
from connectors.youtube.api import LONGEST_LIST, PAGE, Api, Resource
from connectors.youtube.errors import AbsentError, PageTokenError, field
from connectors.youtube.shelves import Shelves
from connectors.youtube.state import State, Walk
from connectors.youtube.videos import read_figures, read_video

LISTED_ANEW = timedelta(days=7)
"""How often the whole list is gone through: what turned public late stands deep in it."""

ABSENCES = 2
"""A video is taken for gone after so many answers in a row without it."""


class DataApi:
    """Pulls a channel through the Data API: new uploads first, then due readings of older ones.

    One batch holds at most 50 videos with their views, likes and comments. ``spec.url`` is the
    channel's page, its ``@handle`` or its id.
    """

    kind: ClassVar[str] = "youtube"

    def __init__(self, spec: SourceSpec, env: Environment) -> None:
        self._spec = spec
        self._env = env

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield what is new and what is due.

        Raises:
            RetryLater: quota used up, YouTube unreachable or at fault; what was yielded stands,
                and the next pull goes on behind it.
            NeedsPerson: no key or a bad one; no such channel.
            NotThisKind: the address names no channel.
        """
        address = require_address(self._spec.url)
        with closing(Api(self._env.youtube, self._env.clock)) as api:
            yield from _Pull(api, self._env, address, State.of(checkpoint)).batches()


class _Pull:
    """One pull of one channel."""

    def __init__(self, api: Api, env: Environment, address: ChannelAddress, state: State) -> None:
        self._api = api
        self._env = env
        self._address = address
        self._state = state
        self._asked: set[str] = set()
        self._suspects: list[str] = []
        self._warnings: list[str] = []
        self._restarted = False

    def batches(self) -> Iterator[Batch]:
        now = self._env.clock()
        listed_at = self._state.listed_at
        to_end = listed_at is None or now - listed_at >= LISTED_ANEW
        if to_end or not self._state.channel_id:
            self._find_channel()
        self._shelves = Shelves(self._api, self._state.channel_id)
        known = self._env.known.videos(self._state.channel_id)
        self._known = {video.video_id: video for video in known}
        if self._state.walk:
            yield from self._walk(self._state.walk)
            to_end = to_end and self._state.listed_at == listed_at
        yield from self._walk(Walk(to_end=to_end))
        yield from self._refresh()
        planned = [video for video in self._known.values() if video.status is not Status.PRIVATE]
        wait_s = plan.next_due_s(planned, self._env.clock())
        yield self._batch((), (), (), next_due_s=wait_s)

    def _find_channel(self) -> None:
        channel = self._api.channel(self._address)
        state = self._state
        state.channel_id = str(channel.get("id") or "")
        state.name = str(field(channel, "snippet", "title") or "")
        uploads = field(channel, "contentDetails", "relatedPlaylists", "uploads")
        state.uploads = str(uploads or f"UU{state.channel_id.removeprefix('UC')}")

    def _walk(self, walk: Walk) -> Iterator[Batch]:
        """Go through the uploads, newest first, as far as ``walk`` says."""
        state, listed_before = self._state, self._state.listed_at is not None
        while True:
            page, following = self._page(walk)
            wanted, hidden = self._sifted(page, skip_known=listed_before or self._restarted)
            walk = Walk(following, walk.to_end, walk.pages + 1)
            # Tokens that never end would be a fault of YouTube's; they are not followed for ever.
            at_end = not following or walk.pages * PAGE >= 2 * LONGEST_LIST
            state.walk = None if at_end else walk
            if at_end:
                state.listed_at = self._env.clock()
                self._note_length(walk)
            if wanted or hidden:
                yield self._asked_for(wanted, hidden)
            if at_end or not (walk.to_end or wanted):
                break
        state.walk = None

    def _page(self, walk: Walk) -> tuple[Sequence[Resource], str]:
        try:
            return self._api.playlist_page(self._state.uploads, walk.token)
        except PageTokenError:
            if not walk.token or self._restarted:
                raise
            self._restarted = True
            walk.token, walk.pages = "", 0
            return self._page(walk)
        except AbsentError:
            # A channel without any upload has no such list; one that was closed is not found.
            self._find_channel()
            self._warnings.append("The channel shows no uploads.")
            return (), ""

    def _sifted(
        self, page: Sequence[Resource], *, skip_known: bool
    ) -> tuple[list[str], list[Gone]]:
        """The videos of a page to ask for, and those that turned private."""
        wanted, hidden = [], []
        for entry in page:
            video_id = str(field(entry, "contentDetails", "videoId") or "")
            privacy = field(entry, "status", "privacyStatus")
            known = self._known.get(video_id)
            if not video_id or video_id in self._asked:
                continue  # uploads that came in meanwhile push others on to the next page
            if privacy == "private":
                if known and known.status is not Status.PRIVATE:
                    hidden.append(Gone(ref=video_id, status=Status.PRIVATE, reason="made private"))
                continue
            if privacy == "privacyStatusUnspecified":
                if known:
                    self._suspects.append(video_id)
                continue
            if self._is_wanted(video_id, known, skip_known=skip_known):
                wanted.append(video_id)
        return wanted, hidden

    def _is_wanted(self, video_id: str, known: KnownVideo | None, *, skip_known: bool) -> bool:
        if known is None:
            return self._state.missing.get(video_id, 0) < ABSENCES
        return not skip_known or known.refreshed_at is None or known.status is Status.PRIVATE

    def _refresh(self) -> Iterator[Batch]:
        """Ask again for what is due by age, fifty at a time."""
        candidates = [
            video
            for video in self._known.values()
            if video.video_id not in self._asked and video.status is not Status.PRIVATE
        ]
        suspects = [video_id for video_id in self._suspects if video_id not in self._asked]
        due = list(dict.fromkeys([*suspects, *plan.due(candidates, self._env.clock())]))
        for start in range(0, len(due), PAGE):
            yield self._asked_for(due[start : start + PAGE], ())

    def _asked_for(self, ids: Sequence[str], hidden: Sequence[Gone]) -> Batch:
        """Ask for videos and make a batch of the answer."""
        resources = self._api.videos(ids)
        self._asked.update(ids)
        now = self._env.clock()
        items: list[Video] = []
        readings: list[Reading] = []
        for resource in resources:
            try:
                video, figures = self._read(resource)
            except (KeyError, TypeError, AttributeError):
                self._warnings.append(
                    f"Video {resource.get('id')} is told in a way not understood."
                )
                continue
            items.append(video)
            readings.extend(figures)
            if video.published_at:
                self._known[video.video_id] = KnownVideo(
                    video.video_id, video.published_at, now, video.live_state, video.status
                )
        for one in hidden:
            self._known.pop(one.ref, None)
        answered = {str(resource.get("id")) for resource in resources}
        gone = [*hidden, *self._absent([one for one in ids if one not in answered])]
        for video_id in answered:
            self._state.missing.pop(video_id, None)
        return self._batch(items, gone, readings)

    def _read(self, resource: Resource) -> tuple[Video, list[Reading]]:
        video = read_video(resource, self._shelves)
        return video, list(read_figures(resource, self._env.clock()))

    def _absent(self, ids: Sequence[str]) -> Iterator[Gone]:
        """Count absences; what was known and is absent again is gone."""
        for video_id in ids:
            missing = self._state.missing
            missing[video_id] = missing.get(video_id, 0) + 1
            if video_id in self._known and missing[video_id] >= ABSENCES:
                del missing[video_id], self._known[video_id]
                yield Gone(ref=video_id, reason="YouTube no longer shows it to the public")

    def _note_length(self, walk: Walk) -> None:
        if walk.pages * PAGE >= LONGEST_LIST:
            self._warnings.append(
                "YouTube lists only the newest 20,000 uploads of a channel; older ones are not "
                "among them."
            )

    def _batch(
        self,
        items: Sequence[Video],
        gone: Sequence[Gone],
        readings: Sequence[Reading],
        next_due_s: float | None = None,
    ) -> Batch:
        warnings, self._warnings = tuple(self._warnings), []
        return Batch(
            items=tuple(items),
            gone=tuple(gone),
            readings=tuple(readings),
            warnings=warnings,
            checkpoint=self._state.checkpoint(),
            name=self._state.name,
            next_due_s=next_due_s,
        )
