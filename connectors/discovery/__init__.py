"""From what a person types to sources: a home page, a feed, a channel, an OPML file."""

from connectors.discovery.classify import classify
from connectors.discovery.discover import discover
from connectors.discovery.found import Discovery, Found
from connectors.discovery.opml import read_opml

__all__ = ["Discovery", "Found", "classify", "discover", "read_opml"]
