"""Captions of videos through the Data API, which tells them to their channel's own account only.

https://developers.google.com/youtube/v3/docs/captions: captions.list (50 units) and
captions.download (200 units).
"""

from __future__ import annotations

from collections.abc import Sequence
from http.client import HTTPException
from urllib.parse import urljoin

import httplib2
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp, Request
from googleapiclient.discovery import build

from connectors.environment import Environment
from connectors.youtube import errors
from connectors.youtube.calling import Caller
from connectors.youtube.errors import Resource, field
from connectors.youtube.quota import CAPTIONS_DOWNLOAD, CAPTIONS_LIST, Bucket, Quota
from connectors.youtube.signin import SignIn

TIMEOUT_S = 20.0


class Tracks:
    """One sign-in's access to captions; to be used by one thread and closed.

    Every method raises ``ConnectorError``s and nothing else for what happens outside:
    ``SignInError`` where the sign-in no longer holds, ``ForbiddenError`` where a video is not the
    account's own, ``AbsentError`` where there is none.
    """

    def __init__(self, env: Environment, sign_in: SignIn, quota: Quota) -> None:
        settings = env.youtube
        self._credentials = Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=sign_in.refresh_token,
            token_uri=urljoin(settings.oauth_endpoint, "token"),
            client_id=settings.client_id,
            client_secret=settings.client_secret,
        )
        self._plain = httplib2.Http(timeout=TIMEOUT_S)
        self._http = AuthorizedHttp(self._credentials, http=self._plain)
        self._calls = Caller(env, quota)
        self._service = build(
            "youtube",
            "v3",
            http=self._http,
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": settings.api_endpoint.rstrip("/") + "/"},
        )

    def close(self) -> None:
        """Close the connections."""
        self._plain.close()

    def verify(self) -> None:
        """Ask Google whether the sign-in still holds; costs no quota."""
        try:
            self._credentials.refresh(Request(self._plain))  # type: ignore[no-untyped-call]
        except RefreshError as error:
            raise errors.of_sign_in(error) from None
        except (OSError, HTTPException, httplib2.error.HttpLib2Error, GoogleAuthError) as error:
            raise errors.of_connection(error) from None

    def of_video(self, video_id: str) -> Sequence[Resource]:
        """The caption tracks of a video."""
        question = self._service.captions().list(part="snippet", videoId=video_id)
        answer = self._calls.data(question, Bucket.CAPTIONS, CAPTIONS_LIST) or {}
        return [one for one in answer.get("items") or () if isinstance(one, dict)]

    def download(self, track: Resource) -> bytes:
        """A track as WebVTT."""
        question = self._service.captions().download(id=str(track["id"]), tfmt="vtt")
        answer = self._calls.raw(question, Bucket.CAPTIONS, CAPTIONS_DOWNLOAD)
        if not isinstance(answer, bytes):
            raise errors.not_data(answer)
        return answer


def best_track(tracks: Sequence[Resource], language: str) -> Resource | None:
    """The track that says best what is said: of the video's language, made by people if there is.

    Where the video does not state its language, the automatic track tells it. Drafts, failed
    tracks and those for foreign words alone (``forced``) are left out.
    """
    usable = [one for one in tracks if one.get("id") and _is_usable(one)]
    spoken = language or next((_language(one) for one in usable if _is_automatic(one)), "")

    def rank(track: Resource) -> tuple[bool, bool, bool]:
        own = not spoken or _primary(_language(track)) == _primary(spoken)
        commented = field(track, "snippet", "audioTrackType") in {"commentary", "descriptive"}
        return (not own, commented, _is_automatic(track))

    return min(usable, key=rank, default=None)


def _is_usable(track: Resource) -> bool:
    snippet = track.get("snippet") or {}
    kind = str(snippet.get("trackKind") or "").lower()
    return kind != "forced" and not snippet.get("isDraft") and snippet.get("status") != "failed"


def _is_automatic(track: Resource) -> bool:
    return str(field(track, "snippet", "trackKind") or "").lower() == "asr"


def _language(track: Resource) -> str:
    return str(field(track, "snippet", "language") or "")


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
