"""Articles from their pages: what the markup states, and the text that stands in it."""

from connectors.pages.article import read_article
from connectors.pages.connector import PagesConnector

__all__ = ["PagesConnector", "read_article"]
