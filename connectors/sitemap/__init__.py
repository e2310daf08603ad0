"""Sitemaps: every address that a site gives out, and the articles behind them."""
