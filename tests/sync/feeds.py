"""Feeds for sync tests."""

from __future__ import annotations


def rss(name: str, numbers: range, *, title: str = "Story") -> bytes:
    """An RSS feed with one entry for each number."""
    entries = "".join(
        f"<item><title>{title} {n}</title><link>https://{name}.example/{n}</link>"
        f"<guid>{name}-{n}</guid><description>About {n}.</description>"
        f"<pubDate>Mon, 23 Nov 2026 {n % 24:02}:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>https://{name}.example/</link>{entries}</channel></rss>"
    ).encode()
