"""The four methods of the Data API that are used, with one family of errors.

https://developers.google.com/youtube/v3/docs: channels.list, playlistItems.list, videos.list,
videos.batchGetStats; each call costs one unit of a bucket of the key's daily quota (see
:mod:`connectors.youtube.quota`). search.list is never used.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httplib2
from googleapiclient.discovery import build

from connectors.environment import Environment
from connectors.youtube import errors
from connectors.youtube.address import ChannelAddress
from connectors.youtube.calling import Caller
from connectors.youtube.errors import Resource, UnknownMethodError
from connectors.youtube.quota import Bucket, Quota

PAGE = 50
"""The most items that a page, and ids that a question, may hold."""

LONGEST_LIST = 20_000
"""YouTube lists no more than so many of a channel's uploads, the newest."""

TIMEOUT_S = 20.0

_VIDEO_PARTS = "snippet,contentDetails,status,liveStreamingDetails,statistics"
_KEY = re.compile(r"(?<=[?&]key=)[^&\s\"']+")


@dataclass(frozen=True, slots=True)
class PlaylistPage:
    """A page of a playlist, the token of the next one ("" at the end), and the answer's ETag."""

    entries: Sequence[Resource]
    following: str
    etag: str = ""
    unchanged: bool = False


class _KeyHidden(logging.Filter):
    """Takes keys out of the client library's log, which writes whole request URIs."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _KEY.sub("…", record.getMessage()), ()
        return True


for _name in ("googleapiclient.discovery", "googleapiclient.http"):
    logging.getLogger(_name).addFilter(_KeyHidden())


class Api:
    """One key's access to the Data API; to be used by one thread and closed.

    Every method raises ``ConnectorError``s and nothing else for what happens outside.
    """

    def __init__(self, env: Environment) -> None:
        settings = env.youtube
        if not settings.api_key:
            raise errors.no_key()
        self.quota = Quota(env.ledger, settings, env.clock)
        self._calls = Caller(env, self.quota)
        self._has_statistics = True
        # httplib2 is not safe to share between threads, so each instance has its own.
        self._http = httplib2.Http(timeout=TIMEOUT_S)
        self._service = build(
            "youtube",
            "v3",
            http=self._http,
            developerKey=settings.api_key,
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": settings.api_endpoint.rstrip("/") + "/"},
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def channel(self, address: ChannelAddress) -> Resource:
        """The channel's resource, with the parts ``snippet`` and ``contentDetails``.

        Raises:
            AbsentError: YouTube knows no such channel.
        """
        for asked in _channel_filters(address):
            question = self._service.channels().list(part="snippet,contentDetails", **asked)
            if found := _items(self._calls.data(question) or {}):
                return found[0]
        raise errors.unknown_channel(address.value)

    def playlist_page(self, playlist_id: str, token: str = "", etag: str = "") -> PlaylistPage:
        """One page of a playlist's items; with the ``etag`` of its last answer, only if it changed.

        Raises:
            AbsentError: there is no such playlist.
            PageTokenError: the token is no longer good.
        """
        more = {"pageToken": token} if token else {}
        question = self._service.playlistItems().list(
            part="snippet,contentDetails,status", playlistId=playlist_id, maxResults=PAGE, **more
        )
        if etag:
            question.headers["if-none-match"] = etag
        answer = self._calls.data(question)
        if answer is None:
            return PlaylistPage((), "", etag, unchanged=True)
        following = str(answer.get("nextPageToken") or "")
        return PlaylistPage(_items(answer), following, str(answer.get("etag") or ""))

    def videos(self, ids: Sequence[str]) -> Sequence[Resource]:
        """The resources of up to 50 videos; what YouTube does not show is left out."""
        return self._videos(ids, _VIDEO_PARTS)

    def statistics(self, ids: Sequence[str]) -> Sequence[Resource]:
        """The figures of up to 50 videos, from the bucket that is kept for figures.

        Where YouTube does not offer ``videos.batchGetStats`` (it is new, and a proxy or an older
        client may not know it), ``videos.list`` is asked for the same part.
        """
        ask = getattr(self._service.videos(), "batchGetStats", None)
        if ask is None or not self._has_statistics:
            return self._videos(ids, "statistics")
        try:
            answer = self._calls.data(ask(part="id,statistics", id=list(ids)), Bucket.STATISTICS)
        except UnknownMethodError:
            self._has_statistics = False
            return self._videos(ids, "statistics")
        return _items(answer or {})

    @property
    def statistics_bucket(self) -> Bucket:
        """What the next call of ``statistics`` is charged to."""
        return Bucket.STATISTICS if self._has_statistics else Bucket.UNITS

    def _videos(self, ids: Sequence[str], parts: str) -> Sequence[Resource]:
        if not ids:
            return ()
        question = self._service.videos().list(part=parts, id=",".join(ids), maxResults=PAGE)
        return _items(self._calls.data(question) or {})


def _items(answer: Resource) -> Sequence[Resource]:
    found = answer.get("items") or []
    return [item for item in found if isinstance(item, Mapping)]


def _channel_filters(address: ChannelAddress) -> list[dict[str, str]]:
    match address.naming:
        case "id":
            return [{"id": address.value}]
        case "handle":
            return [{"forHandle": address.value}]
        case "user":
            return [{"forUsername": address.value}, {"forHandle": f"@{address.value}"}]
        case "custom":
            # Custom names (/c/…) cannot be asked for; most became the handle of that name.
            return [{"forHandle": f"@{address.value}"}]
