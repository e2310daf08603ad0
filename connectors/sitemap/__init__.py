"""Sitemaps: every address that a site gives out, and the articles behind them."""

from connectors.sitemap.connector import SitemapConnector
from connectors.sitemap.reading import NotASitemap, Sitemap, read_sitemap

__all__ = ["NotASitemap", "Sitemap", "SitemapConnector", "read_sitemap"]
