"""Where YouTube's hub asks back and pushes to (WebSub, sections 5.3 and 7)."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from connectors.youtube import push
from dashboard.config import Settings
from dashboard.store import Store
from dashboard.store.model import Source, SourceState
from dashboard.sync.pushes import Callback, callback_of

LARGEST_PUSH = 2**20
"""Bytes. Real ones are a few thousand."""


def routes(get_store: Callable[[], Store], get_settings: Callable[[], Settings]) -> list[Route]:
    """The callback's two methods. Who does not know an address is told that nothing is there."""
    endpoint = _Endpoint(get_store, get_settings)
    path = "/push/youtube/{source_id}/{token}"
    return [
        Route(path, endpoint.verify, methods=["GET"]),
        Route(path, endpoint.pushed, methods=["POST"]),
    ]


class _Endpoint:
    def __init__(
        self, get_store: Callable[[], Store], get_settings: Callable[[], Settings]
    ) -> None:
        self._get_store = get_store
        self._get_settings = get_settings

    def verify(self, request: Request) -> Response:
        found = self._found(request)
        if found is None or request.query_params.get("hub.topic") != found[1].topic:
            return _nothing()
        return _verified(self._get_store(), found[0], request)

    async def pushed(self, request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST_PUSH:
                return PlainTextResponse("Too large.", 413)
        return await run_in_threadpool(self._take, request, body)

    def _take(self, request: Request, body: bytes) -> Response:
        if (found := self._found(request)) is None:
            return _nothing()
        source, callback = found
        signed = push.is_signed(request.headers.get("x-hub-signature", ""), callback.secret, body)
        if signed and source.state in (SourceState.ACTIVE, SourceState.BROKEN):
            _take(self._get_store(), source, callback, body)
        # A push that is not signed as agreed is passed over without a word, as WebSub asks.
        return Response(status_code=204)

    def _found(self, request: Request) -> tuple[Source, Callback] | None:
        store, asked = self._get_store(), request.path_params
        source = store.sources.get(asked["source_id"])
        if source is None or store.pushes.get(source.id) is None:
            return None
        callback = callback_of(store, self._get_settings(), source)
        if callback and hmac.compare_digest(callback.token.encode(), asked["token"].encode()):
            return source, callback
        return None


def _verified(store: Store, source: Source, request: Request) -> Response:
    asked = request.query_params
    mode = asked.get("hub.mode", "")
    wanted = source.state is not SourceState.REMOVED
    if mode == "denied":
        reason = asked.get("hub.reason", "")[:200]
        store.pushes.failed(source.id, f"YouTube's hub refuses to push. {reason}".strip())
        return Response(status_code=204)
    if mode not in ("subscribe", "unsubscribe") or (mode == "subscribe") is not wanted:
        return _nothing()
    if mode == "subscribe":
        lease = asked.get("hub.lease_seconds", "")
        seconds = min(int(lease), push.LEASE_S) if lease.isdecimal() else push.LEASE_S
        store.pushes.granted(source.id, store.clock() + timedelta(seconds=seconds))
    else:
        store.pushes.forget(source.id)
    return PlainTextResponse(asked.get("hub.challenge", ""))


def _take(store: Store, source: Source, callback: Callback, body: bytes) -> None:
    notice = push.read_notice(body)
    told = [one for one in notice.told if push.topic_of(one.channel_id) == callback.topic]
    if told or notice.deleted:
        store.pushes.take(source, [push.video_of(one) for one in told], notice.deleted)


def _nothing() -> Response:
    return PlainTextResponse("There is nothing here.", 404)
