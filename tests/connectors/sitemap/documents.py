"""Sitemaps, made up for the tests."""

from __future__ import annotations

from collections.abc import Iterable

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
IMAGE = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def urlset(entries: Iterable[tuple[str, str] | str]) -> str:
    """Entries are addresses, or pairs of an address and its ``lastmod``."""
    said = []
    for entry in entries:
        url, lastmod = entry if isinstance(entry, tuple) else (entry, "")
        at = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
        said.append(f"<url><loc>{url}</loc>{at}</url>")
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>{"".join(said)}</urlset>'


def index(entries: Iterable[tuple[str, str] | str]) -> str:
    whole = urlset(entries).replace("urlset", "sitemapindex")
    return whole.replace("<url>", "<sitemap>").replace("</url>", "</sitemap>")


def news(entries: Iterable[tuple[str, str, str]]) -> str:
    """Entries are addresses with their publication time and title."""
    said = "".join(
        f"<url><loc>{url}</loc><news:news><news:publication><news:name>Courier</news:name>"
        f"<news:language>en</news:language></news:publication>"
        f"<news:publication_date>{at}</news:publication_date><news:title>{title}</news:title>"
        f"<news:keywords>Harbour, Quay</news:keywords></news:news>"
        f"<image:image><image:loc>https://courier.example/x.jpg</image:loc>"
        f"<image:title>A picture's own title</image:title></image:image></url>"
        for url, at, title in entries
    )
    return f"<urlset {NS} {NEWS} {IMAGE}>{said}</urlset>"


def story(number: int, *, title: str = "", at: str = "2025-05-14T04:30:00Z") -> str:
    """An article's page; ``at`` "" makes one that states no time."""
    stated = f'<meta property="article:published_time" content="{at}">' if at else ""
    text = "".join(
        f"<p>Story {number}: at meeting {n} the board heard again what the quay would cost.</p>"
        for n in range(9)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta property="og:type" content="article">{stated}'
        f'<meta property="article:section" content="Local"></head><body><article>'
        f"<h1>{title or f'Story number {number}'}</h1>{text}</article></body></html>"
    )
