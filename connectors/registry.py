"""The kinds of sources: one line each."""

from __future__ import annotations

from collections.abc import Callable

from connectors.contract import Connector, NotThisKind, SourceSpec
from connectors.environment import Environment
from connectors.feeds import FeedConnector
from connectors.youtube import ChannelFeed, DataApi

KINDS: dict[str, Callable[[SourceSpec, Environment], Connector]] = {
    "feed": FeedConnector,
    "youtube": DataApi,
    "youtube-feed": ChannelFeed,
}


def build(spec: SourceSpec, env: Environment) -> Connector:
    """The connector for a source.

    Raises:
        NotThisKind: no connector is registered for ``spec.kind``.
    """
    make = KINDS.get(spec.kind)
    if make is None:
        raise NotThisKind(
            f"Rundown has no connector for sources of kind “{spec.kind}”.",
            advice=f"Use one of: {', '.join(KINDS)}.",
        )
    return make(spec, env)
