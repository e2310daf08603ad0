"""The kinds of sources: one line each."""

from __future__ import annotations

from collections.abc import Callable
from pkgutil import resolve_name

from connectors.contract import Connector, NotThisKind, SourceSpec
from connectors.environment import Environment

Factory = Callable[[SourceSpec, Environment], Connector]


def _on_demand(where: str) -> Factory:
    """Makes connectors of a class (``module:name``) that is imported with the first of them.

    An outlet that has no channel does without YouTube's client, which takes as long to import as
    all the rest of a sync.
    """

    def make(spec: SourceSpec, env: Environment) -> Connector:
        connector: Connector = resolve_name(where)(spec, env)
        return connector

    return make


KINDS: dict[str, Factory] = {
    "feed": _on_demand("connectors.feeds.connector:FeedConnector"),
    "youtube": _on_demand("connectors.youtube.data_api:DataApi"),
    "youtube-feed": _on_demand("connectors.youtube.channel_feed:ChannelFeed"),
    "newsletter": _on_demand("connectors.newsletter.connector:Mailbox"),
    "pages": _on_demand("connectors.pages.connector:PagesConnector"),
    "sitemap": _on_demand("connectors.sitemap.connector:SitemapConnector"),
    "wordpress": _on_demand("connectors.wordpress.connector:WordPress"),
}

READERS: dict[str, str] = {
    "feed": "connectors.feeds.document",
    "wordpress": "connectors.wordpress.posts",
}
"""By kind, the module whose functions read documents apart (see :mod:`connectors.apart`)."""


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
