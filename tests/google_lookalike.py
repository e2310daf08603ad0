"""A look-alike of Google's OAuth server on a loopback site: consent, token, revocation.

Shapes after https://developers.google.com/identity/protocols/oauth2/native-app and RFC 6749,
7009 and 7636.
"""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.loopback import Asked, LoopbackSite, Reply
from tests.youtube_lookalike import json_reply

CLIENT_ID, CLIENT_SECRET = "client-1.apps.example", "GOCSPX-not-a-real-secret"
REFRESH_TOKEN = "1//not-a-real-refresh-token"
ACCESS_TOKEN = "ya29.not-a-real-access-token"
CODE = "4/not-a-real-code"
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
SECRETS = (CLIENT_SECRET, REFRESH_TOKEN, ACCESS_TOKEN, CODE)


class Google:
    """The look-alike, mounted on ``site``; what it grants and refuses may be changed."""

    def __init__(self, site: LoopbackSite) -> None:
        self.site = site
        self.consents = True
        self.revoked = False
        self.lasts_s: int | None = 604_799
        self.scope = SCOPE
        self._asked_for: dict[str, str] = {}
        site.pages |= {
            "/o/oauth2/v2/auth": self._consent,
            "/token": self._token,
            "/revoke": self._revoke,
        }

    def renewals(self) -> int:
        """How often an access token was asked for with the refresh token."""
        bodies = [dict(parse_qsl(one.body.decode())) for one in self.site.asked]
        return sum(body.get("grant_type") == "refresh_token" for body in bodies)

    def _consent(self, asked: Asked) -> Reply:
        query = self._asked_for = asked.query
        assert query["client_id"] == CLIENT_ID
        assert query["scope"] == SCOPE
        assert (query["response_type"], query["access_type"]) == ("code", "offline")
        assert query["code_challenge_method"] == "S256"
        answer = {"code": CODE} if self.consents else {"error": "access_denied"}
        where = f"{query['redirect_uri']}?{urlencode({'state': query['state'], **answer})}"
        return Reply(b"", 302, {"Location": where})

    def _token(self, asked: Asked) -> Reply:
        form = dict(parse_qsl(asked.body.decode()))
        if _client(asked, form) != (CLIENT_ID, CLIENT_SECRET):
            return json_reply({"error": "invalid_client"}, 401)
        if form["grant_type"] == "refresh_token":
            good = form["refresh_token"] == REFRESH_TOKEN and not self.revoked
            return json_reply(_access()) if good else _expired()
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        assert challenge == self._asked_for["code_challenge"]
        assert form["redirect_uri"] == self._asked_for["redirect_uri"]
        if form["code"] != CODE:
            return _expired()
        told = _access() | {"refresh_token": REFRESH_TOKEN, "scope": self.scope}
        if self.lasts_s is not None:
            told["refresh_token_expires_in"] = self.lasts_s
        return json_reply(told)

    def _revoke(self, asked: Asked) -> Reply:
        if dict(parse_qsl(asked.body.decode())).get("token") != REFRESH_TOKEN or self.revoked:
            return json_reply({"error": "invalid_token"}, 400)
        self.revoked = True
        return json_reply({})


def _client(asked: Asked, form: dict[str, str]) -> tuple[str, str]:
    """The client and its secret, from either of the places of RFC 6749, 2.3.1."""
    basic = asked.headers.get("authorization", "").removeprefix("Basic ")
    if basic:
        name, _, secret = b64decode(basic).decode().partition(":")
        return name, secret
    return form.get("client_id", ""), form.get("client_secret", "")


def _access() -> dict[str, Any]:
    return {"access_token": ACCESS_TOKEN, "expires_in": 3599, "token_type": "Bearer"}


def _expired() -> Reply:
    text = "Token has been expired or revoked."
    return json_reply({"error": "invalid_grant", "error_description": text}, 400)
