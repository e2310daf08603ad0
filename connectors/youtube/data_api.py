"""A channel through the YouTube Data API v3: its uploads to their end, and their figures again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import ClassVar

from connectors.contract import Batch, Checkpoint, SourceSpec
from connectors.environment import Environment
from connectors.items import Status
from connectors.youtube import plan
from connectors.youtube.address import ChannelAddress, require_address
from connectors.youtube.api import PAGE, Api
from connectors.youtube.asking import Asking
from connectors.youtube.errors import QuotaError, field
from connectors.youtube.own_captions import OwnCaptions
from connectors.youtube.quota import Bucket, Purpose
from connectors.youtube.state import State
from connectors.youtube.uploads import LISTED_ANEW, Uploads
from connectors.youtube.videos import read_figures

MOST_POINTED_AT = 200
"""Videos that articles show and nothing is known of: so many are asked for in a pull."""


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
        with closing(Api(self._env)) as api:
            yield from _Pull(api, self._env, address, State.of(checkpoint)).batches()

    def follow(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield videos that articles show and nothing is known of: one question, if any.

        Raises:
            ConnectorError: as for ``pull``.
        """
        state = State.of(checkpoint)
        known = self._env.known
        named = known.pointed_at(state.channel_id, PAGE) if state.channel_id else ()
        if not named:
            yield Batch(checkpoint=checkpoint)
            return
        with closing(Api(self._env)) as api:
            address = require_address(self._spec.url)
            yield from _Pull(api, self._env, address, state).shown_elsewhere(named)


class _Pull:
    """One pull of one channel."""

    def __init__(self, api: Api, env: Environment, address: ChannelAddress, state: State) -> None:
        self._api = api
        self._env = env
        self._address = address
        self._state = state

    def batches(self) -> Iterator[Batch]:
        now, listed_at = self._env.clock(), self._state.listed_at
        to_end = listed_at is None or now - listed_at >= LISTED_ANEW
        if to_end or not self._state.channel_id:
            self._find_channel()
        self._asking = Asking(self._api, self._env, self._state)
        uploads = Uploads(self._api, self._env, self._state, self._asking, self._find_channel)
        yield from uploads.read(to_end=to_end)
        yield from self._ask_for_owners(
            self._env.known.pointed_at(self._state.channel_id, MOST_POINTED_AT)
        )
        yield from self._refresh()
        yield from self._figures()
        yield from self._ask_for(self._asking.suspects())
        yield from OwnCaptions(self._api, self._env, self._state, self._asking).read()
        yield self._asking.batch(next_due_s=self._wait_s())

    def _find_channel(self) -> None:
        channel = self._api.channel(self._address)
        state = self._state
        state.channel_id = str(channel.get("id") or "")
        state.name = str(field(channel, "snippet", "title") or "")
        uploads = field(channel, "contentDetails", "relatedPlaylists", "uploads")
        state.uploads = str(uploads or f"UU{state.channel_id.removeprefix('UC')}")

    def shown_elsewhere(self, named: Sequence[str]) -> Iterator[Batch]:
        """Only those ``named`` (ids), without a look at the list of uploads."""
        self._asking = Asking(self._api, self._env, self._state)
        yield from self._ask_for_owners(named)
        yield self._asking.batch()

    def _ask_for_owners(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Videos that only an article shows: unlisted ones of the channel are among them."""
        for ids in _by_page(wanted):
            if self._api.quota.allows(Purpose.ROUTINE):
                yield self._asking.for_owner(ids)

    def _refresh(self) -> Iterator[Batch]:
        """Ask again for the whole of what is due by age or may be gone, fifty at a time."""
        now, known = self._env.clock(), self._asking.known
        candidates = self._asking.candidates()
        due = plan.due(candidates, now)
        ids = list(dict.fromkeys([*self._asking.suspects(), *due]))
        ids += plan.company(candidates, ids, now) if ids else []
        for some in _by_page(ids):
            weighty = any(one not in known or plan.is_weighty(known[one], now) for one in some)
            if not self._api.quota.allows(Purpose.KEEPING if weighty else Purpose.ROUTINE):
                break
            yield self._asking.for_videos(some)

    def _ask_for(self, ids: Sequence[str]) -> Iterator[Batch]:
        for some in _by_page(ids):
            if self._api.quota.allows(Purpose.ROUTINE):
                yield self._asking.for_videos(some)

    def _figures(self) -> Iterator[Batch]:
        """Ask again for the figures of what is due by age, from the bucket that is for them."""
        now = self._env.clock()
        for some in _by_page(plan.figures_due(self._asking.candidates(), now)):
            quota, bucket = self._api.quota, self._api.statistics_bucket
            if bucket is Bucket.UNITS and not quota.allows(Purpose.ROUTINE):
                break
            try:
                resources = self._api.statistics(some)
            except QuotaError:
                self._asking.warn("Today's quota for figures is used up; the rest goes on.")
                break
            readings = [one for told in resources for one in read_figures(told, now)]
            self._asking.measured(some, {str(told.get("id")) for told in resources}, now)
            yield self._asking.batch(readings=readings)

    def _wait_s(self) -> float:
        if not self._api.quota.allows(Purpose.ROUTINE):
            return plan.LONGEST_WAIT_S
        videos = [one for one in self._asking.known.values() if one.status is not Status.PRIVATE]
        return plan.next_due_s(videos, self._env.clock())


def _by_page(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))
