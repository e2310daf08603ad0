"""Signing in to YouTube as the outlet's channel: what is kept of it, and how long it holds.

One small file outside of the database, readable by its owner alone. Access tokens (an hour) are
never kept; the refresh token is, with the moment at which Google says that it ends, where it says
so (``refresh_token_expires_in``; an OAuth client whose consent screen is in testing gets seven
days, https://developers.google.com/identity/protocols/oauth2#expiration).
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.environment import YouTubeSettings
from connectors.youtube.errors import SIGN_IN_AGAIN, SignInError
from connectors.youtube.times import moment

SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
"""The narrowest scope with which captions may be listed and downloaded."""

TOLD_BEFORE = timedelta(days=3)
"""So long before its end a sign-in is spoken of."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A granted sign-in; ``ends_at`` is ``None`` where Google did not say."""

    refresh_token: str = field(repr=False)
    granted_at: datetime
    ends_at: datetime | None = None

    def has_ended(self, now: datetime) -> bool:
        """Whether the time that was granted is over."""
        return self.ends_at is not None and self.ends_at <= now


def read_sign_in(settings: YouTubeSettings) -> SignIn | None:
    """The sign-in that is kept; ``None`` if there is none.

    Raises:
        SignInError: its file cannot be read, or there is no OAuth client to use it with.
    """
    try:
        told = json.loads(Path(settings.token_file).read_bytes()) if settings.token_file else None
        if told is None:
            return None
        granted_at = datetime.fromisoformat(told["granted_at"]).astimezone(UTC)
        sign_in = SignIn(str(told["refresh_token"]), granted_at, moment(told.get("ends_at")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, OverflowError, TypeError, KeyError, AttributeError) as error:
        # Only the error's kind is told: its text may hold a piece of the file.
        raise SignInError(
            f"The file of the YouTube sign-in cannot be read ({type(error).__name__}).",
            advice=SIGN_IN_AGAIN,
        ) from None
    require_client(settings)
    return sign_in


def require_client(settings: YouTubeSettings) -> None:
    """See that there is an OAuth client.

    Raises:
        SignInError: there is none.
    """
    if not (settings.client_id and settings.client_secret):
        raise SignInError(
            "There is no OAuth client to sign in to YouTube with.",
            advice="Make one of the type “Desktop app” in the Google Cloud console, and set "
            "RUNDOWN_YOUTUBE_CLIENT_ID and RUNDOWN_YOUTUBE_CLIENT_SECRET.",
        )


def keep_sign_in(settings: YouTubeSettings, sign_in: SignIn) -> None:
    """Write the file anew: whole or not at all, and for nobody else to read.

    Raises:
        OSError: it cannot be written.
    """
    path = Path(settings.token_file)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "refresh_token": sign_in.refresh_token,
        "granted_at": sign_in.granted_at.isoformat(),
        "ends_at": sign_in.ends_at.isoformat() if sign_in.ends_at else None,
    }
    # Files of mkstemp are made with mode 0600.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(told, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class Standing:
    """How the sign-in is, in a sentence; ``needs_person`` before its end and after it."""

    sentence: str
    needs_person: bool


def standing(settings: YouTubeSettings, now: datetime) -> Standing | None:
    """How the sign-in is; ``None`` where there is none."""
    try:
        sign_in = read_sign_in(settings)
    except SignInError as error:
        return Standing(f"{error.sentence} {error.advice}", needs_person=True)
    if sign_in is None:
        return None
    if sign_in.ends_at is None:
        return Standing("YouTube sign-in: kept.", needs_person=False)
    if sign_in.has_ended(now):
        return Standing(f"YouTube sign-in has ended. {SIGN_IN_AGAIN}", needs_person=True)
    left = sign_in.ends_at - now
    days, hours = left.days, max(left.seconds // 3600, 1)
    span = _counted(days, "day") if days else _counted(hours, "hour")
    if left <= TOLD_BEFORE:
        return Standing(f"YouTube sign-in ends in {span}. {SIGN_IN_AGAIN}", needs_person=True)
    return Standing(f"YouTube sign-in ends in {span}.", needs_person=False)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
