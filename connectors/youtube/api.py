"""The three methods of the Data API that are used, with one family of errors.

https://developers.google.com/youtube/v3/docs: channels.list, playlistItems.list, videos.list;
each call costs one unit of a key's daily quota (10,000 by default).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http.client import HTTPException
from typing import Any

import httplib2
from googleapiclient.discovery import build
from googleapiclient.errors import Error as ClientError
from googleapiclient.errors import HttpError

from connectors.contract import ConnectorError
from connectors.environment import YouTubeSettings
from connectors.youtube import errors
from connectors.youtube.address import ChannelAddress

PAGE = 50
"""The most items that a page, and ids that a question, may hold."""

LONGEST_LIST = 20_000
"""YouTube lists no more than so many of a channel's uploads, the newest."""

TIMEOUT_S = 20.0
_VIDEO_PARTS = "snippet,contentDetails,status,liveStreamingDetails,statistics"
_KEY = re.compile(r"(?<=[?&]key=)[^&\s\"']+")

Resource = Mapping[str, Any]
"""A resource as the API's JSON has it."""


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

    def __init__(self, settings: YouTubeSettings, clock: Callable[[], datetime]) -> None:
        if not settings.api_key:
            raise errors.no_key()
        self._key = settings.api_key
        self._clock = clock
        # httplib2 is not safe to share between threads, so each instance has its own.
        self._http = httplib2.Http(timeout=TIMEOUT_S)
        self._service = build(
            "youtube",
            "v3",
            http=self._http,
            developerKey=self._key,
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
            if found := _items(self._answer(question)):
                return found[0]
        raise errors.unknown_channel(address.value)

    def playlist_page(self, playlist_id: str, token: str = "") -> tuple[Sequence[Resource], str]:
        """One page of a playlist's items, and the token of the next one ("" at the end).

        Raises:
            AbsentError: there is no such playlist.
            PageTokenError: the token is no longer good.
        """
        more = {"pageToken": token} if token else {}
        question = self._service.playlistItems().list(
            part="contentDetails,status", playlistId=playlist_id, maxResults=PAGE, **more
        )
        answer = self._answer(question)
        return _items(answer), str(answer.get("nextPageToken") or "")

    def videos(self, ids: Sequence[str]) -> Sequence[Resource]:
        """The resources of up to 50 videos; what YouTube does not show is left out."""
        if not ids:
            return ()
        question = self._service.videos().list(part=_VIDEO_PARTS, id=",".join(ids), maxResults=PAGE)
        return _items(self._answer(question))

    def _answer(self, question: Any) -> Resource:
        try:
            answer = question.execute()
        except HttpError as error:
            refusal = errors.read_refusal(int(error.resp.status), error.content)
            told: ConnectorError = errors.of_refusal(refusal, key=self._key, now=self._clock())
            # The client's error shows the key in its text: it is not kept as the cause.
            raise told from None
        except (OSError, HTTPException, httplib2.error.HttpLib2Error, ValueError) as error:
            raise errors.of_connection(error) from None
        except ClientError as error:
            raise errors.of_connection(error) from None
        if not isinstance(answer, Mapping) or "kind" not in answer:
            raise errors.not_data(answer)
        return answer


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
