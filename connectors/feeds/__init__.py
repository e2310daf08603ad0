"""Feeds: RSS, RDF, Atom and JSON Feed."""

from connectors.feeds.connector import FeedConnector

__all__ = ["FeedConnector"]
