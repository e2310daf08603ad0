"""Ids and addresses that a feed gives to several of its entries, and that therefore name none.

Publishers put the site's address, a section's or a constant into ``guid``; whoever believes them
shows one entry of the feed, over and over changed.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable

from connectors.feeds.model import Entry, Feed
from connectors.urls import canonical_url

MOST_REMEMBERED = 100


class Names:
    """What the entries of a feed are called, as hashes: feeds of a million entries exist.

    The hashes are the running process's own, of 64 bits; that of "" is 0.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._ids, self._addresses, self._links, self._titles = (array("q") for _ in range(4))
        self._aliases: list[tuple[int, int]] = []
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Take down what one more entry is called."""
        own = entry.id.strip()
        for alias in entry.aliases:
            self._aliases.append((hash(canonical_url(alias) or alias), len(self._ids)))
        self._ids.append(hash(own))
        # Most ids are no addresses, and seeing so comes first.
        self._addresses.append(hash(canonical_url(own)) if own[:4].lower() == "http" else 0)
        self._links.append(hash(canonical_url(entry.link)))
        self._titles.append(hash(entry.title))

    def vague(self, site: Collection[int], known: Collection[int]) -> set[int]:
        """Which of the names do not tell the entries apart; ``site`` are the addresses of all."""
        links = self._links
        vague = {
            own
            for own, link, address in zip(self._ids, links, self._addresses, strict=True)
            if own in known or (link and address in site and address != link)
        }
        vague |= _shared((own, link) for own, link in zip(self._ids, links, strict=True) if link)
        vague |= {link for link in links if link in site}
        ids = array("q", (0 if own in vague else own for own in self._ids))
        titled = zip(links, ids, self._titles, strict=True)
        vague |= _shared((link, own or title) for link, own, title in titled)
        return vague | _shared(
            (alias, hash((ids[place], links[place]))) for alias, place in self._aliases
        )


class Vague:
    """The names that tell no entry from others, ids as stated and addresses canonical."""

    def __init__(self, hashes: set[int]) -> None:
        self._hashes = hashes

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def __contains__(self, name: object) -> bool:
        return hash(name) in self._hashes


def vague_names(feed: Feed, url: str, known: Collection[str]) -> Vague:
    """The ids (as stated) and addresses (canonical) that do not tell the feed's entries apart.

    ``known`` are ids of which that was found before, when more of these entries were in the feed.
    """
    names = feed.names or Names(feed.entries)
    site = {canonical_url(address) for address in (feed.link, url)} - {""}
    return Vague(names.vague(set(map(hash, site)), set(map(hash, known))))


def _shared(pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Which of the names stand for more than one thing."""
    bearers: dict[int, int] = {}
    return {name for name, bearer in pairs if name and bearers.setdefault(name, bearer) != bearer}
