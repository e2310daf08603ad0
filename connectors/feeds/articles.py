"""From a feed's entries to articles."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from datetime import datetime
from email.utils import parseaddr

from connectors.feeds.dates import NO_MOMENT, moment
from connectors.feeds.model import Entry, Feed
from connectors.items import Article, Image, Link, LinkRel
from connectors.text import Content, clean_title, read_content, shortened, unique_links
from connectors.urls import canonical_url, youtube_video_id

SUMMARY_CHARS = 500
"""Longer descriptions are whole articles: they become the body, and their beginning the summary."""
TITLE_CHARS = 90
"""Of a headline that is made from the text of an entry without one."""


def article(
    entry: Entry, feed: Feed, url: str, now: datetime, vague: Container[str] = ()
) -> Article:
    """The article that an entry of the feed at ``url`` stands for; fills in what is missing.

    ``vague`` are ids and addresses that do not tell this entry from others.
    """
    content = read_content(entry.content, entry.base) if entry.content else Content("", ())
    described = read_content(entry.summary, entry.base) if entry.summary else Content("", ())
    body, summary = _body_and_summary(content.text, described.text)
    link = canonical_url(entry.link) or canonical_url(entry.id)
    raw_time = entry.published or entry.updated
    published = moment(raw_time, now)
    updated = moment(entry.updated, now).at if entry.updated else None
    names = _names(entry, link, vague)
    ref = names[0] if names else _made_ref(f"{clean_title(entry.title)}\n{body or summary}")
    return Article(
        ref=ref,
        url=link or canonical_url(feed.link) or canonical_url(url),
        title=clean_title(entry.title) or shortened(summary, TITLE_CHARS) or link or ref,
        summary=summary,
        body=body,
        published_at=published.at,
        updated_at=updated,
        time_basis=published.basis,
        raw_time="" if published is not NO_MOMENT else raw_time[:200],
        authors=tuple(dict.fromkeys(name for raw in entry.authors if (name := _byline(raw)))),
        labels=tuple(dict.fromkeys(label for raw in entry.labels if (label := clean_title(raw)))),
        language=(entry.language or feed.language).strip(),
        image=_image(entry),
        links=_links(entry, link, content.links, described.links),
        other_ids=tuple(names[1:]),
    )


def _names(entry: Entry, link: str, vague: Container[str]) -> list[str]:
    """What the feed knows the entry by: its own id, then its link, then whatever else."""
    stated = (entry.id.strip(), link, *(canonical_url(a) or a for a in entry.aliases))
    return [name for name in dict.fromkeys(stated) if name and name not in vague]


def _made_ref(told: str) -> str:
    """A ref for an entry that has no name: a hash of what it tells."""
    return f"sha256:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _body_and_summary(content: str, description: str) -> tuple[str, str]:
    """The full text, as far as the feed has it, and a summary of at most a few sentences."""
    if not content and len(description) > SUMMARY_CHARS:
        content = description
    summary = shortened(description or content, SUMMARY_CHARS)
    return content, summary


def _byline(raw: str) -> str:
    """A name from ``mail@host (Name)``, ``Name <mail@host>`` or a name; "" for a bare address."""
    if "@" not in raw:
        return clean_title(raw)
    name, _ = parseaddr(raw.strip())
    return "" if "@" in name else clean_title(name)


def _image(entry: Entry) -> Image | None:
    """The largest picture, the first one where sizes are not stated."""
    if not entry.media:
        return None
    pictures = [
        Image(address, _pixels(medium.width), _pixels(medium.height))
        for medium in entry.media
        if medium.kind == "image" and (address := canonical_url(medium.url))
    ]
    return max(pictures, key=lambda picture: picture.width or 0, default=None)


def _pixels(stated: str) -> int | None:
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 6 else None


def _links(entry: Entry, own: str, *found: tuple[Link, ...]) -> tuple[Link, ...]:
    """Embeds before links, each once, without the entry's link to itself."""
    every = [link for links in found for link in links if link.url != own]
    every += [
        Link(address, LinkRel.EMBED, youtube_video_id(address))
        for medium in entry.media
        if medium.kind != "image" and (address := canonical_url(medium.url)) not in {"", own}
    ]
    return unique_links(every)
