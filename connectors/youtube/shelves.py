"""The lists by kind that YouTube keeps beside a channel's uploads, as evidence of a video's kind.

A video resource does not say whether it is a Short, nor whether a broadcast was a premiere. The
tabs of a channel's page do, and each is a playlist whose id begins differently from the uploads'
``UU``: ``UUSH`` Shorts, ``UULV`` live streams, ``UULF`` all other films (premieres among them).
Google documents neither these prefixes nor their permanence, so their absence is no error: then
less is known of a video's kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.contract import NeedsPerson
from connectors.youtube.api import LONGEST_LIST, PAGE, Api
from connectors.youtube.times import moment

_MARGIN = timedelta(days=2)
"""Lists are newest first only roughly: a premiere is listed by when it was shown."""


@dataclass(slots=True)
class Shelf:
    """One list, read only as far back as has been asked for."""

    api: Api
    playlist_id: str
    _ids: set[str] = field(default_factory=set)
    _token: str | None = ""
    _back_to: datetime | None = None
    _pages: int = 0

    def holds(self, video_id: str, published_at: datetime | None) -> bool:
        """Whether the list has the video.

        Raises:
            RetryLater: the list could not be read now (its absence is no error).
        """
        while video_id not in self._ids and self._token is not None and self._before(published_at):
            self._read_on()
        return video_id in self._ids

    def _before(self, published_at: datetime | None) -> bool:
        if self._back_to is None or published_at is None:
            return True
        return self._back_to > published_at - _MARGIN

    def _read_on(self) -> None:
        try:
            page = self.api.playlist_page(self.playlist_id, self._token or "")
        except NeedsPerson:
            # The key is good, since the uploads were read with it: this list is not to be had.
            self._token = None
            return
        self._pages += 1
        goes_on = page.following and self._pages < LONGEST_LIST // PAGE
        self._token = page.following if goes_on else None
        for entry in page.entries:
            details = entry.get("contentDetails") or {}
            self._ids.add(str(details.get("videoId", "")))
            if published_at := moment(details.get("videoPublishedAt")):
                self._back_to = min(self._back_to or published_at, published_at)


class Shelves:
    """The three lists of one channel."""

    def __init__(self, api: Api, channel_id: str) -> None:
        own = channel_id.removeprefix("UC")
        self.shorts = Shelf(api, f"UUSH{own}")
        self.live = Shelf(api, f"UULV{own}")
        self.films = Shelf(api, f"UULF{own}")
