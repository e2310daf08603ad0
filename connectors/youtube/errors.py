"""The boundary at which errors of the Data API's client become the connectors' own.

Reasons as listed at https://developers.google.com/youtube/v3/docs/errors and, for keys,
https://cloud.google.com/apis/design/errors (``google.rpc.ErrorInfo``). The client's own error
texts hold the request's URI and in it the key, so none of them is ever passed on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from google.auth.exceptions import RefreshError

from connectors.contract import ConnectorError, NeedsPerson, RetryLater
from connectors.text import clean_title

Resource = Mapping[str, Any]
"""A resource as the API's JSON has it."""

PACIFIC = ZoneInfo("America/Los_Angeles")
"""YouTube's quotas begin anew at midnight in this zone (Data API, "Quota usage")."""

_DAILY = {"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"}
_PACE = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}
_BAD_KEY = {"API_KEY_INVALID", "keyInvalid", "keyExpired", "API_KEY_EXPIRED"}
_SWITCHED_OFF = {"accessNotConfigured", "SERVICE_DISABLED"}
_RESTRICTED = {
    "API_KEY_SERVICE_BLOCKED",
    "API_KEY_HTTP_REFERRER_BLOCKED",
    "API_KEY_IP_ADDRESS_BLOCKED",
    "API_KEY_ANDROID_APP_BLOCKED",
    "API_KEY_IOS_APP_BLOCKED",
    "ipRefererBlocked",
}
_ABSENT = {"playlistNotFound", "channelNotFound", "videoNotFound", "captionNotFound"}
_FORBIDDEN = {"forbidden", "insufficientPermissions"}
SIGN_IN_AGAIN = "Run `rundown youtube-login`."
_NO_METHOD = (404, 405, 501)
_PAUSE_S = 60.0


class AbsentError(NeedsPerson):
    """YouTube knows no such playlist or channel."""


class ForbiddenError(NeedsPerson):
    """Only the owner of what was asked for is told."""


class SignInError(NeedsPerson):
    """There is no sign-in that holds."""


class PageTokenError(RetryLater):
    """The token of a page is no longer good: the list has to be read from its start."""


class QuotaError(RetryLater):
    """The day's quota is used up."""


class UnknownMethodError(RetryLater):
    """The address is not one of the interface's methods."""


class FaultError(RetryLater):
    """A fault of YouTube's or of the way there, such as pass in a moment: worth another try."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an error answer says: HTTP status, message as plain text, and every reason in it."""

    status: int
    message: str
    reasons: frozenset[str]


def read_refusal(status: int, body: bytes) -> Refusal:
    """An error answer taken apart; whatever is not in the API's error shape has no reasons."""
    try:
        error = json.loads(body)["error"]
        listed = [*error.get("errors", ()), *error.get("details", ())]
        reasons = frozenset(str(one["reason"]) for one in listed if "reason" in one)
        return Refusal(status, clean_title(str(error.get("message", ""))), reasons)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Refusal(status, "", frozenset())


def of_refusal(refusal: Refusal, *, key: str, now: datetime) -> ConnectorError:
    """What an error answer means for the person. ``key`` is kept out of the sentence."""
    reasons, status = refusal.reasons, refusal.status
    if reasons & _DAILY or (status == 429 and "per day" in refusal.message):
        return quota_used(now)
    if reasons & _PACE or status == 429:
        return RetryLater("YouTube asks us to slow down.", after_s=_PAUSE_S)
    return (
        _about_the_list(refusal)
        or _about_the_service(refusal)
        or _about_the_key(refusal)
        or _other(refusal, key)
    )


def quota_used(now: datetime) -> QuotaError:
    """Nothing is left of the key's quota until the next midnight Pacific time."""
    return QuotaError(
        "The day's quota of the YouTube key is used up; what was read so far is kept.",
        advice="Nothing to do: reading goes on when the quota begins anew, "
        "at midnight Pacific time.",
        after_s=until_pacific_midnight(now),
    )


def of_connection(error: Exception) -> FaultError:
    """A connection that failed, was cut or timed out; only the error's kind is told."""
    what = "did not answer in time" if isinstance(error, TimeoutError) else "could not be read"
    return FaultError(f"YouTube {what}: the connection failed ({type(error).__name__}).")


def of_sign_in(error: RefreshError) -> ConnectorError:
    """A token that Google does not renew (RFC 6749, 5.2); its own text is not passed on."""
    answer = error.args[1] if len(error.args) > 1 else None
    code = str(answer.get("error") or "") if isinstance(answer, Mapping) else ""
    if code == "invalid_grant":
        return SignInError("The YouTube sign-in has ended or was revoked.", advice=SIGN_IN_AGAIN)
    if code in {"invalid_client", "unauthorized_client"}:
        return SignInError(
            "YouTube does not accept the OAuth client.",
            advice="Check RUNDOWN_YOUTUBE_CLIENT_ID and RUNDOWN_YOUTUBE_CLIENT_SECRET, then run "
            "`rundown youtube-login`.",
        )
    return FaultError("YouTube did not renew the sign-in this time.")


def not_data(answer: object) -> FaultError:
    """A success that holds something other than the API's JSON: a proxy's page, nothing."""
    what = "nothing" if answer in ("", b"", None) else "something other than data"
    return FaultError(
        f"YouTube's interface answered with {what}.",
        advice="If it stays so, a proxy or login page may stand between this machine and YouTube.",
    )


def unknown_channel(shown: str) -> AbsentError:
    """The channel's name or id leads nowhere."""
    return AbsentError(f"YouTube knows no channel “{shown}”.", advice=_CHECK_CHANNEL)


def no_key() -> NeedsPerson:
    """A source of this kind without a key."""
    return NeedsPerson(
        "There is no key for the YouTube Data API.",
        advice="Set RUNDOWN_YOUTUBE_API_KEY, or add the channel by its key-less feed.",
    )


def until_pacific_midnight(now: datetime) -> float:
    """Seconds from ``now`` (aware) to the next midnight in Los Angeles."""
    there = now.astimezone(PACIFIC)
    tomorrow = datetime.combine(there.date() + timedelta(days=1), datetime.min.time(), PACIFIC)
    return tomorrow.timestamp() - now.timestamp()


def field(resource: Resource, *path: str) -> Any:
    """A value deep in a resource, ``None`` where a level is absent or no object."""
    value: Any = resource
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


_CHECK_CHANNEL = "Check the channel's address; it may have been renamed or closed. Items stay."


def _about_the_list(refusal: Refusal) -> ConnectorError | None:
    if "invalidPageToken" in refusal.reasons:
        return PageTokenError("YouTube no longer knows the page at which reading stopped.")
    if refusal.reasons & _ABSENT:
        return AbsentError("YouTube knows no such channel or playlist.", advice=_CHECK_CHANNEL)
    return None


def _about_the_service(refusal: Refusal) -> RetryLater | None:
    if refusal.status in _NO_METHOD and not refusal.reasons:
        return UnknownMethodError("YouTube's interface does not know this method.")
    if refusal.status == 304 or refusal.status >= 500:
        return FaultError(f"YouTube has a fault of its own (HTTP {refusal.status}).")
    return None


def _about_the_key(refusal: Refusal) -> NeedsPerson | None:
    if refusal.reasons & _BAD_KEY:
        return NeedsPerson(
            "YouTube does not accept the API key.",
            advice="Check RUNDOWN_YOUTUBE_API_KEY against the key in the Google Cloud console.",
        )
    if refusal.reasons & _SWITCHED_OFF:
        return NeedsPerson(
            "The YouTube Data API is not switched on for the project of this key.",
            advice="Enable “YouTube Data API v3” in the Google Cloud console.",
        )
    if refusal.reasons & _RESTRICTED:
        return NeedsPerson(
            "The restrictions of the API key keep Rundown out.",
            advice="Allow the key this machine's address and the YouTube Data API v3.",
        )
    return None


def _other(refusal: Refusal, key: str) -> NeedsPerson:
    message = refusal.message.replace(key, "…") if key else refusal.message
    told = f"HTTP {refusal.status}" + (f": {message[:200]}" if message else "")
    kind = ForbiddenError if refusal.reasons & _FORBIDDEN else NeedsPerson
    return kind(
        f"YouTube refuses the request ({told}).",
        advice="Check the API key and the channel's address.",
    )
