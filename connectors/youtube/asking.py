"""Asking for videos by id, and what their presence in and absence from the answer mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from connectors.contract import Batch, KnownVideo
from connectors.environment import Environment
from connectors.items import Gone, Reading, Status, Video
from connectors.youtube.absences import Absences
from connectors.youtube.api import PAGE, Api
from connectors.youtube.errors import Resource, field
from connectors.youtube.kinds import kind_of
from connectors.youtube.shelves import Shelves
from connectors.youtube.state import HAD, State
from connectors.youtube.videos import read_figures, read_video


class Asking:
    """The questions of one pull, and what is known of the channel's videos meanwhile."""

    def __init__(self, api: Api, env: Environment, state: State) -> None:
        self._api = api
        self._env = env
        self._state = state
        self._shelves = Shelves(api, state.channel_id)
        self.absences = Absences(state.missing)
        self.known = {video.video_id: video for video in env.known.videos(state.channel_id)}
        self.asked: set[str] = set()
        self.uploaded: dict[str, datetime] = {}
        """When videos were put on the channel, as far as its list said so in this pull."""
        self.said: dict[str, str] = {}
        """The captions of videos as found in this pull; "" where they are to be forgotten."""
        self._suspects: list[str] = []
        self._warnings: list[str] = []

    def candidates(self) -> list[KnownVideo]:
        """What may be asked for again in this pull."""
        return [
            video
            for video in self.known.values()
            if video.video_id not in self.asked and video.status is not Status.PRIVATE
        ]

    def suspect(self, video_id: str) -> None:
        """Something looked as if the video were no longer there."""
        self._suspects.append(video_id)

    def suspects(self) -> list[str]:
        """Known videos to look for: they may be gone, or their absence is to be confirmed."""
        looked_for = [*self._suspects, *self.absences.due(self._env.clock())]
        return [
            one for one in dict.fromkeys(looked_for) if one in self.known and one not in self.asked
        ]

    def warn(self, sentence: str) -> None:
        """Say something on the Sources page with the next batch."""
        self._warnings.append(sentence)

    def measured(self, ids: Sequence[str], shown: Collection[str], now: datetime) -> None:
        """The figures of ``ids`` were asked for, and answered for those that are ``shown``."""
        for video_id in ids:
            if video_id in shown:
                self.known[video_id] = replace(self.known[video_id], measured_at=now)
            else:
                self.suspect(video_id)

    def for_videos(self, ids: Sequence[str], hidden: Sequence[Gone] = ()) -> Batch:
        """Ask for the channel's videos and make a batch of the answer."""
        resources = self._api.videos(ids)
        self.asked.update(ids)
        items, readings = self._read_all(resources)
        for one in hidden:
            self.known.pop(one.ref, None)
        shown = {str(resource.get("id")) for resource in resources}
        self.absences.seen(shown)
        absent = [one for one in ids if one not in shown]
        gone = [*hidden, *self._gone(absent, well=bool(shown))]
        return self.batch(items, gone, readings)

    def for_owner(self, ids: Sequence[str]) -> Batch:
        """Ask whose videos these are; the channel's own are kept."""
        resources = self._api.videos(ids)
        self.asked.update(ids)
        owners = {str(one.get("id")): str(field(one, "snippet", "channelId")) for one in resources}
        own = self._state.channel_id
        items, readings = self._read_all([r for r in resources if owners[str(r.get("id"))] == own])
        elsewhere = {one: owners.get(one, "") for one in ids if owners.get(one) != own}
        return replace(self.batch(items, (), readings), elsewhere=elsewhere)

    def batch(
        self,
        items: Sequence[Video] = (),
        gone: Sequence[Gone] = (),
        readings: Sequence[Reading] = (),
        next_due_s: float | None = None,
    ) -> Batch:
        """A batch with the checkpoint as it is now."""
        warnings, self._warnings = tuple(dict.fromkeys(self._warnings)), []
        return Batch(
            items=tuple(items),
            gone=tuple(gone),
            readings=tuple(readings),
            warnings=warnings,
            checkpoint=self._state.checkpoint(),
            name=self._state.name,
            next_due_s=next_due_s,
        )

    def _read_all(self, resources: Sequence[Resource]) -> tuple[list[Video], list[Reading]]:
        now = self._env.clock()
        before = self._env.known.told([str(resource.get("id")) for resource in resources])
        items: list[Video] = []
        readings: list[Reading] = []
        for resource in resources:
            try:
                video = self._read(resource, before.get(str(resource.get("id"))))
                figures = list(read_figures(resource, now))
            except (KeyError, TypeError, AttributeError):
                self.warn(f"Video {resource.get('id')} is told in a way not understood.")
                continue
            items.append(video)
            readings.extend(figures)
            self.known[video.video_id] = KnownVideo(
                video.video_id,
                video.published_at or now,
                now,
                video.live_state,
                video.status,
                video.scheduled_at,
                now,
                video.duration_s is not None,
            )
        return items, readings

    def _read(self, resource: Resource, before: Video | None) -> Video:
        kind = kind_of(resource, self._shelves, before, self._env.clock())
        known_before = before.uploaded_at if before else None
        uploaded_at = self.uploaded.get(str(resource["id"])) or known_before
        captions = self._captions(str(resource["id"]), before)
        return replace(read_video(resource, kind, uploaded_at), captions=captions)

    def _captions(self, video_id: str, before: Video | None) -> str:
        """What is said in it. What was found stays; what was dropped may be asked for again."""
        if video_id in self.said:
            return self.said[video_id]
        kept = before.captions if before else ""
        tried = self._state.captions.tried
        if before and not kept and tried.get(video_id) == HAD:
            del tried[video_id]
        return kept

    def _gone(self, absent: Sequence[str], *, well: bool) -> Iterator[Gone]:
        """What is absent again, some time after it was first missed, is gone."""
        if not absent or not (well or self._is_well(absent)):
            return
        now = self._env.clock()
        for video_id in absent:
            if self.absences.note(video_id, now) and video_id in self.known:
                self.absences.seen([video_id])
                del self.known[video_id]
                yield Gone(ref=video_id, reason="YouTube no longer shows it to the public")

    def _is_well(self, absent: Sequence[str]) -> bool:
        """Whether an answer that shows nothing can be believed: is another video shown with it?"""
        others = [
            video
            for video in self.known.values()
            if video.video_id not in absent
            and video.video_id not in self._state.missing
            and video.status is Status.PUBLIC
            and video.refreshed_at
        ]
        control = max(others, key=lambda video: video.refreshed_at or 0, default=None)
        if control is None and len(absent) == 1:
            return True
        if control and any(self._api.videos([*absent[: PAGE - 1], control.video_id])):
            return True
        self.warn("YouTube answered without any of the videos asked for; none is taken for gone.")
        return False
