"""Ids and addresses that a feed gives to several of its entries, and that therefore name none.

Publishers put the site's address, a section's or a constant into ``guid``; whoever believes them
shows one entry of the feed, over and over changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from connectors.feeds.model import Entry, Feed
from connectors.urls import canonical_url

MOST_REMEMBERED = 100


def vague_names(feed: Feed, url: str, known: Collection[str]) -> set[str]:
    """The ids (as stated) and addresses (canonical) that do not tell the feed's entries apart.

    ``known`` are ids of which that was found before, when more of these entries were in the feed.
    """
    named = [(entry, entry.id.strip(), canonical_url(entry.link)) for entry in feed.entries]
    site = {canonical_url(address) for address in (feed.link, url)} - {""}
    vague = {own for _, own, link in named if own in known or (link and _is_site(own, link, site))}
    vague |= _shared((own, link) for _, own, link in named if link)
    vague |= {link for _, _, link in named if link in site}
    told = [(entry, own if own and own not in vague else "", link) for entry, own, link in named]
    vague |= _shared((link, own or entry.title) for entry, own, link in told)
    return vague | _shared(
        (canonical_url(alias) or alias, f"{own} {link}")
        for entry, own, link in told
        for alias in entry.aliases
    )


def remembered(
    vague: Collection[str], entries: Iterable[Entry], known: Collection[str]
) -> list[str]:
    """The vague ids to keep in mind for the next time, those of this time first."""
    ids = dict.fromkeys(own for entry in entries if (own := entry.id.strip()) in vague)
    return list(dict.fromkeys((*ids, *known)))[:MOST_REMEMBERED]


def _is_site(own: str, link: str, site: Collection[str]) -> bool:
    if own[:4].lower() != "http":
        return False  # said first, since most ids are no addresses
    address = canonical_url(own)
    return address in site and address != link


def _shared(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Which of the names stand for more than one thing."""
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for name, bearer in pairs:
        bearers[name].add(bearer)
    return {name for name, found in bearers.items() if name and len(found) > 1}
