"""Keeping subscriptions to pushes alive, where the dashboard can be reached from outside."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from connectors.contract import ConnectorError
from connectors.environment import Environment
from connectors.youtube import push
from dashboard.config import Settings
from dashboard.store import Store
from dashboard.store.model import Source, SourceState
from dashboard.store.sources import CHANNEL_FEED, DATA_API

log = logging.getLogger(__name__)

RENEWED_BEFORE = timedelta(days=1)
PATIENCE = timedelta(hours=1)
"""How long the hub may take to ask back before it is asked again."""

_KEPT_AS = "push_base"


@dataclass(frozen=True, slots=True)
class Callback:
    """What a source's pushes are recognised by."""

    topic: str
    path: str
    token: str
    secret: str


def callback_of(store: Store, settings: Settings, source: Source) -> Callback | None:
    """Where the hub pushes for a source; ``None`` while its channel's id is not known."""
    channel = source.checkpoint.get("channel") or {}
    channel_id = channel.get("id") or source.checkpoint.get("channel_id")
    if source.kind not in (DATA_API, CHANNEL_FEED) or not channel_id:
        return None
    base, topic = _base(store, settings), push.topic_of(str(channel_id))
    token = push.token_for(base, source.id, topic)
    return Callback(
        topic, f"/push/youtube/{source.id}/{token}", token, push.secret_for(base, topic)
    )


def renew(store: Store, settings: Settings, env: Environment) -> None:
    """Subscribe for each channel that has no subscription, or one that ends soon."""
    if not settings.public_url:
        return
    for source in store.sources.list():
        callback = callback_of(store, settings, source)
        if callback is None or source.state is not SourceState.ACTIVE:
            continue
        address = settings.public_url.rstrip("/") + callback.path
        if not _is_wanted(store, source.id, address):
            continue
        store.pushes.ask(source.id, callback.topic, address)
        try:
            push.subscribe(
                env.http,
                settings.websub_hub,
                callback=address,
                topic=callback.topic,
                secret=callback.secret,
            )
        except ConnectorError as error:
            store.pushes.failed(source.id, error.sentence)


def leave(store: Store, settings: Settings, env: Environment) -> None:
    """Ask for no more pushes of channels that were removed; again each hour until they end.

    What goes wrong is told in the log: nobody is kept waiting, and pushes that come are refused.
    """
    now = store.clock()
    for held in store.pushes.of_removed():
        if held.lease_until is None or held.lease_until <= now:
            store.pushes.forget(held.source_id)
            continue
        if now - held.asked_at < PATIENCE:
            continue
        store.pushes.ask(held.source_id, held.topic, held.callback)
        try:
            push.unsubscribe(
                env.http, settings.websub_hub, callback=held.callback, topic=held.topic
            )
        except ConnectorError as error:
            store.pushes.failed(held.source_id, error.sentence)
            log.warning(
                "YouTube's hub could not be asked to push no more of a removed channel (%s). %s",
                held.source_id,
                error.sentence,
            )


def _is_wanted(store: Store, source_id: str, address: str) -> bool:
    held, now = store.pushes.get(source_id), store.clock()
    if held is None or held.callback != address:
        return True
    ends_soon = held.lease_until is None or held.lease_until - now < RENEWED_BEFORE
    return ends_soon and now - held.asked_at >= PATIENCE


def _base(store: Store, settings: Settings) -> bytes:
    """What secrets follow from: the API key, or without one a random number in the store.

    A push makes Rundown look at YouTube and nothing more, so the latter guards enough.
    """
    if key := settings.youtube_api_key.get_secret_value():
        return key.encode()
    if (kept := store.meta.get(_KEPT_AS)) is None:
        store.meta.set(_KEPT_AS, secrets.token_hex(16))
        kept = store.meta.get(_KEPT_AS)
    return str(kept).encode()
