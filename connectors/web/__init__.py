"""The one polite way out: every request of every connector goes through ``Http``."""

from connectors.web.client import Http
from connectors.web.fetched import Fetched

__all__ = ["Fetched", "Http"]
