"""What is said in the channel's own videos, where the outlet has signed in as the channel.

Captions are asked for once a video, newest first, out of what quota is left over, and kept with
what YouTube tells of the video. As YouTube's terms ask of what a sign-in opened (Developer
Policies, III.E.4), they stay only while the sign-in is known to have held within 30 days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta

from connectors.captions import CaptionsError, read_captions
from connectors.contract import Batch, ConnectorError, KnownVideo, NeedsPerson
from connectors.environment import Environment
from connectors.items import LiveState, Status
from connectors.youtube.api import PAGE, Api
from connectors.youtube.asking import Asking
from connectors.youtube.errors import AbsentError, ForbiddenError, QuotaError, SignInError
from connectors.youtube.quota import Purpose
from connectors.youtube.signin import SignIn, read_sign_in
from connectors.youtube.state import HAD, NONE, NONE_YET, State
from connectors.youtube.tracks import Tracks, best_track

SETTLED = timedelta(hours=6)
"""Automatic captions come some hours after a video."""

ASKED_ANEW = timedelta(days=7)
"""A video that was younger than this and had no captions is asked for once more."""

VERIFIED_EVERY = timedelta(days=1)
KEPT = timedelta(days=30)

_NOT_OURS = (
    "YouTube tells the captions of this channel to its owner only, and the sign-in is another "
    "account's. To sign in as the channel: `rundown youtube-login`."
)


class OwnCaptions:
    """The captions of one channel, in one pull."""

    def __init__(self, api: Api, env: Environment, state: State, asking: Asking) -> None:
        self._api = api
        self._env = env
        self._memory = state.captions
        self._asking = asking

    def read(self) -> Iterator[Batch]:
        """Yield videos with their captions; whatever fails is told and stops nothing else."""
        try:
            sign_in = read_sign_in(self._env.youtube)
        except SignInError as error:
            self._asking.warn(f"{error.sentence} {error.advice}")
            yield from self._drop_if_old()
            return
        if sign_in is None:
            yield from self._drop()
            return
        self._begin(sign_in)
        if not self._memory.refused and not sign_in.has_ended(self._env.clock()):
            yield from self._fetch(sign_in)
        if self._memory.refused:
            self._asking.warn(self._memory.refused)
        yield from self._drop_if_old()

    def _begin(self, sign_in: SignIn) -> None:
        granted_at = sign_in.granted_at.isoformat()
        if self._memory.granted_at != granted_at:
            self._memory.granted_at, self._memory.refused = granted_at, ""

    def _fetch(self, sign_in: SignIn) -> Iterator[Batch]:
        with closing(Tracks(self._env, sign_in, self._api.quota)) as tracks:
            try:
                self._verify(tracks)
                for video in self._wanted():
                    if not self._api.quota.allows_captions():
                        return
                    yield self._of_video(tracks, video)
            except SignInError as error:
                self._memory.refused = f"{error.sentence} {error.advice}"
            except ForbiddenError:
                self._memory.refused = _NOT_OURS
            except QuotaError:
                self._asking.warn("Captions are read on tomorrow, when there is quota again.")
            except ConnectorError as error:
                self._asking.warn(f"Captions are read later: {error.sentence}")

    def _verify(self, tracks: Tracks) -> None:
        now, before = self._env.clock(), self._memory.verified_at
        if before is None or now - before >= VERIFIED_EVERY:
            tracks.verify()
            self._memory.verified_at = now

    def _wanted(self) -> list[KnownVideo]:
        now, tried = self._env.clock(), self._memory.tried
        videos = [
            one
            for one in self._asking.known.values()
            if one.status in {Status.PUBLIC, Status.UNLISTED}
            and one.live_state in {LiveState.NONE, LiveState.ENDED}
            and now - one.published_at >= _wait(tried.get(one.video_id))
        ]
        return sorted(videos, key=lambda one: one.published_at, reverse=True)

    def _of_video(self, tracks: Tracks, video: KnownVideo) -> Batch:
        """Ask for a video's captions, and for the video, so that all of it is of one moment."""
        said = self._said(tracks, video.video_id)
        if not said:
            young = self._env.clock() - video.published_at < ASKED_ANEW
            self._memory.tried[video.video_id] = NONE_YET if young else NONE
            return self._asking.batch()
        self._memory.tried[video.video_id] = HAD
        self._asking.said[video.video_id] = said
        return self._asking.for_videos([video.video_id])

    def _said(self, tracks: Tracks, video_id: str) -> str:
        try:
            listed = tracks.of_video(video_id)
        except AbsentError:
            return ""
        except ForbiddenError:
            if HAD in self._memory.tried.values():
                return ""  # one odd video on a channel that is ours
            raise
        told = self._env.known.told([video_id]).get(video_id)
        track = best_track(listed, told.language if told else "")
        if track is None:
            return ""
        try:
            return read_captions(tracks.download(track), ".vtt")
        except AbsentError:
            return ""
        except SignInError:
            raise
        except (NeedsPerson, CaptionsError) as error:
            self._asking.warn(f"The captions of video {video_id} could not be read: {error}")
            return ""

    def _drop_if_old(self) -> Iterator[Batch]:
        verified_at = self._memory.verified_at
        if verified_at is None or self._env.clock() - verified_at > KEPT:
            yield from self._drop()

    def _drop(self) -> Iterator[Batch]:
        """Nobody is signed in any more: read the videos anew, without what was said in them."""
        had = [one for one, what in self._memory.tried.items() if what == HAD]
        for ids in _by_page(had):
            if not self._api.quota.allows(Purpose.KEEPING):
                return
            self._asking.said |= dict.fromkeys(ids, "")
            for video_id in ids:
                del self._memory.tried[video_id]
            yield self._asking.for_videos(ids)


def _wait(tried: str | None) -> timedelta:
    """How old a video must be for its captions to be asked for."""
    if tried is None:
        return SETTLED
    return ASKED_ANEW if tried == NONE_YET else timedelta.max


def _by_page(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))
