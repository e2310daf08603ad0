"""Signing in: OAuth 2.0 for an installed app, with a loopback redirect and PKCE (RFC 8252, 7636).

https://developers.google.com/identity/protocols/oauth2/native-app
"""

from __future__ import annotations

import logging
import webbrowser
from collections.abc import Mapping
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urljoin

import httplib2
from google.auth.exceptions import TransportError
from google_auth_httplib2 import Request
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from connectors.environment import YouTubeSettings
from connectors.youtube.errors import SignInError
from connectors.youtube.signin import SCOPE, SignIn, require_client

REDIRECT_HOST = "127.0.0.1"
ANSWER_WITHIN_S = 600
TIMEOUT_S = 20.0

# At DEBUG and INFO these write codes and tokens, whatever level the program has chosen.
for _name in ("google_auth_oauthlib", "requests_oauthlib", "oauthlib"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def sign_in(settings: YouTubeSettings, now: datetime, *, browser: bool, port: int = 0) -> SignIn:
    """Ask the person in their browser, wait for the redirect, and trade its code for a token.

    The address to open is printed; ``browser`` opens it as well. ``port`` is where the redirect
    is waited for (0: any).

    Raises:
        SignInError: no OAuth client, no consent, or no answer.
    """
    require_client(settings)
    flow = InstalledAppFlow.from_client_config(
        {"installed": _client(settings)}, [SCOPE], autogenerate_code_verifier=True
    )
    try:
        flow.run_local_server(
            host=REDIRECT_HOST,
            port=port,
            open_browser=browser and _has_browser(),
            authorization_prompt_message="Open this address to sign in:\n{url}\n",
            success_message="Rundown is signed in if the terminal says so. Close this window.",
            timeout_seconds=ANSWER_WITHIN_S,
            prompt="consent",
        )
    except WSGITimeoutError:
        raise _failed("nobody answered in the browser") from None
    except OAuth2Error as error:
        raise _failed(f"YouTube says “{error.error}”") from None
    except Warning:
        raise _failed("leave to read captions was not granted") from None
    except (OSError, ValueError) as error:
        raise _failed(f"the connection failed ({type(error).__name__})") from None
    return _granted(flow.oauth2session.token, now)


def revoke(settings: YouTubeSettings, given: SignIn) -> bool:
    """Tell Google that the sign-in is over; whether that was heard.

    https://developers.google.com/identity/protocols/oauth2/native-app#tokenrevoke
    """
    http = httplib2.Http(timeout=TIMEOUT_S)
    try:
        answer = Request(http)(
            urljoin(settings.oauth_endpoint, "revoke"),
            method="POST",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode({"token": given.refresh_token}),
        )
    except (OSError, HTTPException, httplib2.error.HttpLib2Error, TransportError):
        return False
    finally:
        http.close()
    return bool(answer.status == 200)


def _client(settings: YouTubeSettings) -> dict[str, Any]:
    return {
        "client_id": settings.client_id,
        "client_secret": settings.client_secret,
        "auth_uri": settings.consent_endpoint,
        "token_uri": urljoin(settings.oauth_endpoint, "token"),
    }


def _granted(token: Mapping[str, Any], now: datetime) -> SignIn:
    refresh_token = str(token.get("refresh_token") or "")
    if not refresh_token:
        raise _failed("YouTube gave no lasting token")
    lasts_s = token.get("refresh_token_expires_in")
    stated = isinstance(lasts_s, int | float) and lasts_s > 0
    return SignIn(refresh_token, now, now + timedelta(seconds=lasts_s or 0) if stated else None)


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _failed(why: str) -> SignInError:
    return SignInError(
        f"Signing in did not work: {why}. Nothing was changed.",
        advice="Run `rundown youtube-login` again.",
    )
