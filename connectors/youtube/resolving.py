"""From a channel's handle or name to its id, through the channel's page."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin

from connectors.contract import NeedsPerson
from connectors.environment import Environment
from connectors.youtube.address import ChannelAddress

_ID = rb"(UC[A-Za-z0-9_-]{22})"
_SIGNS = tuple(
    re.compile(sign.replace(b"ID", _ID))
    for sign in (
        rb'<link rel="canonical" href="https?://www\.youtube\.com/channel/ID"',
        rb'<meta property="og:url" content="https?://www\.youtube\.com/channel/ID"',
        rb'<meta itemprop="(?:identifier|channelId)" content="ID"',
        rb'/feeds/videos\.xml\?channel_id=ID"',
        rb'"externalId":\s*"ID"',
    )
)
"""Where a channel's page states whose it is, most certain first; other ids are on it as well."""

_PAGE_BYTES = 8 * 2**20


def resolve(address: ChannelAddress, env: Environment) -> str:
    """The channel's id (``UC…``).

    Raises:
        RetryLater: the page could not be read.
        NeedsPerson: there is no such channel, or its page does not tell the id.
    """
    if address.naming == "id":
        return address.value
    # The pages are where the feeds are, so that one setting moves both.
    url = urljoin(env.youtube.feed_endpoint, quote(address.path, safe="/@"))
    page = env.http.get(url, accept="text/html", max_bytes=_PAGE_BYTES).body
    for sign in _SIGNS:
        if found := sign.search(page):
            return found[1].decode("ascii")
    raise NeedsPerson(
        f"The page of {address.value} on YouTube does not tell the channel's id.",
        advice="Add the channel by its id: on its page, About, Share channel, Copy channel ID.",
    )
