"""Feeds of a site's sections, where the home page names none that has what they have."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.contract import ConnectorError
from connectors.discovery.feeds import Candidate, candidate
from connectors.discovery.page import HomePage, read_home_page
from connectors.environment import Environment
from connectors.feeds.connector import ACCEPT

MOST_SECTIONS = 8
PAGE_BYTES = 8 * 2**20


def section_feeds(page: HomePage, known: Iterable[str], env: Environment) -> list[Candidate]:
    """The feeds that the pages in a home page's menu name and that are not ``known`` (URLs).

    A section that cannot or may not be read is passed over: nothing was promised there.
    """
    seen = set(known)
    found: list[Candidate] = []
    for url in page.sections[:MOST_SECTIONS]:
        if not env.robots.allows(url):
            continue
        try:
            fetched = env.http.get(url, accept="text/html", max_bytes=PAGE_BYTES)
            section = read_home_page(
                fetched.body, fetched.url, fetched.headers.get("content-type", "")
            )
            new = [link for link in section.feeds if link.url not in seen][:1]
            seen.update(link.url for link in new)
            for link in new:
                feed = env.http.get(link.url, accept=ACCEPT)
                if one := candidate(feed, env.clock(), f"the page {url} names it", link.title):
                    found.append(one)
        except ConnectorError:
            continue
    return found
